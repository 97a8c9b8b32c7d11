import Circuit
import Foundation
import Testing
import Transcript

/// Import, inspect, commit and run on the example networks.
@Suite struct ModelTests {
    static let names = ["fashion-mlp", "fashion-cnn"]

    @Test(arguments: names)
    func importWritesWhatItReports(name: String) throws {
        let scratch = try Scratch()
        let outcome = try Shell.run([
            "model", "import", "\(Shell.circuits)/\(name).onnx", "-o", scratch.path("m"), "--json",
        ])
        #expect(outcome.status == 0)
        let json = try outcome.json()
        let accuracy = try #require(json["accuracy"] as? [String: Double])
        #expect(accuracy["images"] == 10_000 && abs(accuracy["difference_points"] ?? 9) <= 0.5)
        #expect(scratch.names == ["m.circuit", "m.weights"])
        let circuit = try Circuit(canonicalBytes: Array(Data(contentsOf: scratch.url("m.circuit"))))
        let weights = Weights(bytes: Array(try Data(contentsOf: scratch.url("m.weights"))))
        try circuit.layout.check(weights)
        #expect(json["circuit_hash"] as? String == circuit.hash.description)
        #expect(json["weights_root"] as? String == weights.root.description)
        #expect(json["operators"] as? Int == circuit.operators.count)
        #expect(json["macs"] as? String == String(circuit.multiplyAdds))
        #expect(json["max_bits"] as? Int == circuit.maximumBits)

        let committed = try Shell.run(["commit", scratch.path("m.circuit"), "--json"]).json()
        #expect(committed["circuit_hash"] as? String == circuit.hash.description)
        #expect(committed["weights_root"] as? String == weights.root.description)
        #expect(committed["oracle_root"] is NSNull)

        let inspected = try Shell.run(["model", "inspect", scratch.path("m"), "--json"]).json()
        #expect((inspected["operators"] as? [[String: Any]])?.count == circuit.operators.count)
        #expect(try Shell.run(["model", "inspect", scratch.path("m")]).text == circuit.listing + "\n")
        #expect(try Shell.run(["model", "inspect", scratch.path("m"), "--dot"]).text == circuit.drawing + "\n")
    }

    @Test func importTakesANameAndItsOwnCalibration() throws {
        let scratch = try Scratch()
        let outcome = try Shell.run([
            "model", "import", "\(Shell.circuits)/fashion-mlp.onnx", "-o", scratch.path("m"), "--name", "shoes",
            "--calibrate", "\(Shell.circuits)/fashion-mnist.calibration.bin",
        ])
        #expect(outcome.status == 0 && outcome.text.hasPrefix("shoes\n") && !outcome.text.contains("accuracy"))
    }

    @Test func importWithoutTheDataSetSaysWhatIsLeftOut() throws {
        let scratch = try Scratch()
        let importing = ["model", "import", "\(Shell.circuits)/fashion-mlp.onnx", "-o", scratch.path("m"), "-j", "1"]
        let environment = ["SIROCCO_DATA": scratch.folder.path()]
        let outcome = try Shell.run(importing, environment: environment)
        #expect(outcome.status == 0 && outcome.errors.contains("accuracy is not measured"))
        #expect(try Shell.run(importing + ["--evaluate"], environment: environment).status == 1)
        let quiet = try Shell.run(importing + ["--no-evaluate"], environment: environment)
        #expect(quiet.status == 0 && !quiet.errors.contains("accuracy"))
    }

    @Test(arguments: names)
    func runNamesTheClassAndItsRoots(name: String) throws {
        let model = try Example.model(name)
        for index in 0..<3 {
            let path = Example.input(name, index)
            let label = try #require(
                (JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any])?["label"]
                    as? Int)
            let outcome = try Shell.run(["run", model, path, "--json"])
            #expect(outcome.status == 0)
            let json = try outcome.json()
            let outputs = try #require(json["output"] as? [[String: Any]])
            #expect(outputs.first?["values"] as? [Int] == [label])
            let tensor = try Tensor(TensorType(.int32, [1]), values: [Int64(label)])
            #expect(json["output_root"] as? String == tensor.root.description)
            #expect((json["trace_root"] as? String)?.count == 66)
            #expect((json["ms"] as? Double ?? 0) > 0)
        }
    }

    @Test(arguments: names)
    func everyWayOfRunningHasTheSameRoot(name: String) throws {
        let model = try Example.model(name)
        let path = Example.input(name)
        let document = try Data(contentsOf: URL(filePath: path))
        let values = try #require((JSONSerialization.jsonObject(with: document) as? [String: Any])?["values"] as? [Int])
        let raw = Data(values.map { UInt8($0) })
        let scratch = try Scratch()
        try raw.write(to: scratch.url("image.bin"))
        let runs = [
            try Shell.run(["run", model, path, "--json"]),
            try Shell.run(["run", model + ".circuit", "-", "--json"], input: document),
            try Shell.run(["run", model, "-", "--json"], input: raw),
            try Shell.run(["run", model, scratch.path("image.bin"), "--json", "-j", "2", "--repeat", "3"]),
            try Shell.run(["run", model, path, "--json"], environment: ["SIROCCO_ISA": "portable"]),
            try Shell.run(
                ["run", model, path, "--json"], environment: ["SIROCCO_ISA": "avx2", "SIROCCO_THREADS": "2"]),
        ]
        let roots = try runs.map { try $0.json()["trace_root"] as? String }
        #expect(roots[0] != nil && Set(roots).count == 1)
        #expect(try Shell.run(["run", model, path, "--json", "--no-trace"]).json()["trace_root"] is NSNull)
    }

    @Test func outputsAreWritten() throws {
        let model = try Example.model("fashion-mlp")
        let scratch = try Scratch()
        for file in ["out.json", "out.bin"] {
            let outcome = try Shell.run(["run", model, Example.input("fashion-mlp"), "--output", scratch.path(file)])
            #expect(outcome.status == 0)
        }
        #expect(scratch.names == ["out.bin", "out.json"])
        #expect(try Data(contentsOf: scratch.url("out.bin")).count == 8)
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: scratch.url("out.json"))) as? [String: Any]
        #expect((json?["outputs"] as? [Any])?.count == 2)
    }

    @Test func progressStaysOutOfTheResults() throws {
        let model = try Example.model("fashion-mlp")
        let run = ["run", model, Example.input("fashion-mlp"), "--repeat", "100"]
        let loud = try Shell.run(run)
        #expect(loud.errors.filter { $0 == "\n" }.count == 1 && loud.errors.hasPrefix("running fashion-mlp: "))
        #expect(!loud.errors.contains("\u{1B}") && !loud.text.contains("\u{1B}"))
        #expect(try Shell.run(run + ["-q"]).errors.isEmpty)
        #expect(try Shell.run(run + ["-v"]).errors.contains("instruction set"))
        _ = try Shell.run(run + ["--json"]).json()
    }
}
