/// A tensor as a weight file stores it: a name, a shape, an encoding and the place of its bytes.
public struct StoredTensor: Equatable, Sendable {
    public let name: String
    public let encoding: TensorEncoding
    /// Extents, outermost first, whatever order the file uses; none for a scalar.
    public let shape: [Int]
    /// Where the tensor's bytes lie in the file.
    public let range: Range<Int>

    /// The product of the extents.
    public let elementCount: Int

    public init(name: String, encoding: TensorEncoding, shape: [Int], range: Range<Int>, elementCount: Int) {
        self.name = name
        self.encoding = encoding
        self.shape = shape
        self.range = range
        self.elementCount = elementCount
    }
}
