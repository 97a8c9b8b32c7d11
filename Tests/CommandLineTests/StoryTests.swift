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

    @Test func proofsAreMeasuredStageByStage() throws {
        let outcome = try Shell.run(["bench", "proof", "--quick", "--sweep", "--json", "-q"], folder: Shell.sourceRoot)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        let json = try outcome.json()
        let proofs = try #require(json["proofs"] as? [[String: Any]])
        #expect(proofs.count == 12)
        for proof in proofs where proof["private"] as? String == "none" {
            let prover = try #require(proof["prover_stages"] as? [[String: Any]])
            let verifier = try #require(proof["verifier_stages"] as? [[String: Any]])
            #expect(prover.count == 15 && verifier.count == 12)
            for stage in prover + verifier {
                #expect((stage["ms"] as? Double ?? 0) > 0)
                guard let products = stage["field_products"] as? Double else { continue }
                // What was counted has a floor.
                let hashes = try #require(stage["compressions"] as? Double)
                #expect(products + hashes > 0 && (stage["floor_ms"] as? Double ?? 0) > 0)
            }
            // Eight transforms of 2^13 values, or of 2^17.
            let encoding = try #require(prover.first { $0["stage"] as? String == "encoding" })
            let butterflies: Double = proof["model"] as? String == "fashion-mlp" ? 8 * 13 * 4096 : 8 * 17 * 65536
            #expect(encoding["butterflies"] as? Double == butterflies)
            #expect(encoding["peak_bytes"] is Int && encoding["added_bytes"] is Int)
            let cold = try #require(proof["cold"] as? [String: Any])
            let peak = try #require(cold["peak_bytes"] as? Int)
            #expect(peak > 1 << 20 && peak <= 256 << 20)
            for field in ["prove_ms", "verify_ms", "verify_cpu_ms"] { #expect((cold[field] as? Double ?? 0) > 0) }
            #expect((proof["missed_aims"] as? [String] == nil) == (proof["profile"] as? String == "UD100"))
        }
        let sweep = try #require(json["sweep"] as? [[String: Any]])
        #expect(sweep.filter { $0["default"] as? Bool == true }.count == 4)
        for row in sweep { #expect((row["security_bits"] as? Double ?? 0) >= 100) }
        // Fewer queries at lower rates.
        let mlp = sweep.filter { $0["model"] as? String == "fashion-mlp" && $0["profile"] as? String == "P100" }
        let queries = mlp.filter { $0["weight_rate_log2"] as? Int == 2 }.compactMap { $0["queries"] as? Int }
        #expect(queries.count == 3 && queries == queries.sorted(by: >))
        #expect(try Shell.run(["bench", "kernels", "--sweep"]).status == 2)
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
