import Foundation
import Testing

@Suite struct DoctorTests {
    @Test func looksAtEverything() throws {
        let outcome = try Shell.run(["doctor", "--json"])
        let json = try outcome.json()
        let checks = try #require(json["checks"] as? [[String: Any]])
        let ids = checks.compactMap { $0["id"] as? String }
        for id in ["processor", "isa", "memory", "disk", "clock", "dataset.fashion-mnist"] { #expect(ids.contains(id)) }
        for library in ["gmp", "ntl", "sodium", "omp", "sqlite", "zlib"] { #expect(ids.contains("library.\(library)")) }
        for check in checks { #expect(["ok", "warning", "missing"].contains(check["verdict"] as? String ?? "")) }
        let missing = checks.count { $0["verdict"] as? String == "missing" }
        #expect(json["missing"] as? Int == missing)
        #expect(outcome.status == (missing == 0 ? 0 : 1))
    }

    @Test func missingDataIsSaidWithTheNextCommand() throws {
        let scratch = try Scratch()
        let outcome = try Shell.run(["doctor"], environment: ["SIROCCO_DATA": scratch.folder.path()])
        #expect(outcome.status == 1)
        #expect(outcome.text.contains("MISSING") && outcome.text.contains("apt-get install dataset-fashion-mnist"))
    }

    @Test func slipsOfThePenAreNoticed() throws {
        let outcome = try Shell.run(["doctor"], environment: ["SIROCCO_THREAD": "2"])
        #expect(outcome.text.contains("set SIROCCO_THREADS instead"))
    }

    @Test func aLoweredInstructionSetIsSaid() throws {
        let json = try Shell.run(["doctor", "--json"], environment: ["SIROCCO_ISA": "portable"]).json()
        let isa = (json["checks"] as? [[String: Any]])?.first { $0["id"] as? String == "isa" }
        #expect(isa?["active"] as? String == "portable")
    }
}
