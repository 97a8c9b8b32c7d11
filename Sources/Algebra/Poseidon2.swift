/// The Poseidon2 permutation of twelve Goldilocks elements: 4 + 4 external and 22 internal rounds,
/// S-box x^7.
///
/// A hash that is cheap inside a proof; BLAKE3 is some hundred times faster outside one.
///
/// - Timing: independent of the values; about 740 field products a call.
/// - Source: Grassi, Khovratovich and Schofnegger 2023 (eprint 2023/323), with the authors' constants.
public enum Poseidon2 {
    /// Elements of state.
    public static let width = 12

    /// Permutes a state in place.
    public static func permute(_ state: inout InlineArray<12, Goldilocks>) { permute(&state) { _ in } }

    /// Permutes a state in place and shows what enters each S-box, in the order of ``sboxConstants``.
    @inline(__always)
    package static func permute(_ state: inout InlineArray<12, Goldilocks>, visit: (Goldilocks) -> Void) {
        multiplyExternal(&state)
        for round in 0..<4 { externalRound(&state, round, visit) }
        for constant in internalConstants {
            let entering = state[0] + constant
            visit(entering)
            state[0] = sbox(entering)
            multiplyInternal(&state)
        }
        for round in 4..<8 { externalRound(&state, round, visit) }
    }

    @inline(__always)
    private static func externalRound(
        _ state: inout InlineArray<12, Goldilocks>, _ round: Int, _ visit: (Goldilocks) -> Void
    ) {
        for index in 0..<12 {
            let entering = state[index] + externalConstants[12 * round + index]
            visit(entering)
            state[index] = sbox(entering)
        }
        multiplyExternal(&state)
    }

    /// x^7; 7 is coprime to p − 1, so this permutes the field.
    private static func sbox(_ x: Goldilocks) -> Goldilocks {
        let square = x * x
        return square * square * square * x
    }

    /// The block circulant circ(2·M, M, M) with the 4×4 MDS matrix M = (5 7 1 3; 4 6 1 1; 1 3 5 7; 1 1 4 6).
    static func multiplyExternal(_ state: inout InlineArray<12, Goldilocks>) {
        var columns = InlineArray<4, Goldilocks>(repeating: .zero)
        for block in 0..<3 {
            let base = 4 * block
            let a = state[base], b = state[base + 1], c = state[base + 2], d = state[base + 3]
            // Appendix B of the paper: eight additions and four doublings.
            let ab = a + b
            let cd = c + d
            let bbcd = b + b + cd
            let ddab = d + d + ab
            let fourth = twice(twice(cd)) + ddab
            let second = twice(twice(ab)) + bbcd
            state[base] = ddab + second
            state[base + 1] = second
            state[base + 2] = bbcd + fourth
            state[base + 3] = fourth
            for index in 0..<4 { columns[index] += state[base + index] }
        }
        for index in 0..<12 { state[index] += columns[index % 4] }
    }

    /// (J + diag)·state, J all ones: the sum of the state is added to each scaled element.
    private static func multiplyInternal(_ state: inout InlineArray<12, Goldilocks>) {
        var sum = Goldilocks.zero
        for index in 0..<12 { sum += state[index] }
        for index in 0..<12 { state[index] = state[index].multiplied(by: internalDiagonal[index], adding: sum) }
    }

    private static func twice(_ x: Goldilocks) -> Goldilocks { x + x }
}
