import Foundation
import TestSupport
import Testing

/// Files from outside: every one that is wrong has its code and exit status, none ends in a crash,
/// nothing is left half written.
@Suite struct BadInputTests {
    /// Copies of an example model in a folder of their own.
    private func copy(of name: String) throws -> Scratch {
        let scratch = try Scratch()
        let model = try Example.model(name)
        for ending in ["circuit", "weights"] {
            try FileManager.default.copyItem(atPath: "\(model).\(ending)", toPath: scratch.path("m.\(ending)"))
        }
        return scratch
    }

    private func expect(
        _ arguments: [String], _ status: Int32, _ code: String, environment: [String: String] = [:], input: Data? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let outcome = try Shell.run(arguments + ["--json"], environment: environment, input: input)
        #expect(!outcome.crashed && outcome.status == status, "\(outcome.text)", sourceLocation: sourceLocation)
        #expect(outcome.errorCode == code, "\(outcome.text)", sourceLocation: sourceLocation)
    }

    @Test func missingFilesAndFolders() throws {
        let scratch = try copy(of: "fashion-mlp")
        try expect(["commit", scratch.path("none")], 1, "S-FIL-001")
        try expect(["model", "inspect", scratch.path("none")], 1, "S-FIL-001")
        try expect(["run", scratch.path("m"), scratch.path("none.json")], 1, "S-FIL-001")
        try expect(
            ["model", "import", scratch.path("none.onnx"), "--calibrate", "/dev/null", "-o", scratch.path("x")], 1,
            "S-FIL-001")
        try expect(["run", scratch.path("m"), scratch.folder.path()], 1, "S-FIL-005")
        try expect(["demo", "--circuits", scratch.folder.path()], 1, "S-FIL-001")
        try expect(["demo", "--data", scratch.folder.path()], 1, "S-DAT-001")
        try expect(["demo"], 1, "S-DAT-001", environment: ["SIROCCO_DATA": scratch.folder.path()])
        try FileManager.default.removeItem(at: scratch.url("m.weights"))
        try expect(["commit", scratch.path("m")], 1, "S-FIL-001")
        #expect(scratch.names == ["m.circuit"])
    }

    @Test func damagedCircuits() throws {
        let scratch = try copy(of: "fashion-mlp")
        let bytes = try Data(contentsOf: scratch.url("m.circuit"))
        var generator = SeededGenerator(seed: 0xC1AC)
        for _ in 0..<40 {
            var mutant = bytes
            switch generator.next() % 3 {
            case 0: mutant = mutant.prefix(Int(generator.next() % UInt64(bytes.count)))
            case 1: mutant.append(contentsOf: generator.bytes(1 + Int(generator.next() % 8)))
            default: mutant[Int(generator.next() % UInt64(bytes.count))] ^= UInt8(1 << (generator.next() % 8))
            }
            try mutant.write(to: scratch.url("m.circuit"))
            let outcome = try Shell.run(["model", "inspect", scratch.path("m"), "--json"])
            // A changed label or range may still be a circuit; anything else is refused.
            #expect(
                !outcome.crashed && (outcome.status == 0 || outcome.errorCode == "S-CIR-001" && outcome.status == 4))
        }
        try Data().write(to: scratch.url("m.circuit"))
        try expect(["commit", scratch.path("m")], 4, "S-CIR-001")
    }

    @Test func weightsOfAnotherModel() throws {
        let scratch = try copy(of: "fashion-mlp")
        let weights = try Data(contentsOf: scratch.url("m.weights"))
        try (weights + [0]).write(to: scratch.url("m.weights"))
        try expect(["commit", scratch.path("m")], 4, "S-WGT-001")
        var outOfRange = weights
        outOfRange[0] = 0x80
        try outOfRange.write(to: scratch.url("m.weights"))
        try expect(["run", scratch.path("m"), Example.input("fashion-mlp")], 4, "S-WGT-002")
        try FileManager.default.removeItem(at: scratch.url("m.weights"))
        try FileManager.default.copyItem(
            atPath: try Example.model("fashion-cnn") + ".weights", toPath: scratch.path("m.weights"))
        try expect(["run", scratch.path("m"), Example.input("fashion-mlp")], 4, "S-WGT-001")
    }

    static let documents: [(String, code: String)] = [
        ("", "S-INP-002"), ("{", "S-INP-001"), ("{}", "S-INP-001"), ("{\"shape\": null}", "S-INP-001"),
        (document(shape: "[1, 28, 27]"), "S-INP-002"), (document(shape: "[]"), "S-INP-002"),
        (document(shape: "[-28, -28]"), "S-INP-002"), (document(shape: "[9223372036854775807, 2]"), "S-INP-002"),
        (document(shape: "\"wide\""), "S-INP-001"), (document(type: "int8"), "S-INP-002"),
        (document(type: "float32"), "S-INP-002"), (document(first: "256"), "S-INP-002"),
        (document(first: "-1"), "S-INP-002"), (document(first: "0.5"), "S-INP-001"),
        (document(first: "1e400"), "S-INP-001"), (document(first: "null"), "S-INP-001"),
        (document(first: "true"), "S-INP-001"), (document(first: "\"a\""), "S-INP-001"),
        (document(first: "99999999999999999999"), "S-INP-001"), (document(first: "0, 0"), "S-INP-002"),
        ("{\"inputs\": []}", "S-INP-002"), ("{\"inputs\": {}}", "S-INP-001"),
        (String(repeating: "{\"a\":", count: 5000), "S-INP-001"),
        ("{\"values\": " + String(repeating: "[", count: 20_000), "S-INP-001"),
    ]

    private static func document(shape: String = "[1, 28, 28]", type: String = "uint8", first: String = "0") -> String {
        let rest = String(repeating: ", 0", count: 783)
        return "{\"shape\": \(shape), \"element_type\": \"\(type)\", \"values\": [\(first)\(rest)]}"
    }

    @Test func badTensors() throws {
        let model = try Example.model("fashion-mlp")
        for (text, code) in Self.documents { try expect(["run", model, "-"], 4, code, input: Data(text.utf8)) }
        // Right after all: another view of the same bytes, and a value as text.
        for text in [Self.document(shape: "[784]"), Self.document(first: "\"7\"")] {
            #expect(try Shell.run(["run", model, "-", "--json"], input: Data(text.utf8)).status == 0)
        }
        for count in [0, 783, 785] { try expect(["run", model, "-"], 4, "S-INP-002", input: Data(count: count)) }
        try expect(["run", model, "-"], 4, "S-INP-001", input: Data([0x7B, 0xFF, 0xFE, 0x7D]))
    }

    @Test func oversizedFilesAreNotRead() throws {
        let scratch = try copy(of: "fashion-mlp")
        let huge = scratch.url("huge.json")
        try Data().write(to: huge)
        let handle = try FileHandle(forWritingTo: huge)
        try handle.truncate(atOffset: 1 << 40)
        try handle.close()
        try expect(["run", scratch.path("m"), huge.path()], 4, "S-FIL-003")
        try expect(["run", scratch.path("m"), "/dev/zero"], 4, "S-FIL-003")
        try expect(
            ["model", "import", huge.path(), "--calibrate", "/dev/null", "-o", scratch.path("x")], 4, "S-FIL-003")
        try FileManager.default.removeItem(at: scratch.url("m.circuit"))
        try FileManager.default.moveItem(at: huge, to: scratch.url("m.circuit"))
        try expect(["commit", scratch.path("m")], 4, "S-FIL-003")
    }

    @Test func aPipeThatNobodyWritesToDoesNotHang() throws {
        let scratch = try Scratch()
        let outcome = try Shell.script(
            "mkfifo \"$1\" && timeout 5 \"$0\" run \"$2\" \"$1\"",
            [scratch.path("fifo"), try Example.model("fashion-mlp")])
        #expect(outcome.status == 4)
    }

    @Test func badModelFiles() throws {
        let scratch = try Scratch()
        let model = "\(Shell.circuits)/fashion-mlp.onnx"
        let calibration = "\(Shell.circuits)/fashion-mnist.calibration.bin"
        let bytes = try Data(contentsOf: URL(filePath: model))
        let target = ["-o", scratch.path("out")]
        for damaged in [Data(), Data(bytes.prefix(1000)), Data(repeating: 0xFF, count: 64)] {
            try damaged.write(to: scratch.url("m.onnx"))
            try expect(
                ["model", "import", scratch.path("m.onnx"), "--calibrate", calibration] + target, 4, "S-ONX-001")
        }
        try expect(["model", "import", scratch.path("m.onnx")] + target, 2, "S-USE-001")
        try Data(count: 785).write(to: scratch.url("c.bin"))
        try expect(["model", "import", model, "--calibrate", scratch.path("c.bin")] + target, 4, "S-ONX-002")
        try expect(["model", "import", model, "--calibrate", "/dev/null"] + target, 4, "S-ONX-002")
        try expect(["model", "import", model, "--program", "a16"] + target, 2, "S-USE-004")
        try expect(["model", "import", model, "--name", "caf\u{E9}"] + target, 2, "S-USE-003")
        try expect(["model", "import", model, "-o", scratch.path("no/where")], 1, "S-FIL-004")
        #expect(scratch.names == ["c.bin", "m.onnx"])
    }

    @Test func badDataSets() throws {
        let scratch = try Scratch()
        let images = scratch.url("t10k-images-idx3-ubyte.gz")
        let labels = scratch.url("t10k-labels-idx1-ubyte")
        func idx(_ extents: [UInt32], _ count: Int, fill: UInt8 = 1) -> Data {
            var data = Data([0, 0, 8, UInt8(extents.count)])
            for extent in extents {
                for shift in [24, 16, 8, 0] { data.append(UInt8(truncatingIfNeeded: extent >> shift)) }
            }
            return data + Data(repeating: fill, count: count)
        }
        func pack(_ data: Data) throws {
            try data.write(to: scratch.url("plain"))
            #expect(try Shell.script("gzip -c \"$1\" > \"$2\"", [scratch.path("plain"), images.path()]).status == 0)
        }
        let demo = ["demo", "--data", scratch.folder.path()]
        try idx([2], 2).write(to: labels)
        let whole = idx([2, 28, 28], 2 * 784)
        for wrong in [
            Data(), Data([0, 0, 8]), whole.dropLast(), whole + [0], idx([3, 28, 28], 3 * 784), idx([2, 0, 28], 0),
            idx([1 << 31, 1 << 31, 1 << 31], 8), idx([2, 784], 2 * 784),
        ] {
            try pack(Data(wrong))
            try expect(demo, 4, "S-DAT-002")
        }
        try pack(Data(count: 65 << 20))
        try expect(demo, 4, "S-DAT-002")
        try pack(whole)
        let packed = try Data(contentsOf: images)
        for damaged in [packed.dropLast(4), packed + [0], Data(packed.reversed()), Data()] {
            try Data(damaged).write(to: images)
            try expect(demo, 4, "S-DAT-002")
        }
        try packed.write(to: images)
        try idx([2], 2, fill: 10).write(to: labels)
        try expect(demo, 4, "S-DAT-002")
    }
}
