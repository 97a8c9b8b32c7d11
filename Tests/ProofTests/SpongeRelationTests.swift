import Algebra
import TestSupport
import Testing
import Verifier

/// The relation that opens commitments, against the sponge itself, whose known answers come from outside
/// (Tests/AlgebraTests).
struct SpongeRelationTests {
    /// Sponges over random messages: what enters their S-boxes, and their digests.
    struct Sponges {
        var cells: [Goldilocks] = []
        var messages: [[Goldilocks]] = []
        var digests: [[Goldilocks]] = []
        var lengths: [Int] = []

        static let label = Poseidon2Sponge.Label(unchecked: 77, 78)

        init(messageLengths: [Int], _ random: inout SeededGenerator) {
            for count in messageLengths {
                let message = (0..<count).map { _ in Goldilocks(reducing: random.next()) }
                var cells: [Goldilocks] = []
                digests.append(Poseidon2Sponge.hash(Self.label, message) { cells.append($0) }.elements)
                self.cells += cells
                messages.append(message)
                lengths.append(cells.count / Poseidon2.sboxCount)
            }
        }

        /// Left side less right side of the relation at `point`.
        func error(_ point: [CubicExtension]) -> CubicExtension {
            let relation = SpongeRelation(point: point, lengths: lengths)
            let weights = EqualityPolynomial.table(at: point)
            var error = CubicExtension.zero
            for (index, (cell, b)) in zip(cells, relation.coefficients).enumerated() {
                let place = 128 * (index / Poseidon2.sboxCount) + index % Poseidon2.sboxCount
                let cube = cell * cell * cell
                error += weights[place] * cell - b * (cube * cube * cell)
            }
            var sponges: [(first: Int, count: Int, capacity: [Goldilocks], digest: [Goldilocks])] = []
            for (index, message) in messages.enumerated() {
                let first = lengths[..<index].reduce(0, +)
                for (position, element) in message.enumerated() {
                    error -= relation.weight(first: first, position: position) * element
                }
                sponges.append(
                    (
                        first, lengths[index], Poseidon2Sponge.initialCapacity(Self.label, count: message.count),
                        digests[index]
                    ))
            }
            return error - relation.known(sponges)
        }
    }

    static func point(_ count: Int, _ random: inout SeededGenerator) -> [CubicExtension] {
        var point: [CubicExtension] = []
        for _ in 0..<count {
            point.append(
                CubicExtension(
                    Goldilocks(reducing: random.next()), Goldilocks(reducing: random.next()), Goldilocks(reducing: random.next())))
        }
        return point
    }

    @Test(arguments: [[1], [8], [9, 17], [128, 17, 17], [1, 1, 1, 40]]) func holdsForSpongesAndForNothingElse(lengths: [Int]) {
        var random = SeededGenerator(seed: UInt64(lengths.count))
        let honest = Sponges(messageLengths: lengths, &random)
        let permutations = honest.lengths.reduce(0, +)
        let variables = 7 + (permutations == 1 ? 0 : Int.bitWidth - (permutations - 1).leadingZeroBitCount)
        let point = Self.point(variables, &random)
        #expect(honest.error(point) == .zero)
        for index in honest.cells.indices {
            var forged = honest
            forged.cells[index] += .one
            #expect(forged.error(point) != .zero, "cell \(index)")
        }
        for sponge in lengths.indices {
            for index in 0..<4 {
                var forged = honest
                forged.digests[sponge][index] += .one
                #expect(forged.error(point) != .zero, "digest element \(index)")
            }
            for index in honest.messages[sponge].indices {
                var forged = honest
                forged.messages[sponge][index] += .one
                #expect(forged.error(point) != .zero, "message element \(index)")
            }
        }
        // Two permutations change places.
        guard permutations > 1 else { return }
        var forged = honest
        for row in 0..<Poseidon2.sboxCount { forged.cells.swapAt(row, Poseidon2.sboxCount + row) }
        #expect(forged.error(point) != .zero)
    }

    /// What the verifier evaluates is the multilinear extension of what the prover sums over.
    @Test(arguments: [[1], [3, 2], [16, 3, 3]]) func coefficientsExtendAsTheVerifierEvaluatesThem(lengths: [Int]) throws {
        var random = SeededGenerator(seed: 5)
        let permutations = lengths.reduce(0, +)
        let variables = 7 + (permutations == 1 ? 0 : Int.bitWidth - (permutations - 1).leadingZeroBitCount)
        let point = Self.point(variables, &random), other = Self.point(variables, &random)
        let relation = SpongeRelation(point: point, lengths: lengths)
        let table = EqualityPolynomial.table(at: other)
        var expected = CubicExtension.zero
        for (index, b) in relation.coefficients.enumerated() {
            expected += table[128 * (index / Poseidon2.sboxCount) + index % Poseidon2.sboxCount] * b
        }
        #expect(relation.values(at: other) == [try EqualityPolynomial.evaluate(at: point, other), expected])
    }

    @Test func sboxesAreVisitedInTheOrderOfTheirConstants() {
        var state = InlineArray<12, Goldilocks>(repeating: .zero), plain = state
        var entering: [Goldilocks] = []
        Poseidon2.permute(&state) { entering.append($0) }
        Poseidon2.permute(&plain)
        #expect(entering.count == Poseidon2.sboxCount && Poseidon2.sboxConstants.count == Poseidon2.sboxCount)
        // Of the zero state, the first round sees nothing but its constants.
        #expect(Array(entering[..<12]) == Array(Poseidon2.sboxConstants[..<12]))
        for index in 0..<12 { #expect(state[index] == plain[index]) }
    }
}
