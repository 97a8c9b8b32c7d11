/// What an import may cost at most. Every limit is checked before the memory it bounds is taken.
///
/// A model file comes from outside: its counts and dimensions are claims until the bytes behind
/// them have been seen. Tests lower the limits; a command line may raise them for one file.
public struct ImportLimits: Equatable, Sendable {
    /// Bytes of the model file.
    public var fileBytes = 1 << 30
    /// Elements of all initialisers and constants together.
    public var weightElements = 1 << 28
    /// Any one dimension of a tensor, kernel, stride or padding.
    public var dimension = 1 << 24
    /// Elements of one activation of one image, padding included.
    public var activationElements = 1 << 26
    /// Multiply-accumulates, or comparisons of a pooling, for one image over all layers.
    public var multiplications = 1 << 40
    /// Nodes, initialisers, and declared inputs or outputs, each.
    public var entries = 1 << 16
    /// Elements of one list of integers: a shape or an attribute.
    public var integers = 1 << 10
    /// Bytes of one name.
    public var nameBytes = 1 << 12

    public init() {}

    /// The product of `dimensions`, or nil when a factor is negative or the product leaves `0...limit`.
    static func product(_ dimensions: [Int], atMost limit: Int) -> Int? {
        var result = 1
        for dimension in dimensions {
            if dimension == 0 { return 0 }
            let (next, overflow) = result.multipliedReportingOverflow(by: dimension)
            guard dimension > 0, !overflow, next <= limit else { return nil }
            result = next
        }
        return result
    }
}
