import Algebra
import Circuit
import Testing
import Verifier

/// Circuits whose wiring a proof cannot state yet. The plan has to refuse them: the relations that it would write
/// down are those of another function, so a dishonest prover could prove outputs that the circuit does not give.
struct ProofPlanViewTests {
    private static func plan(_ body: (inout CircuitBuilder) throws -> CircuitBuilder.Value) throws -> ProofPlan {
        var builder = CircuitBuilder(name: "view")
        let logits = try body(&builder)
        let row = try logits.viewed(as: try Shape([1, logits.type.shape.count]))
        let top = try builder.append(.reduction(.maximum), [row], label: "argmax")
        builder.output("score", top[0])
        builder.output("class", top[1])
        return try ProofPlan(try builder.build().circuit)
    }

    private static func weight(
        _ name: String, _ shape: [Int], _ builder: inout CircuitBuilder, range: ClosedRange<Int64>? = nil
    ) throws -> CircuitBuilder.Value {
        let type = try TensorType(.int8, shape)
        return try builder.weight(name, type, values: [Int64](repeating: 0, count: type.shape.count), range: range)
    }

    private static let product = OperatorKind.matrixProduct(MatrixProduct(accumulator: .int32))
    private static let scale = OperatorKind.requantise(
        Requantise(to: .int8, multiplier: .constant(1), shift: 1, lower: 0, upper: 127))

    /// A product over all of a value.
    private static func product(
        of value: CircuitBuilder.Value, _ builder: inout CircuitBuilder
    ) throws -> CircuitBuilder.Value {
        let count = value.type.shape.count
        let flat = try value.viewed(as: try Shape([1, count]))
        return try builder.append(product, [flat, try weight("v", [3, count], &builder)], label: "product")[0]
    }

    /// What the refused circuits below differ from.
    @Test func imagesOfTheirOwnAxesHavePlans() throws {
        _ = try Self.plan { builder in
            let x = builder.input("x", try TensorType(.uint8, [4, 6, 1]))
            let y = try builder.append(
                .convolution(Convolution()), [x, try Self.weight("w", [2, 1, 1, 1], &builder)], label: "convolution")
            let q = try builder.append(Self.scale, y, label: "scale")
            let pool = Pooling(.maximum, windowY: 2, windowX: 2, strideY: 2, strideX: 2)
            return try Self.product(of: try builder.append(.pooling(pool), q, label: "pool")[0], &builder)
        }
    }

    /// The operand's columns are laid out by 24 places in a row, of which 5 bits do not split into rows and columns.
    @Test func convolutionsOfViewsAreRefused() throws {
        #expect(throws: StatementError.self) {
            try Self.plan { builder in
                let x = builder.input("x", try TensorType(.uint8, [1, 24]))
                let image = try x.viewed(as: try Shape([4, 6, 1]))
                let y = try builder.append(
                    .convolution(Convolution()), [image, try Self.weight("w", [2, 1, 1, 1], &builder)], label: "conv")
                return try Self.product(of: try builder.append(Self.scale, y, label: "scale")[0], &builder)
            }
        }
    }

    @Test func poolingsOfViewsAreRefused() throws {
        #expect(throws: StatementError.self) {
            try Self.plan { builder in
                let x = builder.input("x", try TensorType(.uint8, [4, 3, 2]))
                let q = try builder.append(Self.scale, [x], label: "scale")
                let image = try q[0].viewed(as: try Shape([6, 2, 2]))
                let pool = Pooling(.maximum, windowY: 2, windowX: 1, strideY: 2, strideX: 1)
                return try Self.product(of: try builder.append(.pooling(pool), [image], label: "pool")[0], &builder)
            }
        }
    }

    @Test func viewsOfPaddingsAreRefused() throws {
        #expect(throws: StatementError.self) {
            try Self.plan { builder in
                let x = builder.input("x", try TensorType(.uint8, [4, 4, 1]))
                let padding = Padding(before: [1, 1, 0], after: [1, 1, 0], value: 0)
                let padded = try builder.append(.padding(padding), [x], label: "pad")
                let image = try padded[0].viewed(as: try Shape([4, 9, 1]))
                let y = try builder.append(
                    .convolution(Convolution()), [image, try Self.weight("w", [2, 2, 2, 1], &builder)], label: "conv")
                return try Self.product(of: try builder.append(Self.scale, y, label: "scale")[0], &builder)
            }
        }
    }

    /// The window's columns would be taken for the rows of an image that has none.
    @Test func poolingsOverOneRowAreRefused() throws {
        #expect(throws: StatementError.self) {
            try Self.plan { builder in
                let x = builder.input("x", try TensorType(.uint8, [1, 8, 2]))
                let q = try builder.append(Self.scale, [x], label: "scale")
                let pool = Pooling(.maximum, windowY: 1, windowX: 2, strideY: 1, strideX: 2)
                return try Self.product(of: try builder.append(.pooling(pool), q, label: "pool")[0], &builder)
            }
        }
    }

    /// Place 3 of two rows of three is row 1, whose coordinates are those of the fifth place: an index would stand for
    /// a cell of the padding, where every lead is zero.
    @Test func argmaxesOfImagesAreRefused() throws {
        #expect(throws: StatementError.self) {
            try Self.plan { builder in
                let x = builder.input("x", try TensorType(.uint8, [2, 3, 1]))
                return try builder.append(
                    .convolution(Convolution()), [x, try Self.weight("w", [1, 1, 1, 1], &builder)], label: "conv")[0]
            }
        }
    }

    /// A lead of no bits has no column: nothing would tie score and index to the values.
    @Test func argmaxesOfConstantsAreRefused() throws {
        #expect(throws: StatementError.self) {
            try Self.plan { builder in
                let x = builder.input("x", try TensorType(.uint8, [1, 4]))
                let w = try Self.weight("w", [3, 4], &builder, range: 0...0)
                return try builder.append(Self.product, [x, w], label: "product")[0]
            }
        }
    }

    /// The mixing challenge's error counts every claim that it mixes.
    @Test(arguments: ["dense", "image", "branches", "fashion-mlp", "fashion-cnn"])
    func everyOpeningClaimIsCounted(name: String) throws {
        let item = try ProofGallery.named(name)
        let statement = StatementProtocol(
            plan: try ProofPlan(item.circuit), publicValues: StatementPublicValues(inputs: item.inputs, score: 0, index: 0))
        let claims = try Self.blankClaims(statement)
        #expect(try statement.openingClaimCount() == max(claims.witness.count, claims.weights.count))
    }

    private static func blankClaims(_ statement: StatementProtocol) throws -> StatementProtocol.Claims {
        func blank(_ batch: SumcheckBatch) -> BatchedSumcheckReduction {
            BatchedSumcheckReduction(
                point: .init(repeating: .zero, count: batch.roundCount),
                evaluations: batch.instances.map { .init(repeating: .zero, count: $0.committedCount) })
        }
        let sites = blank(try statement.siteBatch(mix: .one))
        let openings = statement.furtherOpenings(sites)
        let products = blank(try statement.productBatch(sites, biases: .init(repeating: .zero, count: 1 << 10)))
        let taps = try statement.tapBatch(products).map { blank($0) }
        let lookup = try statement.lookupStatement()
        var claims = statement.claims(
            sites: sites, openings: openings, values: .init(repeating: .zero, count: openings.count), products: products,
            taps: taps)
        claims.witness += statement.claims(
            LookupVerifier.reduction(
                lookup, at: .init(repeating: .zero, count: lookup.layout.variableCount),
                .init(repeating: .zero, count: lookup.sentColumns.count)))
        return claims
    }
}
