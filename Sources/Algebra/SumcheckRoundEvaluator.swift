import CKernels

/// The prover's state: computes round polynomials, s(t) = Σ over pairs of
/// Σ coefficient · ∏ (low + t·(high − low)), and binds variables.
///
/// Polynomials over the base field move to the extension when the first variable is bound; from then
/// on binding is in place, because fresh memory would cost as much as the products.
///
/// Works through the pairs in tiles that fit a first-level cache, one kernel call a factor and tile.
/// The last factor of each product is a dot product, whose partial sums are reduced once a tile.
@safe
package final class SumcheckRoundEvaluator {
    /// Pairs a tile. Three planes of this length are 6 KiB.
    private static let tile = 256

    /// A run of values: base-field when `isBase`, else three planes `stride` apart.
    @unsafe private struct Column {
        var words: UnsafePointer<UInt64>
        var stride: Int
        var isBase: Bool
    }

    /// A polynomial's evaluations: `[count]`, or three planes `stride` apart of which `count` are in use.
    private struct Storage {
        var words: [Goldilocks]
        var stride: Int
        var isBase: Bool

        init(_ polynomial: SumcheckPolynomial) {
            switch polynomial {
            case .base(let polynomial): (words, stride, isBase) = (polynomial.evaluations, 0, true)
            case .cubic(let polynomial):
                (words, stride, isBase) = (polynomial.evaluations.planes, polynomial.evaluations.count, false)
            }
        }

        /// Folds the upper half of 2·half evaluations onto the lower.
        mutating func bind(_ challenge: CubicExtension, half: Int) {
            if isBase {
                var folded = CubicExtensionVector(repeating: .zero, count: half)
                unsafe words.withWords { v in
                    unsafe folded.planes.withWords { out in
                        unsafe goldilocks_cubic_vector_fold_base(
                            out.baseAddress, half, v.baseAddress, challenge.kernelForm, half)
                    }
                }
                (words, stride, isBase) = (folded.planes, half, false)
            } else {
                let stride = stride
                unsafe words.withWords { v in
                    unsafe goldilocks_cubic_vector_fold(
                        v.baseAddress, stride, v.baseAddress, stride, challenge.kernelForm, half)
                }
            }
        }

        var first: CubicExtension {
            isBase ? CubicExtension(words[0]) : CubicExtension(words[0], words[stride], words[2 * stride])
        }
    }

    private let terms: [SumOfProducts.Term]
    private let degree: Int
    private var storage: [Storage]
    /// The number of evaluations of each polynomial, 2^(variables left).
    private var count: Int
    /// A tile's values at the current t and its differences for each polynomial, then one product.
    private let scratch: UnsafeMutablePointer<UInt64>

    /// The polynomials have `variableCount` variables each, and every factor names one.
    package init(_ expression: SumOfProducts, over polynomials: [SumcheckPolynomial], variableCount: Int) {
        terms = expression.terms
        degree = expression.degree
        storage = polynomials.map(Storage.init)
        count = 1 << variableCount
        unsafe scratch = UnsafeMutablePointer<UInt64>.allocate(
            capacity: (2 * polynomials.count + 1) * 3 * SumcheckRoundEvaluator.tile)
    }

    deinit { unsafe scratch.deallocate() }

    /// The value of each polynomial at vertex 0: its only one, once no variable is left.
    package var firstEvaluations: [CubicExtension] { storage.map(\.first) }

    /// Fixes the first variable left; there is one.
    package func bind(_ challenge: CubicExtension) {
        count /= 2
        for index in storage.indices { storage[index].bind(challenge, half: count) }
    }

    /// s(0), s(2), …, s(d); there is a variable left.
    package func roundValues() -> [CubicExtension] {
        var sums = [CubicExtension](repeating: .zero, count: degree)
        let half = count / 2
        unsafe withColumns { columns in
            for start in stride(from: 0, to: half, by: SumcheckRoundEvaluator.tile) {
                let count = min(SumcheckRoundEvaluator.tile, half - start)
                let low = unsafe columns.map { unsafe advanced($0, by: start) }
                let high = unsafe columns.map { unsafe advanced($0, by: start + half) }
                sums[0] += unsafe sum(of: low, count: count)
                guard degree > 1 else { continue }
                var current = unsafe low
                for index in unsafe low.indices {
                    unsafe current[index] = unsafe extrapolate(index, low: low[index], high: high[index], count: count)
                }
                sums[1] += unsafe sum(of: current, count: count)
                for t in 2..<max(degree, 2) {
                    for index in unsafe low.indices { unsafe step(index, isBase: low[index].isBase, count: count) }
                    sums[t] += unsafe sum(of: current, count: count)
                }
            }
        }
        return sums
    }

    /// The sum of the expression over all vertices.
    func sum() -> CubicExtension {
        var total = CubicExtension.zero
        unsafe withColumns { columns in
            for start in stride(from: 0, to: self.count, by: SumcheckRoundEvaluator.tile) {
                let count = min(SumcheckRoundEvaluator.tile, self.count - start)
                total += unsafe sum(of: columns.map { unsafe advanced($0, by: start) }, count: count)
            }
        }
        return total
    }

    // MARK: One tile

    /// The sum of all terms over `count` values of each column.
    private func sum(of columns: [Column], count: Int) -> CubicExtension {
        var total = CubicExtension.zero
        for term in terms { total += term.coefficient * (unsafe productSum(term.factors, of: columns, count: count)) }
        return total
    }

    /// The sum over the tile of one product. Base-field factors come first: products stay there.
    private func productSum(_ factors: [Int], of columns: [Column], count: Int) -> CubicExtension {
        let isBase = unsafe columns.map { unsafe $0.isBase }
        let ordered = factors.filter { isBase[$0] } + factors.filter { !isBase[$0] }
        guard let first = ordered.first, let last = ordered.last else {
            return CubicExtension(Goldilocks(reducing: UInt64(count)))
        }
        var product = unsafe columns[first]
        if ordered.count == 1 { return unsafe columnSum(product, count: count) }
        for factor in ordered.dropFirst().dropLast() {
            unsafe product = unsafe multiply(product, columns[factor], count: count)
        }
        return unsafe dot(product, columns[last], count: count)
    }

    private func columnSum(_ a: Column, count: Int) -> CubicExtension {
        let c0 = Goldilocks(unchecked: unsafe goldilocks_vector_sum(a.words, count))
        if unsafe a.isBase { return CubicExtension(c0) }
        return CubicExtension(
            c0, Goldilocks(unchecked: unsafe goldilocks_vector_sum(a.words + a.stride, count)),
            Goldilocks(unchecked: unsafe goldilocks_vector_sum(a.words + 2 * a.stride, count)))
    }

    private func dot(_ a: Column, _ b: Column, count: Int) -> CubicExtension {
        switch unsafe (a.isBase, b.isBase) {
        case (true, true):
            CubicExtension(Goldilocks(unchecked: unsafe goldilocks_vector_dot(a.words, b.words, count)))
        case (true, false):
            CubicExtension(unsafe goldilocks_cubic_vector_dot_base(a.words, b.words, b.stride, count))
        case (false, true):
            CubicExtension(unsafe goldilocks_cubic_vector_dot_base(b.words, a.words, a.stride, count))
        case (false, false):
            CubicExtension(unsafe goldilocks_cubic_vector_dot(a.words, a.stride, b.words, b.stride, count))
        }
    }

    /// a · b into the product's scratch, which `a` may be. A base-field `b` never follows an extension `a`.
    private func multiply(_ a: Column, _ b: Column, count: Int) -> Column {
        let tile = SumcheckRoundEvaluator.tile
        let out = unsafe scratch + 2 * storage.count * 3 * tile
        if unsafe a.isBase && b.isBase {
            unsafe goldilocks_vector_mul(out, a.words, b.words, count)
        } else if unsafe a.isBase {
            // Plane 0 last: it may hold `a`.
            for plane in [2, 1, 0] {
                unsafe goldilocks_vector_mul(out + plane * tile, a.words, b.words + plane * b.stride, count)
            }
        } else {
            unsafe goldilocks_cubic_vector_mul(out, tile, a.words, a.stride, b.words, b.stride, count)
        }
        return unsafe Column(words: UnsafePointer(out), stride: tile, isBase: a.isBase && b.isBase)
    }

    /// Writes high − low as the differences and high + (high − low), the values at t = 2.
    private func extrapolate(_ index: Int, low: Column, high: Column, count: Int) -> Column {
        let tile = SumcheckRoundEvaluator.tile
        let values = unsafe scratch + index * 6 * tile
        let differences = unsafe values + 3 * tile
        for plane in 0..<(unsafe low.isBase ? 1 : 3) {
            let difference = unsafe differences + plane * tile
            let top = unsafe high.words + plane * high.stride
            unsafe goldilocks_vector_sub(difference, top, low.words + plane * low.stride, count)
            unsafe goldilocks_vector_add(values + plane * tile, top, difference, count)
        }
        return unsafe Column(words: UnsafePointer(values), stride: tile, isBase: low.isBase)
    }

    /// From t to t + 1: adds the differences.
    private func step(_ index: Int, isBase: Bool, count: Int) {
        let tile = SumcheckRoundEvaluator.tile
        let values = unsafe scratch + index * 6 * tile
        for plane in 0..<(isBase ? 1 : 3) {
            let value = unsafe values + plane * tile
            unsafe goldilocks_vector_add(value, value, value + 3 * tile, count)
        }
    }

    private func advanced(_ column: Column, by offset: Int) -> Column {
        unsafe Column(words: column.words + offset, stride: column.stride, isBase: column.isBase)
    }

    /// Calls `body` with every polynomial held in place.
    private func withColumns(_ body: ([Column]) -> Void) {
        func open(_ index: Int, _ columns: [Column]) {
            guard index < storage.count else { return unsafe body(columns) }
            let (stride, isBase) = (storage[index].stride, storage[index].isBase)
            unsafe storage[index].words.withWords { (buffer: UnsafeBufferPointer<UInt64>) in
                guard let base = buffer.baseAddress else { return }
                unsafe open(index + 1, columns + [Column(words: base, stride: stride, isBase: isBase)])
            }
        }
        unsafe open(0, [])
    }
}
