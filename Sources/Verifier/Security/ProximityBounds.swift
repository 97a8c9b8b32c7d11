import Algebra

/// What is known about Reed–Solomon codes up to a profile's distance, as logarithms of upper bounds in
/// units of 2^−24 bit.
///
/// Johnson: distance 1 − √ρ − η with η = √ρ/m. At most 1/(2η√ρ) = m/(2ρ) codewords are that close
/// (Johnson bound). The number of challenges that bring two words closer to the code than they are,
/// mutually, is at most a = (2(M + ½)⁵ + 3(M + ½)γρ) / (3ρ^(3/2)) · n + (M + ½)/√ρ with n the length of the code and
/// M = ⌈√ρ/η⌉ = m (eprint 2025/2055, Theorem 4.2; for mutual agreement eprint 2025/2110).
///
/// Unique decoding: distance (1 − ρ)/2, one codeword, a = n (Ben-Sasson, Carmon, Ishai, Kopparty, Saraf
/// 2020, eprint 2020/654, Theorem 1.4; mutual by eprint 2024/1586, Lemma 4.10).
struct ProximityBounds {
    let analysis: SecurityProfile.Analysis

    private static func bits(_ count: Int) -> Int { count << BinaryLogarithm.fractionBits }

    /// log2 of the number of elements of the cubic extension, rounded down: 3·log2(p), and
    /// p > 2^64 · (1 − 2^−32).
    static let fieldBits = bits(192) - 1

    /// log2 of the list size.
    func listSize(rateLog2: Int) -> Int {
        switch analysis {
        case .johnson(let m): BinaryLogarithm.ceiling(UInt64(clamping: m)) + Self.bits(rateLog2 - 1)
        case .uniqueDecoding: 0
        }
    }

    /// log2 of the number of bad challenges when two words are folded into a code of 2^sizeLog2
    /// coefficients.
    func exceptions(sizeLog2: Int, rateLog2: Int) -> Int {
        let length = Self.bits(sizeLog2 + rateLog2)
        switch analysis {
        case .johnson(let m):
            // (2(m + ½)⁵)/3 = (2m + 1)⁵/48; γρ < 1; the last summand is at most (m + 1)·n·ρ^(−3/2).
            let odd = UInt64(clamping: 2 * m + 1)
            let fifth = odd &* odd &* odd &* odd &* odd
            let bracket = fifth / 48 + 1 + 2 * UInt64(clamping: m + 1)
            return BinaryLogarithm.ceiling(bracket) + length + Self.bits(3 * rateLog2) / 2
        case .uniqueDecoding:
            return length
        }
    }

    /// Bits that one query gives, rounded down: −log2 of 1 − δ.
    func bitsOfQuery(rateLog2: Int) -> Int {
        switch analysis {
        case .johnson(let m):
            let loss = BinaryLogarithm.ceiling(UInt64(clamping: m + 1)) - BinaryLogarithm.floor(UInt64(clamping: m))
            return Self.bits(rateLog2) / 2 - loss
        case .uniqueDecoding:
            // (1 + ρ)/2 = (2^k + 1)/2^(k + 1); rates below 2^−40 gain nothing more.
            let k = min(rateLog2, 40)
            return Self.bits(k + 1) - BinaryLogarithm.ceiling((1 << UInt64(k)) + 1)
        }
    }

    /// Where the bounds come from, for reports.
    var foldSource: String {
        switch analysis {
        case .johnson: "eprint 2025/2055 Thm 4.2, mutual: eprint 2025/2110; eprint 2024/1586 Thm 5.2"
        case .uniqueDecoding: "eprint 2020/654 Thm 1.4, mutual: eprint 2024/1586 Lemma 4.10 and Thm 5.2"
        }
    }

    var foldStatus: SecurityStatus {
        switch analysis {
        case .johnson: .preprint
        case .uniqueDecoding: .proven
        }
    }

    /// The count of bad challenges as text.
    var exceptionsFormula: String {
        switch analysis {
        case .johnson(let m): "a, a = (2(m+1/2)^5 + 3(m+1/2)γρ)/(3ρ^(3/2))·n + (m+1/2)/√ρ, m = \(m)"
        case .uniqueDecoding: "a, a = n"
        }
    }

    /// 1 − δ as text.
    var queryFormula: String {
        switch analysis {
        case .johnson(let m): "(√ρ·(1 + 1/\(m)))^t"
        case .uniqueDecoding: "((1 + ρ)/2)^t"
        }
    }
}
