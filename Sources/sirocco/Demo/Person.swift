import Claims
import Signatures

/// Somebody in the demonstration, with keys that were made for it and are wiped with it.
final class Person: Sendable {
    let name: String
    let address: Address
    /// Opens what is sealed to this person, and signs.
    let signer: Signer

    init(_ name: String) throws {
        self.name = name
        let identity = try Identity()
        address = try Address(identity.signing.verificationKey)
        signer = Signer(identity)
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
