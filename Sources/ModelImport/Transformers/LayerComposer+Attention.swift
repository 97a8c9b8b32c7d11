import Circuit

extension LayerComposer {
    /// Bits after the point of scores in base 2, the arguments of the exponential's table.
    private static var scoreFraction: Int { 8 }
    /// Scores are within ±2^scoreBits in those units.
    private static var scoreBits: Int { 17 }

    /// What a query may not see: added to scores before the maximum.
    static var blocked: Int64 { -(1 << 20) }

    /// softmax(Q·Kᵀ)·V a head, with scores already in base 2 (their scale folded into the queries).
    ///
    /// - Parameters:
    ///   - queries, keys, values: [tokens, heads · width] on the stream.
    ///   - bias: [tokens] int32, 0 or `blocked`, for every key.
    /// - Returns: [tokens, heads · width] on the stream.
    mutating func attention(
        queries: Value, keys: Value, values: Value, bias: Value, heads: Int, _ label: String
    ) throws(CircuitError) -> Value {
        let tokens = queries.type.shape.dimensions[0]
        let width = queries.type.shape.width / heads
        let perHead = try Shape([tokens, heads, width])
        // [heads, tokens, width]: a scale for each query, one a head for keys.
        let query = try permuted(queries.viewed(as: perHead), [1, 0, 2], "\(label).queries")
        let key = try permuted(keys.viewed(as: perHead), [1, 0, 2], "\(label).keys")
        let (queryRows, queryScale) = try quantisedRows(query, "\(label).query")
        let (keyRows, keyScale) = try quantisedRows(key.viewed(as: Shape([heads, tokens * width])), "\(label).key")
        let product = accumulator(count: width, partner: activationLimit)
        let scores = try append(
            .matrixProduct(MatrixProduct(accumulator: product)), [queryRows, keyRows.viewed(as: key.type.shape)], "\(label).scores")

        // acc · Mq · Mk / limit², from 2·fraction bits after the point to scoreFraction.
        let scale = try multiply(queryScale, keyScale, by: .row, to: .int64, "\(label).scoreScale")
        let reach = Self.bits(Int64(width) * activationLimit * activationLimit) + 2 * Self.streamBits
        let factor = Double(UInt64(1) << UInt64(Self.scoreFraction)) / Double(UInt64(1) << UInt64(2 * Self.fraction))
            / Double(activationLimit * activationLimit)
        let rowShift = max(1, reach + 2 - 60)
        let narrowed = try narrowedScale(scale, by: rowShift, label)
        let byRow = try append(
            .requantise(
                Requantise(
                    to: .int64, multiplier: .row, shift: UInt8(Self.coarseShift), lower: -(1 << 40), upper: 1 << 40)),
            [scores, narrowed], "\(label).byRow")
        let (multiplier, shift) = Self.multipliers([factor * Double(UInt64(1) << UInt64(Self.coarseShift + (rowShift > 1 ? rowShift : 0)))])
        let limit = Int64(1) << Int64(Self.scoreBits)
        let real = try append(
            .requantise(
                Requantise(
                    to: .int32, multiplier: .constant(UInt16(multiplier[0])), shift: UInt8(shift), lower: -limit, upper: limit)),
            [byRow], "\(label).base2")
        let masked = try add(real, bias, by: .suffix, "\(label).masked")
        let weights = try exponentials(masked, label)

        // Σ e·v / Σ e, values with one scale a head; [heads, width, tokens] so that the contraction is contiguous.
        let total = try append(.reduction(.sum(.int64)), [weights], "\(label).total")
        let (valueRows, valueScale) = try quantisedRows(
            try permuted(values.viewed(as: perHead), [1, 2, 0], "\(label).values").viewed(as: Shape([heads, width * tokens])), "\(label).value")
        let sums = try append(
            .matrixProduct(MatrixProduct(accumulator: accumulator(count: tokens, partner: exponentialLimit))),
            [weights, valueRows.viewed(as: Shape([heads, width, tokens]))], "\(label).sums")
        // At most 2^15: a mean of activations with bits after the point.
        let meanFraction = program == .a8 ? 12 : 4
        let meanLimit = activationLimit << Int64(meanFraction)
        let mean = try append(
            .division(
                Division(
                    factor: UInt32(1) << UInt32(meanFraction), rounding: .nearest, perRow: true, to: .int32, lower: -meanLimit,
                    upper: meanLimit)),
            [sums, total], "\(label).mean")
        let (valueFactor, valueShift) = Self.multipliers([1 / Double(activationLimit << Int64(meanFraction)) * Double(UInt64(1) << 8)])
        let scaled = try append(
            .requantise(
                Requantise(
                    to: .int64, multiplier: .row, shift: 8, lower: -(1 << 40), upper: 1 << 40)),
            [mean.viewed(as: Shape([heads, tokens * width])), valueScale], "\(label).byHead")
        let result = try append(
            .requantise(
                Requantise(
                    to: .int32, multiplier: .constant(UInt16(valueFactor[0])), shift: UInt8(valueShift), lower: -Self.streamLimit,
                    upper: Self.streamLimit)),
            [scaled], "\(label).stream")
        let merged = try permuted(result.viewed(as: query.type.shape), [1, 0, 2], "\(label).merged")
        return try merged.viewed(as: queries.type.shape)
    }

    private static var coarseShift: Int { 12 }

    /// Products of two magnitudes, with low bits given up where the score's accumulator leaves no room for them.
    private mutating func narrowedScale(_ scale: Value, by shift: Int, _ label: String) throws(CircuitError) -> Value {
        guard shift > 1 else { return scale }
        return try append(
            .requantise(
                Requantise(
                    to: .int64, multiplier: .constant(1), shift: UInt8(shift), lower: 0,
                    upper: 1 << Int64(2 * Self.streamBits + 2 - shift))),
            [scale], "\(label).narrowed")
    }

    /// The largest entry of the exponential's table: the value at the row's maximum.
    var exponentialLimit: Int64 { program == .a8 ? 255 : 32_767 }

    /// 2^(x − max x) a row, in units of `exponentialLimit`.
    private mutating func exponentials(_ scores: Value, _ label: String) throws(CircuitError) -> Value {
        let maximum = try append(.reduction(.maximum), [scores], "\(label).maximum")
        let below = try subtract(scores, maximum, by: .row, "\(label).below")
        // Beyond these octaves an entry rounds to 0.
        let octaves: Int64 = program == .a8 ? 10 : 17
        let span = octaves << Int64(Self.scoreFraction)
        let index = try clamped(below, -span...0, "\(label).index")
        let unit = (Double(UInt64(1) << 39) / Double(exponentialLimit)).rounded()
        let table = try ExactTable.exp2(
            input: try FixedPointScale(shift: UInt8(Self.scoreFraction)),
            output: try FixedPointScale(numerator: UInt32(unit), shift: 39), from: Int32(-span)...0,
            to: program == .a8 ? .uint8 : .int16)
        let entries = try builder.table(table.type, values: (0..<table.type.shape.count).map { table.element($0) })
        return try append(.lookup(Lookup(first: Int32(-span))), [index, entries], "\(label).exponentials")
    }
}
