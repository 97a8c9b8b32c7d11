import TestSupport
import Testing
import Transcript

private struct TranscriptVectors: Decodable {
    struct Step: Decodable {
        let operation: String
        let tag: String?
        let message: String?
        let elements: [String]?
        let integer: String?
        let count: Int?
        let bound: Int?
        let bits: Int?
        let limbs: [String]?
        let indexes: [Int]?
        let nonce: String?
        let state: String
    }

    struct Case: Decodable {
        let name: String
        let claim: String
        let steps: [Step]
    }

    let protocolName: String
    let cases: [Case]

    enum CodingKeys: String, CodingKey {
        case protocolName = "protocol"
        case cases
    }
}

@Suite("Fiat–Shamir transcript", .serialized) struct FiatShamirTests {
    private let tags: [Transcript.Tag] = [
        "empty", "message", "round", "root", "nonce", "alpha", "fifteen letters", "queries",
    ]

    private func tag(_ name: String?) throws -> Transcript.Tag {
        try #require(tags.first { $0.description == name })
    }

    private func start(_ claim: [UInt8] = pattern(90)) -> Transcript {
        Transcript(protocol: "sirocco test protocol", claim: claim)
    }

    @Test func agreesWithTheSecondImplementation() throws {
        let file: TranscriptVectors = try vectors("transcript/transcripts.json")
        #expect(file.protocolName == "sirocco test protocol" && file.cases.count == 6)
        try atEveryLevel {
            for entry in file.cases {
                var transcript = start(try bytes(hexadecimal: entry.claim))
                for step in entry.steps {
                    try follow(step, &transcript)
                    #expect(transcript.state.hexadecimal == step.state, "\(entry.name), \(step.operation)")
                }
            }
        }
    }

    private func follow(_ step: TranscriptVectors.Step, _ transcript: inout Transcript) throws {
        switch step.operation {
        case "bytes": transcript.absorb(try tag(step.tag), try bytes(hexadecimal: #require(step.message)))
        case "fieldElements":
            let elements = try #require(step.elements).map { try #require(UInt64($0)) }
            transcript.absorb(try tag(step.tag), fieldElements: elements)
        case "digest": transcript.absorb(try tag(step.tag), try Digest(text: #require(step.message)))
        case "integer":
            let text = try #require(step.integer)
            transcript.absorb(try tag(step.tag), integer: try #require(UInt64(text)))
        case "limbs":
            let before = transcript
            let limbs = transcript.challengeLimbs(try tag(step.tag), count: try #require(step.count))
            #expect(limbs.map(String.init) == step.limbs)
            if step.count == 3 {
                var again = before
                let cubic = again.challengeCubic(try tag(step.tag))
                #expect([cubic.0, cubic.1, cubic.2] == limbs && again.state == transcript.state)
            }
        case "indexes":
            let indexes = transcript.challengeIndexes(
                try tag(step.tag), count: try #require(step.count), below: try #require(step.bound))
            #expect(indexes == step.indexes)
        case "grind":
            var verifier = transcript
            let nonce = transcript.grind(bits: try #require(step.bits))
            #expect(String(nonce) == step.nonce)
            try verifier.checkGrinding(bits: #require(step.bits), nonce: nonce)
            #expect(verifier.state == transcript.state)
        default: Issue.record("unknown operation \(step.operation)")
        }
    }

    @Test func everyMessageChangesWhatFollows() {
        let base = start()
        let other = Transcript(protocol: "other", claim: pattern(90))
        var states = Set([base.state, start(pattern(91)).state, other.state])
        let zero = [UInt8](repeating: 0, count: 32)
        let changes: [(inout Transcript) -> Void] = [
            { $0.absorb("a", []) }, { $0.absorb("b", []) }, { $0.absorb("a", [0]) }, { $0.absorb("a", [0, 0]) },
            { $0.absorb("a", zero) }, { $0.absorb("a", Digest()) }, { $0.absorb("a", fieldElements: [0, 0, 0, 0]) },
            { $0.absorb("a", fieldElements: []) }, { $0.absorb("a", integer: 0) },
            { $0.absorb("a", [UInt8](repeating: 0, count: 8)) }, { $0.absorb("a", fieldElements: [0]) },
            { _ = $0.challengeLimbs("a", count: 0) }, { _ = $0.challengeLimbs("a", count: 1) },
            { _ = $0.challengeLimbs("b", count: 1) }, { _ = $0.challengeIndexes("a", count: 1, below: 2) },
            { _ = $0.challengeIndexes("a", count: 1, below: 4) }, { _ = $0.challengeIndexes("a", count: 2, below: 2) },
            { _ = $0.grind(bits: 0) }, { _ = $0.grind(bits: 1) },
        ]
        for change in changes {
            var transcript = base
            change(&transcript)
            states.insert(transcript.state)
        }
        #expect(states.count == 3 + changes.count)
    }

    @Test func challengesNeverRepeat() {
        var transcript = start()
        let first = transcript.challengeLimbs("alpha", count: 3)
        let second = transcript.challengeLimbs("alpha", count: 3)
        #expect(first != second)
        var asked = start()
        var unasked = start()
        _ = asked.challengeCubic("alpha")
        asked.absorb("root", Digest())
        unasked.absorb("root", Digest())
        #expect(asked.state != unasked.state)
    }

    @Test func indexesStayBelowTheBoundAndCoverIt() {
        var transcript = start()
        for bound in [1, 2, 16, 64] {
            let indexes = transcript.challengeIndexes("queries", count: 2000, below: bound)
            #expect(indexes.count == 2000 && Set(indexes) == Set(0..<bound))
        }
        #expect(transcript.challengeIndexes("queries", count: 0, below: 8).isEmpty)
    }

    @Test func refusesNoncesWithoutTheWork() throws {
        let base = start()
        var prover = base
        let nonce = prover.grind(bits: 10)
        for wrong in (0..<2000).map(UInt64.init) where wrong < nonce {
            var verifier = base
            #expect(throws: TranscriptError.grindingFailed(bits: 10, nonce: wrong)) {
                try verifier.checkGrinding(bits: 10, nonce: wrong)
            }
            #expect(verifier.state == base.state)
        }
        var verifier = base
        #expect(throws: TranscriptError.grindingFailed(bits: 63, nonce: nonce)) {
            try verifier.checkGrinding(bits: 63, nonce: nonce)
        }
        #expect(throws: TranscriptError.grindingFailed(bits: 0, nonce: 1)) {
            try verifier.checkGrinding(bits: 0, nonce: 1)
        }
        for bits in [-1, 64, Int.max, Int.min] {
            #expect(throws: TranscriptError.grindingBitsOutOfRange(bits)) {
                try verifier.checkGrinding(bits: bits, nonce: 0)
            }
        }
        try verifier.checkGrinding(bits: 10, nonce: nonce)
        #expect(verifier.state == prover.state)
    }

    @Test func absorbsAnEncodingAsItsBytes() {
        var first = start()
        var second = start()
        first.absorb("root", encoding: Digest())
        second.absorb("root", [UInt8](repeating: 0, count: 32))
        #expect(first.state == second.state)
    }
}
