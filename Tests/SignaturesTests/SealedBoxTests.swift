import Signatures
import TestSupport
import Testing

struct SealedBoxTests {
    @Test(arguments: [0, 1, 15, 784, 70_000]) func opensWhatWasSealed(_ count: Int) throws {
        let identity = try Identity()
        var generator = SeededGenerator(seed: UInt64(count))
        let message = generator.bytes(count)
        let sealed = try identity.opening.sealingKey.seal(message)
        #expect(sealed.count == count + SealingKey.overhead)
        let opened = try identity.opening.open(sealed)
        #expect(opened == message)
        #expect(try identity.opening.sealingKey.seal(message) != sealed)
    }

    @Test func nobodyElseOpensIt() throws {
        let one = try Identity()
        let other = try Identity()
        let sealed = try one.opening.sealingKey.seal([1, 2, 3])
        #expect(problem(sealed, other.opening) == .doesNotOpen)
    }

    @Test func everyChangedByteIsRefused() throws {
        let identity = try Identity()
        let sealed = try identity.opening.sealingKey.seal([1, 2, 3])
        for place in sealed.indices {
            var changed = sealed
            changed[place] ^= 1
            #expect(problem(changed, identity.opening) == .doesNotOpen, "byte \(place)")
        }
        #expect(problem(Array(sealed.dropLast()), identity.opening) == .doesNotOpen)
        #expect(problem(Array(sealed[..<47]), identity.opening) == .wrongLength(expected: 48, found: 47))
    }

    @Test func refusesToSealToAKeyOfSmallOrder() throws {
        for first in UInt8(0)...1 {
            let key = try SealingKey([first] + [UInt8](repeating: 0, count: 31))
            #expect(throws: KeyError.unusableKey) { try key.seal([1]) }
        }
    }

    @Test func theTwoKeysOfAnIdentityAreApartAndRepeatable() throws {
        var root = [UInt8](0..<32)
        let identity = try Identity(root: try SecretBytes(taking: &root))
        root = [UInt8](0..<32)
        let again = try Identity(root: try SecretBytes(taking: &root))
        let key = identity.signing.verificationKey
        #expect(key == again.signing.verificationKey)
        #expect(identity.opening.sealingKey == again.opening.sealingKey)
        #expect(key.bytes != identity.opening.sealingKey.bytes)
    }

    private func problem(_ sealed: [UInt8], _ key: borrowing OpeningKey) -> KeyError? {
        do {
            _ = try key.open(sealed)
            return nil
        } catch { return error }
    }
}
