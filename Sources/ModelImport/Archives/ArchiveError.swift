/// Why a weight file was refused: one case for each check that can fail.
public enum ArchiveError: Error, Equatable, Sendable {
    case wrongMagic
    case unsupportedVersion(UInt64)
    case truncated(offset: Int)
    case notUTF8(offset: Int)
    case limitExceeded(quantity: String, limit: Int)

    // Metadata.
    case unknownValueType(key: String, type: UInt64)
    case nestedArray(key: String)
    case notBoolean(key: String, value: UInt64)
    case duplicateKey(String)
    case missingKey(String)
    case wrongType(key: String, expected: String)
    case badAlignment(UInt64)
    case header(JSONError)
    case badHeader(String)

    // Tensors.
    case duplicateTensor(String)
    case missingTensor(String)
    case wrongShape(tensor: String, expected: [Int], found: [Int])
    case unknownEncoding(tensor: String, name: String)
    case badShape(tensor: String)
    case notWholeBlocks(tensor: String, encoding: TensorEncoding)
    case misaligned(tensor: String, offset: UInt64)
    case outOfBounds(tensor: String)
    case overlap(tensor: String, other: String)
    case wrongLength(tensor: String, expected: Int, found: Int)
    case gap(offset: Int)
    case notFloat(tensor: String, encoding: TensorEncoding)
    case nonFinite(tensor: String, index: Int)
}
