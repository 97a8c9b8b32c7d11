import Circuit
import Testing

/// `operators.json` is written by `Tests/Scripts/circuit_vectors.py`: records, operands and results of
/// every operator from plain Python integers. Operands are any bit pattern of their element types.
@Suite struct OperatorVectorTests {
    struct Vector: Decodable {
        let name: String
        let record: String
        let operands: [[Int64]]
        let results: [[Int64]]
    }

    @Test func definitionsAgreeWithPythonIntegers() throws {
        let vectors: [Vector] = try VectorFile.json("operators.json")
        var kinds: Set<UInt16> = []
        for (position, vector) in vectors.enumerated() {
            let record = try VectorFile.bytes(hexadecimal: vector.record)
            let op = try Operator(record: record)
            #expect(op.kind.name == vector.name, "vector \(position)")
            #expect(op.record == record, "vector \(position), \(vector.name)")
            #expect(op.evaluateAll(vector.operands) == vector.results, "vector \(position), \(vector.name) \(op.kind.summary)")
            kinds.insert(op.kind.tag)
        }
        #expect(kinds == Set(1...15))
    }
}
