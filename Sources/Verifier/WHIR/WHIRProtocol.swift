import Algebra
import Transcript

/// The WHIR run of this house: several oracles, each of several multilinear polynomials, opened at one
/// point each, in one run. What follows suffices for a second implementation.
///
/// **Polynomials and codes.** A polynomial f in n variables is its 2^n values on the hypercube, variable x₀ at
/// the top bit of the index. Its univariate form is p(X) = Σᵢ f[i]·X^rev(i), rev reversing n bits; so a
/// value of p is a weighted sum over the hypercube, p(z) = Σₓ f(x)·pow_z(x) with
/// pow_z(x) = ∏ⱼ (1 − xⱼ + xⱼ·z^(2^j)), and binding x₀ = α in f is the fold
/// p ↦ (1 − α)·p_even + α·p_odd. The codeword with rate 2^−ρ has L = n + ρ: position i holds
/// p(7·w^rev(i)), w the root of unity of order 2^L, rev on L bits. A leaf of a tree whose fold binds k
/// variables holds positions ℓ·2^k ..< (ℓ + 1)·2^k of every column: an oracle's leaf column by column,
/// a round's leaf column by column and within it all c0, then all c1, then all c2; 8 bytes a limb, little
/// endian. Binding k variables turns leaf ℓ into the value at z_ℓ = (7·w^rev(ℓ))^(2^k), rev on L − k bits.
///
/// **Absorbed and drawn, in this order.** Tags in quotes; a sumcheck round absorbs s(0), s(2) under `whir sumcheck`
/// and draws α under `whir fold`, where s(1) = claim − s(0) and the next claim is s(α).
/// 1. `whir parameters`: the canonical bytes of ``WHIRParameters``.
/// 2. For each oracle: `whir root` its root; `whir point` the point's limbs; `whir values` the values' limbs.
/// 3. λ under `whir columns`. Oracle o stands for f_o = Σ_c λ^c f_{o,c}, its claim is σ_o = Σ_c λ^c v_{o,c}
///    and its weight w_o = eq(r_o, ·): σ_o = Σₓ f_o(x)·w_o(x).
/// 4. For each oracle, k_o sumcheck rounds. They leave g_o, w_o with k_o variables bound.
/// 5. For each round i:
///    1. `whir root` the root of the tree over the columns g_o (round 0) or over the one g (later).
///    2. Samples z_j drawn one after another under `whir sample`; then `whir answers` absorbs the value of
///       each column's univariate form at each: all columns for the first sample, then for the next.
///    3. For each oracle (round 0), or for the tree of round i − 1: grinding; then t indexes of leaves under
///       `whir queries`; the distinct ones, increasing, are opened. Each gives the value at z_ℓ of the column (round
///       0: column o) that was committed in step 1, folded from what is opened: no message of its own.
///    4. γ under `whir combine`. Claims are numbered through: for each column the claim it carries from before
///       (σ_o in round 0), its samples, its queries. Claim number e is added with factor γ^e, its weight
///       pow_z (or the one carried) with the same factor.
///    5. Round 0: the columns are stacked as one polynomial in b + n′ variables, the column's number in the
///       first b, columns beyond the last being zero; likewise the weights. b sumcheck rounds.
///    6. k_i sumcheck rounds.
/// 6. `whir final`: the limbs of what is left, h, by its values on the hypercube. Grinding, `whir queries` into the
///    last tree; each folded leaf must equal h's univariate form at z_ℓ.
/// 7. The claim must equal Σₓ h(x)·w(x), w the combined weight.
///
/// Leaves and siblings are not absorbed: root and index determine them, or a collision is known.
///
/// - Source: Arnon, Chiesa, Fenzi, Yogev, "WHIR: Reed–Solomon proximity testing with super-fast
///   verification", eprint 2024/1586, Construction 5.1; the stacking of oracles is ours.
public enum WHIRProtocol {
    /// Steps 1 to 3: λ.
    package static func begin(
        _ parameters: WHIRParameters, _ claims: [WHIRClaim], _ transcript: inout Transcript
    ) -> CubicExtension {
        transcript.absorb("whir parameters", parameters.canonicalBytes)
        for claim in claims {
            transcript.absorb("whir root", claim.root)
            transcript.absorb("whir point", fieldElements: limbs(claim.point))
            transcript.absorb("whir values", fieldElements: limbs(claim.values))
        }
        return challenge("whir columns", &transcript)
    }

    /// One sumcheck round: α.
    package static func fold(_ round: WHIRProof.SumcheckRound, _ transcript: inout Transcript) -> CubicExtension {
        transcript.absorb("whir sumcheck", fieldElements: limbs([round.atZero, round.atTwo]))
        return challenge("whir fold", &transcript)
    }

    /// An element under a tag.
    package static func challenge(_ tag: Transcript.Tag, _ transcript: inout Transcript) -> CubicExtension {
        let limbs = transcript.challengeCubic(tag)
        // The transcript draws limbs below p, so none is ever refused here.
        return CubicExtension(canonicalLimbs: limbs.0, limbs.1, limbs.2) ?? .zero
    }

    /// The queries after the grinding: the distinct leaves, increasing.
    package static func leaves(
        queryCount: Int, leavesLog2: Int, _ transcript: inout Transcript
    ) -> [Int] {
        let drawn = transcript.challengeIndexes("whir queries", count: queryCount, below: 1 << leavesLog2).sorted()
        var distinct: [Int] = []
        distinct.reserveCapacity(drawn.count)
        for index in drawn where distinct.last != index { distinct.append(index) }
        return distinct
    }

    /// c0, c1, c2 of each element.
    package static func limbs(_ elements: [CubicExtension]) -> [UInt64] {
        var words: [UInt64] = []
        words.reserveCapacity(3 * elements.count)
        for element in elements {
            words.append(element.c0.canonical)
            words.append(element.c1.canonical)
            words.append(element.c2.canonical)
        }
        return words
    }

    /// eq of the stacking challenges and a column's number, its top bit first.
    package static func stackingFactor(_ challenges: [CubicExtension], column: Int) -> CubicExtension {
        var factor = CubicExtension.one
        for (position, challenge) in challenges.enumerated() {
            let bit = column >> (challenges.count - 1 - position) & 1
            factor *= bit == 1 ? challenge : CubicExtension.one - challenge
        }
        return factor
    }
}

/// That the columns under `root` have these values at one point.
public struct WHIRClaim: Sendable, Hashable {
    public let root: Digest
    /// n coordinates; the first belongs to the top bit of the index.
    public let point: [CubicExtension]
    /// One for each column.
    public let values: [CubicExtension]

    public init(root: Digest, point: [CubicExtension], values: [CubicExtension]) {
        self.root = root
        self.point = point
        self.values = values
    }
}
