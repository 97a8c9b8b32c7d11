import Circuit
import Claims
import Dispute
import TestSupport
import Testing
import Transcript
import Verifier

/// One-step proofs stay within kilobytes.
@Suite struct ProofSizeTests {
    private static func product(_ width: Int, columns: Int, bias: Bool) throws -> Subject {
        var random = SeededGenerator(seed: UInt64(width))
        func values(_ count: Int, _ range: ClosedRange<Int64>) -> [Int64] {
            (0..<count).map { _ in Int64.random(in: range, using: &random) }
        }
        var builder = CircuitBuilder(name: "product")
        let x = builder.input("x", try TensorType(.int8, [16, width]), range: -127...127)
        var operands = [
            x, try builder.weight("w", try TensorType(.int8, [columns, width]), values: values(columns * width, -127...127)),
        ]
        if bias {
            operands.append(try builder.weight("b", try TensorType(.int32, [columns]), values: values(columns, -1000...1000)))
        }
        let y = try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), operands, label: "product")
        builder.output("y", y[0])
        let (circuit, weights) = try builder.build()
        let input = try Tensor(try TensorType(.int8, [16, width]), values: values(16 * width, -127...127))
        return try Subject(circuit, weights, inputs: [[input]])
    }

    @Test(arguments: [(1536, 1536, 8 * 1024), (4096, 1024, 12 * 1024)])
    func productsFitKilobytes(width: Int, columns: Int, limit: Int) throws {
        for bias in [false, true] {
            let subject = try Self.product(width, columns: columns, bias: bias)
            var random = SeededGenerator(seed: 0xD180)
            let entry = TracedResult(position: 0, result: 0)
            var longest = 0, messages = 0
            var checking = Duration.zero
            for _ in 0..<24 {
                let element = Int.random(in: 0..<16 * columns, using: &random)
                let wrong = try subject.results[0][0][0].flipped(element, &random)
                let match = try Match(subject, claimed: try subject.holder(subject.replacing(step: 0, entry, by: wrong)))
                #expect(match.refutes(step: 0, entry, element: element))
                let claim = try subject.claim(try subject.holder(subject.replacing(step: 0, entry, by: wrong)))
                let proof = try #require(match.proof)
                checking += try ContinuousClock().measure {
                    _ = try OneStepVerifier.check(proof, claim: claim, model: subject.model)
                }
                longest = max(longest, proof.count)
                messages = max(messages, match.byteCount)
            }
            print("K = \(width), bias \(bias): longest proof \(longest) bytes, dispute \(messages) bytes, check \(checking / 24)")
            #expect(longest <= limit && messages <= 16 * 1024)
        }
    }

    /// Rows far longer than a proof: decided by the indexed element and one better one.
    @Test(arguments: [Reduction.maximum, .magnitude]) func maximaOfLongRowsFitTwoChunks(reduction: Reduction) throws {
        var builder = CircuitBuilder(name: "long rows")
        let type = try TensorType(.int16, [3, 50_000])
        let x = builder.input("x", type)
        let top = try builder.append(.reduction(reduction), [x], label: "top")
        builder.output("value", top[0])
        builder.output("index", top[1])
        let (circuit, weights) = try builder.build()
        var random = SeededGenerator(seed: 0xD181)
        let values = (0..<150_000).map { _ in Int64.random(in: -30_000...30_000, using: &random) }
        let subject = try Subject(circuit, weights, inputs: [[try Tensor(type, values: values)]])
        var longest = 0
        for element in 0..<3 {
            let right = subject.results[0][0]
            for index in [-1, 50_000, 0, 7, Int(right[1].element(element)) - 1, Int(right[1].element(element)) + 1] {
                // A wrong index with the right value, and with the value that it points to.
                for value in [right[0].element(element), right[0].element(element) - 1, right[0].element(element) + 1] {
                    var indexes = right[1].values, tops = right[0].values
                    indexes[element] = Int64(index)
                    tops[element] = value
                    var spoilt = subject.results
                    spoilt[0][0] = [try Tensor(right[0].type, values: tops), try Tensor(right[1].type, values: indexes)]
                    let match = try Match(subject, claimed: try subject.holder(spoilt))
                    #expect(match.outcome == .refuted(.comparison(step: 0, position: 0, result: 1, element: UInt32(element))))
                    longest = max(longest, match.proof?.count ?? 0)
                }
            }
            for value in [right[0].element(element) - 1, right[0].element(element) + 1] {
                var tops = right[0].values
                tops[element] = value
                var spoilt = subject.results
                spoilt[0][0][0] = try Tensor(right[0].type, values: tops)
                let match = try Match(subject, claimed: try subject.holder(spoilt))
                #expect(match.outcome == .refuted(.comparison(step: 0, position: 0, result: 0, element: UInt32(element))))
                longest = max(longest, match.proof?.count ?? 0)
            }
        }
        print("maximum of 50000: longest proof \(longest) bytes")
        #expect(longest <= 8 * 1024)
    }
}
