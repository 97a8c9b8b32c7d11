import Claims
import Foundation
import Testing
import Verifier

struct SecurityTests {
    static let unit = Double(BinaryLogarithm.one)

    @Test func logarithmsBracketTheTruth() {
        for x in [1, 2, 3, 5, 7, 8, 9, 100, 129, 257, 65_535, 1 << 40, 1 << 40 + 1, UInt64.max] as [UInt64] {
            let truth = log2(Double(x))
            let low = Double(BinaryLogarithm.floor(x)) / Self.unit
            let high = Double(BinaryLogarithm.ceiling(x)) / Self.unit
            #expect(low <= truth + 1e-12 && truth - low < 2.1 / Self.unit)
            #expect(high >= truth - 1e-12 && high - truth < 2.1 / Self.unit)
        }
        #expect(BinaryLogarithm.ceiling(1 << 17) == 17 * BinaryLogarithm.one)
    }

    @Test func sumsAreNeverAboveTheTruth() {
        let lists: [[Double]] = [
            [100, 100], [100.5, 101.25, 130], [99.99], [0.125, 3], Array(repeating: 107.3, count: 50),
        ]
        for list in lists {
            let terms = list.map { SecurityBits(units: Int($0 * Self.unit)) }
            let truth = -log2(list.reduce(0) { $0 + exp2(-Double(Int($1 * Self.unit)) / Self.unit) })
            let sum = Double(SecurityBits.ofSum(terms).units) / Self.unit
            #expect(sum <= truth + 1e-9 && truth - sum < 1e-5)
        }
        #expect(SecurityBits(units: -1).description == "-0.01")
        #expect(SecurityBits(100).description == "100.00")
    }

    /// The shapes of real runs, up to the largest.
    @Test(arguments: [
        [WHIROracleShape.weights(columnCount: 1, variableCount: 17), .witness(columnCount: 1, variableCount: 16)],
        [.weights(columnCount: 1, variableCount: 10), .witness(columnCount: 3, variableCount: 12)],
        [.weights(columnCount: 7, variableCount: 20), .witness(columnCount: 40, variableCount: 18)],
        [.weights(columnCount: 1, variableCount: 27), .witness(columnCount: 5, variableCount: 24)],
        [.witness(columnCount: 1, variableCount: 4)],
    ])
    func derivedParametersReachTheFloor(shapes: [WHIROracleShape]) throws {
        for profile in [SecurityProfile.p100, .ud100] {
            let parameters = try WHIRParameters.derive(for: shapes, profile: profile)
            let report = parameters.securityReport()
            #expect(report.reachesFloor)
            #expect(report.sum >= SecurityBits(100) && report.minimum >= report.sum)
            // Close above: no query is spent for nothing.
            #expect(report.sum < SecurityBits(101))
            #expect(report.sum == parameters.errorSum)
            for term in report.terms where profile == .ud100 { #expect(term.status == .proven, "\(term.name)") }
        }
    }
}

/// What is refused, and what is data.
struct SecurityRefusalTests {
    static let shapes = [WHIROracleShape.witness(columnCount: 2, variableCount: 10)]

    @Test func parametersBelowTheFloorAreRefused() throws {
        let parameters = try WHIRParameters.derive(for: Self.shapes, profile: .p100)
        let oracle = parameters.oracles[0]
        let weaker = WHIRParameters.Oracle(
            columnCount: oracle.columnCount, variableCount: oracle.variableCount, rateLog2: oracle.rateLog2,
            foldLog2: oracle.foldLog2, queryCount: oracle.queryCount - 2, grindingBits: oracle.grindingBits)
        #expect {
            try WHIRParameters(profile: .p100, oracles: [weaker], rounds: parameters.rounds)
        } throws: { error in
            guard case .belowFloor(let sum, 100) = error as? WHIRParameterError else { return false }
            return sum < SecurityBits(100)
        }
    }

    @Test func insecureProfilesAreRefusedByDefault() throws {
        #expect(throws: WHIRParameterError.insecureProfile("insecure_test")) {
            try WHIRParameters.derive(for: Self.shapes, profile: .insecureTest)
        }
        let parameters = try WHIRParameters.derive(for: Self.shapes, profile: .insecureTest, allowingInsecure: true)
        #expect(throws: WHIRParameterError.insecureProfile("insecure_test")) {
            try WHIRParameters(profile: .insecureTest, oracles: parameters.oracles, rounds: parameters.rounds)
        }
    }

    @Test func shapesOutOfBoundsAreRefused() {
        func refusal(_ shapes: [WHIROracleShape]) -> WHIRParameterError? {
            do throws(WHIRParameterError) {
                _ = try WHIRParameters.derive(for: shapes, profile: .p100)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal([]) == .oracleCount(0))
        #expect(refusal(Array(repeating: Self.shapes[0], count: 9)) == .oracleCount(9))
        for (columns, variables) in [(0, 5), (5000, 5), (1, -1), (1, 31), (Int.max, Int.max), (1, Int.min)] {
            #expect(refusal([.witness(columnCount: columns, variableCount: variables)]) == .oracleOutOfRange(0))
            #expect(refusal([.weights(columnCount: columns, variableCount: variables)]) == .oracleOutOfRange(0))
        }
        #expect(
            refusal([.witness(columnCount: 1, variableCount: 2), .witness(columnCount: 1, variableCount: 20)])
                == .noCommonSize)
    }

    /// A registered model pins rate and first fold, whatever witness comes beside it.
    @Test func pinnedChoicesAreKept() throws {
        let weights = WHIROracleShape(columnCount: 2, variableCount: 14, rates: 1...1, firstFolds: 5...5)
        for variables in 10...16 {
            let parameters = try WHIRParameters.derive(
                for: [weights, .witness(columnCount: 1, variableCount: variables)], profile: .p100)
            #expect(parameters.oracles[0].rateLog2 == 1 && parameters.oracles[0].foldLog2 == 5)
        }
    }

    @Test func twentyBitsGiveTheKnownNumbersOfQueries() throws {
        // Within 1/20 of the bound it takes 196, 91 and 59 queries; within 1/128 a few less.
        for (rate, most) in [(1, 196), (2, 91), (3, 59)] {
            let shape = WHIROracleShape(columnCount: 1, variableCount: 21, rates: rate...rate)
            let parameters = try WHIRParameters.derive(for: [shape], profile: .p100)
            #expect(parameters.oracles[0].grindingBits == 20)
            #expect(parameters.oracles[0].queryCount <= most && parameters.oracles[0].queryCount >= most * 8 / 10)
        }
    }

    @Test func filesAndConstantsAgree() throws {
        struct File: Decodable {
            let name: String
            let id: UInt16
            let analysis: String
            let m: Int?
            let floor_bits: Int
            let grinding_bits: Int
            let large_grinding_bits: Int
        }
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "params/proof")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        #expect(names.sorted() == SecurityProfile.all.map { $0.name + ".json" }.sorted())
        for profile in SecurityProfile.all {
            let file = try JSONDecoder().decode(
                File.self, from: Data(contentsOf: folder.appending(path: profile.name + ".json")))
            switch profile.analysis {
            case .johnson(let m): #expect(file.analysis == "johnson" && file.m == m)
            case .uniqueDecoding: #expect(file.analysis == "unique_decoding" && file.m == nil)
            }
            #expect(file.name == profile.name && file.id == profile.id.rawValue)
            #expect(file.floor_bits == profile.floorBits && file.grinding_bits == profile.grindingBits)
            #expect(file.large_grinding_bits == profile.largeGrindingBits)
            #expect(SecurityProfile.named(profile.id) == profile)
        }
    }
}
