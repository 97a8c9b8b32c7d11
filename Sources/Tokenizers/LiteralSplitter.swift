/// Finds tokens that a text names literally, such as `[MASK]` or `<|im_start|>`, before anything else is done to it.
struct LiteralSplitter {
    enum Part {
        case text(ArraySlice<Unicode.Scalar>)
        case literal(Int32)
    }

    /// By first scalar, longest first.
    private var candidates: [Unicode.Scalar: [(scalars: [Unicode.Scalar], id: Int32)]] = [:]

    init(_ literals: [(scalars: [Unicode.Scalar], id: Int32)]) {
        for literal in literals.sorted(by: { $0.scalars.count > $1.scalars.count }) {
            guard let first = literal.scalars.first else { continue }
            candidates[first, default: []].append(literal)
        }
    }

    func parts(of text: String) -> [Part] {
        let scalars = Array(text.unicodeScalars)
        var parts: [Part] = []
        var start = 0, index = 0
        while index < scalars.count {
            let match = candidates[scalars[index]]?.first { scalars[index...].starts(with: $0.scalars) }
            guard let match else {
                index += 1
                continue
            }
            if start < index { parts.append(.text(scalars[start..<index])) }
            parts.append(.literal(match.id))
            index += match.scalars.count
            start = index
        }
        if start < scalars.count { parts.append(.text(scalars[start...])) }
        return parts
    }
}
