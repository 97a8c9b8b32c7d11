// Two ways to look at a circuit: a line an operator, and a drawing in the DOT language.

extension Circuit {
    /// A readable listing: a line for each input, state, weight and operator with its types, attributes
    /// and the interval that range analysis found.
    public var listing: String {
        var lines = ["circuit \(name)  \(hash)"]
        for (slot, input) in inputs.enumerated() {
            lines.append("  input \(slot)  \(input.name): \(input.type) in \(Interval(input.range))")
        }
        for (slot, state) in states.enumerated() {
            lines.append(
                "  state \(slot)  \(state.name): \(state.type) in \(Interval(state.range)), next \(words(state.next))")
        }
        for entry in layout.entries {
            lines.append("  weight    \(entry.name): \(entry.type) in \(Interval(entry.range)) at byte \(entry.offset)")
        }
        for table in tables { lines.append("  table     \(table.root): \(table.type)") }
        for (position, op) in operators.enumerated() {
            let from = op.operands.map { "\(words($0.source))" }.joined(separator: ", ")
            let summary = op.kind.summary.isEmpty ? "" : " {\(op.kind.summary)}"
            let into = zip(op.results, intervals[position]).map { "\($0) in \($1)" }.joined(separator: "; ")
            let mark = op.isCheckpoint ? "  (checkpoint)" : ""
            lines.append("  %\(position)  \(op.label): \(op.kind.name)(\(from))\(summary) -> \(into)\(mark)")
        }
        for output in outputs {
            lines.append("  output    \(output.name): \(output.operand.type) = \(words(output.operand.source))")
        }
        lines.append(
            "  \(operators.count) operators, \(multiplyAdds) multiply-adds, \(layout.byteCount) weight bytes, "
                + "\(maximumBits) bits at most, trace \(traceByteCount) bytes")
        return lines.joined(separator: "\n")
    }

    /// The data flow as a DOT graph: operators as boxes, inputs and weights as ellipses.
    public var drawing: String {
        var lines = ["digraph circuit {", "  rankdir=TB; node [shape=box, fontname=\"monospace\"];"]
        for (slot, input) in inputs.enumerated() {
            lines.append("  i\(slot) [shape=ellipse, label=\(quoted("\(input.name)\n\(input.type)"))];")
        }
        for (slot, state) in states.enumerated() {
            lines.append("  s\(slot) [shape=ellipse, label=\(quoted("\(state.name)\n\(state.type)"))];")
        }
        for entry in layout.entries {
            lines.append("  w\(entry.offset) [shape=ellipse, style=dashed, label=\(quoted("\(entry.name)\n\(entry.type)"))];")
        }
        for (slot, table) in tables.enumerated() {
            lines.append("  t\(slot) [shape=ellipse, style=dotted, label=\(quoted("table \(table.type)"))];")
        }
        for (position, op) in operators.enumerated() {
            let results = op.results.map { $0.description }.joined(separator: ", ")
            lines.append("  o\(position) [label=\(quoted("\(op.label)\n\(op.kind.name) \(op.kind.summary)\n\(results)"))];")
            for operand in op.operands { lines.append("  \(node(operand.source)) -> o\(position);") }
        }
        for (slot, state) in states.enumerated() {
            lines.append("  \(node(state.next)) -> s\(slot) [style=dashed, constraint=false];")
        }
        for (slot, output) in outputs.enumerated() {
            lines.append("  y\(slot) [shape=ellipse, label=\(quoted(output.name))];")
            lines.append("  \(node(output.operand.source)) -> y\(slot);")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    /// A source in words, by the names that the circuit gives.
    public func words(_ source: Source) -> String {
        switch source {
        case .input(let slot): inputs[slot].name
        case .weight(let offset): layout.entry(at: offset)?.name ?? "weight at \(offset)"
        case .table(let root): "table \(root.description.prefix(10))"
        case .state(let slot): states[slot].name
        case .result(let position, let result):
            operators[position].results.count == 1 ? "%\(position)" : "%\(position).\(result)"
        }
    }

    private func node(_ source: Source) -> String {
        switch source {
        case .input(let slot): "i\(slot)"
        case .weight(let offset): "w\(offset)"
        case .table(let root): "t\(tables.firstIndex { $0.root == root } ?? 0)"
        case .state(let slot): "s\(slot)"
        case .result(let position, _): "o\(position)"
        }
    }

    /// A DOT string; names are printable ASCII, so quotes and backslashes are all there is to escape.
    private func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": out += "\\\(scalar)"
            case "\n": out += "\\n"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
