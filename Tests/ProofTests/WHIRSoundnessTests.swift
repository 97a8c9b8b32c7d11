import Algebra
import Prover
import Testing
import TestSupport
import Transcript
import Verifier

/// Every way found to change a proof, a claim or a prover is refused, by the check that is meant to.
struct WHIRSoundnessTests {
    /// Two oracles, two rounds, three columns in one of them; ten bits, so few queries.
    static func tiny() throws -> WHIRGallery {
        let parameters = try WHIRParameters(
            profile: .insecureTest,
            oracles: [
                .init(columnCount: 3, variableCount: 5, rateLog2: 2, foldLog2: 2, queryCount: 14, grindingBits: 2),
                .init(columnCount: 1, variableCount: 4, rateLog2: 3, foldLog2: 1, queryCount: 9, grindingBits: 2),
            ],
            rounds: [
                .init(rateLog2: 4, foldLog2: 1, sampleCount: 1, queryCount: 7, grindingBits: 2),
                .init(rateLog2: 4, foldLog2: 1, sampleCount: 1, queryCount: 7, grindingBits: 2),
            ], allowingInsecure: true)
        return try WHIRGallery(parameters: parameters, seed: 11)
    }

    /// Full security, so that no lie slips through by luck and the check that sees it is certain.
    static func sound() throws -> WHIRGallery {
        try WHIRGallery(
            [.weights(columnCount: 3, variableCount: 11), .witness(columnCount: 1, variableCount: 12)], profile: .p100)
    }

    @Test func rejectsEveryChangedByte() throws {
        let gallery = try Self.tiny()
        let bytes = gallery.prove().canonicalBytes
        var malformed = 0
        for position in bytes.indices {
            for change in [0x01, 0x80, 0xFF] as [UInt8] {
                var changed = bytes
                changed[position] ^= change
                guard let proof = try? WHIRProof(canonicalBytes: changed, parameters: gallery.parameters) else {
                    malformed += 1
                    continue
                }
                #expect(gallery.refusal(of: proof) != nil, "byte \(position) changed by \(change)")
            }
        }
        #expect(malformed > 0)
    }

    @Test func rejectsChangedBytesOfARealProof() throws {
        let gallery = try Self.sound()
        let bytes = gallery.prove().canonicalBytes
        var random = SeededGenerator(seed: 21)
        for _ in 0..<400 {
            var changed = bytes
            for _ in 0...random.next() % 3 {
                changed[Int(random.next() % UInt64(bytes.count))] ^= UInt8(1 + random.next() % 255)
            }
            guard changed != bytes,
                let proof = try? WHIRProof(canonicalBytes: changed, parameters: gallery.parameters)
            else { continue }
            #expect(gallery.refusal(of: proof) != nil)
        }
    }

    @Test func rejectsTruncationsAndExtensions() throws {
        let gallery = try Self.tiny()
        let bytes = gallery.prove().canonicalBytes
        for length in bytes.indices {
            #expect(throws: CanonicalError.self) {
                try WHIRProof(canonicalBytes: Array(bytes.prefix(length)), parameters: gallery.parameters)
            }
        }
        #expect(throws: CanonicalError.trailingBytes(offset: bytes.count, count: 1)) {
            try WHIRProof(canonicalBytes: bytes + [0], parameters: gallery.parameters)
        }
        var masked = bytes
        masked[0] = 1
        #expect(throws: CanonicalError.nonCanonical(
            field: "masks", offset: 0, reason: "hiding is not part of this version")
        ) { try WHIRProof(canonicalBytes: masked, parameters: gallery.parameters) }
    }

    @Test func decodesNothingLargerThanTheParametersAllow() throws {
        let gallery = try Self.tiny()
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let bytes = [0, 0, 0, 0] + random.bytes(Int(random.next() % 6000))
            #expect(throws: CanonicalError.self) {
                try WHIRProof(canonicalBytes: bytes, parameters: gallery.parameters)
            }
        }
    }

    @Test func rejectsNonCanonicalLimbs() throws {
        let gallery = try Self.tiny()
        var proof = gallery.prove()
        // The same residue, written a second way.
        let small = try #require(proof.finalQueries.rows.indices.first { proof.finalQueries.rows[$0] < 1 << 32 - 1 }
            ?? proof.finalQueries.rows.indices.first)
        proof.finalQueries.rows[small] = Goldilocks.modulus
        #expect(gallery.refusal(of: proof) == .nonCanonicalLimb(.round(1), position: small))
        let bytes = proof.canonicalBytes
        #expect(throws: CanonicalError.self) { try WHIRProof(canonicalBytes: bytes, parameters: gallery.parameters) }
    }

    @Test func rejectsAnotherClaim() throws {
        let gallery = try Self.sound()
        let proof = gallery.prove()
        for index in gallery.claims.indices {
            let claim = gallery.claims[index]
            var values = claim.values
            values[0] += CubicExtension.one
            var point = claim.point
            point[point.count - 1] += CubicExtension.one
            for other in [
                WHIRClaim(root: claim.root, point: claim.point, values: values),
                WHIRClaim(root: claim.root, point: point, values: claim.values),
                WHIRClaim(root: Digest(), point: claim.point, values: claim.values),
            ] {
                var claims = gallery.claims
                claims[index] = other
                // All is hashed: the transcripts part at once, and the first nonce is worthless.
                let nonce = proof.rounds[0].queries[0].nonce
                #expect(gallery.refusal(of: proof, claims: claims) == .grinding(.oracle(0), bits: 12, nonce: nonce))
            }
        }
    }

    /// A prover that proves the false claim as well as it can.
    @Test func rejectsAFalseClaimProvenConsistently() throws {
        var gallery = try Self.sound()
        for index in gallery.claims.indices {
            let claim = gallery.claims[index]
            for column in claim.values.indices {
                var values = claim.values
                values[column] += CubicExtension(0, 0, 1)
                var lying = gallery
                lying.claims[index] = WHIRClaim(root: claim.root, point: claim.point, values: values)
                #expect(lying.refusal(of: lying.prove()) == .closingSum)
            }
            var point = claim.point
            point[0] += CubicExtension.one
            var lying = gallery
            lying.claims[index] = WHIRClaim(root: claim.root, point: point, values: claim.values)
            #expect(lying.refusal(of: lying.prove()) == .closingSum)
        }
        // The root of one oracle in the claim about another.
        let claim = gallery.claims[1]
        gallery.claims[1] = WHIRClaim(root: gallery.claims[0].root, point: claim.point, values: claim.values)
        #expect(gallery.refusal(of: gallery.prove()) == .opening(.oracle(1), .rootMismatch))
    }

    @Test func rejectsAWordFarFromTheCode() throws {
        var gallery = try Self.sound()
        var random = SeededGenerator(seed: 9)
        for index in gallery.oracles.indices {
            let honest = gallery.oracles[index]
            let length = 1 << (honest.parameters.variableCount + honest.parameters.rateLog2)
            let noise = honest.columns.map { _ in (0..<length).map { _ in Goldilocks(reducing: random.next()) } }
            let claim = gallery.claims[index]
            gallery.oracles[index] = WHIROracle(
                columns: honest.columns, codewords: noise, parameters: honest.parameters)
            gallery.claims[index] = WHIRClaim(
                root: gallery.oracles[index].root, point: claim.point, values: claim.values)
            #expect(gallery.refusal(of: gallery.prove()) == .closingSum)
            gallery.oracles[index] = honest
            gallery.claims[index] = claim
        }
    }

    /// A codeword wrong in a fraction of places that no code of this rate corrects is seen by the queries.
    @Test func rejectsAWordWrongInManyPlaces() throws {
        var gallery = try Self.sound()
        let honest = gallery.oracles[1]
        let code = try #require(LowDegreeExtension(
            sizeLog2: honest.parameters.variableCount, rateLog2: honest.parameters.rateLog2))
        var evaluations = honest.columns[0]
        NumberTheoreticTransform.bitReverse(&evaluations)
        var codeword = code.encode(evaluations)
        // The tree over the true codeword is the honest one.
        #expect(
            WHIROracle(columns: honest.columns, codewords: [codeword], parameters: honest.parameters).root
                == honest.root)
        for index in codeword.indices where index % 3 != 0 { codeword[index] += .one }
        gallery.oracles[1] = WHIROracle(columns: honest.columns, codewords: [codeword], parameters: honest.parameters)
        gallery.claims[1] = WHIRClaim(
            root: gallery.oracles[1].root, point: gallery.claims[1].point, values: gallery.claims[1].values)
        #expect(gallery.refusal(of: gallery.prove()) == .closingSum)
    }

    @Test func rejectsWrongFoldsAndAnswers() throws {
        let gallery = try Self.sound()
        for column in gallery.oracles.indices {
            let wrongFold = gallery.proveLying(afterFirstFold: { $0[column][5] += CubicExtension.one })
            #expect(gallery.refusal(of: wrongFold) == .closingSum)
        }
        for round in gallery.parameters.rounds.indices {
            let wrongAnswer = gallery.proveLying(answering: { if $0 == round { $1[0] += CubicExtension.one } })
            #expect(gallery.refusal(of: wrongAnswer) == .closingSum)
        }
        let wrongEnd = gallery.proveLying(beforeEnd: { $0[0][0] += CubicExtension.one })
        #expect(gallery.refusal(of: wrongEnd) == .finalQuery(position: 0))
        // Undisturbed, the same steps are the honest proof.
        #expect(gallery.proveLying() == gallery.prove())
    }

    @Test func rejectsEveryWrongLength() throws {
        let gallery = try Self.tiny()
        let honest = gallery.prove()
        func refusal(_ change: (inout WHIRProof) -> Void) -> WHIRError? {
            var proof = honest
            change(&proof)
            return gallery.refusal(of: proof)
        }
        #expect(gallery.refusal(of: honest, claims: []) == .claimCount(expected: 2, found: 0))
        #expect(refusal { $0.firstFolds.removeLast() } == .firstFoldCount(expected: 2, found: 1))
        #expect(refusal { $0.rounds.removeLast() } == .roundCount(expected: 2, found: 1))
        #expect(refusal { $0.rounds.append($0.rounds[1]) } == .roundCount(expected: 2, found: 3))
        #expect(refusal { $0.firstFolds[1].removeLast() } == .sumcheckLength(.oracle(1), expected: 1, found: 0))
        #expect(refusal { $0.rounds[0].sumcheck.removeLast() } == .sumcheckLength(.round(0), expected: 2, found: 1))
        #expect(refusal { $0.rounds[0].answers.removeLast() } == .answerCount(round: 0, expected: 2, found: 1))
        #expect(refusal { $0.rounds[1].queries = [] } == .openingCount(round: 1, expected: 1, found: 0))
        #expect(refusal { $0.finalPolynomial.append(.zero) } == .finalLength(expected: 2, found: 3))
        let rows = honest.rounds[0].queries[0].rows.count
        #expect(
            refusal { $0.rounds[0].queries[0].rows.removeLast() }
                == .rowLength(.oracle(0), expected: rows, found: rows - 1))
        let count = honest.rounds[0].queries[1].rowCount
        #expect(
            refusal { $0.rounds[0].queries[1].rowCount = -1 } == .rowCount(.oracle(1), expected: count, found: -1))
        #expect(
            refusal { $0.rounds[1].queries[0].opening.siblings.append(Digest()) }
                == .opening(.round(0), .siblingCount))
        var claims = gallery.claims
        claims[0] = WHIRClaim(root: claims[0].root, point: [], values: claims[0].values)
        #expect(gallery.refusal(of: honest, claims: claims) == .pointLength(oracle: 0, expected: 5, found: 0))
        claims = gallery.claims
        claims[0] = WHIRClaim(root: claims[0].root, point: claims[0].point, values: [])
        #expect(gallery.refusal(of: honest, claims: claims) == .valueCount(oracle: 0, expected: 3, found: 0))
    }

    @Test func rejectsOpeningsOutOfOrder() throws {
        let gallery = try Self.sound()
        var proof = gallery.prove()
        let width = gallery.parameters.querySet(ofOracle: 0).rowWordCount
        let rows = proof.rounds[0].queries[0].rows
        proof.rounds[0].queries[0].rows =
            Array(rows[width..<2 * width]) + Array(rows[..<width]) + Array(rows[(2 * width)...])
        #expect(gallery.refusal(of: proof) == .opening(.oracle(0), .rootMismatch))
        proof.rounds[0].queries[0].rows = rows
        proof.rounds[0].queries[0].opening.siblings.swapAt(0, 1)
        #expect(gallery.refusal(of: proof) == .opening(.oracle(0), .rootMismatch))
        proof = gallery.prove()
        proof.rounds[0].queries.swapAt(0, 1)
        #expect(gallery.refusal(of: proof) != nil)
    }

    @Test func rejectsAProofForAnotherShapeOrStatement() throws {
        let gallery = try Self.sound()
        let proof = gallery.prove()
        // The same shapes under more queries in the last round: other parameters, another transcript.
        let last = gallery.parameters.rounds.count - 1
        var rounds = gallery.parameters.rounds
        rounds[last] = .init(
            rateLog2: rounds[last].rateLog2, foldLog2: rounds[last].foldLog2, sampleCount: 1,
            queryCount: rounds[last].queryCount + 1, grindingBits: rounds[last].grindingBits)
        let others = try WHIRParameters(profile: .p100, oracles: gallery.parameters.oracles, rounds: rounds)
        let nonce = proof.rounds[0].queries[0].nonce
        #expect(
            gallery.refusal(of: proof, parameters: others) == .grinding(.oracle(0), bits: 12, nonce: nonce))
        var transcript = Transcript(protocol: "sirocco whir test v1", claim: [1, 2, 4])
        let before = transcript.state
        #expect(throws: WHIRError.grinding(.oracle(0), bits: 12, nonce: nonce)) {
            try WHIRVerifier.verify(
                proof, claims: gallery.claims, parameters: gallery.parameters, transcript: &transcript)
        }
        #expect(transcript.state == before)
    }
}
