import CKernels

/// eq(x, y) = ∏ (x_j·y_j + (1 − x_j)(1 − y_j)): 1 where two vertices of the hypercube are equal, else 0,
/// and multilinear in each argument.
public enum EqualityPolynomial {
    /// eq at two points; the empty product is 1. Points of different lengths are refused.
    public static func evaluate(
        at x: [CubicExtension], _ y: [CubicExtension]
    ) throws(MultilinearError) -> CubicExtension {
        guard x.count == y.count else { throw .wrongVariableCount(expected: x.count, found: y.count) }
        var product = CubicExtension.one
        for index in x.indices {
            let both = x[index] * y[index]
            product *= both + both - x[index] - y[index] + Goldilocks.one
        }
        return product
    }

    /// The values eq(point, i) for every vertex i, `[2^n]`; point[0] is the most significant index bit.
    ///
    /// The caller bounds the length of `point`: at most 40 coordinates, a precondition.
    ///
    /// - Complexity: one extension product an entry.
    public static func table(at point: [CubicExtension]) -> CubicExtensionVector {
        precondition(point.count <= 40)
        let count = 1 << point.count
        var table = CubicExtensionVector(repeating: .zero, count: count)
        table[0] = .one
        unsafe table.planes.withWords { words in
            guard let base = words.baseAddress else { return }
            // The last variable is bit 0, so tables double from it up to the first variable.
            var filled = 1
            for coordinate in point.reversed() {
                unsafe goldilocks_cubic_vector_scale(
                    base + filled, count, base, count, coordinate.kernelForm, filled)
                for plane in 0..<3 {
                    let low = unsafe base + plane * count
                    unsafe goldilocks_vector_sub(low, low, low + filled, filled)
                }
                filled *= 2
            }
        }
        return table
    }
}
