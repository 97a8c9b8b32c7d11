import CKernels
import Foundation

/// The C functions of BLAKE3 over arrays, and the published vectors.
struct BLAKE3Kernel {
    var mode: blake3_mode

    static var plain: BLAKE3Kernel { BLAKE3Kernel(mode: blake3_mode_plain()) }

    static func keyed(_ key: [UInt8]) -> BLAKE3Kernel {
        BLAKE3Kernel(mode: unsafe blake3_mode_keyed(key))
    }

    static func derived(_ context: String) -> BLAKE3Kernel {
        let bytes = Array(context.utf8)
        return BLAKE3Kernel(mode: unsafe blake3_mode_derived(bytes, bytes.count))
    }

    func hash(_ message: [UInt8]) -> [UInt8] {
        var mode = mode
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe blake3_hash(&mode, message, message.count, &digest)
        return digest
    }

    func extended(_ message: [UInt8], count: Int, firstBlock: UInt64 = 0) -> [UInt8] {
        var mode = mode
        var output = [UInt8](repeating: 0, count: count)
        unsafe blake3_hash_extended(&mode, message, message.count, firstBlock, &output, count)
        return output
    }

    /// The message in pieces that end at the given places.
    func incremental(_ message: [UInt8], splits: [Int], count: Int) -> [UInt8] {
        var mode = mode
        var state = blake3_state()
        unsafe blake3_state_start(&state, &mode)
        var start = 0
        for end in splits + [message.count] {
            let piece = Array(message[start..<end])
            unsafe blake3_state_update(&state, piece, piece.count)
            start = end
        }
        var output = [UInt8](repeating: 0, count: count)
        unsafe blake3_state_output(&state, 0, &output, count)
        return output
    }

    func batch(_ messages: [UInt8], stride: Int, length: Int, count: Int) -> [UInt8] {
        var mode = mode
        var digests = [UInt8](repeating: 0, count: 32 * count)
        unsafe blake3_hash_batch(&mode, messages, stride, length, count, &digests)
        return digests
    }

    func chunks(_ message: [UInt8], counter: UInt64 = 0) -> [UInt8] {
        var mode = mode
        var values = [UInt8](repeating: 0, count: 32 * max(1, (message.count + 1023) / 1024))
        unsafe blake3_chunks(&mode, message, message.count, counter, &values)
        return values
    }

    func parents(_ pairs: [UInt8]) -> [UInt8] {
        var mode = mode
        var values = [UInt8](repeating: 0, count: pairs.count / 2)
        unsafe blake3_parents(&mode, pairs, pairs.count / 64, &values)
        return values
    }

    func rootParent(_ pair: [UInt8]) -> [UInt8] {
        var mode = mode
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe blake3_root_parent(&mode, pair, &digest)
        return digest
    }

    func subtree(_ message: [UInt8], counter: UInt64) -> [UInt8] {
        var mode = mode
        var value = [UInt8](repeating: 0, count: 32)
        unsafe blake3_subtree(&mode, message, message.count, counter, &value)
        return value
    }
}

/// Tests/Vectors/blake3/test_vectors.json; ORIGIN.md beside it says where it is from.
struct BLAKE3PublishedVectors: Decodable {
    struct Case: Decodable {
        let input_len: Int
        let hash: String
        let keyed_hash: String
        let derive_key: String
    }

    let key: String
    let context_string: String
    let cases: [Case]

    static func load() throws -> BLAKE3PublishedVectors {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/blake3/test_vectors.json")
        return try JSONDecoder().decode(BLAKE3PublishedVectors.self, from: Data(contentsOf: file))
    }

    /// The input rule of the published vectors.
    static func input(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 251) } }
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

/// Runs `body` at every level that this processor offers, then puts the former level back.
func atEveryLevel(_ body: (_ level: String) throws -> Void) rethrows {
    let former = sirocco_isa_active()
    defer { sirocco_isa_set(former) }
    for level in 0...sirocco_isa_detected() {
        sirocco_isa_set(level)
        try body(unsafe String(cString: sirocco_isa_name(level)))
    }
}
