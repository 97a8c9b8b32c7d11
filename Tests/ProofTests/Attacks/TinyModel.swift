import Circuit
import Claims
import Prover
import Transcript
import Verifier

/// The smallest circuit with every gadget: both kinds of clamp, margin, convolution, pooling, product, argmax.
enum TinyModel {
    static func make() throws -> (circuit: Circuit, weights: Weights, input: Tensor) {
        var builder = CircuitBuilder(name: "tiny")
        let x = builder.input("x", try TensorType(.uint8, [4, 4, 1]), range: 0...15)
        // 7 values: the width alone does not bound them.
        let encoded = try builder.append(
            .requantise(Requantise(to: .int8, multiplier: .constant(4), shift: 3, lower: 0, upper: 6)), [x],
            label: "encode")
        let padded = try builder.append(
            .padding(Padding(before: [1, 0, 0], after: [0, 1, 0], value: 0)), encoded, label: "margin")
        let filters = try builder.weight(
            "filters", try TensorType(.int8, [2, 2, 2, 1]), values: [1, -2, 3, 1, -1, 2, 1, -3])
        let offsets = try builder.weight("offsets", try TensorType(.int32, [2]), values: [3, -2])
        let convolved = try builder.append(
            .convolution(Convolution(strideY: 1, strideX: 1)), [padded[0], filters, offsets], label: "convolution")
        let scaled = try builder.append(
            .requantise(Requantise(to: .int8, multiplier: .constant(5), shift: 4, lower: 0, upper: 7)), convolved,
            label: "relu", isCheckpoint: true)
        let pooled = try builder.append(
            .pooling(Pooling(.maximum, windowY: 2, windowX: 2, strideY: 2, strideX: 2)), scaled, label: "pool")
        let matrix = try builder.weight(
            "matrix", try TensorType(.int8, [3, 8]),
            values: [1, 2, -1, 0, 3, -2, 1, 1, -1, 1, 2, 2, 0, 1, -3, 1, 2, 0, 1, -1, 1, 1, 2, -1])
        let bias = try builder.weight("bias", try TensorType(.int32, [3]), values: [1, 0, -1])
        let flat = try pooled[0].viewed(as: try Shape([1, 8]))
        let scores = try builder.append(
            .matrixProduct(MatrixProduct(accumulator: .int32)), [flat, matrix, bias], label: "product")
        let best = try builder.append(.reduction(.maximum), scores, label: "class")
        builder.output("class", best[1])
        builder.output("score", best[0])
        let (circuit, weights) = try builder.build()
        let input = try Tensor(
            circuit.inputs[0].type, values: [0, 3, 15, 7, 8, 1, 4, 12, 5, 9, 2, 11, 6, 10, 14, 13])
        return (circuit, weights, input)
    }

    static let job = BLAKE3.hash([11])
    static let prover = Address(BLAKE3.hash([12]))

    static func proof(_ profile: SecurityProfile = .insecureTest) throws -> ModelProver.Proof {
        let (circuit, weights, input) = try make()
        return try ModelProver(circuit, weights, profile: profile, allowingInsecure: profile.isInsecure)
            .prove([input], chain: 3, job: job, prover: prover)
    }
}
