/// Byte-level byte-pair encoding, as GPT-2 and the models after it use it.
///
/// A text's bytes become letters of an alphabet of 256, are cut into words, and neighbouring pieces are joined by
/// rank until no pair is in the list.
///
/// - Source: Radford et al. 2019; Sennrich et al. 2016; behaviour of PyPI `tokenizers` and of llama.cpp.
public struct BytePairTokenizer: Sendable {
    public let vocabulary: Vocabulary
    let splitting: WordSplitting
    /// The result and rank of joining two neighbours.
    let merges: [Pair: (rank: Int32, result: Int32)]
    /// The id of each byte's letter; some vocabularies leave out bytes that their texts never held.
    let byteIDs: [Int32?]
    /// Tokens that a text may name literally.
    let special: [(scalars: [Unicode.Scalar], id: Int32)]

    struct Pair: Hashable {
        let left: Int32
        let right: Int32
    }

    /// Bytes of a text at most.
    public static let textLimit = 1 << 24

    /// - Parameters:
    ///   - merges: in order of rank, two tokens and a blank between them.
    ///   - special: ids of the tokens that are not text, such as marks of a conversation.
    /// - Throws: `missingToken` where no byte has a token, `badMerge` for a pair that the vocabulary does not know.
    public init(
        tokens: [String], merges: [String], special: [Int], splitting: WordSplitting
    ) throws(TokenizerError) {
        let vocabulary = try Vocabulary(tokens)
        var table: [Pair: (rank: Int32, result: Int32)] = [:]
        table.reserveCapacity(merges.count)
        for (rank, merge) in merges.enumerated() {
            let bytes = Array(merge.utf8)
            // The blank's own letter is not a blank, so the first blank parts the two.
            guard let blank = bytes.firstIndex(of: 0x20), let left = vocabulary.id(of: bytes[..<blank]),
                let right = vocabulary.id(of: bytes[(blank + 1)...]),
                let result = vocabulary.id(of: bytes[..<blank] + bytes[(blank + 1)...])
            else { throw .badMerge(merge) }
            guard table.updateValue((Int32(rank), result), forKey: Pair(left: left, right: right)) == nil else { throw .badMerge(merge) }
        }
        let byteIDs = (UInt8.min ... .max).map { vocabulary.id(of: String(Character(ByteAlphabet.letter(of: $0))).utf8) }
        guard byteIDs.contains(where: { $0 != nil }) else { throw .missingToken("\(ByteAlphabet.letter(of: 0x61))") }
        for id in special where !vocabulary.tokens.indices.contains(id) { throw .idOutOfRange(id, size: vocabulary.count) }
        self.vocabulary = vocabulary
        self.merges = table
        self.byteIDs = byteIDs
        self.special = special.map { (Array(vocabulary.tokens[$0].unicodeScalars), Int32($0)) }
        self.splitting = splitting
    }

    /// The ids of a text. A byte that has no token is left out, as the reference implementations leave it out.
    ///
    /// - Parameter namesSpecial: whether special tokens named in the text become their ids. A text from outside must not
    ///   speak for another party of a conversation, so it is false unless the caller wrote the text.
    public func ids(of text: String, namesSpecial: Bool = false) throws(TokenizerError) -> [Int32] {
        guard text.utf8.count <= Self.textLimit else { throw .textTooLong(bytes: text.utf8.count, limit: Self.textLimit) }
        var ids: [Int32] = []
        for part in LiteralSplitter(namesSpecial ? special : []).parts(of: text) {
            switch part {
            case .literal(let id): ids.append(id)
            case .text(let scalars):
                for word in splitting.words(of: scalars) {
                    var view = String.UnicodeScalarView()
                    view.append(contentsOf: word)
                    ids += joined(String(view).utf8.compactMap { byteIDs[Int($0)] })
                }
            }
        }
        return ids
    }

    /// The bytes that ids stand for; a special token is its name. Bytes need not be whole characters.
    public func bytes(of ids: some Sequence<Int32>, namesSpecial: Bool = true) throws(TokenizerError) -> [UInt8] {
        var bytes: [UInt8] = []
        for id in ids {
            guard vocabulary.tokens.indices.contains(Int(id)) else { throw .idOutOfRange(Int(id), size: vocabulary.count) }
            let token = vocabulary.tokens[Int(id)]
            if special.contains(where: { $0.id == id }) {
                if namesSpecial { bytes += Array(token.utf8) }
                continue
            }
            for scalar in token.unicodeScalars {
                guard let byte = ByteAlphabet.byte(of: scalar) else { throw .tokenNotWritten(token) }
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// Joins neighbours, the lowest rank first and the leftmost among equals, in O(n log n).
    private func joined(_ symbols: [Int32]) -> [Int32] {
        guard symbols.count > 1 else { return symbols }
        var symbols = symbols
        var next = Array(1...symbols.count), previous = Array(-1..<symbols.count - 1)
        var alive = [Bool](repeating: true, count: symbols.count)
        var queue = MergeQueue()
        func offer(_ left: Int) {
            let right = next[left]
            guard right < symbols.count, let merge = merges[Pair(left: symbols[left], right: symbols[right])] else { return }
            queue.push(.init(rank: merge.rank, left: Int32(left), pair: Pair(left: symbols[left], right: symbols[right])))
        }
        for index in 0..<symbols.count - 1 { offer(index) }
        while let entry = queue.pop() {
            let left = Int(entry.left)
            guard alive[left], next[left] < symbols.count else { continue }
            let right = next[left]
            // An entry is stale when either side has been joined to something since.
            guard symbols[left] == entry.pair.left, symbols[right] == entry.pair.right, let merge = merges[entry.pair] else { continue }
            symbols[left] = merge.result
            alive[right] = false
            next[left] = next[right]
            if next[right] < symbols.count { previous[next[right]] = left }
            offer(left)
            if previous[left] >= 0 { offer(previous[left]) }
        }
        return symbols.indices.filter { alive[$0] }.map { symbols[$0] }
    }
}
