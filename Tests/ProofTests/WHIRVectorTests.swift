import Algebra
import Foundation
import Prover
import Testing
import Transcript
import Verifier

/// A proof whose bytes are fixed: a change of format or protocol shows here. The same file is read by the
/// second verifier, `Tests/Scripts/whir_verifier.py`.
///
/// `SIROCCO_RECORD=1` in the environment writes the file anew.
struct WHIRVectorTests {
    struct Vector: Codable, Equatable {
        struct Oracle: Codable, Equatable { let columns, variables, rate, fold, grinding, queries: Int }
        struct Round: Codable, Equatable { let rate, fold, samples, grinding, queries: Int }
        struct Parameters: Codable, Equatable {
            let profile: UInt16
            let oracles: [Oracle]
            let rounds: [Round]
        }
        struct Claim: Codable, Equatable {
            let root: String
            let point: [[String]]
            let values: [[String]]
        }
        let `protocol`: String
        let statement: String
        let parameters: Parameters
        let claims: [Claim]
        let proof: String
        let state: String
    }

    static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Vectors/whir/tiny.json")

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    static func limbs(_ elements: [CubicExtension]) -> [[String]] {
        elements.map { [$0.c0.description, $0.c1.description, $0.c2.description] }
    }

    @Test func proofsKeepTheirBytes() throws {
        let gallery = try WHIRSoundnessTests.tiny()
        var transcript = WHIRGallery.transcript()
        let proof = WHIRProver.open(
            gallery.oracles, claims: gallery.claims, parameters: gallery.parameters, transcript: &transcript)
        let vector = Vector(
            protocol: "sirocco whir test v1", statement: Self.hex(WHIRGallery.statement),
            parameters: .init(
                profile: gallery.parameters.profile.id.rawValue,
                oracles: gallery.parameters.oracles.map {
                    .init(
                        columns: $0.columnCount, variables: $0.variableCount, rate: $0.rateLog2, fold: $0.foldLog2,
                        grinding: $0.grindingBits, queries: $0.queryCount)
                },
                rounds: gallery.parameters.rounds.map {
                    .init(
                        rate: $0.rateLog2, fold: $0.foldLog2, samples: $0.sampleCount, grinding: $0.grindingBits,
                        queries: $0.queryCount)
                }),
            claims: gallery.claims.map {
                .init(root: Self.hex($0.root.bytes), point: Self.limbs($0.point), values: Self.limbs($0.values))
            },
            proof: Self.hex(proof.canonicalBytes), state: Self.hex(transcript.state.bytes))
        if ProcessInfo.processInfo.environment["SIROCCO_RECORD"] != nil {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(vector).write(to: Self.file)
        }
        #expect(try JSONDecoder().decode(Vector.self, from: Data(contentsOf: Self.file)) == vector)
    }
}
