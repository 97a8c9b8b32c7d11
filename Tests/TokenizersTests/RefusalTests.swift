import Tokenizers
import Testing

struct TokenizerRefusalTests {
    static let alphabet = try! ReferenceTests.Vectors("byte-pair-gpt-2").vocabulary!

    @Test func aVocabularyMustBeWhole() {
        #expect(throws: TokenizerError.emptyVocabulary) { try WordPieceTokenizer(vocabulary: []) }
        #expect(throws: TokenizerError.missingToken("[CLS]")) { try WordPieceTokenizer(vocabulary: Array("[UNK]\na".utf8)) }
        #expect(throws: TokenizerError.duplicateToken("a")) { try WordPieceTokenizer(vocabulary: Array("[UNK]\na\na".utf8)) }
        #expect(throws: TokenizerError.notUTF8(line: 2)) { try WordPieceTokenizer(vocabulary: [0x61, 0x0A, 0xFF]) }
        #expect(throws: TokenizerError.missingToken("a")) {
            try BytePairTokenizer(tokens: ["ab"], merges: [], special: [], splitting: .gpt2)
        }
    }

    @Test func mergesAndIDsAreChecked() throws {
        let tokens = Self.alphabet
        for merge in ["a", "a qqqq", "qqqq a", " ", "a  b", "Ł Ł"] {
            #expect(throws: TokenizerError.badMerge(merge)) {
                try BytePairTokenizer(tokens: tokens, merges: [merge], special: [], splitting: .gpt2)
            }
        }
        #expect(throws: TokenizerError.idOutOfRange(tokens.count, size: tokens.count)) {
            try BytePairTokenizer(tokens: tokens, merges: [], special: [tokens.count], splitting: .gpt2)
        }
        let tokenizer = try BytePairTokenizer(tokens: tokens, merges: [], special: [], splitting: .gpt2)
        for id in [-1, Int32(tokens.count), .max, .min] {
            #expect(throws: TokenizerError.idOutOfRange(Int(id), size: tokens.count)) { try tokenizer.bytes(of: [id]) }
        }
    }

    @Test func longTextsAreBounded() throws {
        let tokenizer = try BytePairTokenizer(
            tokens: Self.alphabet, merges: ReferenceTests.Vectors("byte-pair-gpt-2").merges!, special: [], splitting: .gpt2)
        let size = BytePairTokenizer.textLimit + 1
        #expect(throws: TokenizerError.textTooLong(bytes: size, limit: BytePairTokenizer.textLimit)) {
            try tokenizer.ids(of: String(repeating: "a", count: size))
        }
        // One word of 200,000 letters: quadratic joining would not come back.
        let word = String(repeating: "ab", count: 100_000)
        #expect(try tokenizer.bytes(of: tokenizer.ids(of: word)) == Array(word.utf8))
    }

    @Test func aLongPromptIsCut() throws {
        let vocabulary = "[UNK]\n[CLS]\n[SEP]\na\nb"
        let tokenizer = try WordPieceTokenizer(vocabulary: Array(vocabulary.utf8))
        #expect(try tokenizer.ids(of: "a b a b", limit: 4) == [1, 3, 4, 2])
        #expect(try tokenizer.ids(of: "a b", limit: 2) == [1, 2])
        #expect(try tokenizer.ids(of: "a b", limit: 0) == [1, 2])
    }
}
