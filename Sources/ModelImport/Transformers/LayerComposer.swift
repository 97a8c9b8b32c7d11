import Circuit

/// Layers of transformers as compositions of primitive operators.
///
/// The stream between layers is int32 with `fraction` fractional bits, the same in every layer. Where it meets
/// weights, a row is divided by its own largest magnitude (`Reduction.magnitude`, `Division`), so outliers of one
/// token cost others nothing. Weights are int8 with one scale an output channel.
///
/// Every float that becomes part of the circuit passes through one IEEE division or product and one rounding, so the
/// same file gives the same circuit on every machine.
struct LayerComposer {
    typealias Value = CircuitBuilder.Value

    /// Fractional bits of the stream.
    static let fraction = 12
    /// Values of the stream stay within ±2^streamBits (±256.0 at 12 fractional bits).
    static let streamBits = 20

    var builder: CircuitBuilder
    let program: ActivationProgram

    static var streamLimit: Int64 { 1 << Int64(streamBits) }

    mutating func append(
        _ kind: OperatorKind, _ operands: [Value], _ label: String, isCheckpoint: Bool = false
    ) throws(CircuitError) -> Value {
        try builder.append(kind, operands, label: label, isCheckpoint: isCheckpoint)[0]
    }

    /// A constant vector or tensor as a weight.
    mutating func constant(_ name: String, _ element: ElementType, _ dimensions: [Int], _ values: [Int64]) throws(CircuitError) -> Value {
        try builder.weight(name, try TensorType(element, dimensions), values: values)
    }

    /// The real number in fixed point, to the nearest.
    static func fixed(_ value: Float, fraction: Int = fraction) -> Int64 {
        Int64((Double(value) * Double(1 << fraction)).rounded())
    }

    // MARK: shifts and clamps

    /// `x / 2^shift` to the nearest, within ±`limit`.
    mutating func shifted(_ x: Value, by shift: Int, to element: ElementType = .int32, limit: Int64, _ label: String) throws(CircuitError) -> Value {
        try append(
            .requantise(Requantise(to: element, multiplier: .constant(1), shift: UInt8(shift), lower: -limit, upper: limit)),
            [x], label)
    }

    mutating func clamped(_ x: Value, to element: ElementType = .int32, _ range: ClosedRange<Int64>, _ label: String) throws(CircuitError) -> Value {
        try append(.clamp(Clamp(to: element, lower: range.lowerBound, upper: range.upperBound)), [x], label)
    }

    mutating func add(_ a: Value, _ b: Value, by broadcast: Elementwise.Broadcast = .same, to element: ElementType = .int32, _ label: String) throws(CircuitError) -> Value {
        try append(.elementwise(Elementwise(.add, broadcast: broadcast, to: element)), [a, b], label)
    }

    mutating func subtract(_ a: Value, _ b: Value, by broadcast: Elementwise.Broadcast = .same, to element: ElementType = .int32, _ label: String) throws(CircuitError) -> Value {
        try append(.elementwise(Elementwise(.subtract, broadcast: broadcast, to: element)), [a, b], label)
    }

    mutating func multiply(_ a: Value, _ b: Value, by broadcast: Elementwise.Broadcast = .same, to element: ElementType, _ label: String) throws(CircuitError) -> Value {
        try append(.elementwise(Elementwise(.multiply, broadcast: broadcast, to: element)), [a, b], label)
    }

    mutating func permuted(_ x: Value, _ axes: [UInt8], _ label: String) throws(CircuitError) -> Value {
        try append(.permutation(Permutation(axes: axes)), [x], label)
    }

    // MARK: rows

    /// Rows in the program's activation type, and each row's largest magnitude, which stands for `activationLimit`.
    mutating func quantisedRows(_ x: Value, _ label: String) throws(CircuitError) -> (values: Value, magnitude: Value) {
        let magnitude = try append(.reduction(.magnitude), [x], "\(label).magnitude")
        let limit = activationLimit
        let values = try append(
            .division(
                Division(
                    factor: UInt32(limit), rounding: .nearest, perRow: true, to: program == .a8 ? .int8 : .int16, lower: -limit,
                    upper: limit)),
            [x, magnitude], "\(label).rows")
        return (values, magnitude)
    }

    /// The largest activation: what a row's magnitude becomes.
    var activationLimit: Int64 { program == .a8 ? 127 : 32_767 }

    /// The accumulator that holds `count` products of activations with values of magnitude `partner`.
    func accumulator(count: Int, partner: Int64) -> ElementType {
        Int64(count) * activationLimit * partner < 1 << 31 ? .int32 : .int64
    }
}
