/// The values an integer may take. Arithmetic is in 128 bits, so that analysis itself cannot
/// wrap on anything that 64-bit elements can hold.
public struct Interval: Sendable, Hashable {
    public let lower: Int128
    public let upper: Int128

    init(_ lower: Int128, _ upper: Int128) {
        self.lower = min(lower, upper)
        self.upper = max(lower, upper)
    }

    public init(_ range: ClosedRange<Int64>) {
        self.init(Int128(range.lowerBound), Int128(range.upperBound))
    }

    /// The largest absolute value.
    public var magnitude: Int128 { max(abs(lower), abs(upper)) }

    /// Bits of a two's complement number that holds every value.
    public var bits: Int {
        let reach = max(upper < 0 ? -(upper + 1) : upper, lower < 0 ? -(lower + 1) : lower)
        return Int128.bitWidth - reach.leadingZeroBitCount + 1
    }

    func union(_ other: Interval) -> Interval {
        Interval(min(lower, other.lower), max(upper, other.upper))
    }

    func clamped(_ lo: Int64, _ hi: Int64) -> Interval {
        Interval(min(max(lower, Int128(lo)), Int128(hi)), min(max(upper, Int128(lo)), Int128(hi)))
    }

    func isWithin(_ range: ClosedRange<Int64>) -> Bool {
        lower >= Int128(range.lowerBound) && upper <= Int128(range.upperBound)
    }

    static func + (a: Interval, b: Interval) -> Interval { Interval(a.lower + b.lower, a.upper + b.upper) }
    static func - (a: Interval, b: Interval) -> Interval { Interval(a.lower - b.upper, a.upper - b.lower) }

    /// Both factors within 64 bits, so no product leaves 128.
    static func * (a: Interval, b: Interval) -> Interval {
        let products = [a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper]
        return Interval(products.min() ?? 0, products.max() ?? 0)
    }

    /// The sum of `count` values of this interval; `count` at most 2^31, values within 2^94.
    func summed(_ count: Int) -> Interval { Interval(lower * Int128(count), upper * Int128(count)) }
}

extension Interval: CustomStringConvertible {
    public var description: String { "[\(lower), \(upper)]" }
}

/// The bounds that every engine needs, in one place.
enum RangeLimit {
    /// Half of p = 2^64 − 2^32 + 1: a relation whose two sides stay below it in absolute value
    /// holds over the integers when it holds in the field.
    static let halfField: Int128 = (Int128(1) << 63) - (Int128(1) << 31)
    /// Shares modulo 2^64 keep two spare bits, so |v| < 2^61.
    static let share: Int128 = Int128(1) << 61

    /// Refuses a result that its element type cannot hold, or that leaves no spare bits for shares.
    static func require(
        _ interval: Interval, fits element: ElementType, what: String
    ) throws(OperatorProblem) {
        guard interval.isWithin(element.range) else {
            throw .couldWrap(what: what, bits: interval.bits, limit: element.byteCount * 8)
        }
        try requireShare(interval, what: what)
    }

    static func requireShare(_ interval: Interval, what: String) throws(OperatorProblem) {
        guard interval.magnitude < share else {
            throw .couldWrap(what: what, bits: interval.bits, limit: 62)
        }
    }
}
