import CKernels

/// A vector over the cubic extension, stored as a structure of arrays: one array that holds the plane
/// of all c0, then all c1, then all c2. Vector registers then hold one coefficient of consecutive
/// elements and an extension product needs no shuffles.
public struct CubicExtensionVector: Sendable, Hashable {
    /// The number of elements.
    public let count: Int
    /// `[3, count]`: coefficient k of element i at k · count + i.
    package var planes: [Goldilocks]

    /// All elements equal to `value`.
    public init(repeating value: CubicExtension, count: Int) {
        precondition(count >= 0)
        self.count = count
        planes = []
        planes.reserveCapacity(3 * count)
        for limb in [value.c0, value.c1, value.c2] { planes.append(contentsOf: repeatElement(limb, count: count)) }
    }

    public init(_ elements: [CubicExtension]) {
        count = elements.count
        planes = elements.map(\.c0) + elements.map(\.c1) + elements.map(\.c2)
    }

    /// The embedding of a base-field vector.
    public init(_ base: [Goldilocks]) {
        count = base.count
        planes = base + [Goldilocks](repeating: .zero, count: 2 * base.count)
    }

    /// The elements, one structure each.
    public var elements: [CubicExtension] { (0..<count).map { self[$0] } }

    public subscript(index: Int) -> CubicExtension {
        get {
            precondition(index >= 0 && index < count)
            return CubicExtension(planes[index], planes[count + index], planes[2 * count + index])
        }
        set {
            precondition(index >= 0 && index < count)
            planes[index] = newValue.c0
            planes[count + index] = newValue.c1
            planes[2 * count + index] = newValue.c2
        }
    }

    /// self[i] += other[i].
    public mutating func add(_ other: CubicExtensionVector) {
        precondition(count == other.count)
        planes.add(other.planes)
    }

    /// self[i] −= other[i].
    public mutating func subtract(_ other: CubicExtensionVector) {
        precondition(count == other.count)
        planes.subtract(other.planes)
    }

    /// self[i] *= other[i].
    public mutating func multiply(by other: CubicExtensionVector) {
        precondition(count == other.count)
        let count = count
        unsafe planes.withWords { a in
            unsafe other.planes.withWords { b in
                unsafe goldilocks_cubic_vector_mul(
                    a.baseAddress, count, a.baseAddress, count, b.baseAddress, count, count)
            }
        }
    }

    /// self[i] *= factor.
    public mutating func scale(by factor: CubicExtension) {
        let count = count
        unsafe planes.withWords { a in
            unsafe goldilocks_cubic_vector_scale(
                a.baseAddress, count, a.baseAddress, count, factor.kernelForm, count)
        }
    }

    /// The sum of the elements.
    public func sum() -> CubicExtension {
        guard count > 0 else { return .zero }
        return unsafe planes.withWords { words in
            guard let base = words.baseAddress else { return .zero }
            return CubicExtension(
                Goldilocks(unchecked: unsafe goldilocks_vector_sum(base, count)),
                Goldilocks(unchecked: unsafe goldilocks_vector_sum(base + count, count)),
                Goldilocks(unchecked: unsafe goldilocks_vector_sum(base + 2 * count, count)))
        }
    }

    /// The sum of self[i] · other[i].
    public func dot(_ other: CubicExtensionVector) -> CubicExtension {
        precondition(count == other.count)
        return unsafe planes.withWords { a in
            unsafe other.planes.withWords { b in
                CubicExtension(
                    unsafe goldilocks_cubic_vector_dot(a.baseAddress, count, b.baseAddress, count, count))
            }
        }
    }

    /// The sum of base[offset + i] · self[i] over the elements of `self`.
    public func dot(_ base: [Goldilocks], from offset: Int = 0) -> CubicExtension {
        precondition(offset >= 0 && offset + count <= base.count)
        guard count > 0 else { return .zero }
        return unsafe base.withWords { a in
            unsafe planes.withWords { b in
                guard let start = a.baseAddress else { return .zero }
                return CubicExtension(
                    unsafe goldilocks_cubic_vector_dot_base(start + offset, b.baseAddress, count, count))
            }
        }
    }

    /// The sum of other[offset + i] · self[i] over the elements of `self`.
    func dot(_ other: CubicExtensionVector, from offset: Int) -> CubicExtension {
        precondition(offset >= 0 && offset + count <= other.count)
        guard count > 0 else { return .zero }
        return unsafe other.planes.withWords { a in
            unsafe planes.withWords { b in
                guard let start = a.baseAddress else { return .zero }
                return CubicExtension(
                    unsafe goldilocks_cubic_vector_dot(start + offset, other.count, b.baseAddress, count, count))
            }
        }
    }
}
