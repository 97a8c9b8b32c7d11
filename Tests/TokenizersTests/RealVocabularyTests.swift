import Foundation
import ModelImport
import Tokenizers
import Testing

private let modelsFolder = ProcessInfo.processInfo.environment["SIROCCO_TEST_MODELS"].map { URL(fileURLWithPath: $0) }

/// The real models' vocabularies, where somebody has unpacked them: `SIROCCO_TEST_MODELS` names a folder with
/// `vocab.txt` of MiniLM and `smollm2.gguf`. Reported as skipped elsewhere.
@Suite(.enabled(if: modelsFolder != nil)) struct RealVocabularyTests {
    func bytes(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: #require(modelsFolder).appending(path: name)))
    }

    @Test func minilm() throws {
        let tokenizer = try WordPieceTokenizer(vocabulary: bytes("vocab.txt"))
        for item in try ReferenceTests.Vectors("minilm").cases {
            #expect(try tokenizer.ids(of: item.text) == item.ids, "\(item.text.debugDescription)")
        }
    }

    @Test func smollm2() throws {
        let file = try GGUFFile(bytes("smollm2.gguf"))
        guard case .textList(let tokens) = file.metadata["tokenizer.ggml.tokens"],
            case .textList(let merges) = file.metadata["tokenizer.ggml.merges"],
            case .signedList(let kinds) = file.metadata["tokenizer.ggml.token_type"]
        else {
            Issue.record("no vocabulary in the file")
            return
        }
        let tokenizer = try BytePairTokenizer(
            tokens: tokens, merges: merges, special: kinds.indices.filter { kinds[$0] == 3 }, splitting: .smollm)
        for item in try ReferenceTests.Vectors("smollm2").cases {
            #expect(try tokenizer.ids(of: item.text, namesSpecial: true) == item.ids, "\(item.text.debugDescription)")
        }
    }
}
