import Circuit
import Claims
import Prover
import TestSupport
import Testing
import Transcript
import Verifier

/// Whole proofs of convolutions that the example networks do not have: other strides, margins that differ, long axes.
struct StridedConvolutionTests {
    struct Form: Sendable, CustomTestStringConvertible {
        var image: [Int]
        var before: [UInt16]
        var after: [UInt16]
        var filter: [Int]
        var stride: (UInt16, UInt16)

        var testDescription: String { "\(image) \(filter) by \(stride.0)×\(stride.1)" }

        /// Convolution, requantise, product, argmax.
        func model() throws -> (circuit: Circuit, weights: Weights, input: Tensor) {
            var random = SeededGenerator(seed: 5)
            func small(_ count: Int) -> [Int64] { (0..<count).map { _ in Int64(random.next() % 15) - 7 } }
            var builder = CircuitBuilder(name: "strided")
            let type = try TensorType(.uint8, image)
            let x = builder.input("x", type)
            let padded = try builder.append(.padding(Padding(before: before, after: after, value: 0)), [x], label: "pad")
            let channels = 3
            let w = try builder.weight(
                "w", try TensorType(.int8, [channels, filter[0], filter[1], image[2]]),
                values: small(channels * filter[0] * filter[1] * image[2]))
            let b = try builder.weight("b", try TensorType(.int32, [channels]), values: small(channels))
            let c = try builder.append(
                .convolution(Convolution(strideY: stride.0, strideX: stride.1)), [padded[0], w, b], label: "conv")
            let q = try builder.append(
                .requantise(Requantise(to: .int8, multiplier: .constant(300), shift: 12, lower: 0, upper: 127)), c,
                label: "scale")
            let count = q[0].type.shape.count
            let v = try builder.weight("v", try TensorType(.int8, [4, count]), values: small(4 * count))
            let flat = try q[0].viewed(as: try Shape([1, count]))
            let y = try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), [flat, v], label: "product")
            let best = try builder.append(.reduction(.maximum), y, label: "argmax")
            builder.output("score", best[0])
            builder.output("class", best[1])
            let built = try builder.build()
            let bytes = (0..<type.byteCount).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            return (built.circuit, built.weights, try Tensor(type, bytes: bytes))
        }
    }

    static let forms = [
        Form(image: [9, 8, 2], before: [1, 2, 0], after: [2, 1, 0], filter: [3, 3], stride: (1, 2)),
        Form(image: [11, 13, 1], before: [0, 1, 0], after: [0, 0, 0], filter: [5, 2], stride: (3, 4)),
        Form(image: [7, 7, 3], before: [3, 3, 0], after: [3, 3, 0], filter: [4, 7], stride: (2, 5)),
        Form(image: [5000, 1, 1], before: [2, 0, 0], after: [1, 0, 0], filter: [7, 1], stride: (16, 1)),
    ]

    @Test(arguments: forms) func areProvedAndVerified(form: Form) throws {
        let (circuit, weights, input) = try form.model()
        let prover = try ModelProver(circuit, weights, profile: .insecureTest, allowingInsecure: true)
        let proof = try prover.prove([input], chain: 1, job: ProofFileTests.job, prover: ProofFileTests.prover)
        let verdict = try ProofVerifier.verify(proof.bytes, allowingInsecure: true)
        let byDefinition = try circuit.evaluateByDefinition(inputs: [input], weights: weights)
        #expect(verdict.header.outputs == byDefinition.outputs)
    }

    /// Steps grow with the stride, which a circuit writes: what would take long is refused.
    @Test func strideThatWouldTakeLongIsRefused() throws {
        let form = Form(image: [5000, 1, 1], before: [0, 0, 0], after: [0, 0, 0], filter: [7, 1], stride: (4000, 1))
        let (circuit, _, _) = try form.model()
        do throws(StatementError) {
            _ = try ProofPlan(circuit)
            Issue.record("it was planned")
        } catch {
            guard case .tooLarge(let what) = error, what.hasSuffix("steps of wiring") else {
                Issue.record("\(error)")
                return
            }
        }
    }
}
