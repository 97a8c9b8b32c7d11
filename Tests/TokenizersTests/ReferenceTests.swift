import Foundation
import Tokenizers
import Testing

/// Ids against another implementation, on the same texts in twenty scripts and on mixtures of their characters.
struct ReferenceTests {
    struct Vectors: Decodable {
        struct Case: Decodable {
            let text: String
            let ids: [Int32]
        }
        let vocabulary: [String]?
        let merges: [String]?
        let cases: [Case]

        init(_ name: String) throws {
            let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Vectors/tokenizers/\(name).json")
            self = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
        }
    }

    @Test func wordPiecesAgree() throws {
        let vectors = try Vectors("word-piece")
        let vocabulary = try #require(vectors.vocabulary).joined(separator: "\n") + "\n"
        let tokenizer = try WordPieceTokenizer(vocabulary: Array(vocabulary.utf8))
        #expect(vectors.cases.count > 150)
        for item in vectors.cases { #expect(try tokenizer.ids(of: item.text) == item.ids, "\(item.text.debugDescription)") }
    }

    @Test(arguments: [WordSplitting.gpt2, .smollm]) func bytePairsAgreeAndComeBack(splitting: WordSplitting) throws {
        let vectors = try Vectors("byte-pair-\(splitting.rawValue)")
        let tokenizer = try BytePairTokenizer(
            tokens: #require(vectors.vocabulary), merges: #require(vectors.merges), special: [0, 1], splitting: splitting)
        #expect(vectors.cases.count > 150)
        for item in vectors.cases {
            #expect(try tokenizer.ids(of: item.text, namesSpecial: true) == item.ids, "\(item.text.debugDescription)")
            #expect(try tokenizer.bytes(of: item.ids) == Array(item.text.utf8))
            // Text from outside never becomes a special token.
            let plain = try tokenizer.ids(of: item.text)
            #expect(!plain.contains(0) && !plain.contains(1))
            #expect(try tokenizer.bytes(of: plain) == Array(item.text.utf8))
        }
    }
}
