import ArgumentParser
import Circuit

struct ModelInspectCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a circuit does, a line an operator.",
        discussion: "The weights are not needed. --dot draws: sirocco model inspect M --dot | dot -Tsvg > m.svg")

    @Argument(
        help: ArgumentHelp("The model: its base path, or the .circuit file.", valueName: "model"), completion: .file())
    var model: String

    @Flag(help: "Print a drawing in the DOT language instead.")
    var dot = false

    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let circuit = try ModelFiles(model).circuit()
        if dot {
            return Report(text: circuit.drawing + "\n", json: ["drawing": .text(circuit.drawing)])
        }
        return Report(text: circuit.listing + "\n", json: circuit.json)
    }
}

extension Circuit {
    /// Everything that the listing says.
    var json: JSON {
        [
            "name": .text(name),
            "circuit_hash": .text(hash.description),
            "inputs": .list(inputs.map { Self.json($0.name, $0.type, Interval($0.range)) }),
            "states": .list(states.map { Self.json($0.name, $0.type, Interval($0.range)) }),
            "weights": .list(
                layout.entries.map { entry in
                    let json = Self.json(entry.name, entry.type, Interval(entry.range))
                    guard case .object(let members) = json else { return json }
                    return .object(members + [("offset_bytes", .integer(entry.offset))])
                }),
            "tables": .list(
                tables.map {
                    [
                        "root": .text($0.root.description), "element_type": .text($0.type.element.name),
                        "shape": .list($0.type.shape.dimensions.map { .integer($0) }),
                    ]
                }),
            "operators": .list(operators.indices.map { json(operator: $0) }),
            "outputs": .list(
                outputs.map {
                    [
                        "name": .text($0.name), "element_type": .text($0.operand.type.element.name),
                        "shape": .list($0.operand.type.shape.dimensions.map { .integer($0) }),
                        "source": .text(words($0.operand.source)),
                    ]
                }),
            "macs": .wide(multiplyAdds),
            "max_bits": .integer(maximumBits),
            "weights_bytes": .integer(layout.byteCount),
            "trace_bytes": .integer(traceByteCount),
        ]
    }

    private func json(operator position: Int) -> JSON {
        let op = operators[position]
        return [
            "position": .integer(position),
            "label": .text(op.label),
            "kind": .text(op.kind.name),
            "attributes": .text(op.kind.summary),
            "operands": .list(op.operands.map { .text(words($0.source)) }),
            "results": .list(zip(op.results, intervals[position]).map { Self.json(nil, $0, $1) }),
            "macs": .wide(op.multiplyAdds),
            "checkpoint": .bool(op.isCheckpoint),
        ]
    }

    private static func json(_ name: String?, _ type: TensorType, _ interval: Interval) -> JSON {
        let named: [(String, JSON)] = name.map { [("name", .text($0))] } ?? []
        return .object(
            named + [
                ("element_type", .text(type.element.name)),
                ("shape", .list(type.shape.dimensions.map { .integer($0) })),
                ("lowest", .wide(interval.lower)),
                ("highest", .wide(interval.upper)),
            ])
    }
}
