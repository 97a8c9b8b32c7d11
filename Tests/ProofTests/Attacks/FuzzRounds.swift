import Foundation

/// `SIROCCO_FUZZ_ROUNDS` multiplies what seeded tests try; `make fuzz` sets it.
enum FuzzRounds {
    static func number(_ name: String, otherwise: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.map { max(0, $0) } ?? otherwise
    }

    static let count = max(1, number("SIROCCO_FUZZ_ROUNDS", otherwise: 1))
}
