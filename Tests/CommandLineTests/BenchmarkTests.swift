import Foundation
import Testing

/// The benchmarks, end to end.
@Suite struct BenchmarkTests {
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
