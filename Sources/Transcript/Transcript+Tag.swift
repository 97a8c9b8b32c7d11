extension Transcript {
    /// The name of a message or challenge: 1 to 15 printable ASCII characters, fixed in the code.
    ///
    /// Both sides must give the same tags in the same order; the tag of a message is hashed with it.
    public struct Tag: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
        // Characters 0–7 and 8–14, the first in the lowest byte. The highest byte of `high` is 0:
        // the kind goes there.
        let low: UInt64
        let high: UInt64

        /// - Precondition: 1 to 15 printable ASCII characters.
        public init(_ label: StaticString) {
            var words: (low: UInt64, high: UInt64) = (0, 0)
            label.withUTF8Buffer { (characters: UnsafeBufferPointer<UInt8>) in
                precondition((1...15).contains(characters.count), "a tag has 1 to 15 characters")
                for index in 0..<characters.count {
                    let character = unsafe characters[index]
                    precondition((0x20..<0x7F).contains(character), "a tag is printable ASCII")
                    if index < 8 {
                        words.low |= UInt64(character) << (8 * index)
                    } else {
                        words.high |= UInt64(character) << (8 * (index - 8))
                    }
                }
            }
            low = words.low
            high = words.high
        }

        public init(stringLiteral label: StaticString) { self.init(label) }

        public var description: String {
            var characters: [UInt8] = []
            for word in [low, high] {
                for index in 0..<8 {
                    let character = UInt8(truncatingIfNeeded: word >> (8 * index))
                    if character != 0 { characters.append(character) }
                }
            }
            return String(decoding: characters, as: UTF8.self)
        }
    }

    /// What a message is, so that no two kinds of message with the same bytes look alike.
    package enum Kind: UInt64, Sendable {
        case bytes = 0
        case fieldElements = 1
        case digest = 2
        case integer = 3
        case grinding = 4
        case fieldChallenge = 5
        case indexChallenge = 6
    }
}
