import Circuit
import Foundation

/// A circuit's inputs as a file gives them: JSON that names shape and element type, or the bare
/// canonical bytes.
///
/// JSON: `{"shape": [...], "element_type": "uint8", "values": [...]}`; a circuit with several inputs
/// takes `{"inputs": [{...}, ...]}`. Values are integers, or texts that hold one (64-bit values).
/// Bare bytes: every input's canonical bytes, one after another.
package struct TensorFile {
    let path: String

    package init(path: String) { self.path = path }

    private struct Entry: Decodable {
        let shape: [Int]
        let element_type: String
        let values: [WholeNumber]
    }

    private struct Document: Decodable {
        let entries: [Entry]

        private enum Key: String, CodingKey { case inputs }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            entries =
                container.contains(.inputs)
                ? try container.decode([Entry].self, forKey: .inputs) : [try Entry(from: decoder)]
        }
    }

    /// An integer, or a text that holds one.
    struct WholeNumber: Decodable {
        let value: Int64

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                guard let value = Int64(text) else {
                    throw DecodingError.dataCorruptedError(in: container, debugDescription: "is no whole number")
                }
                self.value = value
            } else {
                value = try container.decode(Int64.self)
            }
        }
    }

    /// Reads and checks one tensor for each of the circuit's inputs.
    func tensors(for circuit: Circuit) throws(Failure) -> [Tensor] {
        let rawCount = circuit.inputs.reduce(0) { $0 + $1.type.byteCount }
        let elements = circuit.inputs.reduce(0) { $0 + $1.type.shape.count }
        // A value takes at most 22 characters; the rest is for spaces and other members.
        let (largestText, overflow) = elements.multipliedReportingOverflow(by: 40)
        let limit = overflow ? InputFile.largest : min(InputFile.largest, max(rawCount, largestText + (1 << 16)))
        return try tensors(in: try InputFile.read(path, what: "input", limit: limit), for: circuit)
    }

    /// Reads and checks what a file holds.
    package func tensors(in bytes: [UInt8], for circuit: Circuit) throws(Failure) -> [Tensor] {
        let rawCount = circuit.inputs.reduce(0) { $0 + $1.type.byteCount }
        let tensors = isText(bytes, rawCount: rawCount) ? try decode(bytes, circuit) : try cut(bytes, circuit, rawCount)
        do { try circuit.check(inputs: tensors) } catch {
            throw refusal("\(error)", circuit)
        }
        return tensors
    }

    private func isText(_ bytes: [UInt8], rawCount: Int) -> Bool {
        if path.hasSuffix(".json") { return true }
        if path.hasSuffix(".bin") { return false }
        let spaces: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
        let first = bytes.first { !spaces.contains($0) }
        let last = bytes.last { !spaces.contains($0) }
        return first == UInt8(ascii: "{") && (bytes.count != rawCount || last == UInt8(ascii: "}"))
    }

    private func cut(_ bytes: [UInt8], _ circuit: Circuit, _ rawCount: Int) throws(Failure) -> [Tensor] {
        guard bytes.count == rawCount else {
            throw refusal("\(bytes.count) bytes are given, the inputs have \(rawCount)", circuit)
        }
        var tensors: [Tensor] = []
        var offset = 0
        for input in circuit.inputs {
            let end = offset + input.type.byteCount
            do { tensors.append(try Tensor(input.type, bytes: Array(bytes[offset..<end]), name: input.name)) } catch {
                throw refusal("\(error)", circuit)
            }
            offset = end
        }
        return tensors
    }

    private func decode(_ bytes: [UInt8], _ circuit: Circuit) throws(Failure) -> [Tensor] {
        let entries: [Entry]
        do { entries = try JSONDecoder().decode(Document.self, from: Data(bytes)).entries } catch {
            throw Failure(
                .inputMalformed, "the input \(path) is not a tensor in JSON", why: Self.words(error),
                try: "write {\"shape\": [...], \"element_type\": \"uint8\", \"values\": [...]}")
        }
        guard entries.count == circuit.inputs.count else {
            throw refusal("\(entries.count) tensors are given, the circuit takes \(circuit.inputs.count)", circuit)
        }
        var tensors: [Tensor] = []
        for (entry, input) in zip(entries, circuit.inputs) {
            guard entry.element_type == input.type.element.name else {
                throw refusal(
                    "element_type is \(entry.element_type), the circuit takes \(input.type.element.name)", circuit)
            }
            // Another view of as many elements is the same bytes, hence the same input.
            guard let shape = try? Shape(entry.shape), shape.count == input.type.shape.count else {
                throw refusal("shape is \(entry.shape), the circuit takes \(input.type.shape)", circuit)
            }
            do { tensors.append(try Tensor(input.type, values: entry.values.map { $0.value }, name: "values")) } catch {
                throw refusal("\(error)", circuit)
            }
        }
        return tensors
    }

    private func refusal(_ reason: String, _ circuit: Circuit) -> Failure {
        let wanted = circuit.inputs.map { "\($0.name): \($0.type) in \($0.range)" }.joined(separator: "; ")
        return Failure(
            .inputRefused, "the input \(path) does not fit the circuit \(circuit.name)", why: reason,
            try: "give \(wanted)")
    }

    /// Where in the document, and what.
    private static func words(_ error: any Error) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            return path.isEmpty ? "the document" : path.joined(separator: ".").replacing(".[", with: "[")
        }
        switch error as? DecodingError {
        case .typeMismatch(let type, let context): return "\(place(context)) is not of type \(type)"
        case .valueNotFound(_, let context): return "\(place(context)) is null"
        case .keyNotFound(let key, let context): return "\(place(context)) has no member \(key.stringValue)"
        case .dataCorrupted(let context): return "\(place(context)): \(context.debugDescription)"
        default: return "\(error)"
        }
    }
}
