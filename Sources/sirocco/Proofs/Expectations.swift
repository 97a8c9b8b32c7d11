import ArgumentParser
import Circuit
import Claims
import Foundation
import Transcript
import Verifier

/// What a caller expects a proof to say. Nothing is expected where nothing is given.
struct ExpectationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A claim's canonical bytes, bare or as 0x..: all of it is compared.", valueName: "file"),
        completion: .file())
    var claim: String?

    @Option(
        help: ArgumentHelp("The model: its base path, whose roots are computed anew, or its id.", valueName: "model"),
        completion: .file())
    var model: String?

    @Option(
        name: .customLong("input-commitment"),
        help: ArgumentHelp(
            "An input's commitment, blake3: or poseidon2:; once for each input, in order.", valueName: "blake3:0x.."))
    var inputCommitments: [String] = []

    @Option(
        name: .customLong("output-commitment"),
        help: ArgumentHelp("An output's commitment; once for each output, in order.", valueName: "blake3:0x.."))
    var outputCommitments: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            The outputs: a file as sirocco run writes it, or values with commas between them; those of the \
            first output alone suffice.
            """, valueName: "file-or-values"), completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("The job.", valueName: "0x.."))
    var job: String?

    @Option(help: ArgumentHelp("The address that is paid.", valueName: "0x.."))
    var address: String?

    @Option(help: ArgumentHelp("The chain.", valueName: "n"))
    var chain: UInt64?

    func expectations() throws(Failure) -> Expectations { try Expectations(self) }
}

/// The same, read and checked before the proof is.
struct Expectations {
    /// A field whose value the caller knows.
    struct Difference {
        let field: String
        let expected: String
        let found: String
    }

    private enum Model {
        case id(Digest)
        case files(Circuit, Weights)
    }

    private enum Output {
        case bytes([UInt8])
        case values([Int64])
    }

    private static let largestClaim = 1 << 20
    private static let largestOutput = 1 << 24

    private var claim: Claim?
    private var model: Model?
    private var inputs: [TensorCommitment] = []
    private var outputs: [TensorCommitment] = []
    private var output: Output?
    private var job: Digest?
    private var address: Digest?
    private let chain: UInt64?

    fileprivate init(_ options: ExpectationOptions) throws(Failure) {
        chain = options.chain
        if let text = options.job { job = try Digest.argument(text, "--job") }
        if let text = options.address { address = try Digest.argument(text, "--address") }
        for text in options.inputCommitments { inputs.append(try Self.commitment(text, "--input-commitment")) }
        for text in options.outputCommitments { outputs.append(try Self.commitment(text, "--output-commitment")) }
        if let path = options.claim { claim = try Self.claim(path) }
        if let output = options.output { self.output = try Self.output(output) }
        if let text = options.model {
            if let id = Digest(text) {
                model = .id(id)
            } else {
                let (circuit, weights) = try ModelFiles(text).model()
                model = .files(circuit, weights)
            }
        }
    }

    var isEmpty: Bool {
        claim == nil && model == nil && inputs.isEmpty && outputs.isEmpty && output == nil && job == nil && address == nil && chain == nil
    }

    private static func commitment(_ text: String, _ flag: String) throws(Failure) -> TensorCommitment {
        guard let commitment = TensorCommitment(text: text) else {
            throw Failure(
                .valueOutOfRange, "\(flag) \(text) is no commitment",
                why: "it is blake3: or poseidon2:, then 0x and 64 digits", try: "\(flag) blake3:0x..")
        }
        return commitment
    }

    private static func claim(_ path: String) throws(Failure) -> Claim {
        var bytes = try InputFile.read(path, what: "claim", limit: 2 * largestClaim + 16)
        if bytes.starts(with: "0x".utf8) {
            let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            var decoded: [UInt8] = []
            var rest = text.dropFirst(2)
            while let byte = UInt8(rest.prefix(2), radix: 16), rest.count >= 2 {
                decoded.append(byte)
                rest = rest.dropFirst(2)
            }
            if rest.isEmpty { bytes = decoded }
        }
        do { return try Claim(canonicalBytes: bytes) } catch {
            throw Failure(
                .claimMalformed, "the claim \(path) is refused", why: "\(error)",
                try: "write claim.bytes of sirocco prove --json to a file")
        }
    }

    private struct Document: Decodable {
        struct Entry: Decodable { let values: [TensorFile.WholeNumber] }
        let outputs: [Entry]
    }

    private static func output(_ text: String) throws(Failure) -> Output {
        let words = text.split { $0 == "," || $0 == " " }
        let values = words.compactMap { Int64($0) }
        if !values.isEmpty, values.count == words.count { return .values(values) }
        let bytes = try InputFile.read(text, what: "output", limit: largestOutput)
        if text.hasSuffix(".bin") { return .bytes(bytes) }
        do {
            let document = try JSONDecoder().decode(Document.self, from: Data(bytes))
            return .values(document.outputs.flatMap { $0.values.map { $0.value } })
        } catch {
            throw Failure(
                .inputMalformed, "the output \(text) is not what sirocco run writes", why: "\(error)",
                try: "sirocco run MODEL INPUT --output FILE")
        }
    }

    /// Where a proved statement is not the one expected.
    func differences(from statement: ProvedStatement) throws(Failure) -> [Difference] {
        var found: [Difference] = []
        func compare(_ field: String, _ expected: some CustomStringConvertible, _ value: some CustomStringConvertible) {
            let (expected, value) = (expected.description, value.description)
            if expected != value { found.append(Difference(field: field, expected: expected, found: value)) }
        }
        func words(_ commitments: [TensorCommitment]) -> String {
            commitments.map { $0.description }.joined(separator: ", ")
        }
        let proved = statement.claim
        if let claim, claim != proved {
            compare("chain", claim.chain, proved.chain)
            compare("job", claim.job, proved.job)
            compare("model id", claim.model, proved.model)
            compare("steps", claim.steps, proved.steps)
            compare("input commitments", words(claim.inputs), words(proved.inputs))
            compare("output commitments", words(claim.outputs), words(proved.outputs))
            compare("address", claim.prover, proved.prover)
            // What is left: the assurance.
            if found.isEmpty { compare("claim", claim.id, proved.id) }
        }
        switch model {
        case .id(let id): compare("model id", id, proved.model)
        case .files(let circuit, let weights):
            compare("circuit hash", circuit.hash, statement.header.circuit.hash)
            compare("weights root", weights.root, statement.header.model.weightsRoot)
            if circuit.hash == statement.header.circuit.hash, weights.root == statement.header.model.weightsRoot {
                // The same circuit and profile as the accepted proof's.
                let root: Digest
                do {
                    let setting = try ProofSetting(
                        circuit, profile: statement.security.profile,
                        allowingInsecure: statement.security.profile.isInsecure)
                    root = try setting.weightRoot(weights)
                } catch { throw Failure(error, model: circuit.name) }
                compare("oracle root", root, statement.oracleRoot?.description ?? "none")
            }
        case nil: break
        }
        if !inputs.isEmpty { compare("input commitment", words(inputs), words(proved.inputs)) }
        if !self.outputs.isEmpty { compare("output commitment", words(self.outputs), words(proved.outputs)) }
        if output != nil, proved.outputs.contains(where: { $0.isPrivate }) {
            throw Failure(
                .usage, "--output cannot be compared", why: "the proof's outputs are private",
                try: "--output-commitment poseidon2:0x..")
        }
        let outputs = statement.header.outputs
        switch output {
        case .bytes(let bytes): compare("output", hexadecimal(bytes), hexadecimal(outputs.flatMap { $0.bytes }))
        case .values(let values):
            let first = outputs.first?.values ?? []
            let all = values.count == first.count ? first : outputs.flatMap { $0.values }
            if values != all {
                found.append(Difference(field: "output", expected: Self.words(values), found: Self.words(all)))
            }
        case nil: break
        }
        if let job { compare("job", job, proved.job) }
        if let address { compare("address", address, proved.prover) }
        if let chain { compare("chain", chain, proved.chain) }
        return found
    }

    private static func words(_ values: [Int64]) -> String {
        values.prefix(32).map { String($0) }.joined(separator: " ")
            + (values.count > 32 ? " .. (\(values.count) values)" : "")
    }
}
