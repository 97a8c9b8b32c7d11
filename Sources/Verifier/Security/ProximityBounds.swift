import Algebra

/// What is known about one tree's Reed–Solomon code up to the distance that is argued about, as logarithms
/// of upper bounds in units of 2^−24 bit.
///
/// Johnson: distance 1 − √ρ·(1 + 1/(2m)). At most m/ρ codewords are that close (Johnson bound, 1/(2η√ρ) with
/// η = √ρ/(2m)). The number of challenges that bring two words mutually closer to the code than they are is
/// at most a = ℓ⁷/3 · (ρn)², ℓ = (m + ½)/√ρ, n the code's length (Haböck, eprint 2025/2110, Theorem 2; its ρ
/// counts degrees, which a factor 4 covers). The bound linear in n of eprint 2025/2055 is for agreement that
/// is not mutual, so it is not used. m is the largest, of the profile's and its halves, that keeps folds
/// six bits above the floor: close to Johnson's bound for small codes, further from it for long ones.
///
/// Unique decoding: distance (1 − ρ)/2, one codeword, a = n (Ben-Sasson, Carmon, Ishai, Kopparty, Saraf
/// 2020, eprint 2020/654, Theorems 1.4 and 1.5; mutual by eprint 2024/1586, Lemma 4.10).
struct ProximityBounds {
    private let rateLog2: Int
    /// Nil under unique decoding.
    let m: Int?

    private static func bits(_ count: Int) -> Int { count << BinaryLogarithm.fractionBits }

    /// log2 of the number of elements of the cubic extension, rounded down: 3·log2(p), and
    /// p > 2^64 · (1 − 2^−32).
    static let fieldBits = bits(192) - 1

    /// The bounds for a tree over columns of 2^sizeLog2 values at rate 2^−rateLog2.
    init(_ profile: SecurityProfile, sizeLog2: Int, rateLog2: Int, columnCount: Int) {
        self.rateLog2 = rateLog2
        guard case .johnson(let most) = profile.analysis else {
            m = nil
            return
        }
        let columns = BinaryLogarithm.ceiling(UInt64(clamping: max(1, columnCount - 1)))
        let allowed = Self.fieldBits - Self.bits(profile.floorBits + 6) - columns
        var m = most
        while m > 4 && Self.exceptions(m: m, sizeLog2: sizeLog2, rateLog2: rateLog2) > allowed { m /= 2 }
        self.m = m
    }

    /// log2 of the list size.
    var listSize: Int {
        guard let m else { return 0 }
        return BinaryLogarithm.ceiling(UInt64(clamping: m)) + Self.bits(rateLog2)
    }

    /// log2 of the number of bad challenges when two words are folded into a code of 2^sizeLog2
    /// coefficients.
    func exceptions(sizeLog2: Int) -> Int {
        guard let m else { return Self.bits(sizeLog2 + rateLog2) }
        return Self.exceptions(m: m, sizeLog2: sizeLog2, rateLog2: rateLog2)
    }

    private static func exceptions(m: Int, sizeLog2: Int, rateLog2: Int) -> Int {
        let numerator = BinaryLogarithm.ceiling(UInt64(clamping: 2 * m + 1)) - bits(1)
        return 7 * numerator - BinaryLogarithm.floor(3) + bits(7 * rateLog2) / 2 + bits(2 * sizeLog2 + 2)
    }

    /// Bits that one query gives, rounded down: −log2 of 1 − δ.
    var bitsOfQuery: Int {
        guard let m else {
            // (1 + ρ)/2 = (2^k + 1)/2^(k + 1); rates below 2^−40 gain nothing more.
            let k = min(rateLog2, 40)
            return Self.bits(k + 1) - BinaryLogarithm.ceiling((1 << UInt64(k)) + 1)
        }
        let loss = BinaryLogarithm.ceiling(UInt64(clamping: 2 * m + 1)) - BinaryLogarithm.floor(UInt64(clamping: 2 * m))
        return Self.bits(rateLog2) / 2 - loss
    }

    /// Where the bounds come from, for reports.
    var foldSource: String {
        m == nil
            ? "eprint 2020/654 Thm 1.4 and 1.5, mutual: eprint 2024/1586 Lemma 4.10 and Thm 5.2"
            : "eprint 2025/2110 Thm 2 (beside 2025/2055); eprint 2024/1586 Thm 5.2"
    }

    var foldStatus: SecurityStatus { m == nil ? .proven : .preprint }

    /// The count of bad challenges as text.
    var exceptionsFormula: String {
        guard let m else { return "a, a = n" }
        return "a, a = 4·((m+1/2)/√ρ)^7/3·(ρn)², m = \(m)"
    }

    /// 1 − δ as text.
    var queryFormula: String {
        guard let m else { return "((1 + ρ)/2)^t" }
        return "(√ρ·(1 + 1/\(2 * m)))^t"
    }
}
