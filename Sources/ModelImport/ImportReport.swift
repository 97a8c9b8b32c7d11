/// What quantisation did to a model, layer by layer.
public struct ImportReport: Equatable, Sendable {
    public let layers: [LayerReport]
    public let calibrationImages: Int
    /// Multiply-accumulates of one image.
    public let multiplyAdds: Int
    /// Bits of the widest value that the circuit's range analysis allows.
    public let maximumBits: Int
    public let weightBytes: Int
}

/// One operator that rescales or multiplies.
public struct LayerReport: Equatable, Sendable {
    /// The label in the circuit.
    public let label: String
    /// The float value of one step of the input, and of the output (int8 or accumulator).
    public let inputStep: Double
    public let outputStep: Double
    /// Of the requantisation; nil where accumulators stay.
    public let ratio: FixedPointRatio?
    /// Nil for layers without weights.
    public let weights: WeightReport?
    /// Multiply-accumulates of one image.
    public let multiplyAdds: Int
    /// Bits that the result may need at worst.
    public let bits: Int
}

public struct WeightReport: Equatable, Sendable {
    /// The float value of one step of a weight.
    public let step: Double
    public let count: Int
    /// Weights at −127 or 127, the ends of the range.
    public let atLimit: Int
    /// Weights that became zero.
    public let zeros: Int

    /// The share of weights at the ends, from 0 to 1.
    public var saturation: Double { count == 0 ? 0 : Double(atLimit) / Double(count) }

    init(step: Double, quantised: [Int64]) {
        self.step = step
        count = quantised.count
        atLimit = quantised.count { $0.magnitude == 127 }
        zeros = quantised.count { $0 == 0 }
    }
}
