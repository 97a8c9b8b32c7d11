/// What a precompile says to a question of the ledger, as bytes: 0 no, with the reason's code (2) or without; 1
/// yes, with whatever it made; 2 the opposite was shown.
public enum Answer: Sendable, Equatable {
    /// Nothing was shown. The code is a `RefusalCode`'s; 0: no reason given.
    case no(code: UInt16)
    case yes([UInt8])
    /// For refutations: the claim is right where it was said to be wrong. For answers in a dispute: what was
    /// revealed and signed is wrong in itself, so the claim falls.
    case opposite

    public var bytes: [UInt8] {
        switch self {
        case .no(0): [0]
        case .no(let code): [0, UInt8(truncatingIfNeeded: code), UInt8(code >> 8)]
        case .yes(let made): [1] + made
        case .opposite: [2]
        }
    }

    /// - Returns: nil unless the bytes are an answer's.
    init?(_ bytes: [UInt8]) {
        switch (bytes.first, bytes.count) {
        case (0, 1): self = .no(code: 0)
        case (0, 3): self = .no(code: UInt16(bytes[1]) | UInt16(bytes[2]) << 8)
        case (1, _): self = .yes(Array(bytes.dropFirst()))
        case (2, 1): self = .opposite
        default: return nil
        }
    }
}
