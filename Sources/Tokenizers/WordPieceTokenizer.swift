import Foundation

/// The tokenizer of BERT's family: normalise, cut at blanks and punctuation, then the longest known pieces.
///
/// - Source: Devlin et al. 2019; behaviour of PyPI `tokenizers` (`BertNormalizer`, `BertPreTokenizer`, `WordPiece`).
public struct WordPieceTokenizer: Sendable {
    public let vocabulary: Vocabulary
    public let lowercases: Bool
    let unknown: Int32
    let begin: Int32
    let end: Int32
    /// Tokens that a text may name literally, longest first.
    let literals: [(scalars: [Unicode.Scalar], id: Int32)]

    /// A word of more scalars is unknown as a whole.
    static let wordLimit = 100
    /// Bytes of a text at most.
    public static let textLimit = 1 << 24

    /// - Parameter vocabulary: a token a line, as in `vocab.txt`; a final empty line is none.
    public init(vocabulary bytes: [UInt8], lowercases: Bool = true) throws(TokenizerError) {
        var lines: [String] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            guard let line = String(validating: bytes[start..<end], as: UTF8.self) else { throw .notUTF8(line: lines.count + 1) }
            lines.append(line)
            start = end + 1
        }
        let vocabulary = try Vocabulary(lines)
        self.vocabulary = vocabulary
        self.lowercases = lowercases
        unknown = try vocabulary.required("[UNK]")
        begin = try vocabulary.required("[CLS]")
        end = try vocabulary.required("[SEP]")
        literals = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"].compactMap { text in
            vocabulary.id(of: text.utf8).map { (Array(text.unicodeScalars), $0) }
        }
    }

    /// The ids of a text between `[CLS]` and `[SEP]`.
    ///
    /// - Parameter limit: ids at most, the two marks included; what is beyond is dropped, as the models' own code does.
    public func ids(of text: String, limit: Int = .max) throws(TokenizerError) -> [Int32] {
        guard text.utf8.count <= Self.textLimit else { throw .textTooLong(bytes: text.utf8.count, limit: Self.textLimit) }
        var ids: [Int32] = []
        for part in LiteralSplitter(literals).parts(of: text) {
            switch part {
            case .literal(let id): ids.append(id)
            case .text(let scalars):
                for word in words(of: normalised(scalars)) { append(word, to: &ids) }
            }
        }
        if ids.count > max(0, limit - 2) { ids.removeSubrange(max(0, limit - 2)...) }
        return [begin] + ids + [end]
    }

    // MARK: normalisation

    private func normalised(_ scalars: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        var cleaned = String.UnicodeScalarView()
        for scalar in scalars where scalar.value != 0 && scalar.value != 0xFFFD && !scalar.isControl {
            if scalar.isSpace {
                cleaned.append(" ")
            } else if scalar.isIdeographOfBERT {
                cleaned.append(" ")
                cleaned.append(scalar)
                cleaned.append(" ")
            } else {
                cleaned.append(scalar)
            }
        }
        guard lowercases else { return Array(cleaned) }
        // Accents go with the case: decompose, drop the marks, then each scalar's lower case.
        var result: [Unicode.Scalar] = []
        for scalar in String(cleaned).decomposedStringWithCanonicalMapping.unicodeScalars
        where scalar.properties.generalCategory != .nonspacingMark {
            result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
        return result
    }

    private func words(of scalars: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
        var words: [ArraySlice<Unicode.Scalar>] = []
        var start = 0
        for (index, scalar) in scalars.enumerated() {
            guard scalar.isSpace || scalar.isSeparatorOfBERT else { continue }
            if start < index { words.append(scalars[start..<index]) }
            if !scalar.isSpace { words.append(scalars[index...index]) }
            start = index + 1
        }
        if start < scalars.count { words.append(scalars[start...]) }
        return words
    }

    // MARK: pieces

    private func append(_ word: ArraySlice<Unicode.Scalar>, to ids: inout [Int32]) {
        guard word.count <= Self.wordLimit else {
            ids.append(unknown)
            return
        }
        var pieces: [Int32] = []
        var start = word.startIndex
        while start < word.endIndex {
            var end = word.endIndex
            var found: Int32?
            while start < end, found == nil {
                var piece = start == word.startIndex ? "" : "##"
                piece.unicodeScalars.append(contentsOf: word[start..<end])
                found = vocabulary.id(of: piece.utf8)
                if found == nil { end -= 1 }
            }
            guard let found else {
                ids.append(unknown)
                return
            }
            pieces.append(found)
            start = end
        }
        ids += pieces
    }
}
