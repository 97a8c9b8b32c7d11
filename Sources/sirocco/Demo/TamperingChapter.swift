import Circuit
import Claims
import TensorEngine
import Transcript

/// Somebody claims the run with one activation changed; an auditor replays it and names the place.
struct TamperingChapter {
    let divergence: Divergence
    let claimedRoot: Digest
    /// What the operator's definition gives for that one element, on the claim's own operands.
    let recomputed: Int64
    private let honestRoot: Digest
    private let op: Operator
    private let footprint: Footprint

    /// - Parameter seed: chooses operator, element and bit.
    init(_ picture: PictureChapter, seed: UInt64) throws {
        let circuit = picture.model.circuit
        var state = seed
        func draw(_ bound: Int) -> Int {
            // SplitMix64: the same choice on every machine. Nothing secret hangs on it.
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((z ^ (z >> 31)) % UInt64(bound))
        }
        // An activation that weights went into; whatever there is where a circuit has none.
        let activations = circuit.operators.indices.filter { circuit.operators[$0].multiplyAdds > 0 }
        let position = activations.isEmpty ? draw(circuit.operators.count) : activations[draw(activations.count)]
        let type = circuit.operators[position].results[0]
        let element = draw(type.shape.count)
        let bit = Int64(1) << Int64(draw(6))
        var values = picture.results[position][0].values
        values[element] = type.element.wrapped(values[element] ^ bit)
        var claimed = picture.results
        claimed[position][0] = try Tensor(type, values: values)

        let roots = circuit.tracedResults(.full).map { claimed[$0.position][$0.result].root }
        claimedRoot = TraceHashing.stepRoot(.full, tensorRoots: roots)
        honestRoot = picture.traceRoot
        guard let found = try Replay.firstDivergence(circuit: circuit, claimed: claimed, computed: picture.results)
        else {
            throw Failure(
                .demonstrationFailed, "the changed activation was not found", why: "replay sees no difference",
                try: "sirocco demo --seed \(seed) again, and report it")
        }
        divergence = found
        op = circuit.operators[found.position]
        footprint = op.footprint(element: found.element, result: found.result)
        let input = try Tensor(circuit.inputs[0].type, bytes: picture.image)
        var reader = ClaimedOperands(op, of: circuit, weights: picture.model.weights, inputs: [input], results: claimed)
        recomputed = op.evaluateElement(found.element, result: found.result, reading: &reader)
        guard found.position == position, found.element == element, recomputed == found.right, claimedRoot != honestRoot
        else {
            throw Failure(
                .demonstrationFailed, "the changed activation was not located",
                why:
                    "changed: operator \(position), element \(element); found: operator \(found.position), element \(found.element)",
                try: "sirocco demo --seed \(seed) again, and report it")
        }
    }

    var text: String {
        let bytes = footprint.byteCount(operands: op.operands.map { $0.type })
        let products = footprint.multiplyAdds > 0 ? " and \(counted(footprint.multiplyAdds, "multiply-add"))" : ""
        return """
            \(Terminal.output.bold("5. A wrong value cannot hide"))
            Now somebody claims this run with one bit of one activation changed:

            \(fields([
                ("honest trace root", honestRoot.description),
                ("claimed trace root", claimedRoot.description),
            ]))
            The roots differ, so an auditor replays the run and finds the first wrong element:

            \(fields([
                ("operator", "%\(divergence.position) \(op.label) (\(op.kind.name))"),
                ("chunk", "\(divergence.chunk) of 1 KiB"),
                ("element", String(divergence.element)),
                ("claimed", String(divergence.claimed)),
                ("right", String(divergence.right)),
            ]))
            To be sure nobody needs the whole run: this element's definition reads \(counted(bytes, "byte"))\(products)
            of the claim's own operands, and gives \(recomputed).


            """
    }

    var json: JSON {
        [
            "claimed_root": .text(claimedRoot.description),
            "operator": .integer(divergence.position), "label": .text(op.label),
            "chunk": .integer(divergence.chunk), "element": .integer(divergence.element),
            "claimed": .wide(divergence.claimed), "right": .wide(divergence.right),
        ]
    }
}

/// An operator's operands as a claim states them.
private struct ClaimedOperands: ElementReader {
    private let operands: [Tensor?]

    init(_ op: Operator, of circuit: Circuit, weights: Weights, inputs: [Tensor], results: [[Tensor]]) {
        operands = op.operands.map { operand in
            switch operand.source {
            case .input(let slot): inputs.indices.contains(slot) ? inputs[slot] : nil
            case .result(let position, let result): results[position][result]
            case .table(let root): circuit.tables.first { $0.root == root }
            case .state: Tensor.zeros(operand.type)
            case .weight(let offset):
                circuit.layout.entry(at: offset).flatMap { entry in
                    try? Tensor(entry.type, bytes: Array(weights.bytes[offset..<offset + entry.type.byteCount]))
                }
            }
        }
    }

    mutating func element(_ index: Int, of operand: Int) -> Int64 {
        operands.indices.contains(operand) ? operands[operand]?.element(index) ?? 0 : 0
    }
}
