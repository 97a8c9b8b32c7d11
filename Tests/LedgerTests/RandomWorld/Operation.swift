import TestSupport

/// One thing that somebody tries. Numbers are reduced by whatever there is when it is tried, so that any
/// part of a list of operations still means something: that makes shrinking possible.
struct Operation: CustomStringConvertible, Sendable {
    enum Kind: UInt8, CaseIterable, Sendable {
        case transfer, register, setPrice, transferShares, collect, attest, withdrawAttestation, post, cancel, take
        case prove, claim, challenge, answer, ask, refute, callTime, withdrawChallenge, expire, settle, wait
    }

    let kind: Kind
    let actor: Int
    let first: Int
    let second: Int
    let amount: UInt64
    /// Whether the block ends behind it.
    let endsBlock: Bool

    init(_ generator: inout SeededGenerator) {
        // Jobs are what it is about: their steps come more often.
        let busy: [Kind] = [
            .take, .take, .prove, .prove, .claim, .claim, .claim,
            .challenge, .challenge, .answer, .answer, .ask, .refute, .settle, .post, .collect, .transferShares,
        ]
        kind = (Kind.allCases + busy).randomElement(using: &generator) ?? .wait
        actor = Int.random(in: 0...1_000, using: &generator)
        // Small numbers name what is recent.
        first = Int.random(in: 0...Int.random(in: 0...12, using: &generator), using: &generator)
        second = Int.random(in: 0...1_000, using: &generator)
        amount = UInt64.random(in: 0...UInt64.random(in: 0...3_000_000, using: &generator), using: &generator)
        endsBlock = Int.random(in: 0..<25, using: &generator) == 0
    }

    init(_ kind: Kind, actor: Int, first: Int, second: Int, amount: UInt64, endsBlock: Bool) {
        self.kind = kind
        self.actor = actor
        self.first = first
        self.second = second
        self.amount = amount
        self.endsBlock = endsBlock
    }

    /// As a test writes it.
    var description: String {
        "Operation(.\(kind), actor: \(actor), first: \(first), second: \(second), amount: \(amount), endsBlock: \(endsBlock)),"
    }

    /// A test of these operations, to be kept once what it shows is mended.
    static func test(of operations: [Operation], seed: UInt64) -> String {
        """
            @Test func seed\(seed)() throws {
                try RandomWorldTests.agree([
        \(operations.map { "            \($0)" }.joined(separator: "\n"))
                ])
            }
        """
    }
}
