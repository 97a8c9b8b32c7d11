import Algebra
import Foundation
import TestSupport

/// Tests/Vectors/algebra/algebra.json, from Tests/Scripts/algebra_vectors.py. Numbers are hexadecimal.
struct AlgebraVectors: Decodable {
    struct Field: Decodable { let a, b, sum, difference, product, inverse: Word }
    struct Cubic: Decodable { let a, b, product, inverse, frobenius: [Word] }
    struct Transform: Decodable {
        let sizeLog2: Int
        let coefficients, values: [Word]
    }
    struct Code: Decodable {
        let sizeLog2, rateLog2: Int
        let coefficients, codeword: [Word]
    }
    struct Multilinear: Decodable {
        let base: [Word]
        let extended, point, other, table: [[Word]]
        let baseValue, extendedValue, equality: [Word]
    }
    struct Sumcheck: Decodable {
        struct Term: Decodable {
            let coefficient: [Word]
            let factors: [Int]
        }
        let degree: Int
        let base: [[Word]]
        let extended, challenges: [[Word]]
        let terms: [Term]
        let sum, value: [Word]
        let rounds: [[[Word]]]
    }
    struct Constants: Decodable { let external, `internal`: [Word] }
    struct Permutation: Decodable { let input, output: [Word] }
    struct Sponge: Decodable {
        let label: String
        let message, digest: [Word]
    }
    struct Packing: Decodable {
        let bytes: String
        let elements: [Word]
    }

    let field: [Field]
    let cubic: [Cubic]
    let roots: [Word]
    let transforms: [Transform]
    let codes: [Code]
    let multilinear: [Multilinear]
    let sumcheck: [Sumcheck]
    let poseidon2Constants: Constants
    let poseidon2: [Permutation]
    let sponge: [Sponge]
    let packing: [Packing]

    static func load() throws -> AlgebraVectors { try vectors("algebra/algebra.json") }
}

/// A canonical element as sixteen hexadecimal digits.
struct Word: Decodable {
    struct NotCanonical: Error {}

    let element: Goldilocks

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let word = UInt64(text, radix: 16), let element = Goldilocks(canonical: word) else {
            throw NotCanonical()
        }
        self.element = element
    }
}

func vectors<Content: Decodable>(_ path: String) throws -> Content {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Vectors/" + path)
    return try JSONDecoder().decode(Content.self, from: Data(contentsOf: file))
}

extension [Word] {
    var elements: [Goldilocks] { map(\.element) }
    var cubic: CubicExtension { CubicExtension(self[0].element, self[1].element, self[2].element) }
}

extension SeededGenerator {
    /// A residue: one of the values that are hard on carries, or a uniform one.
    mutating func element() -> Goldilocks {
        let p = Goldilocks.modulus
        let edges: [UInt64] = [0, 1, p - 1, (1 << 32) - 1, 1 << 32, (1 << 32) + 1, (p + 1) / 2, p - (1 << 32)]
        let word = next()
        return Goldilocks(reducing: word % 4 == 0 ? edges[Int(next() % 8)] : next())
    }

    mutating func elements(_ count: Int) -> [Goldilocks] { (0..<count).map { _ in element() } }
    mutating func cubic() -> CubicExtension { CubicExtension(element(), element(), element()) }
    mutating func cubics(_ count: Int) -> [CubicExtension] { (0..<count).map { _ in cubic() } }
}
