import CKernels

/// The Reed–Solomon code of rate 2^−k: a polynomial of N coefficients, evaluated on the coset 7·⟨W⟩ of
/// the subgroup of order N·2^k.
///
/// Position i of a codeword holds the value at 7·W^rev(i), rev reversing all log2(N) + k bits. The
/// block of N positions from b·N on is then one transform of size N, on the coset 7·W^rev_k(b) of the
/// subgroup of order N: the zeros above the degree are never transformed.
public struct LowDegreeExtension: Sendable {
    /// log2 N.
    public let sizeLog2: Int
    /// k.
    public let rateLog2: Int
    /// N·2^k.
    public var codewordCount: Int { 1 << (sizeLog2 + rateLog2) }

    private let transform: NumberTheoreticTransform
    /// One a block: 7·W^rev_k(b).
    private let shifts: [Goldilocks]

    /// Nil unless both logarithms are non-negative and their sum is at most 32.
    public init?(sizeLog2: Int, rateLog2: Int) {
        guard sizeLog2 >= 0, rateLog2 >= 0, sizeLog2 <= 32, rateLog2 <= 32,
            let root = Goldilocks.rootOfUnity(orderLog2: sizeLog2 + rateLog2),
            let transform = NumberTheoreticTransform(sizeLog2: sizeLog2)
        else { return nil }
        self.sizeLog2 = sizeLog2
        self.rateLog2 = rateLog2
        self.transform = transform
        var shifts = root.powers(count: 1 << rateLog2, from: .generator)
        NumberTheoreticTransform.bitReverse(&shifts)
        self.shifts = shifts
    }

    /// The point whose value position `index` holds.
    public func point(at index: Int) -> Goldilocks {
        precondition(index >= 0 && index < codewordCount)
        let exponent = NumberTheoreticTransform.reversed(index, bits: sizeLog2 + rateLog2)
        let root = Goldilocks.rootOfUnity(orderLog2: sizeLog2 + rateLog2) ?? .one
        return Goldilocks.generator * root.power(UInt64(exponent))
    }

    /// The codeword of `coefficients`, `[N]` in natural order; `[N·2^k]` in bit-reversed order.
    ///
    /// - Complexity: 2^k transforms of size N.
    /// - Timing: independent of the values.
    public func encode(_ coefficients: [Goldilocks]) -> [Goldilocks] {
        let size = 1 << sizeLog2
        precondition(coefficients.count == size)
        var codeword: [Goldilocks] = []
        codeword.reserveCapacity(codewordCount)
        for shift in shifts {
            var block = shift.powers(count: size)
            block.multiply(by: coefficients)
            transform.forward(&block)
            codeword.append(contentsOf: block)
        }
        return codeword
    }

    /// The codeword of a polynomial over the extension: its three planes, each encoded.
    public func encode(_ coefficients: CubicExtensionVector) -> CubicExtensionVector {
        let size = 1 << sizeLog2
        precondition(coefficients.count == size)
        var codeword = CubicExtensionVector(repeating: .zero, count: codewordCount)
        for plane in 0..<3 {
            let encoded = encode(Array(coefficients.planes[plane * size..<(plane + 1) * size]))
            codeword.planes.replaceSubrange(plane * codewordCount..<(plane + 1) * codewordCount, with: encoded)
        }
        return codeword
    }
}
