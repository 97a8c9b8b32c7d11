import Transcript

/// What every operator says of itself. Engines, provers, shares and one-step checks are other
/// readings of these definitions and are tested against them.
///
/// An operator is added by writing one such type in `Operators/` and one case of `OperatorKind`.
protocol PrimitiveOperator: Sendable, Hashable {
    /// The kind's number in canonical records; never reused.
    static var tag: UInt16 { get }
    static var name: String { get }

    /// Attributes in canonical order; fixed width each.
    func encode(into encoder: inout CanonicalEncoder)
    init(from decoder: inout CanonicalDecoder) throws(CanonicalError)

    /// The attributes in words, for listings; empty when there are none.
    var summary: String { get }

    /// Shape inference. Refuses operands and attributes that the operator is not defined on.
    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType]

    /// Range analysis. Operands are of types that `results(of:)` accepted, intervals lie within
    /// their element types and the share limit. Refuses what could wrap in any engine.
    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval]

    /// What element `element` of result `result` is computed from.
    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint

    /// The definition: element `element` of result `result`.
    ///
    /// Total: operands hold whatever was committed, within their element types but not within
    /// any analysed range. Sums and products wrap modulo 2^64; the caller wraps the value to the
    /// result's element type.
    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64

    /// Multiply-adds of the whole operator, for cost estimates.
    func multiplyAdds(operands: [TensorType]) -> Int
}

extension PrimitiveOperator {
    var summary: String { "" }
    func multiplyAdds(operands: [TensorType]) -> Int { 0 }
}

/// Gives operand elements to `evaluateElement`: from whole tensors, or from opened slices.
public protocol ElementReader {
    /// Element `index` (row-major) of operand `operand`; zero where there is none.
    mutating func element(_ index: Int, of operand: Int) -> Int64
}

/// Limb width of a circuit's range tables, in bits.
public enum LimbWidth: UInt8, Sendable, Hashable, CaseIterable {
    case eight = 8
    case twelve = 12
    case sixteen = 16

    /// The smallest Q = 2^(width·k) − 1 with Q ≥ magnitude: what limb lookups enforce on |q|.
    func enforcedBound(_ magnitude: Int128) -> Int128 {
        var bound = Int128(1) << Int128(rawValue)
        while bound - 1 < magnitude && bound < Int128(1) << 96 { bound <<= Int128(rawValue) }
        return bound - 1
    }
}

/// Consecutive elements of one operand.
public struct ElementRun: Sendable, Hashable {
    public let operand: Int
    /// Where the run starts; nil where an element of another operand says it (a table's entry,
    /// a gathered row), so that an opening follows that element.
    public let start: Int?
    public let count: Int

    public init(operand: Int, start: Int?, count: Int) {
        self.operand = operand
        self.start = start
        self.count = count
    }
}

/// What one element of a result is computed from.
public struct Footprint: Sendable, Hashable {
    /// Runs in the order that they are read; each within its operand.
    public let runs: [ElementRun]
    public let multiplyAdds: Int
    /// True for maxima: a wrong claim is refuted by the claimed element and one better one,
    /// so the row's length does not matter to a dispute.
    public let isByComparison: Bool

    init(_ runs: [ElementRun], multiplyAdds: Int = 0, isByComparison: Bool = false) {
        self.runs = runs
        self.multiplyAdds = multiplyAdds
        self.isByComparison = isByComparison
    }

    /// The most that a one-step check reads and multiplies.
    public static let maximumBytes = 12 * 1024
    public static let maximumMultiplyAdds = 4096

    public func byteCount(operands: [TensorType]) -> Int {
        runs.reduce(0) { $0 + $1.count * operands[$1.operand].element.byteCount }
    }
}
