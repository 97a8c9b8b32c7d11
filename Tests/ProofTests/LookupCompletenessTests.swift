import Algebra
import Prover
import TestSupport
import Testing
import Transcript
import Verifier

@Suite struct LookupCompletenessTests {
    @Test func acceptsHonestProofsOfManyShapes() throws {
        for example in try LookupExample.gallery() {
            let output = example.prove()
            #expect(example.refusal(of: output.proof) == nil, "\(example.name)")
            var transcript = example.transcript()
            let reduction = try LookupVerifier.reduce(
                example.statement, proof: output.proof, transcript: &transcript)
            #expect(reduction == output.reduction, "\(example.name)")
        }
    }

    @Test func bothSidesEndInTheSameState() throws {
        for example in try LookupExample.gallery() {
            var (prover, verifier) = (example.transcript(), example.transcript())
            let proof = LookupProver.prove(example.statement, example.witness, transcript: &prover).proof
            _ = try LookupVerifier.reduce(example.statement, proof: proof, transcript: &verifier)
            #expect(prover.state == verifier.state)
        }
    }

    @Test func encodesAndDecodes() throws {
        for example in try LookupExample.gallery() {
            let proof = example.prove().proof
            var encoder = CanonicalEncoder()
            proof.encode(into: &encoder)
            #expect(encoder.bytes.count == LookupProof.byteCount(for: example.statement))
            var decoder = CanonicalDecoder(encoder.bytes)
            #expect(try LookupProof.decode(from: &decoder, for: example.statement) == proof)
            try decoder.finish()
        }
    }

    @Test func splitsLengthsIntoBinaryBlocks() {
        #expect(BinaryBlocks.of(length: 784) == [9, 8, 4])
        #expect(BinaryBlocks.of(length: 1) == [0])
        #expect(BinaryBlocks.of(length: 0).isEmpty && BinaryBlocks.of(length: -5).isEmpty)
    }

    @Test func laysBlocksOnAlignedDisjointLeaves() throws {
        for example in try LookupExample.gallery() {
            let layout = example.statement.layout
            var taken = [Bool](repeating: false, count: 1 << layout.variableCount)
            for block in layout.segments.joined() {
                #expect(block.position % (1 << block.log2) == 0)
                for leaf in block.position..<block.position + 1 << block.log2 {
                    #expect(!taken[leaf])
                    taken[leaf] = true
                }
            }
            #expect(taken.prefix(layout.leafCount).allSatisfy { $0 })
            #expect(!taken.dropFirst(layout.leafCount).contains(true))
            #expect(2 * layout.leafCount > 1 << layout.variableCount)
        }
    }

    /// A virtual column, offset + factor · other, is checked through the other's claim.
    @Test func claimsOfAffineColumnsFollowFromTheirParts() throws {
        var random = SeededGenerator(seed: 3)
        let signed = (0..<37).map { _ in Int64(random.next() % 256) - 128 }
        let example = try LookupExample(
            "signed", tables: [.range(bits: 8)], queries: [LookupQuery(table: 0, length: 37)],
            queryColumns: [[signed.map { Goldilocks(embedding: $0 + 128) }]])
        let reduction = example.prove().reduction
        let claim = reduction.claims[1]
        let part = try #require(reduction.value(of: claim, for: signed.map { Goldilocks(embedding: $0) }))
        #expect(claim.value == part + claim.indicator * Goldilocks(128))
        #expect(reduction.value(of: claim, for: []) == nil)
    }

    @Test func countsMultiplicities() throws {
        let example = try LookupExample.small()
        #expect(example.witness.multiplicities == [[1, 0, 0, 2], [1, 0, 1]])
        #expect(throws: LookupWitnessError.rowNotInTable(query: 0, row: 1)) {
            try LookupExample(
                "outside", tables: [.range(bits: 2)], queries: [LookupQuery(table: 0, length: 2)],
                queryColumns: [[[3, 4]]])
        }
        #expect(throws: LookupWitnessError.rowNotInTable(query: 0, row: 0)) {
            try LookupExample(
                "crossed", tables: [LookupTable(tag: 1, .explicit(columns: [[1, 2], [3, 4]]))],
                queries: [LookupQuery(table: 0, length: 1)], queryColumns: [[[1], [4]]])
        }
    }

    @Test func errorTermsAddUp() throws {
        let small = LookupSoundness.terms(try LookupExample.small().statement)
        // 4 + 3 + 3 + 2 rows, 2 columns, 16 leaves.
        #expect(small.map(\.numerator) == [36, 12, 4, 12, 4])
        let large = LookupSoundness.terms(leafCount: 1 << 30, width: 16, variableCount: 30)
        #expect(large.map(\.numerator).reduce(0, +) < 1 << 36)
        #expect(LookupSoundness.terms(leafCount: 1, width: 1, variableCount: 0).map(\.numerator) == [2, 1, 0, 0, 0])
    }
}
