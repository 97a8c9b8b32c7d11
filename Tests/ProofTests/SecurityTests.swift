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
        let lists: [[Double]] = [[100, 100], [100.5, 101.25, 130], [99.99], [0.125, 3], Array(repeating: 107.3, count: 50)]
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
