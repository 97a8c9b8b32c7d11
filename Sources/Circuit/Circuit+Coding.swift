import Transcript

// A circuit's file: mark, format version, header, operator records. The header is everything but the
// operators; the hash covers the same bytes (Circuit+Hash).

extension Circuit {
    /// "SIRC" and the format's number.
    static let mark: [UInt8] = [0x53, 0x49, 0x52, 0x43]
    public static let formatVersion: UInt16 = 1

    /// The canonical bytes: decoding them gives this circuit, and no other bytes do.
    public var canonicalBytes: [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.append(raw: Self.mark)
        encoder.append(Self.formatVersion)
        encoder.append(raw: header)
        encoder.append(count: operators.count)
        for op in operators { op.encode(into: &encoder) }
        return encoder.bytes
    }

    /// Decodes and checks a circuit.
    ///
    /// - Parameter most: a reader's own limit of operators, at most `maximumOperators`. One record may say windows of
    ///   thousands of places, so their number bounds the time.
    /// - Throws: `CircuitError`; `notACircuit` when the first bytes are not a circuit's.
    /// - Complexity: linear in the bytes and, for windows and filters, in their places; no allocation exceeds a small
    ///   multiple of both.
    public init(
        canonicalBytes bytes: [UInt8], maximumOperators most: Int = Circuit.maximumOperators
    ) throws(CircuitError) {
        guard bytes.starts(with: Self.mark) else { throw .notACircuit }
        var decoder = CanonicalDecoder(bytes)
        let parts: HeaderParts
        let count: Int
        do throws(CanonicalError) {
            _ = try decoder.raw("mark", count: Self.mark.count)
            let version = try decoder.uint16("version")
            guard version == Self.formatVersion else { throw decoder.refusal("version", at: 4, "\(version)") }
            parts = try HeaderParts(from: &decoder)
            count = try decoder.count("operators", limit: min(most, Self.maximumOperators), elementByteCount: 10)
        } catch {
            if case .nonCanonical("version", _, let found) = error, let version = UInt16(found) {
                throw .unsupportedVersion(version)
            }
            throw .malformed(error)
        }
        var operators: [Operator] = []
        for position in 0..<count { operators.append(try Operator(from: &decoder, position: position)) }
        do { try decoder.finish() } catch { throw .malformed(error) }
        try self.init(
            name: parts.name, limbWidth: parts.limbWidth, inputs: parts.inputs, states: parts.states,
            layout: try Layout(parts.weights), tables: parts.tables, operators: operators, outputs: parts.outputs)
    }

    /// Canonical bytes of everything but the operators.
    package var header: [UInt8] {
        Self.header(
            name: name, limbWidth: limbWidth, inputs: inputs, states: states, layout: layout, tables: tables,
            outputs: outputs)
    }

    static func header(
        name: String, limbWidth: LimbWidth, inputs: [Input], states: [State], layout: Layout, tables: [Tensor],
        outputs: [Output]
    ) -> [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.append(string: name)
        encoder.append(limbWidth.rawValue)
        encoder.append(count: inputs.count)
        for input in inputs {
            encoder.append(string: input.name)
            input.type.encode(into: &encoder)
            encoder.append(input.range.lowerBound)
            encoder.append(input.range.upperBound)
        }
        encoder.append(count: states.count)
        for state in states {
            encoder.append(string: state.name)
            encoder.append(state.range.lowerBound)
            encoder.append(state.range.upperBound)
            Operand(state.next, state.type).encode(into: &encoder)
        }
        encoder.append(count: layout.entries.count)
        for entry in layout.entries {
            encoder.append(string: entry.name)
            entry.type.encode(into: &encoder)
            encoder.append(UInt64(entry.offset))
            encoder.append(entry.range.lowerBound)
            encoder.append(entry.range.upperBound)
        }
        encoder.append(count: tables.count)
        for table in tables {
            table.type.encode(into: &encoder)
            encoder.append(raw: table.bytes)
        }
        encoder.append(count: outputs.count)
        for output in outputs {
            encoder.append(string: output.name)
            output.operand.encode(into: &encoder)
        }
        return encoder.bytes
    }

    private struct HeaderParts {
        let name: String
        let limbWidth: LimbWidth
        let inputs: [Input]
        let states: [State]
        let weights: [WeightEntry]
        let tables: [Tensor]
        let outputs: [Output]

        init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
            name = try decoder.name("name")
            let position = decoder.offset
            guard let width = LimbWidth(rawValue: try decoder.uint8("limb width")) else {
                throw decoder.refusal("limb width", at: position, "8, 12 or 16")
            }
            limbWidth = width
            inputs = try decoder.list("inputs", limit: maximumSlots, elementByteCount: 27) {
                (decoder) throws(CanonicalError) in
                let name = try decoder.name("input name")
                let type = try TensorType(from: &decoder, field: "input type")
                return Input(name: name, type: type, range: try decoder.range("input range"))
            }
            states = try decoder.list("states", limit: maximumSlots, elementByteCount: 32) {
                (decoder) throws(CanonicalError) in
                let name = try decoder.name("state name")
                let range = try decoder.range("state range")
                let next = try Operand(from: &decoder)
                return State(name: name, type: next.type, range: range, next: next.source)
            }
            weights = try decoder.list("weights", limit: Layout.maximumEntries, elementByteCount: 35) {
                (decoder) throws(CanonicalError) in
                let name = try decoder.name("weight name")
                let type = try TensorType(from: &decoder, field: "weight type")
                let position = decoder.offset
                let offset = try decoder.uint64("weight offset")
                guard offset <= UInt64(Layout.maximumByteCount) else {
                    throw decoder.refusal("weight offset", at: position, "beyond any layout")
                }
                return WeightEntry(
                    name: name, type: type, offset: Int(offset), range: try decoder.range("weight range"))
            }
            tables = try decoder.list("tables", limit: maximumTables, elementByteCount: 7) {
                (decoder) throws(CanonicalError) in
                let position = decoder.offset
                let type = try TensorType(from: &decoder, field: "table type")
                guard type.shape.rank == 1, type.shape.count <= maximumTableEntries else {
                    throw decoder.refusal("table type", at: position, "\(type) is not [1] to [\(maximumTableEntries)]")
                }
                return Tensor(unchecked: type, try decoder.raw("table", count: type.byteCount))
            }
            outputs = try decoder.list("outputs", limit: maximumSlots, elementByteCount: 16) {
                (decoder) throws(CanonicalError) in
                let name = try decoder.name("output name")
                return Output(name: name, operand: try Operand(from: &decoder))
            }
        }
    }
}

extension CanonicalDecoder {
    fileprivate mutating func range(_ field: String) throws(CanonicalError) -> ClosedRange<Int64> {
        let position = offset
        let lower = try int64(field)
        let upper = try int64(field)
        guard lower <= upper else { throw refusal(field, at: position, "the lower bound is above the upper") }
        return lower...upper
    }
}
