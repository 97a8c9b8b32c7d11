import CGMP
import TestSupport

/// A GMP integer: the oracle of the field kernels.
@safe final class GoldilocksOracle {
    static let modulus: UInt = 0xFFFF_FFFF_0000_0001

    private let value: UnsafeMutablePointer<__mpz_struct>

    init(_ word: UInt64 = 0) {
        unsafe value = UnsafeMutablePointer<__mpz_struct>.allocate(capacity: 1)
        unsafe __gmpz_init_set_ui(value, UInt(word))
    }

    deinit {
        unsafe __gmpz_clear(value)
        unsafe value.deallocate()
    }

    static func + (a: GoldilocksOracle, b: GoldilocksOracle) -> GoldilocksOracle {
        let sum = GoldilocksOracle()
        unsafe __gmpz_add(sum.value, a.value, b.value)
        return sum
    }

    static func - (a: GoldilocksOracle, b: GoldilocksOracle) -> GoldilocksOracle {
        let difference = GoldilocksOracle()
        unsafe __gmpz_sub(difference.value, a.value, b.value)
        return difference
    }

    static func * (a: GoldilocksOracle, b: GoldilocksOracle) -> GoldilocksOracle {
        let product = GoldilocksOracle()
        unsafe __gmpz_mul(product.value, a.value, b.value)
        return product
    }

    /// The residue in [0, p), of negative integers too.
    var residue: UInt64 { UInt64(unsafe __gmpz_fdiv_ui(value, GoldilocksOracle.modulus)) }
}

/// Words that are hard on carries, and random residues, about half of each. All below p.
struct GoldilocksSamples {
    static let modulus: UInt64 = 0xFFFF_FFFF_0000_0001
    static let edges: [UInt64] = [
        0, 1, 2, modulus - 1, modulus - 2, 1 << 32, (1 << 32) - 1, (1 << 32) + 1, 1 << 63, modulus - (1 << 32),
        (modulus - 1) / 2, (modulus + 1) / 2, 0xFFFF_FFFE_FFFF_FFFF, 0x8000_0000_8000_0000,
    ]

    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> UInt64 {
        if Bool.random(using: &random) {
            return GoldilocksSamples.edges[Int.random(in: 0..<GoldilocksSamples.edges.count, using: &random)]
        }
        return UInt64.random(in: 0..<GoldilocksSamples.modulus, using: &random)
    }

    mutating func next(_ count: Int) -> [UInt64] { (0..<count).map { _ in next() } }
}

extension GoldilocksSamples {
    /// Lengths that leave every tail of four and eight lanes, and some longer ones.
    static let lengths = Array(0...33) + [63, 64, 65, 127, 255, 256, 257, 1000]
}
