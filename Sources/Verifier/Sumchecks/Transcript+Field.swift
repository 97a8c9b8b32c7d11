import Algebra
import Transcript

// The transcript speaks words; proofs speak field elements.

extension Transcript {
    /// A random element of the extension: three limbs, uniform in [0, p).
    public mutating func challenge(_ tag: Tag) -> CubicExtension {
        let (c0, c1, c2) = challengeCubic(tag)
        return CubicExtension(Goldilocks(reducing: c0), Goldilocks(reducing: c1), Goldilocks(reducing: c2))
    }

    /// Absorbs extension elements, each as its limbs c0, c1, c2.
    public mutating func absorb(_ tag: Tag, _ elements: [CubicExtension]) {
        var words: [UInt64] = []
        words.reserveCapacity(3 * elements.count)
        for element in elements { words += [element.c0.canonical, element.c1.canonical, element.c2.canonical] }
        absorb(tag, fieldElements: words)
    }

    /// Absorbs base-field elements.
    public mutating func absorb(_ tag: Tag, _ elements: [Goldilocks]) {
        absorb(tag, fieldElements: elements.map(\.canonical))
    }
}

/// A sumcheck's rounds are absorbed under `sc-round`, its challenges drawn under `sc-point`.
extension Transcript: SumcheckChallenger {
    public mutating func absorb(round: [CubicExtension]) { absorb("sc-round", round) }
    public mutating func challenge() -> CubicExtension { challenge("sc-point") }
}

extension CanonicalDecoder {
    /// As many extension elements as the reader knows to follow, each as its limbs c0, c1, c2.
    ///
    /// - Throws: `truncated`, before anything is allocated; `nonCanonical` for a limb that is not below p.
    public mutating func cubics(_ field: String, count: Int) throws(CanonicalError) -> [CubicExtension] {
        let (wordCount, overflow) = count.multipliedReportingOverflow(by: 3)
        let words = try words(field, count: overflow ? Int.max : wordCount, below: Goldilocks.modulus)
        return (0..<count).map { index in
            CubicExtension(
                Goldilocks(reducing: words[3 * index]), Goldilocks(reducing: words[3 * index + 1]),
                Goldilocks(reducing: words[3 * index + 2]))
        }
    }

    /// One extension element.
    public mutating func cubic(_ field: String) throws(CanonicalError) -> CubicExtension {
        let words = try words(field, count: 3, below: Goldilocks.modulus)
        return CubicExtension(
            Goldilocks(reducing: words[0]), Goldilocks(reducing: words[1]), Goldilocks(reducing: words[2]))
    }
}

extension CanonicalEncoder {
    /// The elements, each as its limbs c0, c1, c2, without a count.
    public mutating func append(cubics elements: [CubicExtension]) {
        for element in elements {
            append(element.c0.canonical)
            append(element.c1.canonical)
            append(element.c2.canonical)
        }
    }
}
