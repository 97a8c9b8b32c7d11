import Algebra
import Transcript

/// What the fraction tree comes down to: the leaves' numerator and denominator at one point.
struct FractionTreeClaim {
    var point: [CubicExtension]
    var numerator: CubicExtension
    var denominator: CubicExtension
}

/// The verifier of a sum of fractions by a fixed binary tree of additions.
///
/// Layer k has 2^k fractions; layer n is the leaves, layer 0 the root. Node i of layer k is the sum of nodes
/// i and i + 2^k of layer k + 1 (low and high, told apart by the first variable):
/// numerator = low numerator · high denominator + high numerator · low denominator,
/// denominator = low denominator · high denominator.
///
/// A claim about layer k at a point z comes down to one about layer k + 1:
///
/// 1. Challenge `lk-batch`: λ. The claim is v = numerator + λ · denominator, the sum over x in {0, 1}^k of
///    eq(z, x) · (lowN·highD + highN·lowD + λ·lowD·highD)(x).
/// 2. For i = 0 … k − 1: absorb `lk-round`: slope a and curvature b; challenge `lk-point`: r_i. The claim
///    becomes v + a·(r_i − z_i) + b·r_i·(r_i − 1).
/// 3. Absorb `lk-ends`: low and high numerator, low and high denominator at r. Check:
///    v = lowN·highD + highN·lowD + λ·lowD·highD.
/// 4. Challenge `lk-merge`: μ. The new point is (μ, r), the new numerator lowN + μ·(highN − lowN), and the
///    denominator likewise.
///
/// A round keeps eq outside: with h(t) the sum over the later variables of eq(z_later, x)·(…)(r, t, x),
/// of degree 2, the running claim is (1 − z_i)·h(0) + z_i·h(1), the line through h(0) and h(1) at z_i. So
/// every h that agrees with the claim is claim + a·(t − z_i) + b·t·(t − 1) for one a and one b, and a
/// round cannot contradict the claim before it. (Gruen, eprint 2024/108, splits
/// the factor off; sending slope and curvature replaces his division.)
///
/// Soundness: λ errs with 1/p³, each round with 2/p³, μ with 1/p³: (2k + 2)/p³ for layer k.
/// Source: Papini and Haböck, eprint 2023/1930.
enum FractionTreeVerifier {
    /// Reduces "the root is 0 / rootDenominator" to a claim about the leaves.
    ///
    /// - Parameter layers: `layers[k]` has k rounds.
    static func reduce(
        rootDenominator: CubicExtension, layers: [FractionLayerProof], transcript: inout Transcript
    ) throws(LookupError) -> FractionTreeClaim {
        var claim = FractionTreeClaim(point: [], numerator: .zero, denominator: rootDenominator)
        for (layer, proof) in layers.enumerated() {
            let batching = transcript.challenge("lk-batch")
            var value = claim.numerator + batching * claim.denominator
            var point: [CubicExtension] = []
            point.reserveCapacity(layer + 1)
            for (round, coordinate) in zip(proof.rounds, claim.point) {
                transcript.absorb("lk-round", [round.slope, round.curvature])
                let challenge = transcript.challenge("lk-point")
                value += round.slope * (challenge - coordinate)
                value += round.curvature * (challenge * (challenge - Goldilocks.one))
                point.append(challenge)
            }
            let ends = proof.ends
            transcript.absorb("lk-ends", ends.elements)
            let sum =
                (ends.lowNumerator + batching * ends.lowDenominator) * ends.highDenominator
                + ends.highNumerator * ends.lowDenominator
            guard value == sum else { throw .layerMismatch(layer: layer) }
            claim = merged(ends, at: transcript.challenge("lk-merge"), point)
        }
        return claim
    }

    /// Step 4.
    private static func merged(
        _ ends: FractionLayerProof.Ends, at challenge: CubicExtension, _ point: [CubicExtension]
    ) -> FractionTreeClaim {
        FractionTreeClaim(
            point: [challenge] + point,
            numerator: ends.lowNumerator + challenge * (ends.highNumerator - ends.lowNumerator),
            denominator: ends.lowDenominator + challenge * (ends.highDenominator - ends.lowDenominator))
    }
}
