import Foundation
import Testing
import Transcript
import Verifier

/// The second verifier, `Tests/Scripts/proof_verifier.py`: written from the protocol's text, it shares no code with the
/// verifier. What one of them accepts and the other does not is a mistake in the text or in one of the two.
struct SecondVerifierTests {
    struct MissingPython: Error, CustomStringConvertible {
        var description: String { "python3 does not run here: install it (.ci/install-packages does)" }
    }

    /// Runs a script of Tests/Scripts; its output, and its errors where it ends with another status than 0.
    private static func python(_ arguments: [String], input: Data = Data()) throws -> (status: Int32, output: String) {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let scratch = FileManager.default.temporaryDirectory.appending(path: "second-verifier-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        // Through files: a pipe that nobody reads while it fills up would block both sides.
        let given = scratch.appending(path: "input"), taken = scratch.appending(path: "output")
        try input.write(to: given)
        try Data().write(to: taken)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-B"] + arguments
        process.currentDirectoryURL = tests.appending(path: "Scripts")
        process.standardInput = try FileHandle(forReadingFrom: given)
        let target = try FileHandle(forWritingTo: taken)
        process.standardOutput = target
        process.standardError = target
        try process.run()
        process.waitUntilExit()
        // What env says where there is no such program.
        guard process.terminationStatus != 127 else { throw MissingPython() }
        return (process.terminationStatus, String(decoding: try Data(contentsOf: taken), as: UTF8.self))
    }

    private static func expectSuccess(_ arguments: [String], input: Data = Data()) throws -> String {
        let (status, output) = try python(arguments, input: input)
        #expect(status == 0, "\(output)")
        return output
    }

    private static func path(_ name: String) -> String { ProofFixtureTests.folder.appending(path: "\(name).proof").path() }

    /// Also compares the transcripts that are kept beside them.
    @Test func acceptsTheKeptProofs() throws {
        let names = ProofFixtureTests.names
        let output = try Self.expectSuccess(["proof_verifier.py", "accept"] + names.map { Self.path($0) })
        #expect(output.split(separator: "\n").count == names.count)
    }

    /// Proofs of today's prover, on runs of which no proof is kept.
    @Test(arguments: ["fashion-mlp.insecure_test", "fashion-cnn.insecure_test", "image.P100", "row.insecure_test", "branches-hidden.UD100"])
    func acceptsNewProofs(name: String) throws {
        let (item, profile) = try ProofFixtureTests.parts(name)
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).proof")
        try Data(try item.proof(profile)).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        _ = try Self.expectSuccess(["proof_verifier.py", "accept", file.path()])
    }

    @Test(arguments: ["dense.insecure_test", "image.insecure_test", "branches.insecure_test", "dense-hidden.insecure_test"])
    func rejectsMutants(name: String) throws {
        print(try Self.expectSuccess(["proof_verifier.py", "reject", "200", "31", Self.path(name)]))
    }

    @Test func rejectsAMutantOfEachSection() throws {
        let output = try Self.expectSuccess(["proof_verifier.py", "sections", "32", Self.path("fashion-mlp.P100")])
        #expect(output.split(separator: "\n").count > 30)
    }

    /// A verifier that accepts everything would pass the tests above but for this one's counterpart: a script that
    /// says no to what is no proof ends with 1.
    @Test func saysNoToWhatIsNoProof() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).proof")
        var bytes = try ProofFixtureTests.bytes("dense.insecure_test")
        bytes[bytes.count - 1] ^= 1
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let (status, output) = try Self.python(["proof_verifier.py", "accept", file.path()])
        #expect(status == 1 && output.contains("refused: root"), "\(output)")
    }

    @Test func acceptsTheKeptOpenings() throws {
        _ = try Self.expectSuccess(["whir_verifier.py"])
    }

    struct Report: Codable {
        struct Term: Codable { let name: String, units: Int, grinding: Int }
        let circuit: String
        let profile: UInt16
        let inputs, outputs: [Bool]
        let parameters: String
        let terms: [Term]
        let sum: Int
    }

    /// Parameters and security of both networks, all public and all private, unit by unit, and each term against its
    /// formula as a number.
    @Test(arguments: [SecurityProfile.p100, .ud100, .insecureTest])
    func agreesOnParametersAndSecurity(profile: SecurityProfile) throws {
        let runs = ["fashion-mlp", "fashion-cnn"].flatMap { [($0, false), ($0, true)] }
        let reports = try runs.map { name, isPrivate in
            let circuit = try ProofGallery.named(name).circuit
            let inputs = circuit.inputs.map { _ in isPrivate }, outputs = circuit.outputs.map { _ in isPrivate }
            let setting = try ProofSetting(
                circuit, privacy: StatementPrivacy(inputs: inputs, outputs: outputs), profile: profile,
                allowingInsecure: true)
            let report = setting.security
            return Report(
                circuit: ArithmetisationTests.folder.appending(path: "\(name).circuit").path(), profile: profile.id.rawValue,
                inputs: inputs, outputs: outputs, parameters: WHIRVectorTests.hex(setting.parameters.canonicalBytes),
                terms: report.terms.map { .init(name: $0.name, units: $0.formulaBits.units, grinding: $0.grindingBits) },
                sum: report.sum.units)
        }
        let output = try Self.expectSuccess(["proof_security.py"], input: try JSONEncoder().encode(reports))
        #expect(output.split(separator: "\n").count == 4)
        print(output)
        // One unit off is seen.
        let first = reports[0]
        let wrong = Report(
            circuit: first.circuit, profile: first.profile, inputs: first.inputs, outputs: first.outputs,
            parameters: first.parameters, terms: first.terms, sum: first.sum + 1)
        #expect(try Self.python(["proof_security.py"], input: try JSONEncoder().encode([wrong])).status == 1)
    }
}
