import Algebra
import Circuit
import Transcript

/// Where a private commitment's sponge absorbs what: the positions of job, salt, header and elements among
/// the field elements of its message, for tensors of one type.
///
/// - elements 0–4: the job id's 32 bytes, elements 5–9: the salt's 32 bytes,
/// - elements 10–15: element type (1 byte), rank (1), extents (4 each, little endian), zeros to 42 bytes,
/// - from element 16, the start of a block: the tensor, row-major.
///
/// Job, salt and header are cut into seven bytes an element, little endian, the last element filled with
/// zeros. Values never straddle two elements, so that each element is a sum of values times constants,
/// which a proof can show of committed values:
///
/// | type | values an element | a value v stands as |
/// |---|---|---|
/// | int8, uint8 | 7, the first lowest, 8 bits each | v + 128, v |
/// | int16, uint16 | 3, the first lowest, 16 bits each | v + 2^15, v |
/// | int32 | 1 | v + 2^31 |
/// | int64 | takes 2 | v mod p, then 1 where \|v\| > (p − 1)/2, else 0 |
///
/// Values that are missing in the last element count as zero. The header fixes type and shape, hence the
/// number of elements, and for each type different values give different elements: those of up to 32 bits
/// are digits of a number below 2^56, and two values of int64 that agree modulo p differ in the second.
public struct PrivateMessage: Sendable, Hashable {
    public static let jobPositions = 0..<5
    public static let saltPositions = 5..<10
    public static let headerPositions = 10..<16
    static let tensorStart = 16

    public let type: TensorType

    public init(_ type: TensorType) { self.type = type }

    /// Field elements of the whole message.
    public var count: Int {
        let values = type.shape.count
        return Self.tensorStart + (type.element == .int64 ? 2 * values : (values + valuesPerElement - 1) / valuesPerElement)
    }

    private var valuesPerElement: Int {
        switch type.element {
        case .int8, .uint8: 7
        case .int16, .uint16: 3
        case .int32, .int64: 1
        }
    }

    /// What is added to a value before it is packed.
    public var offset: Int64 {
        switch type.element {
        case .uint8, .uint16, .int64: 0
        case .int8, .int16, .int32: 1 << Int64(8 * type.element.byteCount - 1)
        }
    }

    /// The message element that holds value `index` of the tensor, and the constant that it stands there by.
    ///
    /// For int64 the element after this one is 0 for every value whose embedding is unique: |v| ≤ (p − 1)/2.
    public func place(ofValue index: Int) -> (position: Int, factor: Goldilocks) {
        if type.element == .int64 { return (Self.tensorStart + 2 * index, .one) }
        let bits = 8 * type.element.byteCount * (index % valuesPerElement)
        return (Self.tensorStart + index / valuesPerElement, Goldilocks(reducing: 1 << UInt64(bits)))
    }

    /// The six elements of the header.
    public var header: [Goldilocks] {
        var bytes: [UInt8] = [type.element.rawValue, UInt8(type.shape.rank)]
        for extent in type.shape.dimensions {
            for position in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: extent >> (8 * position))) }
        }
        return Poseidon2Message.packed(bytes + [UInt8](repeating: 0, count: 42 - bytes.count))
    }

    /// The five elements of the job.
    public static func elements(of job: Digest) -> [Goldilocks] { Poseidon2Message.packed(job.bytes) }

    /// The whole message; `tensor` is of the layout's type.
    ///
    /// - Timing: depends on the type alone, but for int64 values beyond ±(p − 1)/2.
    package func elements(_ tensor: Tensor, job: Digest, salt: CommitmentSalt) -> [Goldilocks] {
        var elements = Self.elements(of: job) + Poseidon2Message.packed(salt.bytes) + header
        elements += [Goldilocks](repeating: .zero, count: count - elements.count)
        for index in 0..<type.shape.count {
            let value = tensor.element(index), (position, factor) = place(ofValue: index)
            if type.element == .int64 {
                elements[position] = Goldilocks(embedding: value)
                elements[position + 1] = value.magnitude > (Goldilocks.modulus - 1) / 2 ? .one : .zero
            } else {
                elements[position] += factor * Goldilocks(embedding: value + offset)
            }
        }
        return elements
    }
}
