import Signatures
import TestSupport
import Testing

struct Ed25519Tests {
    struct Vector: Sendable {
        let seed: String
        let key: String
        let message: String
        let signature: String
    }

    /// RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc).
    static let vectors = [
        Vector(
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Vector(
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        Vector(
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
        Vector(
            seed: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            key: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            message: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            signature: "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
    ]

    static let context = SigningContext("sirocco test")

    static func key(_ seed: String) throws -> SigningKey {
        var seed = bytes(seed)
        return try SigningKey(seed: try SecretBytes(taking: &seed))
    }

    @Test(arguments: vectors) func signsAsRFC8032(_ vector: Vector) throws {
        let key = try Self.key(vector.seed)
        #expect(key.verificationKey.bytes == bytes(vector.key))
        let signature = key.sign(raw: bytes(vector.message))
        #expect(signature.bytes == bytes(vector.signature))
        #expect(key.verificationKey.isValid(signature, forRaw: bytes(vector.message)))
    }

    @Test func everyChangedBitOfSignatureKeyAndMessageIsRefused() throws {
        let key = try Self.key(Self.vectors[2].seed)
        let message: [UInt8] = [1, 2, 3, 4]
        let signature = key.sign(message, in: Self.context)
        #expect(key.verificationKey.isValid(signature, for: message, in: Self.context))
        for bit in 0..<512 {
            var changed = signature.bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.verificationKey.isValid(try Signature(changed), for: message, in: Self.context), "bit \(bit)")
        }
        for bit in 0..<256 {
            var changed = key.verificationKey.bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!(try VerificationKey(changed)).isValid(signature, for: message, in: Self.context), "bit \(bit)")
        }
        for bit in 0..<32 {
            var changed = message
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.verificationKey.isValid(signature, for: changed, in: Self.context), "bit \(bit)")
        }
    }

    @Test func aSignatureServesOneContextAlone() throws {
        let key = try Self.key(Self.vectors[0].seed)
        let signature = key.sign([7], in: SigningContext("sirocco a"))
        #expect(key.verificationKey.isValid(signature, for: [7], in: SigningContext("sirocco a")))
        #expect(!key.verificationKey.isValid(signature, for: [7], in: SigningContext("sirocco b")))
        // The length before the context keeps bytes from moving between context and message.
        let moved = [UInt8]("a".utf8) + [7]
        #expect(!key.verificationKey.isValid(signature, for: moved, in: SigningContext("sirocco ")))
        #expect(!key.verificationKey.isValid(signature, forRaw: [7]))
    }

    /// S + L signs as S does where the verifier does not look (Wycheproof, "SignatureMalleability").
    @Test func refusesNonCanonicalS() throws {
        let order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        let key = try Self.key(Self.vectors[1].seed)
        for message in 0..<UInt8(20) {
            var signature = key.sign(raw: [message]).bytes
            var carry = 0
            for place in 0..<32 {
                let sum = Int(signature[32 + place]) + Int(order[place]) + carry
                signature[32 + place] = UInt8(sum & 255)
                carry = sum >> 8
            }
            #expect(!key.verificationKey.isValid(try Signature(signature), forRaw: [message]))
        }
    }

    /// Under a key of small order, R = the neutral element and S = 0 would sign every message.
    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ])
    func refusesKeysOfSmallOrderAndNonCanonicalKeys(_ point: String) throws {
        let key = try VerificationKey(bytes(point))
        let neutral = [1] + [UInt8](repeating: 0, count: 31)
        for r in [neutral, bytes(point)] {
            let forged = try Signature(r + [UInt8](repeating: 0, count: 32))
            for message in 0..<UInt8(16) { #expect(!key.isValid(forged, forRaw: [message])) }
        }
        // As R of an honest key's signature as well.
        let honest = try Self.key(Self.vectors[0].seed).verificationKey
        #expect(!honest.isValid(try Signature(bytes(point) + [UInt8](repeating: 0, count: 32)), forRaw: [1]))
    }

    @Test func refusesWrongLengths() {
        for count in [0, 31, 33, 64] {
            #expect(throws: KeyError.wrongLength(expected: 32, found: count)) {
                try VerificationKey([UInt8](repeating: 1, count: count))
            }
        }
        #expect(throws: KeyError.wrongLength(expected: 64, found: 63)) {
            try Signature([UInt8](repeating: 1, count: 63))
        }
    }

    @Test func takingASeedZeroesTheCallersArray() throws {
        var seed = [UInt8](repeating: 9, count: 32)
        let first = try SecretBytes(taking: &seed)
        #expect(seed == [UInt8](repeating: 0, count: 32))
        var same = [UInt8](repeating: 9, count: 32)
        let second = try SecretBytes(taking: &same)
        let areEqual = first.isEqual(to: second)
        #expect(areEqual)
        let random = try SecretBytes.random(count: 32)
        let differs = !first.isEqual(to: random)
        #expect(differs)
    }

    @Test func comparesWithoutOrder() {
        #expect(ConstantTime.areEqual([], []))
        #expect(ConstantTime.areEqual([1, 2], [1, 2]))
        #expect(!ConstantTime.areEqual([1, 2], [1, 3]))
        #expect(!ConstantTime.areEqual([1, 2], [1]))
    }

    @Test func randomnessDoesNotRepeat() {
        var generator = SystemRandomness()
        #expect(generator.next() != generator.next())
        #expect(SystemRandomness.bytes(count: 32) != SystemRandomness.bytes(count: 32))
        #expect(SystemRandomness.bytes(count: 0) == [])
    }
}
