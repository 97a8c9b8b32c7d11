import Transcript

/// The extents of a tensor, outermost first; elements are row-major.
///
/// Invariant: 1 to 6 dimensions, each at least 1, at most 2^31 elements in all, so that every
/// index computation on checked shapes fits an `Int` with room to spare.
public struct Shape: Sendable, Hashable {
    public static let maximumRank = 6
    public static let maximumCount = 1 << 31

    public let dimensions: [Int]
    /// Elements in all.
    public let count: Int

    public init(_ dimensions: [Int]) throws(CircuitError) {
        guard (1...Self.maximumRank).contains(dimensions.count) else {
            throw .invalidShape(dimensions)
        }
        var count = 1
        for extent in dimensions {
            guard extent >= 1, extent <= Self.maximumCount, count <= Self.maximumCount / extent else {
                throw .invalidShape(dimensions)
            }
            count *= extent
        }
        self.dimensions = dimensions
        self.count = count
    }

    public var rank: Int { dimensions.count }
    /// The innermost extent: the length of a row.
    public var width: Int { dimensions[dimensions.count - 1] }
    /// Rows: all extents but the innermost, multiplied.
    public var rows: Int { count / width }

    /// Elements between neighbours along each axis.
    package var strides: [Int] {
        var strides = [Int](repeating: 1, count: rank)
        for axis in stride(from: rank - 2, through: 0, by: -1) {
            strides[axis] = strides[axis + 1] * dimensions[axis + 1]
        }
        return strides
    }

    /// The coordinates of a row-major index in `0..<count`.
    func coordinates(of index: Int) -> [Int] {
        var rest = index
        var coordinates = [Int](repeating: 0, count: rank)
        for axis in stride(from: rank - 1, through: 0, by: -1) {
            coordinates[axis] = rest % dimensions[axis]
            rest /= dimensions[axis]
        }
        return coordinates
    }
}

extension Shape: CustomStringConvertible {
    public var description: String {
        "[" + dimensions.map { String($0) }.joined(separator: ", ") + "]"
    }
}

/// What is known of a tensor before it is computed.
public struct TensorType: Sendable, Hashable, CustomStringConvertible {
    public let element: ElementType
    public let shape: Shape

    public init(_ element: ElementType, _ shape: Shape) {
        self.element = element
        self.shape = shape
    }

    public init(_ element: ElementType, _ dimensions: [Int]) throws(CircuitError) {
        self.init(element, try Shape(dimensions))
    }

    public var byteCount: Int { shape.count * element.byteCount }
    public var description: String { "\(element.name)\(shape)" }
}
