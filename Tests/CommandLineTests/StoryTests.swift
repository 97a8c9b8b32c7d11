import Foundation
import Testing

/// The demonstration and the benchmarks, end to end.
@Suite struct StoryTests {
    @Test func theDemonstrationHolds() throws {
        let outcome = try Shell.run(["demo", "--json", "--seed", "7", "--image", "3"], folder: Shell.sourceRoot)
        #expect(outcome.status == 0)
        let json = try outcome.json()
        #expect(json["model"] as? String == "fashion-cnn")
        #expect((json["accuracy"] as? Double ?? 0) > 0.9)
        #expect(json["same_root"] as? Bool == true)
        #expect(json["zero_knowledge"] as? Bool == false && (json["proofs"] as? [[String: Any]])?.count == 2)
        for field in ["prove_ms", "verify_ms", "proof_bytes"] { #expect((json[field] as? Double ?? 0) > 0) }
        #expect((json["forged"] as? [String: Any])?["refused"] as? Bool == true)
        let models = try #require(json["models"] as? [[String: Any]])
        for model in models {
            let accuracy = try #require(model["accuracy"] as? [String: Double])
            #expect(accuracy["images"] == 10_000 && abs(accuracy["difference_points"] ?? 9) <= 0.5)
        }
        let refuted = try #require(json["refuted"] as? [String: Any])
        #expect(refuted["claimed"] as? String != refuted["right"] as? String)
        #expect(refuted["claimed_root"] as? String != json["trace_root"] as? String)
        // The root is that of a plain run of the same picture.
        let roots = try #require(json["runs"] as? [[String: Any]])
        #expect(
            roots.count >= 3
                && Set(roots.compactMap { $0["trace_root"] as? String }) == [json["trace_root"] as? String ?? ""])
    }

    @Test func theDemonstrationIsReadable() throws {
        let outcome = try Shell.run(["demo", "-q"], environment: ["SIROCCO_ISA": "portable"], folder: Shell.sourceRoot)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(outcome.text.contains("ankle boot") && outcome.text.contains("not zero-knowledge"))
        #expect(outcome.text.contains("refused: "))
        #expect(outcome.text.utf8.allSatisfy { $0 < 0x80 && $0 != 0x1B })
    }

    @Test(arguments: ["kernels", "engine", "proof", "ledger"])
    func benchmarksStandBesideAYardstick(suite: String) throws {
        let outcome = try Shell.run(["bench", suite, "--quick", "--json", "-q"], folder: Shell.sourceRoot)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        let results = try #require(try outcome.json()["results"] as? [[String: Any]])
        #expect(results.count >= (suite == "ledger" ? 4 : 11))
        for result in results {
            #expect(result["name"] is String && result["isa"] is String && result["threads"] is Int)
            for field in ["median_ns", "min_ns", "per_second", "yardstick_ratio"] {
                #expect((result[field] as? Double ?? 0) > 0, "\(field) of \(result)")
            }
        }
    }
}
