import Circuit

/// A layer's float weights, rows by output channel.
struct LinearWeights {
    let inputs: Int
    let outputs: Int
    /// [outputs][inputs].
    let weights: [Float]
    let bias: [Float]?
}

extension LayerComposer {
    /// `x·Wᵀ + b` on the stream: x [rows, inputs] int32 to [rows, outputs] int32, both with `fraction` bits.
    ///
    /// acc·M·s/limit, where M is the row's magnitude and s the channel's scale, in two steps: by M with a shift into
    /// int32, then by a channel multiplier below 2^16.
    ///
    /// - Parameter scale: a factor of the whole layer, folded into its scales and biases.
    mutating func linear(_ x: Value, _ layer: LinearWeights, scale: Double = 1, _ label: String) throws(CircuitError) -> Value {
        let (rows, magnitude) = try quantisedRows(x, label)
        return try linear(rows: rows, magnitude: magnitude, layer, scale: scale, label)
    }

    /// The same on rows that were quantised before, so that several layers can share them.
    mutating func linear(
        rows: Value, magnitude: Value, _ layer: LinearWeights, scale: Double = 1, _ label: String
    ) throws(CircuitError) -> Value {
        var quantised: [Int64] = []
        quantised.reserveCapacity(layer.weights.count)
        var factors: [Double] = []
        for channel in 0..<layer.outputs {
            let row = Array(layer.weights[channel * layer.inputs..<(channel + 1) * layer.inputs])
            let largest = QuantisedTensor.largestMagnitude(row)
            quantised += QuantisedTensor.weights(row, maximum: largest)
            factors.append(Double(largest) / 127 * scale / Double(activationLimit))
        }
        let weights = try constant("\(label).weight", .int8, [layer.outputs, layer.inputs], quantised)
        let accumulator = accumulator(count: layer.inputs, partner: 127)
        let sum = try append(.matrixProduct(MatrixProduct(accumulator: accumulator)), [rows, weights], "\(label).product")

        // The largest |acc|·M has `reach` bits; four of them are headroom that real rows never use.
        let reach = Self.bits(Int64(layer.inputs) * activationLimit * 127) + Self.streamBits
        let rowShift = max(1, reach - 31 - 4)
        let scaled = try append(
            .requantise(
                Requantise(
                    to: .int32, multiplier: .row, shift: UInt8(rowShift), lower: -Int64(Int32.max), upper: Int64(Int32.max))),
            [sum, magnitude], "\(label).byRow")
        let (multipliers, channelShift) = Self.multipliers(factors.map { $0 * Double(UInt64(1) << UInt64(rowShift)) })
        let channels = try builder.weight(
            "\(label).multiplier", try TensorType(.uint16, [layer.outputs]), values: multipliers)
        let result = try append(
            .requantise(
                Requantise(
                    to: .int32, multiplier: .channel, shift: UInt8(channelShift), lower: -Self.streamLimit,
                    upper: Self.streamLimit)),
            [scaled, channels], "\(label).byChannel")
        guard let bias = layer.bias else { return result }
        let values = bias.map { Int64((Double($0) * scale * Double(1 << Self.fraction)).rounded()) }
        return try add(result, try constant("\(label).bias", .int32, [layer.outputs], values), by: .suffix, "\(label).bias")
    }

    /// Bits of a magnitude.
    static func bits(_ magnitude: Int64) -> Int { 64 - magnitude.leadingZeroBitCount }

    /// 16-bit multipliers under one shift, in 1...62, such that the largest factor has sixteen bits.
    static func multipliers(_ factors: [Double]) -> (multipliers: [Int64], shift: Int) {
        let largest = factors.reduce(0) { max($0, $1) }
        guard largest > 0 else { return (factors.map { _ in 0 }, 1) }
        let shift = min(max(15 - Int(largest.exponent), 1), 62)
        let unit = Double(UInt64(1) << UInt64(shift))
        return (factors.map { min(Int64(($0 * unit).rounded()), 65_535) }, shift)
    }
}
