/// Why a tokenizer could not be built or a text not be taken.
public enum TokenizerError: Error, Equatable, Sendable {
    /// More bytes of text than the caller allows.
    case textTooLong(bytes: Int, limit: Int)
    case notUTF8(line: Int)
    case emptyVocabulary
    case duplicateToken(String)
    case missingToken(String)
    case idOutOfRange(Int, size: Int)
    case badMerge(String)
    /// A pre-tokenizer that this release does not know.
    case unknownSplitting(String)
    case badTokenKinds(expected: Int, found: Int)
    case tokenNotWritten(String)
}
