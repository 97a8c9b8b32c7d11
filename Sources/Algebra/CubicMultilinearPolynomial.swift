import CKernels

/// A multilinear polynomial over the cubic extension, as its evaluations on {0, 1}^n.
///
/// Variable x₀ is the most significant bit of the index; bit 0 is the last variable.
public struct CubicMultilinearPolynomial: Sendable, Hashable {
    /// n.
    public let variableCount: Int
    /// `[2^n]`.
    public let evaluations: CubicExtensionVector

    public init(evaluations: CubicExtensionVector) throws(MultilinearError) {
        variableCount = try exactLog2(evaluations.count)
        self.evaluations = evaluations
    }

    init(variableCount: Int, evaluations: CubicExtensionVector) {
        self.variableCount = variableCount
        self.evaluations = evaluations
    }

    /// The value at any point.
    ///
    /// - Complexity: 2^n extension products and two tables of 2^(n/2).
    public func evaluate(at point: [CubicExtension]) throws(MultilinearError) -> CubicExtension {
        guard point.count == variableCount else {
            throw .wrongVariableCount(expected: variableCount, found: point.count)
        }
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
    /// - Complexity: 2^(n−1) extension products.
    public func binding(_ challenge: CubicExtension) -> CubicMultilinearPolynomial? {
        guard variableCount > 0 else { return nil }
        let half = evaluations.count / 2
        var folded = CubicExtensionVector(repeating: .zero, count: half)
        unsafe evaluations.planes.withWords { v in
            unsafe folded.planes.withWords { out in
                unsafe goldilocks_cubic_vector_fold(
                    out.baseAddress, half, v.baseAddress, 2 * half, challenge.kernelForm, half)
            }
        }
        return CubicMultilinearPolynomial(variableCount: variableCount - 1, evaluations: folded)
    }
}
