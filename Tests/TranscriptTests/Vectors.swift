import CKernels
import Foundation
import Transcript

/// A file of Tests/Vectors.
func vectors<Content: Decodable>(_ path: String, as type: Content.Type = Content.self) throws -> Content {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Vectors/" + path)
    return try JSONDecoder().decode(type, from: Data(contentsOf: file))
}

/// The input rule of the published BLAKE3 vectors.
func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 251) } }

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

func bytes(hexadecimal text: String) throws -> [UInt8] {
    let digits = Array(text)
    return try stride(from: 0, to: digits.count, by: 2).map {
        guard let byte = UInt8(String(digits[$0...$0 + 1]), radix: 16) else { throw DigestError.invalidText }
        return byte
    }
}

/// Runs `body` at every level that this processor offers, then puts the former level back.
func atEveryLevel(_ body: () throws -> Void) rethrows {
    let former = sirocco_isa_active()
    defer { sirocco_isa_set(former) }
    for level in 0...sirocco_isa_detected() {
        sirocco_isa_set(level)
        try body()
    }
}
