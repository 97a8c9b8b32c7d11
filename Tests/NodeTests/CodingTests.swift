import Claims
import Ledger
import LedgerSupport
import Node
import TestSupport
import Testing
import Transcript

/// What the store holds has one encoding; other bytes are refused.
@Suite struct CodingTests {
    /// Mutants decode to something that encodes to the very same bytes, or not at all.
    private func mutate<Value: CanonicalCodable & Equatable>(_ value: Value, seed: UInt64) throws {
        let bytes = value.canonicalBytes
        #expect(try Value(canonicalBytes: bytes) == value)
        #expect(throws: CanonicalError.self) { try Value(canonicalBytes: bytes + [0]) }
        var random = SeededGenerator(seed: seed)
        for count in 0..<bytes.count { #expect(throws: CanonicalError.self) { try Value(canonicalBytes: Array(bytes[..<count])) } }
        for _ in 0..<10_000 {
            var mutant = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                mutant[Int.random(in: 0..<mutant.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if let decoded = try? Value(canonicalBytes: mutant) { #expect(decoded.canonicalBytes == mutant) }
        }
    }

    @Test func genesisRecords() throws { try mutate(try Crowd().genesis(others: 3), seed: 1) }

    @Test func blocks() throws { try mutate(Block(height: 7, time: 9, transactions: [[1, 2], [], [3]]), seed: 2) }

    @Test func headers() throws {
        let pair = try Pair(seed: 41)
        try pair.submit()
        try mutate(pair.node.header, seed: 3)
    }

    /// The rules' digest is part of every ledger: the encoding must not drift.
    @Test func parametersKeepTheirWidths() {
        let widths: [Int] = [2, 8, 16, 4, 4, 4, 16, 8, 4, 4, 4 + 3 * 2, 4, 4, 4, 16, 16, 16, 8, 8, 8, 8, 1, 4]
        let total: Int = widths.reduce(0) { $0 + $1 }
        #expect(LedgerParameters(chain: 1).canonicalBytes.count == total)
    }
}
