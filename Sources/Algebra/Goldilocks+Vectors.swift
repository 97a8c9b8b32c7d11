import CKernels

// Elementwise operations on whole arrays, through the kernels of the instruction set in force.
// A call costs a few nanoseconds, so slices below some sixteen elements are better done one by one.
// All are constant time; counts must agree, which is a precondition.

extension Array where Element == Goldilocks {
    /// The elements as plain words: the struct has one stored word and no padding.
    func withWords<Result>(_ body: (UnsafeBufferPointer<UInt64>) -> Result) -> Result {
        unsafe withUnsafeBufferPointer { unsafe $0.withMemoryRebound(to: UInt64.self) { unsafe body($0) } }
    }

    /// Writers keep every word below p.
    mutating func withWords<Result>(_ body: (UnsafeMutableBufferPointer<UInt64>) -> Result) -> Result {
        unsafe withUnsafeMutableBufferPointer { unsafe $0.withMemoryRebound(to: UInt64.self) { unsafe body($0) } }
    }

    /// self[i] += other[i].
    public mutating func add(_ other: [Goldilocks]) {
        precondition(count == other.count)
        unsafe combine(with: other) { unsafe goldilocks_vector_add($0, $0, $1, $2) }
    }

    /// self[i] −= other[i].
    public mutating func subtract(_ other: [Goldilocks]) {
        precondition(count == other.count)
        unsafe combine(with: other) { unsafe goldilocks_vector_sub($0, $0, $1, $2) }
    }

    /// self[i] *= other[i].
    public mutating func multiply(by other: [Goldilocks]) {
        precondition(count == other.count)
        unsafe combine(with: other) { unsafe goldilocks_vector_mul($0, $0, $1, $2) }
    }

    /// self[i] *= factor.
    public mutating func scale(by factor: Goldilocks) {
        unsafe withWords { words in
            unsafe goldilocks_vector_scale(words.baseAddress, words.baseAddress, factor.canonical, words.count)
        }
    }

    /// self[i] += a[i] · b[i].
    public mutating func accumulate(_ a: [Goldilocks], times b: [Goldilocks]) {
        precondition(count == a.count && count == b.count)
        unsafe withWords { sum in
            unsafe a.withWords { a in
                unsafe b.withWords { b in
                    unsafe goldilocks_vector_multiply_accumulate(
                        sum.baseAddress, a.baseAddress, b.baseAddress, sum.count)
                }
            }
        }
    }

    /// self[i] += factor · a[i].
    public mutating func accumulate(_ a: [Goldilocks], times factor: Goldilocks) {
        precondition(count == a.count)
        unsafe combine(with: a) { unsafe goldilocks_vector_scaled_accumulate($0, $1, factor.canonical, $2) }
    }

    /// The sum of the elements.
    public func sum() -> Goldilocks {
        Goldilocks(unchecked: unsafe withWords { unsafe goldilocks_vector_sum($0.baseAddress, $0.count) })
    }

    /// The sum of self[i] · other[i].
    public func dot(_ other: [Goldilocks]) -> Goldilocks {
        precondition(count == other.count)
        let word = unsafe withWords { a in
            unsafe other.withWords { b in unsafe goldilocks_vector_dot(a.baseAddress, b.baseAddress, a.count) }
        }
        return Goldilocks(unchecked: word)
    }

    private mutating func combine(
        with other: [Goldilocks],
        _ kernel: (UnsafeMutablePointer<UInt64>?, UnsafePointer<UInt64>?, Int) -> Void
    ) {
        unsafe withWords { mine in
            unsafe other.withWords { theirs in unsafe kernel(mine.baseAddress, theirs.baseAddress, mine.count) }
        }
    }
}
