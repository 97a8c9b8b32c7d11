import Algebra
import Prover
import TestSupport
import Transcript
import Verifier

/// Oracles with random columns, honest claims about them, and the means to prove and verify.
struct WHIRGallery {
    let parameters: WHIRParameters
    var oracles: [WHIROracle]
    var claims: [WHIRClaim]

    init(_ shapes: [WHIROracleShape], profile: SecurityProfile = .insecureTest, seed: UInt64 = 1) throws {
        try self.init(
            parameters: WHIRParameters.derive(for: shapes, profile: profile, allowingInsecure: true), seed: seed)
    }

    init(parameters: WHIRParameters, seed: UInt64 = 1) throws {
        self.parameters = parameters
        var generator = SeededGenerator(seed: seed)
        oracles = []
        claims = []
        for oracle in parameters.oracles {
            let columns = (0..<oracle.columnCount).map { _ in
                (0..<1 << oracle.variableCount).map { _ in Goldilocks(reducing: generator.next()) }
            }
            let committed = WHIROracle(committing: columns, parameters: oracle)
            let point = (0..<oracle.variableCount).map { _ in Self.element(&generator) }
            oracles.append(committed)
            claims.append(try committed.claim(at: point))
        }
    }

    static func element(_ generator: inout SeededGenerator) -> CubicExtension {
        CubicExtension(
            Goldilocks(reducing: generator.next()), Goldilocks(reducing: generator.next()),
            Goldilocks(reducing: generator.next()))
    }

    static let statement: [UInt8] = [1, 2, 3]

    static func transcript() -> Transcript { Transcript(protocol: "sirocco whir test v1", claim: statement) }

    func prove() -> WHIRProof {
        var transcript = Self.transcript()
        return WHIRProver.open(oracles, claims: claims, parameters: parameters, transcript: &transcript)
    }

    /// Why the proof is refused, or nil.
    func refusal(of proof: WHIRProof, claims: [WHIRClaim]? = nil, parameters: WHIRParameters? = nil) -> WHIRError? {
        var transcript = Self.transcript()
        do throws(WHIRError) {
            try WHIRVerifier.verify(
                proof, claims: claims ?? self.claims, parameters: parameters ?? self.parameters,
                transcript: &transcript)
            return nil
        } catch {
            return error
        }
    }

    /// The proof by a prover that meddles between its steps.
    func proveLying(
        afterFirstFold: (inout [CubicExtensionVector]) -> Void = { _ in },
        answering: (Int, inout [CubicExtension]) -> Void = { _, _ in },
        beforeEnd: (inout [CubicExtensionVector]) -> Void = { _ in }
    ) -> WHIRProof {
        var run = WHIRProverRun(oracles, claims: claims, parameters: parameters, transcript: Self.transcript())
        run.foldOracles()
        afterFirstFold(&run.columns)
        for index in parameters.rounds.indices {
            let samples = run.commitRound(index)
            var answers = run.answers(to: samples)
            answering(index, &answers)
            run.answer(samples, with: answers)
            run.combineAndFold(index, samples)
        }
        beforeEnd(&run.columns)
        return run.finish()
    }
}
