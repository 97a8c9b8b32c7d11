import ArgumentParser
import Claims
import Ledger
import Transcript
import Verifier

/// Bytes that go into a transaction, from a file.
enum TransactionFile {
    static func read(_ path: String, what: String) throws(Failure) -> [UInt8] {
        try InputFile.read(path, what: what, limit: Action.maximumByteString)
    }

    /// A claim's canonical bytes.
    static func claim(_ path: String) throws(Failure) -> Claim {
        do { return try Claim(canonicalBytes: try InputFile.read(path, what: "claim", limit: 1 << 20)) } catch {
            if let failure = error as? Failure { throw failure }
            throw Failure(
                .claimMalformed, "the claim \(path) is refused", why: "\(error)", try: "a claim's canonical bytes in a file")
        }
    }
}

struct JobProveCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Bring the proof of a job's run, and have it paid.",
        discussion: """
            The proof says whom it pays and for which job: make it with sirocco prove --job --address --chain. \
            It is checked here first, so that an invalid one costs no fee; with --claim it goes out unchecked.
            """)

    @Argument(help: ArgumentHelp("The proof.", valueName: "proof"), completion: .file())
    var proof: String

    @Option(help: ArgumentHelp("The claim's canonical bytes, instead of the proof's own.", valueName: "file"), completion: .file())
    var claim: String?

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        let evidence = try TransactionFile.read(proof, what: "proof")
        if let claim { return .submitProof(claim: try TransactionFile.claim(claim), evidence: evidence) }
        do throws(ProofError) {
            return .submitProof(claim: try ProofVerifier.verify(evidence).header.claim, evidence: evidence)
        } catch {
            throw Failure(refusing: error, file: proof)
        }
    }
}

struct JobClaimCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Claim a job's result under the bond; it is paid when nobody refutes it.")

    @Argument(help: ArgumentHelp("The claim's canonical bytes.", valueName: "claim"), completion: .file())
    var claim: String

    @Option(
        help: ArgumentHelp("What travels beside it: outputs, operator roots, chunk values.", valueName: "file"),
        completion: .file())
    var publication: String?

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        .submitClaim(
            claim: try TransactionFile.claim(claim),
            publication: try publication.map { path throws(Failure) in
                try TransactionFile.read(path, what: "publication")
            } ?? [])
    }
}
