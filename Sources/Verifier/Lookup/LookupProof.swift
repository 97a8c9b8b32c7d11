import Algebra
import Transcript

/// The prover's messages for one layer of the fraction tree: a sumcheck, and where it ends.
public struct FractionLayerProof: Sendable, Hashable {
    /// One round: the quadratic claim + slope·(t − z) + curvature·t·(t − 1), where z is the coordinate of
    /// the layer's point that the round replaces.
    public struct Round: Sendable, Hashable {
        public let slope: CubicExtension
        public let curvature: CubicExtension

        public init(slope: CubicExtension, curvature: CubicExtension) {
            self.slope = slope
            self.curvature = curvature
        }
    }

    /// The values of the next layer's two halves at the sumcheck's point.
    public struct Ends: Sendable, Hashable {
        public let lowNumerator: CubicExtension
        public let highNumerator: CubicExtension
        public let lowDenominator: CubicExtension
        public let highDenominator: CubicExtension

        public init(
            lowNumerator: CubicExtension, highNumerator: CubicExtension, lowDenominator: CubicExtension,
            highDenominator: CubicExtension
        ) {
            self.lowNumerator = lowNumerator
            self.highNumerator = highNumerator
            self.lowDenominator = lowDenominator
            self.highDenominator = highDenominator
        }

        /// In the order of the encoding and of the transcript.
        public var elements: [CubicExtension] { [lowNumerator, highNumerator, lowDenominator, highDenominator] }
    }

    /// `[k]` for the layer of 2^k nodes.
    public let rounds: [Round]
    public let ends: Ends

    public init(rounds: [Round], ends: Ends) {
        self.rounds = rounds
        self.ends = ends
    }
}

/// The prover's messages of a lookup argument. All lengths follow from the statement.
public struct LookupProof: Sendable, Hashable {
    /// The product of all denominators. The root's numerator is not sent: it is zero.
    public let rootDenominator: CubicExtension
    /// `[n]`, from the root to the leaves.
    public let layers: [FractionLayerProof]
    /// The values at the leaf point of ``LookupStatement/sentColumns``, in that order.
    public let evaluations: [CubicExtension]

    public init(rootDenominator: CubicExtension, layers: [FractionLayerProof], evaluations: [CubicExtension]) {
        self.rootDenominator = rootDenominator
        self.layers = layers
        self.evaluations = evaluations
    }

    /// Writes the root's denominator; for each layer its rounds (slope, curvature) and its ends (low and
    /// high numerator, low and high denominator); the evaluations: 24 bytes an element, nothing between.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(cubics: [rootDenominator])
        for layer in layers {
            for round in layer.rounds { encoder.append(cubics: [round.slope, round.curvature]) }
            encoder.append(cubics: layer.ends.elements)
        }
        encoder.append(cubics: evaluations)
    }

    /// Reads the proof of `statement`. There is exactly one encoding; no length is read from the bytes.
    ///
    /// - Throws: `truncated`, `nonCanonical`. Bytes that follow are left to the caller.
    public static func decode(
        from decoder: inout CanonicalDecoder, for statement: LookupStatement
    ) throws(CanonicalError) -> LookupProof {
        let root = try decoder.cubic("lookup root")
        var layers: [FractionLayerProof] = []
        for layer in 0..<statement.layout.variableCount {
            var rounds: [FractionLayerProof.Round] = []
            for _ in 0..<layer {
                let slope = try decoder.cubic("lookup round")
                rounds.append(.init(slope: slope, curvature: try decoder.cubic("lookup round")))
            }
            let ends = try decoder.cubics("lookup layer ends", count: 4)
            layers.append(
                FractionLayerProof(
                    rounds: rounds,
                    ends: .init(
                        lowNumerator: ends[0], highNumerator: ends[1], lowDenominator: ends[2],
                        highDenominator: ends[3])))
        }
        let evaluations = try decoder.cubics("lookup evaluations", count: statement.sentColumns.count)
        return LookupProof(rootDenominator: root, layers: layers, evaluations: evaluations)
    }

    /// The number of bytes of every proof of `statement`.
    public static func byteCount(for statement: LookupStatement) -> Int {
        let n = statement.layout.variableCount
        return 24 * (1 + n * (n - 1) + 4 * n + statement.sentColumns.count)
    }
}

/// Why a lookup argument was refused.
public enum LookupError: Error, Hashable, Sendable {
    case wrongLayerCount(expected: Int, found: Int)
    case wrongRoundCount(layer: Int, expected: Int, found: Int)
    case wrongEvaluationCount(expected: Int, found: Int)
    /// The root's denominator, and so a leaf's, is zero.
    case zeroDenominator
    /// The halves of the next layer do not add up to what this layer's sumcheck leads to.
    case layerMismatch(layer: Int)
    /// The columns' values do not give the leaves' numerator.
    case numeratorMismatch
    /// The columns' values do not give the leaves' denominator.
    case denominatorMismatch
}
