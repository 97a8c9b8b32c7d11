/// Rounding of weights and biases: one exact product, one IEEE 754 division, one rounding to an
/// integer, so the integers are the same on every machine.
enum QuantisedTensor {
    /// The largest magnitude of an int8 value; −128 is never used.
    static let limit: Float = 127

    static func largestMagnitude(_ values: [Float]) -> Float {
        values.reduce(0) { max($0, $1.magnitude) }
    }

    /// round(w · 127 / maximum), half away from zero.
    ///
    /// - Parameter maximum: at least every |w|, and positive unless all are zero.
    /// - Returns: values in −127...127.
    static func weights(_ values: [Float], maximum: Float) -> [Int64] {
        guard maximum > 0 else { return values.map { _ in 0 } }
        return values.map { value in
            // 24 + 7 bits fit a Double, so only the division rounds before the last step.
            let scaled = Double(value) * Double(limit) / Double(maximum)
            return Int64(min(max(scaled.rounded(), -127), 127))
        }
    }

    /// round(b / step), half away from zero, with step = `numerator` / (127 · `divisor`).
    ///
    /// - Returns: nil in place of the list when an element leaves int32; then `bits` says how many
    ///   bits it needs.
    static func biases(
        _ values: [Float], numerator: Double, divisor: Double
    ) -> (values: [Int64]?, bits: Int) {
        var result: [Int64] = []
        result.reserveCapacity(values.count)
        for value in values {
            // 24 + 14 bits: exact.
            let scaled = (Double(value) * (Double(limit) * divisor) / numerator).rounded()
            guard scaled.magnitude <= 2_147_483_647 else {
                return (nil, scaled.isFinite ? Int(scaled.exponent) + 2 : 1024)
            }
            result.append(Int64(scaled))
        }
        return (result, 32)
    }

    /// [outputs][inputs][height][width] to [outputs][height][width][inputs].
    static func channelsLast(_ values: [Int64], inputs: Int, area: Int) -> [Int64] {
        guard inputs > 1, area > 1 else { return values }
        var result = values
        let fanIn = inputs * area
        for first in stride(from: 0, to: values.count, by: fanIn) {
            for channel in 0..<inputs {
                for place in 0..<area {
                    result[first + place * inputs + channel] = values[first + channel * area + place]
                }
            }
        }
        return result
    }
}
