import Transcript

/// Why a circuit, an operator of it, or a tensor was refused. One case a check.
public enum CircuitError: Error, Equatable, Sendable {
    /// The bytes are not a canonical encoding.
    case malformed(CanonicalError)
    /// The first bytes are not a circuit's.
    case notACircuit
    case unsupportedVersion(UInt16)
    case invalidShape([Int])
    /// A count, name or attribute of the header is outside what a circuit may have.
    case invalidHeader(field: String, reason: String)
    /// An operator was refused; `position` is its place in the circuit.
    case operatorRefused(position: Int, label: String, problem: OperatorProblem)
    /// Two layout entries overlap, leave a gap, or stand out of order.
    case invalidLayout(weight: String, reason: String)
    /// Weights or an input do not fit what the circuit declares.
    case tensorMismatch(name: String, reason: String)
}

/// Why an operator was refused.
public enum OperatorProblem: Error, Equatable, Sendable {
    case operandCount(expected: String, found: Int)
    case operandShape(operand: Int, reason: String)
    case operandElement(operand: Int, found: ElementType)
    case attribute(name: String, reason: String)
    /// The record states other results than the definition gives.
    case resultMismatch(stated: String, expected: String)
    /// An operand names something that does not exist (yet), or with another type.
    case source(operand: Int, reason: String)
    /// Range analysis: the value may need `bits` bits where `limit` are there.
    case couldWrap(what: String, bits: Int, limit: Int)
    /// One element needs more operand bytes or multiply-adds than a one-step check reads.
    case footprint(bytes: Int, multiplyAdds: Int)
}

extension CircuitError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let error): "malformed bytes: \(error)"
        case .notACircuit: "the file does not begin with a circuit's mark"
        case .unsupportedVersion(let version): "circuit format version \(version) is not known here"
        case .invalidShape(let dimensions): "\(dimensions) is no shape"
        case .invalidHeader(let field, let reason): "\(field): \(reason)"
        case .operatorRefused(let position, let label, let problem): "operator \(position) (\(label)): \(problem)"
        case .invalidLayout(let weight, let reason): "weight \(weight): \(reason)"
        case .tensorMismatch(let name, let reason): "\(name): \(reason)"
        }
    }
}

extension OperatorProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .operandCount(let expected, let found): "takes \(expected) operands, has \(found)"
        case .operandShape(let operand, let reason): "operand \(operand): \(reason)"
        case .operandElement(let operand, let found): "operand \(operand): \(found.name) elements do not fit here"
        case .attribute(let name, let reason): "\(name): \(reason)"
        case .resultMismatch(let stated, let expected): "states result \(stated), its definition gives \(expected)"
        case .source(let operand, let reason): "operand \(operand): \(reason)"
        case .couldWrap(let what, let bits, let limit): "\(what) may need \(bits) bits, \(limit) are there"
        case .footprint(let bytes, let multiplyAdds):
            "one element reads \(bytes) bytes and \(multiplyAdds) products, more than a one-step check may"
        }
    }
}
