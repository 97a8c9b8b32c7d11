import Transcript

// Canonical records. Everything is fixed width or counted; decoding refuses a record whose stated
// results are not the ones that its definition gives, so there is one encoding for each operator.

extension ElementType {
    func encode(into encoder: inout CanonicalEncoder) { encoder.append(rawValue) }

    init(from decoder: inout CanonicalDecoder, field: String) throws(CanonicalError) {
        let position = decoder.offset
        guard let type = ElementType(rawValue: try decoder.uint8(field)) else {
            throw decoder.refusal(field, at: position, "no element type")
        }
        self = type
    }
}

extension TensorType {
    /// Element type, rank, and each extent in four bytes.
    package func encode(into encoder: inout CanonicalEncoder) {
        element.encode(into: &encoder)
        encoder.append(UInt8(shape.rank))
        for extent in shape.dimensions { encoder.append(UInt32(extent)) }
    }

    package init(from decoder: inout CanonicalDecoder, field: String) throws(CanonicalError) {
        let position = decoder.offset
        element = try ElementType(from: &decoder, field: field)
        let rank = try decoder.rank(field)
        var dimensions: [Int] = []
        for _ in 0..<rank { dimensions.append(Int(try decoder.uint32(field))) }
        do { shape = try Shape(dimensions) } catch {
            throw decoder.refusal(field, at: position, "\(dimensions) is no shape")
        }
    }
}

extension CanonicalDecoder {
    mutating func rank(_ field: String) throws(CanonicalError) -> Int {
        let position = offset
        let rank = Int(try uint8(field))
        guard (1...Shape.maximumRank).contains(rank) else { throw refusal(field, at: position, "rank \(rank)") }
        return rank
    }

    mutating func uint16s(_ count: Int, _ field: String) throws(CanonicalError) -> [UInt16] {
        var values: [UInt16] = []
        for _ in 0..<count { values.append(try uint16(field)) }
        return values
    }

    mutating func name(_ field: String) throws(CanonicalError) -> String {
        let position = offset
        let name = try string(field, limit: 64)
        guard isPrintableName(name) else { throw refusal(field, at: position, nameRule) }
        return name
    }
}

extension Operand {
    func encode(into encoder: inout CanonicalEncoder) {
        switch source {
        case .input(let slot):
            encoder.append(UInt8(1))
            encoder.append(UInt32(slot))
        case .weight(let offset):
            encoder.append(UInt8(2))
            encoder.append(UInt64(offset))
        case .table(let root):
            encoder.append(UInt8(3))
            encoder.append(root)
        case .state(let slot):
            encoder.append(UInt8(4))
            encoder.append(UInt32(slot))
        case .result(let position, let result):
            encoder.append(UInt8(5))
            encoder.append(UInt32(position))
            encoder.append(UInt8(result))
        }
        type.encode(into: &encoder)
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        let position = decoder.offset
        switch try decoder.uint8("operand source") {
        case 1: source = .input(Int(try decoder.uint32("input")))
        case 2:
            let offset = try decoder.uint64("weight offset")
            guard offset <= UInt64(Layout.maximumByteCount) else {
                throw decoder.refusal("weight offset", at: position, "beyond any layout")
            }
            source = .weight(offset: Int(offset))
        case 3: source = .table(try decoder.digest("table"))
        case 4: source = .state(Int(try decoder.uint32("state")))
        case 5:
            let place = Int(try decoder.uint32("operator"))
            source = .result(position: place, result: Int(try decoder.uint8("result")))
        case let tag: throw decoder.refusal("operand source", at: position, "\(tag) is no source")
        }
        type = try TensorType(from: &decoder, field: "operand type")
    }
}

extension Operator {
    /// The canonical record: label, checkpoint mark, kind with attributes, operands, results.
    public var record: [UInt8] {
        var encoder = CanonicalEncoder()
        encode(into: &encoder)
        return encoder.bytes
    }

    func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(string: label)
        encoder.append(isCheckpoint)
        kind.encode(into: &encoder)
        encoder.append(UInt8(operands.count))
        for operand in operands { operand.encode(into: &encoder) }
        encoder.append(UInt8(results.count))
        for result in results { result.encode(into: &encoder) }
    }

    /// The operator of a record, checked as a circuit would check it, sources and ranges apart.
    public init(record: [UInt8]) throws(CircuitError) {
        var decoder = CanonicalDecoder(record)
        self = try Operator(from: &decoder, position: 0)
        do { try decoder.finish() } catch { throw .malformed(error) }
    }

    init(from decoder: inout CanonicalDecoder, position: Int) throws(CircuitError) {
        let label: String
        let isCheckpoint: Bool
        let kind: OperatorKind
        var operands: [Operand] = []
        var stated: [TensorType] = []
        do throws(CanonicalError) {
            label = try decoder.name("label")
            isCheckpoint = try decoder.boolean("checkpoint")
            kind = try OperatorKind.decode(from: &decoder)
            for _ in 0..<(try decoder.uint8("operand count")) { operands.append(try Operand(from: &decoder)) }
            for _ in 0..<(try decoder.uint8("result count")) {
                stated.append(try TensorType(from: &decoder, field: "result type"))
            }
        } catch { throw .malformed(error) }
        do throws(OperatorProblem) {
            self = try Operator(kind, operands, label: label, isCheckpoint: isCheckpoint)
            guard results == stated else {
                throw .resultMismatch(stated: "\(stated)", expected: "\(results)")
            }
        } catch { throw .operatorRefused(position: position, label: label, problem: error) }
    }
}
