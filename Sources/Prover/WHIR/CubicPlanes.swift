import Algebra
import CKernels
import Verifier

// Work on the halves of extension vectors through the kernels: what binds the first variable. Callers keep
// the counts; a precondition checks them.

extension [Goldilocks] {
    /// The elements as words, canonical; there is at least one.
    @unsafe
    func withKernelWords<Result>(_ body: (UnsafePointer<UInt64>) -> Result) -> Result {
        unsafe withUnsafeBufferPointer { elements in
            unsafe elements.withMemoryRebound(to: UInt64.self) { words in
                guard let start = words.baseAddress else { preconditionFailure("no elements") }
                return unsafe body(start)
            }
        }
    }

    /// The elements as words, of which there is at least one; writers keep them canonical.
    @unsafe
    mutating func withMutableKernelWords<Result>(_ body: (UnsafeMutablePointer<UInt64>) -> Result) -> Result {
        unsafe withUnsafeMutableBufferPointer { elements in
            unsafe elements.withMemoryRebound(to: UInt64.self) { words in
                guard let start = words.baseAddress else { preconditionFailure("no elements") }
                return unsafe body(start)
            }
        }
    }
}

extension CubicExtensionVector {
    /// The sum of products of the two low halves: where the first variable is 0.
    func dotOfLowHalves(_ other: CubicExtensionVector) -> CubicExtension {
        precondition(count == other.count && count > 1)
        return CubicExtension(
            unsafe planes.withKernelWords { a in
                unsafe other.planes.withKernelWords { b in
                    unsafe goldilocks_cubic_vector_dot(a, count, b, count, count / 2)
                }
            })
    }

    /// The high half less the low half.
    func differenceOfHalves() -> CubicExtensionVector {
        precondition(count > 1)
        let half = count / 2
        var result = CubicExtensionVector(repeating: .zero, count: half)
        unsafe planes.withKernelWords { v in
            unsafe result.planes.withMutableKernelWords { out in
                for plane in 0..<3 {
                    let low = unsafe v + 2 * plane * half
                    unsafe goldilocks_vector_sub(out + plane * half, low + half, low, half)
                }
            }
        }
        return result
    }

    /// The vector with its first variable, the top bit of the index, bound.
    func binding(_ challenge: CubicExtension) -> CubicExtensionVector {
        precondition(count > 1)
        let half = count / 2
        var result = CubicExtensionVector(repeating: .zero, count: half)
        unsafe planes.withKernelWords { v in
            unsafe result.planes.withMutableKernelWords { out in
                unsafe goldilocks_cubic_vector_fold(out, half, v, count, challenge.kernelForm, half)
            }
        }
        return result
    }

    /// self[offset + i] += other[i] over the elements of `other`.
    mutating func add(_ other: CubicExtensionVector, at offset: Int) {
        precondition(offset >= 0 && offset + other.count <= count && other.count > 0)
        let count = count
        unsafe other.planes.withKernelWords { a in
            unsafe planes.withMutableKernelWords { sum in
                for plane in 0..<3 {
                    let target = unsafe sum + plane * count + offset
                    unsafe goldilocks_vector_add(target, target, a + plane * other.count, other.count)
                }
            }
        }
    }

    /// self[i] += factor · base[i].
    mutating func accumulate(_ base: [Goldilocks], times factor: CubicExtension) {
        precondition(count == base.count && count > 0)
        let count = count
        unsafe base.withKernelWords { a in
            unsafe planes.withMutableKernelWords { sum in
                unsafe goldilocks_vector_scaled_accumulate(sum, a, factor.c0.canonical, count)
                unsafe goldilocks_vector_scaled_accumulate(sum + count, a, factor.c1.canonical, count)
                unsafe goldilocks_vector_scaled_accumulate(sum + 2 * count, a, factor.c2.canonical, count)
            }
        }
    }

    /// self[i] += factor · z^rev(i), z in the base field: `[2^n]`, rev on n bits.
    mutating func accumulatePowers(of z: Goldilocks, times factor: CubicExtension) {
        let variables = count.trailingZeroBitCount
        precondition(count == 1 << variables)
        // z^rev(i) is a product of one factor for the high and one for the low part of the index.
        let low = Swift.min(8, variables)
        var base = z
        for _ in 0..<(variables - low) { base = base.squared() }
        let inner = base.powers(count: 1 << low).bitReversed()
        let outer = z.powers(count: 1 << (variables - low)).bitReversed()
        let count = count
        unsafe inner.withKernelWords { a in
            unsafe planes.withMutableKernelWords { sum in
                for (index, power) in outer.enumerated() {
                    let scaled = factor * power
                    let start = unsafe sum + index << low
                    unsafe goldilocks_vector_scaled_accumulate(start, a, scaled.c0.canonical, 1 << low)
                    unsafe goldilocks_vector_scaled_accumulate(start + count, a, scaled.c1.canonical, 1 << low)
                    unsafe goldilocks_vector_scaled_accumulate(start + 2 * count, a, scaled.c2.canonical, 1 << low)
                }
            }
        }
    }

    /// factor · z^rev(i), `[2^variables]`.
    static func powers(of z: CubicExtension, variables: Int, times factor: CubicExtension) -> CubicExtensionVector {
        let count = 1 << variables
        var result = CubicExtensionVector(repeating: .zero, count: count)
        result[0] = factor
        var squares = [z]
        for _ in 1..<Swift.max(1, variables) { squares.append(squares[squares.count - 1].squared()) }
        unsafe result.planes.withMutableKernelWords { words in
            // Bit b of the index is bit variables − 1 − b of the exponent.
            for bit in 0..<variables {
                let filled = 1 << bit
                unsafe goldilocks_cubic_vector_scale(
                    words + filled, count, words, count, squares[variables - 1 - bit].kernelForm, filled)
            }
        }
        return result
    }

    /// The value of the univariate form Σ self[i]·X^rev(i) at z.
    func univariateValue(at z: CubicExtension) -> CubicExtension {
        dot(.powers(of: z, variables: count.trailingZeroBitCount, times: .one))
    }

    /// Vectors one after another, zeros after the last up to 2^stackingLog2 of them.
    static func stacked(_ vectors: [CubicExtensionVector], stackingLog2: Int) -> CubicExtensionVector {
        guard let first = vectors.first, stackingLog2 > 0 else { return vectors.first ?? .init([CubicExtension]()) }
        let size = first.count
        let total = size << stackingLog2
        var result = CubicExtensionVector(repeating: .zero, count: total)
        for (position, vector) in vectors.enumerated() {
            for plane in 0..<3 {
                let start = plane * total + position * size
                result.planes.replaceSubrange(
                    start..<start + size, with: vector.planes[plane * size..<(plane + 1) * size])
            }
        }
        return result
    }
}
