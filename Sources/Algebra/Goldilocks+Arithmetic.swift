import CKernels

// One element at a time, through inline C: the Swift optimiser turns carry masks into branches.

extension Goldilocks {
    @inlinable
    public static func + (a: Goldilocks, b: Goldilocks) -> Goldilocks {
        Goldilocks(unchecked: goldilocks_add(a.canonical, b.canonical))
    }

    @inlinable
    public static func - (a: Goldilocks, b: Goldilocks) -> Goldilocks {
        Goldilocks(unchecked: goldilocks_sub(a.canonical, b.canonical))
    }

    @inlinable
    public static prefix func - (a: Goldilocks) -> Goldilocks {
        Goldilocks(unchecked: goldilocks_negate(a.canonical))
    }

    @inlinable
    public static func * (a: Goldilocks, b: Goldilocks) -> Goldilocks {
        Goldilocks(unchecked: goldilocks_mul(a.canonical, b.canonical))
    }

    @inlinable public static func += (a: inout Goldilocks, b: Goldilocks) { a = a + b }
    @inlinable public static func -= (a: inout Goldilocks, b: Goldilocks) { a = a - b }
    @inlinable public static func *= (a: inout Goldilocks, b: Goldilocks) { a = a * b }

    /// self · factor + addend, reduced once.
    @inlinable
    public func multiplied(by factor: Goldilocks, adding addend: Goldilocks) -> Goldilocks {
        Goldilocks(unchecked: goldilocks_mul_add(canonical, factor.canonical, addend.canonical))
    }

    @inlinable public func squared() -> Goldilocks { self * self }

    /// self^exponent, with 0^0 = 1. Constant time in both: 128 products whatever the exponent.
    public func power(_ exponent: UInt64) -> Goldilocks {
        Goldilocks(unchecked: goldilocks_power(canonical, exponent))
    }

    /// The inverse, or nil for zero. Constant time but for that test: 72 products (Fermat).
    public func inverse() -> Goldilocks? {
        self == .zero ? nil : Goldilocks(unchecked: goldilocks_inverse(canonical))
    }
}

extension Goldilocks {
    /// Replaces each element by its inverse and leaves zeros as they are.
    ///
    /// - Complexity: three products an element and one inversion (Montgomery's trick).
    /// - Timing: variable in which elements are zero.
    public static func invertAll(_ values: inout [Goldilocks]) {
        var products: [Goldilocks] = []
        products.reserveCapacity(values.count)
        var running = Goldilocks.one
        for value in values {
            products.append(running)
            if value != .zero { running *= value }
        }
        var inverse = Goldilocks(unchecked: goldilocks_inverse(running.canonical))
        for index in values.indices.reversed() where values[index] != .zero {
            let value = values[index]
            values[index] = inverse * products[index]
            inverse *= value
        }
    }
}
