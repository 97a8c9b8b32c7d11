import Circuit
import Claims
import Prover
import TestSupport
import Transcript
import Verifier

/// Circuits so small that a proof of one takes milliseconds, which together use every gadget. Their proofs are
/// kept as fixtures: what is built here never changes for one version of the format.
struct ProofGallery {
    let name: String
    let circuit: Circuit
    let weights: Weights
    let inputs: [Tensor]
    /// Which tensors a proof hides.
    var salts = TensorSalts.none

    static let job = BLAKE3.hash([1])
    static let prover = Address(BLAKE3.hash([2]))

    static func named(_ name: String) throws -> ProofGallery {
        switch name {
        case "dense": try dense()
        case "image": try image()
        case "branches": try branches()
        case "row": try row()
        case "dense-hidden": try dense().hiding(inputs: [true], outputs: [true, true])
        case "image-hidden": try image().hiding(inputs: [true], outputs: [false, true])
        case "branches-hidden": try branches().hiding(inputs: [false], outputs: [false, true])
        default: try network(name)
        }
    }

    private func hiding(inputs: [Bool], outputs: [Bool]) throws -> ProofGallery {
        func salts(_ flags: [Bool], _ number: UInt8) throws -> [CommitmentSalt?] {
            try flags.enumerated().map { $1 ? try CommitmentSalt(BLAKE3.hash([number, UInt8($0)]).bytes) : nil }
        }
        var copy = self
        copy.salts = TensorSalts(inputs: try salts(inputs, 3), outputs: try salts(outputs, 4))
        return copy
    }

    /// Bytes of the proof of this run.
    func proof(_ profile: SecurityProfile) throws -> [UInt8] {
        let model = try ModelProver(circuit, weights, profile: profile, allowingInsecure: profile.isInsecure)
        return try model.prove(inputs, chain: 7, job: Self.job, prover: Self.prover, salts: salts).bytes
    }

    private init(_ name: String, seed: UInt64, _ body: (inout CircuitBuilder, inout SeededGenerator) throws -> Void) throws {
        var random = SeededGenerator(seed: seed)
        var builder = CircuitBuilder(name: name)
        try body(&builder, &random)
        self.name = name
        (circuit, weights) = try builder.build()
        inputs = try circuit.inputs.map { input in
            try Tensor(
                input.type, values: (0..<input.type.shape.count).map { _ in Int64.random(in: input.range, using: &random) })
        }
    }

    /// A committed network, and the second picture of its calibration set.
    private static func network(_ name: String) throws -> ProofGallery {
        let run = try ArithmetisationTests.run(name, picture: 1)
        return ProofGallery(name: name, circuit: run.circuit, weights: run.weights, inputs: [run.input])
    }

    private init(name: String, circuit: Circuit, weights: Weights, inputs: [Tensor]) {
        (self.name, self.circuit, self.weights, self.inputs) = (name, circuit, weights, inputs)
    }

    private static func weight(
        _ name: String, _ element: ElementType, _ shape: [Int], _ range: ClosedRange<Int64>,
        _ builder: inout CircuitBuilder, _ random: inout SeededGenerator
    ) throws -> CircuitBuilder.Value {
        let type = try TensorType(element, shape)
        return try builder.weight(
            name, type, values: (0..<type.shape.count).map { _ in Int64.random(in: range, using: &random) })
    }

    private static func scale(
        _ to: ElementType, _ multiplier: UInt16, _ shift: UInt8, _ lower: Int64, _ upper: Int64
    ) -> OperatorKind {
        .requantise(Requantise(to: to, multiplier: .constant(multiplier), shift: shift, lower: lower, upper: upper))
    }

    private static let product = OperatorKind.matrixProduct(MatrixProduct(accumulator: .int32))

    /// Two products, the clamp's span no whole power of two.
    private static func dense() throws -> ProofGallery {
        try ProofGallery("dense", seed: 1) { builder, random in
            let x = builder.input("x", try TensorType(.uint8, [1, 6]))
            let w = try weight("w", .int8, [5, 6], -127...127, &builder, &random)
            let b = try weight("b", .int32, [5], -500...500, &builder, &random)
            let h = try builder.append(product, [x, w, b], label: "first")
            let q = try builder.append(scale(.int8, 201, 15, 0, 100), h, label: "relu")
            let v = try weight("v", .int8, [3, 5], -127...127, &builder, &random)
            let y = try builder.append(product, [q[0], v], label: "second")
            let top = try builder.append(.reduction(.maximum), y, label: "argmax")
            builder.output("score", top[0])
            builder.output("class", top[1])
        }
    }

    /// A scaled input, a padded convolution with strides, max pooling, a flattening product.
    private static func image() throws -> ProofGallery {
        try ProofGallery("image", seed: 2) { builder, random in
            let x = builder.input("x", try TensorType(.uint8, [6, 7, 1]), range: 0...200)
            let scaled = try builder.append(scale(.int8, 3, 3, -2, 60), [x], label: "scale")
            let padding = Padding(before: [1, 2, 0], after: [2, 1, 0], value: 0)
            let padded = try builder.append(.padding(padding), scaled, label: "pad")
            let w = try weight("w", .int8, [3, 2, 3, 1], -127...127, &builder, &random)
            let b = try weight("b", .int32, [3], -500...500, &builder, &random)
            let y = try builder.append(
                .convolution(Convolution(strideY: 1, strideX: 2)), [padded[0], w, b], label: "convolution")
            let q = try builder.append(scale(.int8, 77, 13, -100, 100), y, label: "requantise")
            let pooled = try builder.append(
                .pooling(Pooling(.maximum, windowY: 2, windowX: 2, strideY: 2, strideX: 2)), q, label: "pool")
            let flat = try pooled[0].viewed(as: try Shape([1, pooled[0].type.shape.count]))
            let v = try weight("v", .int8, [4, pooled[0].type.shape.count], -127...127, &builder, &random)
            let logits = try builder.append(product, [flat, v], label: "product")
            let top = try builder.append(.reduction(.maximum), logits, label: "argmax")
            builder.output("class", top[1])
            builder.output("score", top[0])
        }
    }

    /// An image of one row, pooled along it.
    private static func row() throws -> ProofGallery {
        try ProofGallery("row", seed: 4) { builder, random in
            let x = builder.input("x", try TensorType(.uint8, [1, 12, 3]))
            let q = try builder.append(scale(.int8, 3, 3, -2, 60), [x], label: "scale")
            let pooled = try builder.append(
                .pooling(Pooling(.maximum, windowY: 1, windowX: 4, strideY: 1, strideX: 4)), q, label: "pool")
            let v = try weight("v", .int8, [5, 9], -127...127, &builder, &random)
            let flat = try pooled[0].viewed(as: try Shape([1, 9]))
            let logits = try builder.append(product, [flat, v], label: "logits")
            let top = try builder.append(.reduction(.maximum), logits, label: "argmax")
            builder.output("score", top[0])
            builder.output("class", top[1])
        }
    }

    /// One product read by two requantises, a second product that nobody reads.
    private static func branches() throws -> ProofGallery {
        try ProofGallery("branches", seed: 3) { builder, random in
            let x = builder.input("x", try TensorType(.int8, [1, 4]), range: -100...100)
            let w = try weight("w", .int8, [4, 4], -127...127, &builder, &random)
            let y = try builder.append(product, [x, w], label: "first")
            let a = try builder.append(scale(.int8, 301, 15, -127, 127), y, label: "one scale")
            let b = try builder.append(scale(.uint8, 77, 12, 0, 255), y, label: "another")
            let v = try weight("v", .int8, [3, 4], -127...127, &builder, &random)
            let u = try weight("u", .int8, [2, 4], -127...127, &builder, &random)
            let logits = try builder.append(product, [a[0], v], label: "logits")
            try builder.append(product, [b[0], u], label: "unread")
            let top = try builder.append(.reduction(.maximum), logits, label: "argmax")
            builder.output("score", top[0])
            builder.output("class", top[1])
        }
    }
}
