// What the relation "these elements enter the S-boxes of a permutation" needs: the constants in the order
// of the S-boxes, and the linear layers transposed, to carry the coefficients of a linear form backwards.

extension Poseidon2 {
    /// S-boxes of one permutation: 4 rounds of 12, 22 of 1, 4 of 12.
    package static let sboxCount = 118
    /// The first S-box of the internal rounds, and the first after them.
    package static let internalStart = 48, closingStart = 70

    /// The round constant before each S-box.
    package static let sboxConstants: [Goldilocks] =
        externalConstants[..<48] + internalConstants + externalConstants[48...]

    /// The external matrix, `[row][column]`, read off the layer itself.
    private static let externalRows: [[Goldilocks]] = {
        var rows = [[Goldilocks]](repeating: [], count: 12)
        for column in 0..<12 {
            var state = InlineArray<12, Goldilocks>(repeating: .zero)
            state[column] = .one
            multiplyExternal(&state)
            for row in 0..<12 { rows[row].append(state[row]) }
        }
        return rows
    }()

    /// Coefficients of a form in the layer's twelve inputs, from those in its outputs: external matrix.
    package static func transposedExternal(_ form: some Collection<CubicExtension>) -> [CubicExtension] {
        var result = [CubicExtension](repeating: .zero, count: 12)
        for (row, coefficient) in zip(externalRows, form) {
            for column in 0..<12 { result[column] += coefficient * row[column] }
        }
        return result
    }

    /// The same for the internal matrix, all ones plus a diagonal, which is its own transpose.
    package static func transposedInternal(_ form: [CubicExtension]) -> [CubicExtension] {
        let sum = form.reduce(.zero, +)
        return zip(form, internalDiagonal).map { $0 * $1 + sum }
    }
}
