import Algebra

/// One random linear combination of everything that makes a list of cells the S-box inputs of sponges.
///
/// With s(p, j) what enters S-box j of permutation p, every s(p, j) is an affine function of the outputs
/// s^7 of S-boxes before it in the same permutation and of the state that the permutation starts from; that
/// state is the last one's, an affine function of its last twelve s^7, plus the message. Rows 118 to 121 of a
/// sponge's last permutation say that the digest is the first four elements of its state. Row (p, j) is
/// weighted by eq(z, (p, j)). Collected by cells, the rows say
///
///     Σ eq(z, x)·s(x) − Σ b(x)·s(x)^7 = Σ_p Σ_{k<8} eq(z, p)·d(k)·m(p, k) + known,
///
/// where m(p, k) is message element k of the block of p. b and d follow from running the linear layers
/// backwards once: all permutations have the same coefficients but for the factor eq(z, p).
///
/// Complexity: twelve 12×12 products and O(permutations).
package struct SpongeRelation {
    /// log2 of the rows of one permutation.
    package static let rowVariables = 7

    package let point: [CubicExtension]
    /// Permutations p whose state goes on to p + 1; the others give a digest.
    private let goesOn: [Bool]
    /// eq(z, p) for p below the number of permutations.
    private let shares: [CubicExtension]
    /// b of the first 106 S-boxes, but for the permutation's share.
    private let within: [CubicExtension]
    /// b of the last twelve where the state goes on, but for the share of the next permutation.
    private let onward: [CubicExtension]
    /// b of the last twelve where the state is a digest, but for the share.
    private let closing: [CubicExtension]
    /// Coefficients of the state that a permutation starts from: d.
    private let entry: [CubicExtension]
    /// Weights of the four rows about the digest.
    private let digestRows: [CubicExtension]
    /// Σ over S-boxes of eq(z, j) · round constant.
    private let constant: CubicExtension

    /// - Parameters:
    ///   - point: z: coordinates of the permutation, then seven of the row.
    ///   - lengths: permutations of each sponge, at least one each.
    package init(point: [CubicExtension], lengths: [Int]) {
        self.point = point
        let rows = EqualityPolynomial.table(at: Array(point.suffix(Self.rowVariables))).elements
        let table = EqualityPolynomial.table(at: Array(point.dropLast(Self.rowVariables)))
        goesOn = lengths.flatMap { [Bool](repeating: true, count: $0 - 1) + [false] }
        shares = goesOn.indices.map { table[$0] }

        // From the last S-boxes to the first.
        var within = [CubicExtension](repeating: .zero, count: Poseidon2.sboxCount - 12)
        func carry(outOf round: Int, _ form: some Collection<CubicExtension>) {
            within.replaceSubrange(round..<round + 12, with: Poseidon2.transposedExternal(form))
        }
        for start in [106, 94, 82] { carry(outOf: start - 12, rows[start..<start + 12]) }
        var state = Array(rows[Poseidon2.closingStart..<Poseidon2.closingStart + 12])
        for box in (Poseidon2.internalStart..<Poseidon2.closingStart).reversed() {
            state = Poseidon2.transposedInternal(state)
            within[box] = state[0]
            state[0] = rows[box]
        }
        carry(outOf: 36, state)
        for start in [36, 24, 12] { carry(outOf: start - 12, rows[start..<start + 12]) }
        self.within = within
        entry = Poseidon2.transposedExternal(rows[..<12])
        onward = Poseidon2.transposedExternal(entry)
        digestRows = Array(rows[Poseidon2.sboxCount..<Poseidon2.sboxCount + 4])
        closing = Poseidon2.transposedExternal(digestRows + [CubicExtension](repeating: .zero, count: 8))
        constant = zip(rows, Poseidon2.sboxConstants).reduce(.zero) { $0 + $1.0 * $1.1 }
    }

    /// eq(z, p) · d(k): the coefficient of message element `position` of the sponge that starts at `first`.
    package func weight(first: Int, position: Int) -> CubicExtension {
        shares[first + position / Poseidon2Sponge.rate] * entry[position % Poseidon2Sponge.rate]
    }

    /// What is known of the right side: round constants, each sponge's capacity at its start and its digest.
    package func known(_ sponges: [(first: Int, count: Int, capacity: [Goldilocks], digest: [Goldilocks])]) -> CubicExtension {
        var sum = shares.reduce(.zero, +) * constant
        for sponge in sponges {
            let atStart = zip(entry[Poseidon2Sponge.rate...], sponge.capacity).reduce(CubicExtension.zero) { $0 + $1.0 * $1.1 }
            let atEnd = zip(digestRows, sponge.digest).reduce(CubicExtension.zero) { $0 + $1.0 * $1.1 }
            sum += shares[sponge.first] * atStart - shares[sponge.first + sponge.count - 1] * atEnd
        }
        return sum
    }

    /// eq(z, ·) and b at a point of the cells.
    package func values(at other: [CubicExtension]) -> [CubicExtension] {
        let permutations = EqualityPolynomial.table(at: Array(other.dropLast(Self.rowVariables)))
        let rows = EqualityPolynomial.table(at: Array(other.suffix(Self.rowVariables))).elements
        var all = CubicExtension.zero, going = CubicExtension.zero, ending = CubicExtension.zero
        for index in shares.indices {
            let own = permutations[index] * shares[index]
            all += own
            if goesOn[index] { going += permutations[index] * shares[index + 1] } else { ending += own }
        }
        func dot(_ form: [CubicExtension], _ rows: ArraySlice<CubicExtension>) -> CubicExtension {
            zip(form, rows).reduce(.zero) { $0 + $1.0 * $1.1 }
        }
        let last = rows[(Poseidon2.sboxCount - 12)..<Poseidon2.sboxCount]
        let b = all * dot(within, rows[..<within.count]) + going * dot(onward, last) + ending * dot(closing, last)
        return [(try? EqualityPolynomial.evaluate(at: point, other)) ?? .zero, b]
    }

    /// b at every cell, row-major `[permutations, 118]`.
    package var coefficients: [CubicExtension] {
        shares.indices.flatMap { index in
            within.map { $0 * shares[index] }
                + (goesOn[index] ? onward.map { $0 * shares[index + 1] } : closing.map { $0 * shares[index] })
        }
    }
}
