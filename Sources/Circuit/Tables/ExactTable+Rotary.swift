extension ExactTable {
    /// Sines and cosines of rotary position embeddings: entry [p, i] is for the angle
    /// p · base^(−2i / width), i below width/2, in units of the output scale.
    ///
    /// The frequencies are the real numbers, not their float32 roundings: base^(−2i/width) is
    /// e^(−(2i/width)·ln base) as an enclosure, and only the sine or cosine is rounded.
    ///
    /// - Parameters:
    ///   - positions: 1 to 2^20.
    ///   - width: of a head's rotated part; even.
    ///   - base: at least 1 (10,000 in most models).
    /// - Returns: two tensors of shape `[positions, width/2]`.
    /// - Throws: `CircuitError.tensorMismatch` for other positions, widths or bases, or an undecided entry;
    ///   `invalidShape` for too many entries.
    /// - Source: Su et al. 2021 (arXiv:2104.09864).
    public static func rotary(
        positions: Int, width: Int, base: UInt32 = 10_000, output: FixedPointScale, to element: ElementType
    ) throws(CircuitError) -> (sine: Tensor, cosine: Tensor) {
        guard (1...1 << 20).contains(positions) else { throw refusal("rotary", "\(positions) positions") }
        guard (2...1 << 16).contains(width), width.isMultiple(of: 2) else { throw refusal("rotary", "width \(width)") }
        guard base >= 1 else { throw refusal("rotary", "base 0") }
        let type = try TensorType(element, [positions, width / 2])
        let pairs = width / 2
        // One row of frequencies a precision.
        var frequencies: [Int: [Enclosure]] = [:]
        func angle(_ index: Int, _ real: EnclosureArithmetic) -> Enclosure {
            let row =
                frequencies[real.bits]
                ?? (0..<pairs).map { pair in
                    let exponent = real.multiple(real.logarithm(of: base), Natural(UInt64(2 * pair)))
                    return real.exponential(minus: real.quotient(exponent, by: UInt64(width)))
                }
            frequencies[real.bits] = row
            return real.multiple(row[index % pairs], Natural(UInt64(index / pairs)))
        }
        func known(_ index: Int, _ real: EnclosureArithmetic, isSine: Bool) -> Known? {
            guard index >= pairs else { return .exact(isSine ? Natural(0) : real.one) }
            return real.circular(angle(index, real), isSine: isSine).map { .between($0.isNegative, $0.size) }
        }
        return (
            try tensor("rotary sine", type, output) { known($0, $1, isSine: true) },
            try tensor("rotary cosine", type, output) { known($0, $1, isSine: false) }
        )
    }
}
