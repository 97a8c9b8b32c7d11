/// The attributes of one node, read by name. Whoever reads them calls `finish` at the end, which
/// refuses what nobody asked for: an attribute that is ignored would change what the file means.
struct NodeAttributes {
    let node: NodeName
    private var remaining: [ONNXAttribute]

    /// - Throws: `unsupportedAttribute` when two attributes share a name.
    init(_ source: ONNXNode, node: NodeName) throws(ModelImportError) {
        self.node = node
        remaining = source.attributes
        var names: Set<String> = []
        for attribute in remaining where !names.insert(attribute.name).inserted {
            throw .unsupportedAttribute(
                node: node, attribute: attribute.name, value: "given twice", supported: "one value")
        }
    }

    mutating func take(_ name: String) -> ONNXAttribute.Value? {
        guard let index = remaining.firstIndex(where: { $0.name == name }) else { return nil }
        return remaining.remove(at: index).value
    }

    mutating func integer(_ name: String, default standard: Int64) throws(ModelImportError) -> Int64 {
        switch take(name) {
        case nil: return standard
        case .integer(let value)?: return value
        case let value?: throw unsupported(name, value, "an integer")
        }
    }

    mutating func float(_ name: String, default standard: Float) throws(ModelImportError) -> Float {
        switch take(name) {
        case nil: return standard
        case .float(let value)? where value.isFinite: return value
        case let value?: throw unsupported(name, value, "a finite number")
        }
    }

    mutating func string(_ name: String, default standard: String) throws(ModelImportError) -> String {
        switch take(name) {
        case nil: return standard
        case .string(let value)?: return value
        case let value?: throw unsupported(name, value, "a string")
        }
    }

    /// A list of exactly `count` integers in `range`, or nil when the attribute is absent.
    mutating func integers(
        _ name: String, count: Int, in range: ClosedRange<Int>
    ) throws(ModelImportError) -> [Int]? {
        switch take(name) {
        case nil: return nil
        case .integers(let values)?:
            let bounds = Int64(range.lowerBound)...Int64(range.upperBound)
            guard values.count == count, values.allSatisfy(bounds.contains) else {
                throw unsupported(name, .integers(values), "\(count) integers in \(range)")
            }
            return values.map(Int.init)
        case let value?: throw unsupported(name, value, "\(count) integers in \(range)")
        }
    }

    /// Reads an integer that only one value of is supported, which is also its default.
    mutating func require(_ name: String, _ only: Int64) throws(ModelImportError) {
        let value = try integer(name, default: only)
        guard value == only else { throw unsupported(name, .integer(value), "\(only)") }
    }

    /// Refuses attributes that were not read.
    func finish() throws(ModelImportError) {
        if let left = remaining.first {
            throw unsupported(left.name, left.value, "leaving it out")
        }
    }

    func unsupported(
        _ name: String, _ value: ONNXAttribute.Value, _ supported: String
    ) -> ModelImportError {
        .unsupportedAttribute(
            node: node, attribute: name, value: Self.shown(value), supported: supported)
    }

    private static func shown(_ value: ONNXAttribute.Value) -> String {
        switch value {
        case .float(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .string(let value): value
        case .integers(let values):
            values.prefix(8).map(String.init).joined(separator: " ") + (values.count > 8 ? " …" : "")
        case .tensor: "a tensor"
        case .floats: "a list of floats"
        case .other(let type): "of attribute type \(type)"
        }
    }
}
