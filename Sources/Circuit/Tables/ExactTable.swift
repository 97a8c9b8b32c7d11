/// Tables of real functions, rounded correctly with integers alone: no floating point, no libm, so every
/// machine makes the same bytes and anyone can make them again.
///
/// Entry i stands for q = from.lowerBound + i and x = q · input; it holds f(x) / output rounded to the
/// nearest integer, a half up, then clamped to the element type (int8 to [−127, 127]).
///
/// **Why it is right.** A value is computed as an enclosure: two fixed-point numbers that the real value
/// lies strictly between, kept by outward rounding and stated series tails (`Enclosure`). If every real
/// between them rounds to one integer, that is the entry; else the precision doubles, from 192
/// fractional bits to 1,536. Values that are exact, where a half can occur, are rounded as rationals:
/// f(0), powers of two with whole exponents, inverse roots of squares. Elsewhere no half occurs (for the
/// exponential and circular functions by Lindemann's theorem), so precision decides in the end; a table
/// whose entry is undecided at the last precision is refused, never guessed.
///
/// Far from zero, where a function differs from its limit by less than 2^−128, it is enclosed by the
/// limit and the limit less 2^−128; scales keep rounding boundaries farther apart than that.
public enum ExactTable {
    /// x·Φ(x), the Gaussian error linear unit in its exact (erf) form.
    ///
    /// - Parameters:
    ///   - range: at most 65,536 integers.
    ///   - element: of the entries; any type, clamped to its range.
    /// - Throws: `CircuitError.tensorMismatch` for a range too long, or an undecided entry.
    /// - Source: Hendrycks and Gimpel 2016 (arXiv:1606.08415).
    public static func gelu(
        input: FixedPointScale, output: FixedPointScale, from range: ClosedRange<Int32>, to element: ElementType
    ) throws(CircuitError) -> Tensor {
        try table("gelu", input, output, range, element) { x, real in
            guard !x.isZero else { return .exact(Natural(0)) }
            // The tail is below e^(−x²/2) < 2^−184 from 16 on.
            let tail = x.isBelow(16) ? real.product(x.size(real), real.normalTail(x.size(real))) : real.trace
            return .between(x.isNegative, x.isNegative ? tail : real.difference(x.size(real), tail))
        }
    }

    /// x / (1 + e^(−x)).
    ///
    /// - Throws: as `gelu`.
    public static func silu(
        input: FixedPointScale, output: FixedPointScale, from range: ClosedRange<Int32>, to element: ElementType
    ) throws(CircuitError) -> Tensor {
        try table("silu", input, output, range, element) { x, real in
            guard !x.isZero else { return .exact(Natural(0)) }
            // |x|·σ(−|x|) is below 128·e^(−128) < 2^−177 from 128 on.
            let tail = x.isBelow(128) ? real.product(x.size(real), real.logisticTail(x.size(real))) : real.trace
            return .between(x.isNegative, x.isNegative ? tail : real.difference(x.size(real), tail))
        }
    }

    /// 1 / (1 + e^(−x)).
    ///
    /// - Throws: as `gelu`.
    public static func sigmoid(
        input: FixedPointScale, output: FixedPointScale, from range: ClosedRange<Int32>, to element: ElementType
    ) throws(CircuitError) -> Tensor {
        try table("sigmoid", input, output, range, element) { x, real in
            guard !x.isZero else { return .exact(real.one >> 1) }
            let tail = x.isBelow(128) ? real.logisticTail(x.size(real)) : real.trace
            return .between(false, x.isNegative ? tail : real.difference(Enclosure(exactly: real.one), tail))
        }
    }

    /// The hyperbolic tangent.
    ///
    /// - Throws: as `gelu`.
    public static func tanh(
        input: FixedPointScale, output: FixedPointScale, from range: ClosedRange<Int32>, to element: ElementType
    ) throws(CircuitError) -> Tensor {
        try table("tanh", input, output, range, element) { x, real in
            guard !x.isZero else { return .exact(Natural(0)) }
            // 1 − tanh(x) = 2·σ(−2x).
            let tail =
                x.isBelow(64)
                ? real.multiple(real.logisticTail(real.multiple(x.size(real), Natural(2))), Natural(2)) : real.trace
            return .between(x.isNegative, real.difference(Enclosure(exactly: real.one), tail))
        }
    }

    /// 2^x for x ≤ 0: the numerators of a softmax whose scores were scaled by log₂ e.
    ///
    /// - Parameter range: of integers ≤ 0.
    /// - Throws: as `gelu`; for a range with positive integers.
    public static func exp2(
        input: FixedPointScale, output: FixedPointScale, from range: ClosedRange<Int32>, to element: ElementType
    ) throws(CircuitError) -> Tensor {
        guard range.upperBound <= 0 else { throw refusal("exp2", "arguments are 0 and below, not \(range)") }
        return try table("exp2", input, output, range, element) { x, real in
            guard x.isBelow(128) else { return .between(false, real.trace) }
            if let whole = x.whole { return .exact(real.one >> whole) }
            return .between(false, real.exponential(minus: real.product(x.size(real), real.logarithmOf2)))
        }
    }

    /// 1 / √x for x > 0.
    ///
    /// - Parameter range: of integers ≥ 1.
    /// - Throws: as `gelu`; for a range with integers below 1.
    public static func reciprocalSquareRoot(
        input: FixedPointScale, output: FixedPointScale, from range: ClosedRange<Int32>, to element: ElementType
    ) throws(CircuitError) -> Tensor {
        guard range.lowerBound >= 1 else { throw refusal("reciprocalSquareRoot", "arguments are 1 and above, not \(range)") }
        return try table("reciprocalSquareRoot", input, output, range, element) { x, real in
            let square = Natural(1) << (2 * real.bits + x.shift)
            let root = (square / x.numerator).squareRoot
            if root * root * x.numerator == square { return .exact(root) }
            return .between(false, Enclosure(root, root + Natural(1)))
        }
    }

    /// sin(x), x in radians.
    ///
    /// - Throws: as `gelu`.
    public static func sine(
        input: FixedPointScale, output: FixedPointScale, from range: ClosedRange<Int32>, to element: ElementType
    ) throws(CircuitError) -> Tensor {
        try table("sine", input, output, range, element) { x, real in
            guard !x.isZero else { return .exact(Natural(0)) }
            return real.circular(x.size(real), isSine: true).map { .between($0.isNegative != x.isNegative, $0.size) }
        }
    }

    /// cos(x), x in radians.
    ///
    /// - Throws: as `gelu`.
    public static func cosine(
        input: FixedPointScale, output: FixedPointScale, from range: ClosedRange<Int32>, to element: ElementType
    ) throws(CircuitError) -> Tensor {
        try table("cosine", input, output, range, element) { x, real in
            guard !x.isZero else { return .exact(real.one) }
            return real.circular(x.size(real), isSine: false).map { .between($0.isNegative, $0.size) }
        }
    }
}

extension EnclosureArithmetic {
    /// What is above 0 and below 2^−128.
    var trace: Enclosure { Enclosure(Natural(0), Natural(1) << (bits - 128)) }

    /// σ(−x) = e^(−x) / (1 + e^(−x)) for 0 ≤ x ≤ 128.
    func logisticTail(_ x: Enclosure) -> Enclosure {
        let power = exponential(minus: x)
        return quotient(power, sum(Enclosure(exactly: one), power))
    }
}
