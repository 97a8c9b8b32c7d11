import Claims
import Signatures

/// Somebody in the demonstration, with keys that were made for it and are wiped with it.
final class Person: Sendable {
    let name: String
    let address: Address
    private let identity: Identity

    init(_ name: String) throws {
        self.name = name
        let identity = try Identity()
        address = try Address(identity.signing.verificationKey)
        self.identity = identity
    }

    /// Where messages for this person are sealed to.
    var sealingKey: SealingKey { identity.opening.sealingKey }

    func open(_ sealed: [UInt8]) throws(KeyError) -> [UInt8] { try identity.opening.open(sealed) }

    func signing<Result, Problem: Error>(
        _ body: (borrowing SigningKey) throws(Problem) -> Result
    ) throws(Problem) -> Result {
        try body(identity.signing)
    }
}

/// All who take part, in the order of the last table.
struct Cast: Sendable {
    let developer, partner, consumer, prover, cheat, auditor, stranger: Person

    init() throws {
        developer = try Person("developer")
        partner = try Person("partner")
        consumer = try Person("consumer")
        prover = try Person("prover")
        cheat = try Person("cheat")
        auditor = try Person("auditor")
        stranger = try Person("stranger")
    }

    var all: [Person] { [developer, partner, consumer, prover, cheat, auditor, stranger] }
}
