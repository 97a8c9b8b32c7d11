import Algebra
import CKernels
import Transcript
import Verifier

/// The prover of one layer: the sumcheck of eq(z, x)·(A·B + C·D)(x) with A = lowN + λ·lowD, B = highD, C = highN,
/// D = lowD, the four bound in place.
///
/// - Timing: independent of the values.
@safe
struct FractionLayerProver {
    private var a: FieldColumn
    private var b: FieldColumn
    private var c: FieldColumn
    private var d: FieldColumn
    /// eq of the coordinates after the current one, `[2^(variables left − 1)]`.
    private let equality: FieldColumn
    /// Where C goes when it leaves the base field.
    private let room: FieldColumn
    private let batching: CubicExtension
    private let point: [CubicExtension]
    private let workspace: Workspace

    /// Tiles for four differences and two products.
    @safe
    final class Workspace {
        let words: UnsafeMutablePointer<UInt64>

        init() { unsafe words = UnsafeMutablePointer<UInt64>.allocate(capacity: 18 * FractionTree.tile) }
        deinit { unsafe words.deallocate() }

        func column(_ index: Int, _ count: Int, isBase: Bool = false) -> FieldColumn {
            unsafe FieldColumn(words: words + index * 3 * FractionTree.tile, stride: count, isBase: isBase)
        }
    }

    /// Prepares layer k of `tree` for its claim at `point`, of k coordinates. Layers up to k + 1 are overwritten.
    init(_ tree: FractionTree, point: [CubicExtension], batching: CubicExtension, workspace: Workspace) {
        let layer = point.count
        let half = 1 << layer
        let (numerators, denominators) = unsafe (tree.numerators(of: layer + 1), tree.denominators(of: layer + 1))
        self.batching = batching
        self.point = point
        self.workspace = workspace
        unsafe equality = unsafe tree.halfRoom(max(1, layer))
        unsafe room = unsafe equality.advanced(by: 3 * equality.stride)
        unsafe b = unsafe denominators.advanced(by: half)
        unsafe c = unsafe numerators.advanced(by: half)
        unsafe d = denominators
        unsafe a = unsafe numerators.isBase ? tree.wholeRoom : numerators
        for start in stride(from: 0, to: half, by: FractionTree.tile) {
            let count = min(FractionTree.tile, half - start)
            unsafe combine(numerators.advanced(by: start), a.advanced(by: start), d.advanced(by: start), count)
        }
        if layer > 0 { unsafe tree.writeEquality(point.dropFirst(), into: equality) }
    }

    /// out = lowN + λ·lowD; out may be lowN.
    private func combine(_ lowN: FieldColumn, _ out: FieldColumn, _ lowD: FieldColumn, _ count: Int) {
        let product = unsafe workspace.column(0, count)
        unsafe goldilocks_cubic_vector_scale(
            product.words, count, lowD.words, lowD.stride, batching.kernelForm, count)
        for plane in 0..<3 {
            let target = unsafe out.words + plane * out.stride
            let term = unsafe product.words + plane * count
            if unsafe lowN.isBase && plane > 0 {
                unsafe target.update(from: term, count: count)
            } else {
                unsafe goldilocks_vector_add(target, lowN.words + plane * lowN.stride, term, count)
            }
        }
    }

    /// Runs the rounds. `claim` is numerator + λ · denominator at the layer's point.
    ///
    /// - Returns: the messages, absorbed, and the sumcheck's point.
    mutating func prove(
        claim: CubicExtension, transcript: inout Transcript
    ) -> (proof: FractionLayerProof, point: [CubicExtension]) {
        var value = claim
        var rounds: [FractionLayerProof.Round] = []
        var challenges: [CubicExtension] = []
        for (index, coordinate) in point.enumerated() {
            let half = 1 << (point.count - index - 1)
            let message = round(claim: value, coordinate: coordinate, half: half)
            transcript.absorb("lk-round", [message.slope, message.curvature])
            let challenge = transcript.challenge("lk-point")
            value += message.slope * (challenge - coordinate)
            value += message.curvature * (challenge * (challenge - Goldilocks.one))
            bind(challenge, half: half)
            rounds.append(message)
            challenges.append(challenge)
        }
        let lowDenominator = unsafe d.first
        let ends = FractionLayerProof.Ends(
            lowNumerator: unsafe a.first - batching * lowDenominator, highNumerator: unsafe c.first,
            lowDenominator: lowDenominator, highDenominator: unsafe b.first)
        transcript.absorb("lk-ends", ends.elements)
        return (FractionLayerProof(rounds: rounds, ends: ends), challenges)
    }

    // MARK: One round

    /// The claim gives one of the quadratic's three coefficients, h(0) and the curvature the others.
    private func round(claim: CubicExtension, coordinate: CubicExtension, half: Int) -> FractionLayerProof.Round {
        var atZero = CubicExtension.zero
        var curvature = CubicExtension.zero
        for start in stride(from: 0, to: half, by: FractionTree.tile) {
            let count = min(FractionTree.tile, half - start)
            let weights = unsafe equality.advanced(by: start)
            unsafe atZero += weightedSum(from: start, weights: weights, count)
            unsafe curvature += sum(
                difference(a, 0, start, half, count), difference(b, 1, start, half, count),
                difference(c, 2, start, half, count), difference(d, 3, start, half, count), weights, count)
        }
        if let inverse = coordinate.inverse() {
            return .init(slope: (claim - atZero) * inverse, curvature: curvature)
        }
        // The claim says nothing of h(1).
        var atOne = CubicExtension.zero
        for start in stride(from: 0, to: half, by: FractionTree.tile) {
            let count = min(FractionTree.tile, half - start)
            unsafe atOne += weightedSum(from: start + half, weights: equality.advanced(by: start), count)
        }
        return .init(slope: atOne - atZero, curvature: curvature)
    }

    private func weightedSum(from start: Int, weights: FieldColumn, _ count: Int) -> CubicExtension {
        unsafe sum(
            a.advanced(by: start), b.advanced(by: start), c.advanced(by: start), d.advanced(by: start), weights, count)
    }

    /// The sum of weights·(a·b + c·d).
    private func sum(
        _ a: FieldColumn, _ b: FieldColumn, _ c: FieldColumn, _ d: FieldColumn, _ weights: FieldColumn, _ count: Int
    ) -> CubicExtension {
        let (first, second) = unsafe (workspace.column(4, count), workspace.column(5, count))
        unsafe goldilocks_cubic_vector_mul(first.words, count, a.words, a.stride, b.words, b.stride, count)
        if unsafe c.isBase {
            for plane in 0..<3 {
                unsafe goldilocks_vector_multiply_accumulate(
                    first.words + plane * count, c.words, d.words + plane * d.stride, count)
            }
        } else {
            unsafe goldilocks_cubic_vector_mul(second.words, count, c.words, c.stride, d.words, d.stride, count)
            unsafe goldilocks_vector_add(first.words, first.words, second.words, 3 * count)
        }
        return CubicExtension(
            unsafe goldilocks_cubic_vector_dot(first.words, count, weights.words, weights.stride, count))
    }

    /// The upper half less the lower, in the workspace.
    private func difference(
        _ column: FieldColumn, _ index: Int, _ start: Int, _ half: Int, _ count: Int
    ) -> FieldColumn {
        let out = unsafe workspace.column(index, count, isBase: column.isBase)
        for plane in 0..<(unsafe column.isBase ? 1 : 3) {
            let low = unsafe column.words + plane * column.stride + start
            unsafe goldilocks_vector_sub(out.words + plane * count, low + half, low, count)
        }
        return unsafe out
    }

    private mutating func bind(_ challenge: CubicExtension, half: Int) {
        unsafe fold(a, challenge, half)
        unsafe fold(b, challenge, half)
        unsafe fold(d, challenge, half)
        if unsafe c.isBase {
            unsafe goldilocks_cubic_vector_fold_base(room.words, room.stride, c.words, challenge.kernelForm, half)
            unsafe c = room
        } else {
            unsafe fold(c, challenge, half)
        }
        // eq sums to one over a variable.
        for plane in 0..<3 where half > 1 {
            let low = unsafe equality.words + plane * equality.stride
            unsafe goldilocks_vector_add(low, low, low + half / 2, half / 2)
        }
    }
    private func fold(_ column: FieldColumn, _ challenge: CubicExtension, _ half: Int) {
        unsafe goldilocks_cubic_vector_fold(
            column.words, column.stride, column.words, column.stride, challenge.kernelForm, half)
    }
}
