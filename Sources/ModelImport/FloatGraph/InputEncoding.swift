/// How a picture's bytes stand for the floats that the network was trained on.
public enum InputEncoding: Equatable, Sendable {
    /// The float is byte / divisor. Pictures are [height][width][channels], rows are [K].
    case bytes(dividedBy: Float)

    /// Pixels from 0 to 1.
    public static let unitPixels = InputEncoding.bytes(dividedBy: 255)

    /// The largest float that a byte stands for: positive and finite, or the encoding is refused.
    var maximum: Float { 255 / divisor }

    private var divisor: Float {
        switch self {
        case .bytes(let divisor): divisor
        }
    }

    /// - Throws: `badOption` unless the divisor is positive and neither tiny nor infinite.
    func check() throws(ModelImportError) {
        guard maximum > 0, maximum.isNormal else {
            throw .badOption("the divisor of the input bytes is not a positive number of usual size")
        }
    }

    /// The floats in ONNX order, [channels][height][width], of a picture's bytes.
    /// - Throws: `wrongImageSize`.
    func floats(of bytes: [UInt8], shape: ActivationShape) throws(ModelImportError) -> [Float] {
        guard bytes.count == shape.count else {
            throw .wrongImageSize(expected: shape.count, found: bytes.count)
        }
        let divisor = divisor
        guard case .picture(let channels, let height, let width) = shape, channels > 1 else {
            return bytes.map { Float($0) / divisor }
        }
        var result: [Float] = []
        result.reserveCapacity(bytes.count)
        for channel in 0..<channels {
            for pixel in 0..<height * width {
                result.append(Float(bytes[pixel * channels + channel]) / divisor)
            }
        }
        return result
    }
}
