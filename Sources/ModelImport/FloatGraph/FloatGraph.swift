/// A checked float network: a chain of layers from one picture to one row of logits.
///
/// All shapes are static and leave the batch axis out; pictures are [channels, height, width], as in
/// ONNX. `FloatGraph(onnx:)` is the only way to make one, so every instance satisfies:
/// each layer's input shape is the output shape of the layer before; weights are finite and have the
/// counts their shapes need; the last output shape is a vector.
public struct FloatGraph: Equatable, Sendable {
    public let name: String
    public let inputName: String
    public let inputShape: ActivationShape
    public let layers: [FloatLayer]
    /// What the file applied to the logits at the end.
    public let head: ClassifierHead

    package init(
        name: String, inputName: String, inputShape: ActivationShape, layers: [FloatLayer],
        head: ClassifierHead
    ) {
        self.name = name
        self.inputName = inputName
        self.inputShape = inputShape
        self.layers = layers
        self.head = head
    }

    public var outputShape: ActivationShape { layers.last?.outputShape ?? inputShape }

    /// Multiply-accumulates of one image.
    public var multiplications: Int { layers.reduce(0) { $0 + $1.multiplications } }
}

/// The shape of one image's activation.
public enum ActivationShape: Equatable, Sendable {
    case vector(Int)
    case picture(channels: Int, height: Int, width: Int)

    public var count: Int {
        switch self {
        case .vector(let count): count
        case .picture(let channels, let height, let width): channels * height * width
        }
    }

    /// In ONNX order, without the batch axis.
    public var dimensions: [Int] {
        switch self {
        case .vector(let count): [count]
        case .picture(let channels, let height, let width): [channels, height, width]
        }
    }
}

/// What follows the logits. Softmax and its logarithm are monotone, so the largest logit is the
/// largest probability: the integer circuit has the same head for all of them, (maximum, index).
public enum ClassifierHead: Equatable, Sendable {
    case logits
    case softmax
    case argmax
}

/// One layer: its operator, where it came from, and the shapes around it.
public struct FloatLayer: Equatable, Sendable {
    public let node: NodeName
    public var operation: FloatOperation
    public let inputShape: ActivationShape
    public let outputShape: ActivationShape
    /// Multiply-accumulates of one image; additions or comparisons of a pooling are not counted.
    public var multiplications: Int {
        switch operation {
        case .dense(let dense): dense.inputs * dense.outputs
        case .convolution(let convolution): convolution.fanIn * outputShape.count
        case .maximumPool, .averagePool, .relu, .flatten: 0
        }
    }
}

public enum FloatOperation: Equatable, Sendable {
    case dense(FloatDense)
    case convolution(FloatConvolution)
    /// Padding never wins: it stands for minus infinity.
    case maximumPool(Window)
    /// Padding counts as zeros in the mean.
    case averagePool(Window)
    /// min(max(x, 0), upper)
    case relu(upper: Float?)
    /// [C, H, W] to [C·H·W], in that order.
    case flatten
}

/// y = W·x + b
public struct FloatDense: Equatable, Sendable {
    public let inputs: Int
    public let outputs: Int
    /// [outputs][inputs]
    public var weights: [Float]
    /// [outputs]
    public var bias: [Float]
}

/// Cross-correlation with zero padding, as ONNX `Conv`.
public struct FloatConvolution: Equatable, Sendable {
    public let outputs: Int
    public let inputs: Int
    public let window: Window
    /// [outputs][inputs][kernel height][kernel width]
    public var weights: [Float]
    /// [outputs]
    public var bias: [Float]

    /// Weights of one output.
    public var fanIn: Int { inputs * window.height * window.width }
}

/// A sliding window over a padded picture.
public struct Window: Equatable, Sendable {
    public var height = 1
    public var width = 1
    public var strideY = 1
    public var strideX = 1
    public var padTop = 0
    public var padLeft = 0
    public var padBottom = 0
    public var padRight = 0

    public init() {}

    public var isPadded: Bool { padTop != 0 || padLeft != 0 || padBottom != 0 || padRight != 0 }
    public var count: Int { height * width }
}
