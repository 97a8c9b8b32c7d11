/// Runs a `FloatGraph` in Float32: the yardstick that a quantised circuit is measured against.
///
/// Eight images travel together, one in each lane of a vector, through `[elements]` of `SIMD8`. Every
/// lane adds its products in the same order, so an image's logits do not depend on its neighbours.
/// - Complexity: about 0.1 ms for 400,000 multiplications on one core in a release build.
public struct FloatEvaluator: Sendable {
    package typealias Lanes = SIMD8<Float>
    package static let laneCount = 8

    public let graph: FloatGraph

    public init(_ graph: FloatGraph) { self.graph = graph }

    /// The logits of images given as floats in ONNX order, [channels][height][width] or [K] each.
    ///
    /// - Throws: `wrongImageSize`.
    public func logits(_ images: [[Float]]) throws(ModelImportError) -> [[Float]] {
        try run(count: images.count) { (image) throws(ModelImportError) in
            guard images[image].count == graph.inputShape.count else {
                throw .wrongImageSize(expected: graph.inputShape.count, found: images[image].count)
            }
            return images[image]
        } observe: { _, _, _ in }
    }

    /// The logits of images given as bytes, [height][width][channels] each.
    ///
    /// - Throws: `wrongImageSize`.
    public func logits(
        _ images: [[UInt8]], encoding: InputEncoding
    ) throws(ModelImportError) -> [[Float]] {
        try run(images, encoding: encoding) { _, _, _ in }
    }

    /// The class of each image: the place of its largest logit, the lowest among equals.
    public func classes(
        _ images: [[UInt8]], encoding: InputEncoding
    ) throws(ModelImportError) -> [Int] {
        try logits(images, encoding: encoding).map { row in
            row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
        }
    }

    /// As `logits`; shows `observe` the layer, its output and the number of lanes that hold an image.
    func run(
        _ images: [[UInt8]], encoding: InputEncoding,
        observe: (Int, [Lanes], Int) throws(ModelImportError) -> Void
    ) throws(ModelImportError) -> [[Float]] {
        try run(count: images.count) { (image) throws(ModelImportError) in
            try encoding.floats(of: images[image], shape: graph.inputShape)
        } observe: { (layer, output, lanes) throws(ModelImportError) in
            try observe(layer, output, lanes)
        }
    }

    private func run(
        count: Int, image: (Int) throws(ModelImportError) -> [Float],
        observe: (Int, [Lanes], Int) throws(ModelImportError) -> Void
    ) throws(ModelImportError) -> [[Float]] {
        var result: [[Float]] = []
        result.reserveCapacity(count)
        for first in stride(from: 0, to: count, by: Self.laneCount) {
            let used = min(Self.laneCount, count - first)
            var values = [Lanes](repeating: .zero, count: graph.inputShape.count)
            for lane in 0..<used {
                let pixels = try image(first + lane)
                for index in values.indices { values[index][lane] = pixels[index] }
            }
            for (position, layer) in graph.layers.enumerated() {
                values = Self.apply(layer, to: values)
                try observe(position, values, used)
            }
            for lane in 0..<used { result.append(values.map { $0[lane] }) }
        }
        return result
    }

    private static func apply(_ layer: FloatLayer, to x: [Lanes]) -> [Lanes] {
        switch layer.operation {
        case .dense(let dense): return product(dense, x)
        case .flatten: return x
        case .relu(let upper):
            let top = Lanes(repeating: upper ?? .infinity)
            return x.map { pointwiseMin(pointwiseMax($0, .zero), top) }
        case .convolution(let convolution):
            return correlation(convolution, x, Frame(layer))
        case .maximumPool(let window):
            return pool(window, x, Frame(layer), from: Lanes(repeating: -.infinity)) {
                pointwiseMax($0, $1)
            }
        case .averagePool(let window):
            let divisor = Float(window.count)
            return pool(window, x, Frame(layer), from: .zero) { $0 + $1 }.map { $0 / divisor }
        }
    }
}

/// The pictures before and after a layer.
struct Frame {
    var channels = 0
    var height = 0
    var width = 0
    var outputHeight = 0
    var outputWidth = 0

    /// Zeros for a layer that does not map a picture to a picture; `FloatGraph` has no such window.
    init(_ layer: FloatLayer) {
        guard case .picture(let channels, let height, let width) = layer.inputShape,
            case .picture(_, let outputHeight, let outputWidth) = layer.outputShape
        else { return }
        self.channels = channels
        self.height = height
        self.width = width
        self.outputHeight = outputHeight
        self.outputWidth = outputWidth
    }
}
