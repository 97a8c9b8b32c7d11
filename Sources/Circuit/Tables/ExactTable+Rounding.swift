extension ExactTable {
    /// x = ±numerator / 2^shift, exactly.
    struct Argument {
        let isNegative: Bool
        let numerator: Natural
        let shift: Int

        init(_ q: Int32, _ scale: FixedPointScale) {
            isNegative = q < 0
            numerator = Natural(UInt64(q.magnitude)) * Natural(UInt64(scale.numerator))
            shift = Int(scale.shift)
        }

        var isZero: Bool { numerator.isZero }
        func isBelow(_ bound: UInt64) -> Bool { numerator < Natural(bound) << shift }
        /// |x|.
        func size(_ real: EnclosureArithmetic) -> Enclosure { real.exactly(numerator, shift: shift) }
        /// |x| when it is an integer below 2^31.
        var whole: Int? {
            let whole = numerator >> shift
            return whole << shift == numerator && whole.bitCount < 32 ? Int(whole.clampedWord) : nil
        }
    }

    /// What is known of a value at one precision.
    enum Known {
        /// value / 2^bits, not negative.
        case exact(Natural)
        /// ± a real strictly between the ends of the enclosure.
        case between(_ isNegative: Bool, _ size: Enclosure)
    }

    /// Fractional bits, one after the other until the entry is decided.
    private static let precisions = [192, 384, 768, 1536]
    static let maximumCount = Circuit.maximumTableEntries

    static func refusal(_ name: String, _ reason: String) -> CircuitError {
        .tensorMismatch(name: "\(name) table", reason: reason)
    }

    /// An entry for each integer of the range.
    static func table(
        _ name: String, _ input: FixedPointScale, _ output: FixedPointScale, _ range: ClosedRange<Int32>,
        _ element: ElementType, _ function: (Argument, EnclosureArithmetic) -> Known?
    ) throws(CircuitError) -> Tensor {
        let count = Int(range.upperBound) - Int(range.lowerBound) + 1
        guard count <= maximumCount else { throw refusal(name, "\(count) entries, at most \(maximumCount)") }
        let type = try TensorType(element, [count])
        return try tensor(name, type, output) { index, real in
            function(Argument(Int32(Int(range.lowerBound) + index), input), real)
        }
    }

    /// A tensor whose elements are the correctly rounded values of a function of the index.
    static func tensor(
        _ name: String, _ type: TensorType, _ output: FixedPointScale,
        _ function: (Int, EnclosureArithmetic) -> Known?
    ) throws(CircuitError) -> Tensor {
        var arithmetic = [EnclosureArithmetic(bits: precisions[0])]
        var values: [Int64] = []
        values.reserveCapacity(type.shape.count)
        for index in 0..<type.shape.count {
            var decided: Int64?
            for (level, bits) in precisions.enumerated() where decided == nil {
                if level == arithmetic.count { arithmetic.append(EnclosureArithmetic(bits: bits)) }
                decided = function(index, arithmetic[level]).flatMap { rounded($0, bits: bits, output) }
            }
            guard let decided else { throw refusal(name, "entry \(index) is undecided at \(precisions.last ?? 0) bits") }
            let bounds = type.element == .int8 ? -127...127 : type.element.range
            values.append(min(max(decided, bounds.lowerBound), bounds.upperBound))
        }
        return try Tensor(type, values: values, name: "\(name) table")
    }

    /// The value in units of the output scale, to the nearest; nil when the enclosure holds a boundary.
    private static func rounded(_ known: Known, bits: Int, _ output: FixedPointScale) -> Int64? {
        // n = ⌊v·2^shift / numerator + 1/2⌋ for v = value / 2^bits, as one division.
        let unit = Natural(UInt64(output.numerator)) << bits
        func nudged(_ value: Natural) -> Natural { (value << (Int(output.shift) + 1)) + unit }
        func clamped(_ value: Natural) -> Int64 { Int64(clamping: value.clampedWord) }
        switch known {
        case .exact(let value): return clamped(nudged(value) / (unit << 1))
        case .between(let isNegative, let size):
            // The ends are not attained: the upper one may be a boundary itself.
            let low = nudged(size.lower) / (unit << 1)
            let high = (nudged(size.upper) - Natural(1)) / (unit << 1)
            guard low == high else { return nil }
            return isNegative ? -clamped(low) : clamped(low)
        }
    }
}
