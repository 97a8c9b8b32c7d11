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

/// The report against the formulas of the papers, in floating point.
struct SecurityFormulaTests {
    private struct Code {
        let profile: SecurityProfile
        let rate: Double

        init(_ profile: SecurityProfile, rateLog2: Int) {
            self.profile = profile
            rate = exp2(-Double(rateLog2))
        }

        var list: Double {
            guard case .johnson(let m) = profile.analysis else { return 1 }
            return 1 / (2 * (rate.squareRoot() / Double(2 * m)) * rate.squareRoot())
        }
        var distance: Double {
            guard case .johnson(let m) = profile.analysis else { return (1 - rate) / 2 }
            return 1 - rate.squareRoot() * (1 + 1 / Double(2 * m))
        }
        func exceptions(sizeLog2: Int) -> Double {
            let length = exp2(Double(sizeLog2)) / rate
            guard case .johnson(let m) = profile.analysis else { return length }
            return 4 * pow((Double(m) + 0.5) / rate.squareRoot(), 7) / 3 * pow(rate * length, 2)
        }
        func fold(sizeLog2: Int) -> Double { exceptions(sizeLog2: sizeLog2) + 3 * list }
        func queries(_ count: Int) -> Double { Double(count) * -log2(1 - distance) }
    }

    @Test(arguments: [SecurityProfile.p100, .ud100])
    func everyTermIsItsFormula(profile: SecurityProfile) throws {
        let parameters = try WHIRParameters.derive(
            for: [.weights(columnCount: 3, variableCount: 14), .witness(columnCount: 1, variableCount: 13)],
            profile: profile)
        let field = 3 * log2(0x1p64 - 0x1p32 + 1)
        var expected: [String: Double] = [:]
        for (index, oracle) in parameters.oracles.enumerated() {
            let code = Code(profile, rateLog2: oracle.rateLog2)
            if index == 0 {
                expected["oracle 0: columns"] =
                    field - log2(2 * (code.exceptions(sizeLog2: oracle.variableCount) + code.list))
            }
            for fold in 0..<oracle.foldLog2 {
                expected["oracle \(index): fold \(fold)"] =
                    field - log2(code.fold(sizeLog2: oracle.variableCount - fold - 1))
            }
            expected["oracle \(index): queries"] = code.queries(oracle.queryCount) + Double(oracle.grindingBits)
        }
        var size = parameters.commonVariableCount
        var claims = 2 + parameters.oracles.reduce(0) { $0 + $1.queryCount }
        for (index, round) in parameters.rounds.enumerated() {
            let code = Code(profile, rateLog2: round.rateLog2)
            claims += round.sampleCount * (index == 0 ? 2 : 1)
            if profile.analysis != .uniqueDecoding {
                expected["round \(index): out-of-domain samples"] = field - Double(size) - log2(code.list * code.list / 2)
            }
            expected["round \(index): combination"] = field - log2(code.list * Double(claims - 1))
            if index == 0 { expected["round 0: stacking 0"] = field - log2(code.fold(sizeLog2: size)) }
            for fold in 0..<round.foldLog2 {
                expected["round \(index): fold \(fold)"] = field - log2(code.fold(sizeLog2: size - fold - 1))
            }
            expected["round \(index): queries"] = code.queries(round.queryCount) + Double(round.grindingBits)
            size -= round.foldLog2
            claims = 1 + round.queryCount
        }
        let report = parameters.securityReport()
        #expect(Set(report.terms.map(\.name)) == Set(expected.keys) && report.terms.count == expected.count)
        for term in report.terms {
            let truth = try #require(expected[term.name])
            let bits = Double(term.bits.units) / Double(BinaryLogarithm.one)
            #expect(bits <= truth + 1e-9 && truth - bits < 1e-3, "\(term.name): \(bits) for \(truth)")
        }
        let sum = -log2(expected.values.reduce(0) { $0 + exp2(-$1) })
        #expect(abs(Double(report.sum.units) / Double(BinaryLogarithm.one) - sum) < 1e-3)
        // 64/ρ codewords a root under the Johnson bound: 2^8 and 2^9.
        #expect(parameters.candidatesLog2 == (profile == .p100 ? 17 : 0))
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

    /// The provable bound grows with the square of the length: long codes keep further from Johnson's.
    @Test func longCodesAreArguedAboutLessBoldly() throws {
        for (variables, m) in [(12, 64), (20, 32), (24, 16), (28, 8)] {
            let shape = WHIROracleShape(columnCount: 1, variableCount: variables, rates: 2...2)
            let report = try WHIRParameters.derive(for: [shape], profile: .p100).securityReport()
            let term = try #require(report.terms.first { $0.name == "oracle 0: queries" })
            #expect(term.formula.hasPrefix("(√ρ·(1 + 1/\(2 * m)))^t"), "\(variables): \(term.formula)")
            #expect(report.reachesFloor)
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
            let computed: Computed
        }
        /// The sum for a model of 2^17 weights and a witness of 2^16 values.
        struct Computed: Decodable {
            let weights_log2: Int
            let witness_log2: Int
            let sum_bits: String
            let minimum_bits: String
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
            let report = try WHIRParameters.derive(
                for: [
                    .weights(columnCount: 1, variableCount: file.computed.weights_log2),
                    .witness(columnCount: 1, variableCount: file.computed.witness_log2),
                ], profile: profile, allowingInsecure: true
            ).securityReport()
            #expect(report.sum.description == file.computed.sum_bits)
            #expect(report.minimum.description == file.computed.minimum_bits)
        }
    }
}
