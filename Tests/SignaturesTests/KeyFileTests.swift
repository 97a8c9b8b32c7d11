import Signatures
import TestSupport
import Testing

struct KeyFileTests {
    static func secret(_ text: String) throws -> SecretBytes {
        var bytes = [UInt8](text.utf8)
        return try SecretBytes(taking: &bytes)
    }

    /// The least that the format allows: tests wait for no passphrase.
    static func cost() throws -> KeyFile.Cost { try KeyFile.Cost(passes: 1, memoryKiB: 8) }

    private func problem(_ file: [UInt8], _ passphrase: String = "correct horse") throws -> KeyFileError? {
        let passphrase = try Self.secret(passphrase)
        do {
            _ = try KeyFile(file).open(passphrase: passphrase)
            return nil
        } catch { return error }
    }

    @Test func opensUnderItsPassphraseAlone() throws {
        let identity = try Identity()
        let file = try KeyFile(identity, passphrase: try Self.secret("correct horse"), cost: try Self.cost())
        #expect(file.bytes.count == KeyFile.byteCount)
        #expect(KeyFile.byteCount == 170)
        let key = identity.signing.verificationKey
        #expect(file.verificationKey == key)
        let read = try KeyFile(file.bytes)
        #expect(read == file)
        let opened = try read.open(passphrase: try Self.secret("correct horse"))
        let signature = opened.signing.sign([5], in: Ed25519Tests.context)
        #expect(key.isValid(signature, for: [5], in: Ed25519Tests.context))
        #expect(try problem(file.bytes, "correct horsf") == .doesNotOpen)
        #expect(try problem(file.bytes, "correct hors") == .doesNotOpen)
    }

    @Test func twoFilesOfOneIdentityShareNoCiphertext() throws {
        let identity = try Identity()
        let one = try KeyFile(identity, passphrase: try Self.secret("x"), cost: try Self.cost())
        let two = try KeyFile(identity, passphrase: try Self.secret("x"), cost: try Self.cost())
        #expect(one.bytes[122...] != two.bytes[122...])
    }

    /// Each byte, the public keys too: a file that shows another's address must not open.
    @Test func everyChangedByteIsRefusedWithItsReason() throws {
        let identity = try Identity()
        let file = try KeyFile(identity, passphrase: try Self.secret("correct horse"), cost: try Self.cost()).bytes
        for place in file.indices {
            var changed = file
            changed[place] ^= 1
            let found = try problem(changed)
            switch place {
            case 0..<8: #expect(found == .notAKeyFile)
            case 8..<10: #expect(found == .unknownVersion(UInt16(changed[8]) | UInt16(changed[9]) << 8))
            case 10..<14:
                guard case .costOutOfRange = found else {
                    Issue.record("byte \(place): \(String(describing: found))")
                    continue
                }
            case 14..<18: #expect(found == .doesNotOpen || { if case .costOutOfRange = found { true } else { false } }())
            default: #expect(found == .doesNotOpen, "byte \(place)")
            }
        }
    }

    @Test func refusesWrongLengthsAndUnpayableCosts() throws {
        let file = try KeyFile(try Identity(), passphrase: try Self.secret("x"), cost: try Self.cost()).bytes
        #expect(throws: KeyFileError.wrongLength(expected: 170, found: 169)) { try KeyFile(Array(file.dropLast())) }
        #expect(throws: KeyFileError.wrongLength(expected: 170, found: 171)) { try KeyFile(file + [0]) }
        #expect(throws: KeyFileError.wrongLength(expected: 170, found: 0)) { try KeyFile([]) }
        #expect(throws: KeyFileError.costOutOfRange(passes: 17, memoryKiB: 8)) {
            try KeyFile.Cost(passes: 17, memoryKiB: 8)
        }
        #expect(throws: KeyFileError.costOutOfRange(passes: 1, memoryKiB: 1 << 21)) {
            try KeyFile.Cost(passes: 1, memoryKiB: 1 << 21)
        }
    }

    @Test func tenThousandMutantsGiveAFileOrATypedError() throws {
        let file = try KeyFile(try Identity(), passphrase: try Self.secret("x"), cost: try Self.cost()).bytes
        let seed: UInt64 = 11
        print("key file mutants: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<10_000 {
            var mutant = file
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                mutant[Int.random(in: 0..<mutant.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            if Bool.random(using: &generator) { mutant.removeLast(Int.random(in: 0..<60, using: &generator)) }
            if let read = try? KeyFile(mutant) { #expect(read.bytes == mutant) }
        }
    }
}
