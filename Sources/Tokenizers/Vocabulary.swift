/// Tokens by id and ids by token. Ids are positions from 0.
public struct Vocabulary: Sendable {
    public let tokens: [String]
    private let ids: [[UInt8]: Int32]

    /// - Throws: `emptyVocabulary`, or `duplicateToken` where two ids have the same bytes.
    public init(_ tokens: [String]) throws(TokenizerError) {
        guard !tokens.isEmpty else { throw .emptyVocabulary }
        // Keyed by bytes: Swift's strings compare equal when only their normalisation differs, tokens must not.
        var ids: [[UInt8]: Int32] = [:]
        ids.reserveCapacity(tokens.count)
        for (id, token) in tokens.enumerated() {
            guard ids.updateValue(Int32(id), forKey: Array(token.utf8)) == nil else { throw .duplicateToken(token) }
        }
        self.tokens = tokens
        self.ids = ids
    }

    public var count: Int { tokens.count }

    public func id(of token: some Sequence<UInt8>) -> Int32? { ids[Array(token)] }

    func required(_ token: String) throws(TokenizerError) -> Int32 {
        guard let id = id(of: token.utf8) else { throw .missingToken(token) }
        return id
    }
}
