/// How a byte-level tokenizer cuts a text into words, within which pieces are joined.
///
/// Both are GPT-2's pattern, `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`; SmolLM's first
/// sets every number apart. Written as a scanner, since a regular expression over every prompt is slow and the
/// pattern is fixed.
public enum WordSplitting: String, Sendable {
    case gpt2 = "gpt-2"
    case smollm

    func words(of scalars: ArraySlice<Unicode.Scalar>) -> [ArraySlice<Unicode.Scalar>] {
        guard self == .smollm else { return Self.patternWords(scalars) }
        var words: [ArraySlice<Unicode.Scalar>] = []
        var start = scalars.startIndex
        for index in scalars.indices where scalars[index].isNumber {
            words += Self.patternWords(scalars[start..<index])
            words.append(scalars[index...index])
            start = index + 1
        }
        return words + Self.patternWords(scalars[start...])
    }

    private static func patternWords(_ scalars: ArraySlice<Unicode.Scalar>) -> [ArraySlice<Unicode.Scalar>] {
        var words: [ArraySlice<Unicode.Scalar>] = []
        var start = scalars.startIndex
        while start < scalars.endIndex {
            let end = wordEnd(scalars[start...])
            words.append(scalars[start..<end])
            start = end
        }
        return words
    }

    /// Where the word ends that begins the slice, which is not empty.
    private static func wordEnd(_ text: ArraySlice<Unicode.Scalar>) -> Int {
        for contraction in contractions where text.starts(with: contraction) { return text.startIndex + contraction.count }
        let blank = text[text.startIndex] == " "
        let body = blank ? text.dropFirst() : text
        if let first = body.first, !first.isSpace {
            let kind = Kind(first)
            return body.firstIndex { $0.isSpace || Kind($0) != kind } ?? body.endIndex
        }
        // Blanks alone. Followed by a word they leave it the last one.
        let end = text.firstIndex { !$0.isSpace } ?? text.endIndex
        return end == text.endIndex || end == text.startIndex + 1 ? end : end - 1
    }

    private enum Kind {
        case letter, number, other

        init(_ scalar: Unicode.Scalar) { self = scalar.isLetter ? .letter : scalar.isNumber ? .number : .other }
    }

    private static let contractions: [[Unicode.Scalar]] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map { Array($0.unicodeScalars) }
}
