import Transcript

/// Where an operand comes from.
public enum Source: Sendable, Hashable {
    /// The circuit's input of this number.
    case input(Int)
    /// The weight tensor at this byte offset of the canonical weight bytes.
    case weight(offset: Int)
    /// The circuit's table with this root (plain BLAKE3 of its canonical bytes).
    case table(Digest)
    /// This state, as the previous step left it; zeros before the first step.
    case state(Int)
    /// Result `result` of the operator at `position`.
    case result(position: Int, result: Int)
}

/// A tensor read by an operator. The shape is a view: any shape with as many elements as the source.
public struct Operand: Sendable, Hashable {
    public let source: Source
    public let type: TensorType

    public init(_ source: Source, _ type: TensorType) {
        self.source = source
        self.type = type
    }
}

/// One operator of a circuit: a self-contained record, so that a dispute needs this and nothing else
/// of the circuit to recompute one element.
public struct Operator: Sendable, Hashable {
    /// For people only; printable ASCII, at most 64 bytes.
    public let label: String
    public let kind: OperatorKind
    public let operands: [Operand]
    public let results: [TensorType]
    /// The results end a layer: a trace of level `layer` holds their roots.
    public let isCheckpoint: Bool

    public static let maximumOperands = 64

    /// Infers the results.
    ///
    /// - Throws: the first thing about operands or attributes that the kind is not defined on.
    public init(
        _ kind: OperatorKind, _ operands: [Operand], label: String, isCheckpoint: Bool = false
    ) throws(OperatorProblem) {
        guard isPrintableName(label) else { throw .attribute(name: "label", reason: nameRule) }
        guard operands.count <= Self.maximumOperands else {
            throw .operandCount(expected: "at most \(Self.maximumOperands)", found: operands.count)
        }
        let definition = kind.definition
        let types = operands.map { $0.type }
        results = try definition.results(of: types)
        let footprint = definition.footprint(element: 0, result: 0, operands: types)
        let bytes = footprint.byteCount(operands: types)
        guard
            footprint.isByComparison
                || (bytes <= Footprint.maximumBytes && footprint.multiplyAdds <= Footprint.maximumMultiplyAdds)
        else {
            throw .footprint(bytes: bytes, multiplyAdds: footprint.multiplyAdds)
        }
        self.label = label
        self.kind = kind
        self.operands = operands
        self.isCheckpoint = isCheckpoint
    }

    var operandTypes: [TensorType] { operands.map { $0.type } }

    /// Multiply-adds of the whole operator.
    public var multiplyAdds: Int { kind.definition.multiplyAdds(operands: operandTypes) }

    private func hasElement(_ element: Int, _ result: Int) -> Bool {
        results.indices.contains(result) && element >= 0 && element < results[result].shape.count
    }

    /// What one element of a result is computed from; nothing where there is no such element.
    public func footprint(element: Int, result: Int = 0) -> Footprint {
        guard hasElement(element, result) else { return Footprint([]) }
        return kind.definition.footprint(element: element, result: result, operands: operandTypes)
    }

    /// The definition of the operator: one element of one result, wrapped to its element type.
    /// Total on whatever values the reader gives; zero where there is no such element.
    public func evaluateElement(
        _ element: Int, result: Int = 0, reading reader: inout some ElementReader
    ) -> Int64 {
        guard hasElement(element, result) else { return 0 }
        let value = kind.definition.evaluateElement(
            element, result: result, operands: operandTypes, reading: &reader)
        return results[result].element.wrapped(value)
    }
}

let nameRule = "1 to 64 printable ASCII characters"

func isPrintableName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count) && name.utf8.allSatisfy { (0x20...0x7E).contains($0) }
}

extension Shape {
    /// True when this has one element for each row of `tensor`: its shape without the innermost
    /// extent, `[1]` for a single row.
    func isRows(of tensor: Shape) -> Bool {
        let outer = Array(tensor.dimensions.dropLast())
        return dimensions == (outer.isEmpty ? [1] : outer)
    }
}

/// A shape inferred for a result.
func resultShape(_ dimensions: [Int]) throws(OperatorProblem) -> Shape {
    do { return try Shape(dimensions) } catch {
        throw .attribute(name: "result", reason: "\(dimensions) is no shape")
    }
}
