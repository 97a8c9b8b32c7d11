import Claims
import Ledger
import Node
import Signatures
import TestSupport
import Transcript

/// A few people who do at random what the ledger allows without proofs. Everything follows from the state and
/// the generator.
package final class Crowd: Sendable {
    package struct Person: ~Copyable, Sendable {
        package let key: SigningKey
        package let address: Address
    }

    package static let chain: UInt64 = 4242
    package let first: Person
    package let second: Person
    package let third: Person

    package init() throws(KeyError) {
        first = try Self.person(1)
        second = try Self.person(2)
        third = try Self.person(3)
    }

    private static func person(_ number: UInt8) throws(KeyError) -> Person {
        var seed = [UInt8](repeating: number, count: 32)
        let key = try SigningKey(seed: try SecretBytes(taking: &seed))
        guard let address = try? Address(key.verificationKey) else { throw .unusableKey }
        return Person(key: key, address: address)
    }

    package var addresses: [Address] { [first.address, second.address, third.address] }

    /// Everybody rich, with further accounts of nobody.
    package func genesis(others: Int = 0) -> GenesisRecord {
        var grants = addresses.map { Genesis.Grant(address: $0, amount: Amount(1 << 80)) }
        for number in 0..<others {
            grants.append(Genesis.Grant(address: Address(Self.digest(UInt64(number))), amount: Amount(7)))
        }
        return GenesisRecord(
            parameters: LedgerParameters(chain: Self.chain), genesis: Genesis(time: 1_000, grants: grants))
    }

    package static func digest(_ number: UInt64) -> Digest {
        var encoder = CanonicalEncoder()
        encoder.append(number)
        return BLAKE3.hash(encoder.bytes)
    }

    package static func model(_ number: UInt64) throws(CanonicalError) -> ModelCommitment {
        try ModelCommitment(circuitHash: digest(number), weightsRoot: digest(number &+ 1))
    }

    private func signed(_ person: borrowing Person, _ nonce: UInt64, _ action: Action, _ state: LedgerState) -> [UInt8] {
        SignedTransaction(
            Transaction(
                chain: Self.chain, sender: person.address, nonce: nonce, gasLimit: 1_000_000,
                maximumGasPrice: state.gasPrice, action: action),
            key: person.key
        ).canonicalBytes
    }

    /// One to six transactions that all go through.
    package func transactions(_ state: LedgerState, _ random: inout SeededGenerator) -> [[UInt8]] {
        var nonces = addresses.map { state.account($0)?.nonce ?? 0 }
        return (0..<Int.random(in: 1...6, using: &random)).map { _ in
            let who = Int.random(in: 0..<3, using: &random)
            defer { nonces[who] += 1 }
            let action = action(addresses[who], &random)
            switch who {
            case 0: return signed(first, nonces[0], action, state)
            case 1: return signed(second, nonces[1], action, state)
            default: return signed(third, nonces[2], action, state)
            }
        }
    }

    private func action(_ sender: Address, _ random: inout SeededGenerator) -> Action {
        let number = random.next()
        if number % 3 == 0, let model = try? Self.model(number) {
            return .registerModel(
                ModelRegistration(
                    model: model, shareholders: [.init(holder: sender, shares: number % 1_000 + 1)],
                    pricePerCall: number % 2 == 0 ? Amount(UInt128(number)) : nil))
        }
        let to = number % 2 == 0 ? addresses[Int(number >> 8) % 3] : Address(Self.digest(number >> 32))
        return .transfer(to: to, amount: Amount(UInt128(number % 1_000_000) + 1))
    }
}

extension Crowd {
    /// What the event log starts from.
    package static var zero: Digest { Digest() }
}
