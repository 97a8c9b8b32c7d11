import CKernels

// The variable order, kept everywhere: a point is (x₀, …, x₍ₙ₋₁₎), and x₀ belongs to the most
// significant bit of the index. Index i stands for the vertex with x_j = bit n−1−j of i, so bit 0
// of the index is the LAST variable. Binding x₀ then pairs i with i + 2^(n−1), two contiguous halves.

/// Why an operation on multilinear polynomials was refused.
public enum MultilinearError: Error, Hashable, Sendable {
    /// The number of evaluations is not a power of two.
    case countIsNotAPowerOfTwo(Int)
    /// A point has the wrong number of coordinates.
    case wrongVariableCount(expected: Int, found: Int)
}

/// A multilinear polynomial over the base field, as its evaluations on {0, 1}^n.
///
/// Variable x₀ is the most significant bit of the index; bit 0 is the last variable.
public struct MultilinearPolynomial: Sendable, Hashable {
    /// n.
    public let variableCount: Int
    /// `[2^n]`.
    public let evaluations: [Goldilocks]

    public init(evaluations: [Goldilocks]) throws(MultilinearError) {
        variableCount = try exactLog2(evaluations.count)
        self.evaluations = evaluations
    }

    /// The value at any point of the extension.
    ///
    /// - Complexity: 2^n products of a base element and an extension element, and two tables of 2^(n/2).
    public func evaluate(at point: [CubicExtension]) throws(MultilinearError) -> CubicExtension {
        guard point.count == variableCount else {
            throw .wrongVariableCount(expected: variableCount, found: point.count)
        }
        // eq splits over the two halves of the point: sum the inner table first, in long dot products.
        let outer = EqualityPolynomial.table(at: Array(point.prefix(variableCount / 2)))
        let inner = EqualityPolynomial.table(at: Array(point.dropFirst(variableCount / 2)))
        var sum = CubicExtension.zero
        for index in 0..<outer.count {
            sum += outer[index] * inner.dot(evaluations, from: index * inner.count)
        }
        return sum
    }

    /// The polynomial in x₁ … x₍ₙ₋₁₎ with x₀ = `challenge`; nil when there is no variable left.
    ///
    /// - Complexity: 3 · 2^(n−1) base-field products.
    public func binding(_ challenge: CubicExtension) -> CubicMultilinearPolynomial? {
        guard variableCount > 0 else { return nil }
        let half = evaluations.count / 2
        var folded = CubicExtensionVector(repeating: .zero, count: half)
        unsafe evaluations.withWords { v in
            unsafe folded.planes.withWords { out in
                unsafe goldilocks_cubic_vector_fold_base(
                    out.baseAddress, half, v.baseAddress, challenge.kernelForm, half)
            }
        }
        return CubicMultilinearPolynomial(variableCount: variableCount - 1, evaluations: folded)
    }

    /// As above, at a point of the base field: the result stays there.
    public func binding(_ challenge: Goldilocks) -> MultilinearPolynomial? {
        guard variableCount > 0 else { return nil }
        let half = evaluations.count / 2
        var folded = [Goldilocks](repeating: .zero, count: half)
        unsafe evaluations.withWords { v in
            unsafe folded.withWords { out in
                unsafe goldilocks_vector_fold(out.baseAddress, v.baseAddress, challenge.canonical, half)
            }
        }
        return MultilinearPolynomial(variableCount: variableCount - 1, evaluations: folded)
    }

    private init(variableCount: Int, evaluations: [Goldilocks]) {
        self.variableCount = variableCount
        self.evaluations = evaluations
    }
}

/// log2 of a power of two.
func exactLog2(_ count: Int) throws(MultilinearError) -> Int {
    guard count > 0, count & (count - 1) == 0 else { throw .countIsNotAPowerOfTwo(count) }
    return count.trailingZeroBitCount
}
