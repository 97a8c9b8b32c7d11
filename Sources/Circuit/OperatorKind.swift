import Transcript

/// The primitive operators. Layers are compositions of these.
public enum OperatorKind: Sendable, Hashable {
    case matrixProduct(MatrixProduct)
    case convolution(Convolution)
    case requantise(Requantise)
    case elementwise(Elementwise)
    case clamp(Clamp)
    case lookup(Lookup)
    case reduction(Reduction)
    case pooling(Pooling)
    case division(Division)
    case squareRoot(SquareRoot)
    case gather(Gather)
    case padding(Padding)
    case slicing(Slicing)
    case concatenation(Concatenation)
    case permutation(Permutation)

    /// The definition behind the case.
    var definition: any PrimitiveOperator {
        switch self {
        case .matrixProduct(let definition): definition
        case .convolution(let definition): definition
        case .requantise(let definition): definition
        case .elementwise(let definition): definition
        case .clamp(let definition): definition
        case .lookup(let definition): definition
        case .reduction(let definition): definition
        case .pooling(let definition): definition
        case .division(let definition): definition
        case .squareRoot(let definition): definition
        case .gather(let definition): definition
        case .padding(let definition): definition
        case .slicing(let definition): definition
        case .concatenation(let definition): definition
        case .permutation(let definition): definition
        }
    }

    /// The kind's name in listings.
    public var name: String { type(of: definition).name }
    /// The attributes in words; empty when there are none.
    public var summary: String { definition.summary }
    /// The kind's number in canonical records.
    public var tag: UInt16 { type(of: definition).tag }
}

extension OperatorKind {
    func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(tag)
        definition.encode(into: &encoder)
    }

    static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> OperatorKind {
        let position = decoder.offset
        switch try decoder.uint16("operator kind") {
        case MatrixProduct.tag: return .matrixProduct(try MatrixProduct(from: &decoder))
        case Convolution.tag: return .convolution(try Convolution(from: &decoder))
        case Requantise.tag: return .requantise(try Requantise(from: &decoder))
        case Elementwise.tag: return .elementwise(try Elementwise(from: &decoder))
        case Clamp.tag: return .clamp(try Clamp(from: &decoder))
        case Lookup.tag: return .lookup(try Lookup(from: &decoder))
        case Reduction.tag: return .reduction(try Reduction(from: &decoder))
        case Pooling.tag: return .pooling(try Pooling(from: &decoder))
        case Division.tag: return .division(try Division(from: &decoder))
        case SquareRoot.tag: return .squareRoot(try SquareRoot(from: &decoder))
        case Gather.tag: return .gather(try Gather(from: &decoder))
        case Padding.tag: return .padding(try Padding(from: &decoder))
        case Slicing.tag: return .slicing(try Slicing(from: &decoder))
        case Concatenation.tag: return .concatenation(try Concatenation(from: &decoder))
        case Permutation.tag: return .permutation(try Permutation(from: &decoder))
        case let tag:
            throw decoder.refusal("operator kind", at: position, "\(tag) is not known here")
        }
    }
}
