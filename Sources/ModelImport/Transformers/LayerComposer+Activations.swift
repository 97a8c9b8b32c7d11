import Circuit

extension LayerComposer {
    /// A smooth function that is x far above zero and 0 far below: a table on [−8, 8) and, above it, the rest of x.
    ///
    /// `f(x) ≈ f(clamp(x)) + max(x − top, 0)`, with f(x) = x beyond the table to within its last place.
    private mutating func gated(_ x: Value, _ table: Tensor, _ tableFraction: Int, _ label: String) throws(CircuitError) -> Value {
        let top = Int64(8) << Int64(tableFraction)
        let entries = try builder.table(table.type, values: (0..<table.type.shape.count).map { table.element($0) })
        let index = try append(
            .requantise(
                Requantise(
                    to: .int32, multiplier: .constant(1), shift: UInt8(Self.fraction - tableFraction), lower: -top, upper: top - 1)),
            [x], "\(label).index")
        let smooth = try append(.lookup(Lookup(first: Int32(-top))), [index, entries], "\(label).table")
        let bound = Int64(8) << Int64(Self.fraction)
        let excess = try clamped(x, bound...4 * Self.streamLimit, "\(label).above")
        let offset = try constant("\(label).top", .int32, [x.type.shape.width], [Int64](repeating: bound, count: x.type.shape.width))
        let rest = try subtract(excess, offset, by: .suffix, "\(label).excess")
        return try add(smooth, rest, "\(label).value")
    }

    /// Fractional bits of the arguments of tables on [−8, 8): 2^15 entries.
    private static var tableFraction: Int { 11 }

    mutating func gelu(_ x: Value, _ label: String) throws(CircuitError) -> Value {
        try gated(x, try Self.geluTable.get(), Self.tableFraction, label)
    }

    /// Every layer of every model has the same table; making it takes seconds.
    private static let geluTable = Result<Tensor, CircuitError> { () throws(CircuitError) in
        let reach = Int32(8) << Int32(tableFraction)
        return try ExactTable.gelu(
            input: try FixedPointScale(shift: UInt8(tableFraction)), output: try FixedPointScale(shift: UInt8(fraction)),
            from: -reach...reach - 1, to: .int32)
    }
}
