import Foundation
import Testing

/// Nothing half written: not when a command fails, not when it is interrupted.
@Suite struct AtomicityTests {
    private static let importing = ["model", "import", "\(Shell.circuits)/fashion-mlp.onnx", "-o"]

    @Test func bothFilesOrNeither() throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(at: scratch.url("m.weights"), withIntermediateDirectories: false)
        let outcome = try Shell.run(Self.importing + [scratch.path("m"), "--json"])
        #expect(outcome.status == 1 && outcome.errorCode == "S-FIL-005")
        #expect(scratch.names == ["m.weights"])
    }

    @Test func importingAgainReplacesBoth() throws {
        let scratch = try Scratch()
        for name in ["m.circuit", "m.weights"] { try Data("old".utf8).write(to: scratch.url(name)) }
        #expect(try Shell.run(Self.importing + [scratch.path("m")]).status == 0)
        #expect(scratch.names == ["m.circuit", "m.weights"])
        #expect(try Shell.run(["commit", scratch.path("m")]).status == 0)
    }

    @Test func devicesAreNotReplaced() throws {
        let outcome = try Shell.run([
            "run", try Example.model("fashion-mlp"), Example.input("fashion-mlp"), "--output", "/dev/null", "--json",
        ])
        #expect(outcome.errorCode == "S-FIL-005")
        #expect(try Shell.script("test -c /dev/null").status == 0)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func interruptionsEndInOrder(signal: Int32) throws {
        let scratch = try Scratch()
        let command = ["run", try Example.model("fashion-mlp"), "-", "--output", scratch.path("out.json")]
        let text = try Shell.interrupt(command, with: signal)
        #expect(!text.crashed && text.status == 8)
        #expect(text.output.isEmpty && text.errors.contains("error[S-INT-001]"))
        let json = try Shell.interrupt(command + ["--json"], with: signal)
        #expect(json.status == 8 && json.errorCode == "S-INT-001")
        #expect(scratch.names.isEmpty)
    }

    /// In the middle of committing, then in the middle of proving. Whoever comes too late finds a whole proof.
    @Test(arguments: ["not zero-knowledge yet", "committing to the weights"])
    func provingInterruptedLeavesNothing(after text: String) throws {
        let scratch = try Scratch()
        let command = [
            "prove", try Example.model("fashion-cnn"), Example.input("fashion-cnn"), "-o", scratch.path("run.proof"),
        ]
        var interrupted = false
        for _ in 0..<20 where !interrupted {
            let outcome = try Shell.interrupt(command, with: SIGINT, after: text)
            #expect(!outcome.crashed && outcome.errors.contains(text))
            interrupted = outcome.status == 8
            if interrupted {
                #expect(outcome.output.isEmpty && outcome.errors.contains("error[S-INT-001]"))
                #expect(scratch.names.isEmpty)
            } else {
                #expect(outcome.status == 0 && scratch.names == ["run.proof"])
                #expect(try Shell.run(["verify", scratch.path("run.proof")]).status == 0)
                try FileManager.default.removeItem(at: scratch.url("run.proof"))
            }
        }
        #expect(interrupted)
    }

    @Test func longWorkCanBeInterrupted() throws {
        let outcome = try Shell.interrupt(["bench", "kernels"], with: SIGINT)
        #expect(!outcome.crashed && outcome.status == 8 && outcome.output.isEmpty)
    }
}
