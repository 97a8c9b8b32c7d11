import Algebra
import TestSupport
import Testing

@Suite struct Poseidon2Tests {
    private struct Published: Decodable { let authors: AlgebraVectors.Permutation }

    @Test func theAuthorsVector() throws {
        let published: Published = try vectors("poseidon2/poseidon2.json")
        #expect(permuted(published.authors.input.elements) == published.authors.output.elements)
    }

    @Test func vectorsFromPython() throws {
        for vector in try AlgebraVectors.load().poseidon2 {
            #expect(permuted(vector.input.elements) == vector.output.elements)
        }
    }

    @Test func constantsAreThoseOfTheGrainGenerator() throws {
        let constants = try AlgebraVectors.load().poseidon2Constants
        #expect(Poseidon2.externalConstants == constants.external.elements)
        #expect(Poseidon2.internalConstants == constants.internal.elements)
    }

    /// The kernel keeps residues above p between its steps: states of zeros, of ones below p and of any.
    @Test func theKernelIsTheDefinition() {
        var random = SeededGenerator(seed: 12)
        let edges: [UInt64] = [0, 1, Goldilocks.modulus - 1, Goldilocks.modulus - 2, 0xFFFF_FFFF, 1 << 63]
        for round in 0..<2000 {
            var state = InlineArray<12, Goldilocks> { _ in
                let draw = random.next()
                return Goldilocks(reducing: round % 2 == 0 ? draw : edges[Int(draw % 6)])
            }
            var expected = state
            Poseidon2.permute(&state)
            Poseidon2.permuteByDefinition(&expected)
            for index in state.indices {
                #expect(state[index] == expected[index] && state[index].canonical < Goldilocks.modulus)
            }
        }
    }

    @Test func spongeVectorsFromPython() throws {
        for vector in try AlgebraVectors.load().sponge {
            let label = try #require(Poseidon2Sponge.Label(vector.label))
            #expect(Poseidon2Sponge.hash(label, vector.message.elements).elements == vector.digest.elements)
        }
    }

    @Test func bytesPackSevenAnElement() throws {
        for vector in try AlgebraVectors.load().packing {
            let digits = Array(vector.bytes)
            let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(digits[$0...$0 + 1]), radix: 16)
            }
            #expect(Poseidon2Message.packed(bytes) == vector.elements.elements)
            var message = Poseidon2Message()
            message.append(bytes: bytes)
            #expect(message.elements == [Goldilocks(reducing: UInt64(bytes.count))] + vector.elements.elements)
        }
    }

    @Test func labelsLengthsAndZerosSeparate() throws {
        let label = try #require(Poseidon2Sponge.Label("sirocco"))
        let other = try #require(Poseidon2Sponge.Label("sirocco2"))
        var digests = Set<Poseidon2Sponge.Digest>()
        for count in 0...17 {
            for name in [label, other] {
                digests.insert(Poseidon2Sponge.hash(name, [Goldilocks](repeating: .zero, count: count)))
            }
        }
        #expect(digests.count == 36)
    }

    @Test func messagesOfDifferentFieldsDiffer() {
        var joined = Poseidon2Message()
        joined.append(bytes: [1, 2])
        joined.append(bytes: [3])
        var split = Poseidon2Message()
        split.append(bytes: [1])
        split.append(bytes: [2, 3])
        #expect(joined != split)
        var zeros = Poseidon2Message()
        zeros.append(bytes: [0])
        var more = Poseidon2Message()
        more.append(bytes: [0, 0])
        #expect(zeros != more)
        var low = Poseidon2Message()
        low.append(number: 5)
        var congruent = Poseidon2Message()
        congruent.append(number: 5 &+ Goldilocks.modulus)
        #expect(low != congruent)
    }

    @Test func badLabelsAreNil() {
        #expect(Poseidon2Sponge.Label("") == nil && Poseidon2Sponge.Label("fifteen letters") == nil)
        #expect(Poseidon2Sponge.Label([1, 0]) == nil)
        #expect(Poseidon2Sponge.Digest(elements: [1, 2, 3]) == nil)
    }

    private func permuted(_ input: [Goldilocks]) -> [Goldilocks] {
        var state = InlineArray<12, Goldilocks> { input[$0] }
        Poseidon2.permute(&state)
        return state.indices.map { state[$0] }
    }
}
