import Circuit

extension LayerComposer {
    /// Fractional bits of normalised values before gain: they are at most √width.
    private static var normFraction: Int { 14 }

    /// (x − mean) / √(variance + ε) · gain + shift, over rows of [rows, width].
    ///
    /// - Source: Ba et al. 2016 (arXiv:1607.06450).
    mutating func layerNorm(
        _ x: Value, gain: [Float], shift: [Float], epsilon: Double, _ label: String, isCheckpoint: Bool = false
    ) throws(CircuitError) -> Value {
        let width = gain.count
        let sum = try append(.reduction(.sum(.int64)), [x], "\(label).sum")
        // 1 / width to sixteen bits errs by less than 2^−16 of the mean.
        let exponent = 15 + Self.bits(Int64(width - 1))
        let inverse = UInt16(((Double(UInt64(1) << UInt64(exponent))) / Double(width)).rounded())
        let mean = try append(
            .requantise(
                Requantise(
                    to: .int32, multiplier: .constant(inverse), shift: UInt8(exponent), lower: -2 * Self.streamLimit,
                    upper: 2 * Self.streamLimit)),
            [sum], "\(label).mean")
        let centred = try subtract(x, mean, by: .row, "\(label).centred")
        return try normalised(centred, gain: gain, shift: shift, epsilon: epsilon, label, isCheckpoint: isCheckpoint)
    }

    /// x / √(mean of squares + ε) · gain.
    ///
    /// - Source: Zhang and Sennrich 2019 (arXiv:1910.07467).
    mutating func rootMeanSquareNorm(_ x: Value, gain: [Float], epsilon: Double, _ label: String) throws(CircuitError) -> Value {
        try normalised(x, gain: gain, shift: nil, epsilon: epsilon, label, isCheckpoint: false)
    }

    private mutating func normalised(
        _ x: Value, gain: [Float], shift: [Float]?, epsilon: Double, _ label: String, isCheckpoint: Bool
    ) throws(CircuitError) -> Value {
        let width = gain.count
        let squares = try multiply(x, x, to: .int64, "\(label).squares")
        var energy = try append(.reduction(.sum(.int64)), [squares], "\(label).energy")
        // Σx² + width·ε, in the squares' unit.
        let floor = (epsilon * Double(width) * Double(UInt64(1) << UInt64(2 * Self.fraction))).rounded()
        if floor >= 1 {
            let rows = energy.type.shape.dimensions
            let constant = try constant("\(label).epsilon", .int64, rows, [Int64](repeating: Int64(floor), count: energy.type.shape.count))
            energy = try add(energy, constant, to: .int64, "\(label).energyFloor")
        }
        let root = try append(.squareRoot(SquareRoot()), [energy], "\(label).root")
        // x·√width / √Σx², at most √width.
        let factor = (Double(width).squareRoot() * Double(1 << Self.normFraction)).rounded()
        let limit = Int64(factor) + 1
        let unit = try append(
            .division(Division(factor: UInt32(factor), rounding: .nearest, perRow: true, to: .int32, lower: -limit, upper: limit)),
            [x, root], "\(label).unit")

        // Gains as int16 with as many fractional bits as the largest leaves.
        let largest = max(QuantisedTensor.largestMagnitude(gain), Float.leastNormalMagnitude)
        let gainFraction = min(max(14 - Int(largest.exponent), 0), 14)
        let gains = try constant(
            "\(label).gain", .int16, [width], gain.map { min(max(Self.fixed($0, fraction: gainFraction), -32_767), 32_767) })
        let product = try multiply(unit, gains, by: .suffix, to: .int64, "\(label).gained")
        let scaled = try shifted(
            product, by: Self.normFraction + gainFraction - Self.fraction, limit: Self.streamLimit, "\(label).scaled")
        guard let shift else { return scaled }
        let shifts = try constant("\(label).shift", .int32, [width], shift.map { Self.fixed($0) })
        return try append(
            .elementwise(Elementwise(.add, broadcast: .suffix, to: .int32)), [scaled, shifts], "\(label).shifted",
            isCheckpoint: isCheckpoint)
    }
}
