/// Why a key could not be made or used.
public enum KeyError: Error, Equatable, Sendable {
    /// The system gives no locked memory.
    case noSecureMemory
    /// Bytes of another length than a key, seed or signature has.
    case wrongLength(expected: Int, found: Int)
    /// A public key under which no secret can be kept: of small order or not a point.
    case unusableKey
    /// A sealed box that this key does not open, or that was altered.
    case doesNotOpen
}

extension KeyError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSecureMemory: "the system gives no memory that is kept from swapping"
        case .wrongLength(let expected, let found): "\(expected) bytes are needed, \(found) were given"
        case .unusableKey: "the public key is not a point of full order"
        case .doesNotOpen: "the box was sealed to another key, or altered"
        }
    }
}
