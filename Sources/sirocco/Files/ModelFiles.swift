import Circuit

/// A model on disk: `<base>.circuit` and, beside it, `<base>.weights`.
struct ModelFiles {
    let base: String
    var circuitPath: String { base + ".circuit" }
    var weightsPath: String { base + ".weights" }

    /// A description this large would describe 65,536 operators several times over.
    static let largestCircuit = 256 << 20

    /// - Parameter argument: the base, or either of the two files.
    init(_ argument: String) throws(Failure) {
        guard !argument.isEmpty, argument != "-" else {
            throw Failure(
                .usage, "a model is named by a path", why: "a circuit and its weights are two files beside each other",
                try: "sirocco model import circuits/fashion-mlp.onnx -o /tmp/mlp, then name /tmp/mlp")
        }
        if argument.hasSuffix(".onnx") {
            let base = argument.dropLast(5)
            throw Failure(
                .usage, "\(argument) is a float model", why: "this command takes an integer circuit and its weights",
                try: "sirocco model import \(argument) -o \(base), then name \(base)")
        }
        for ending in [".circuit", ".weights"] where argument.hasSuffix(ending) {
            base = String(argument.dropLast(ending.count))
            return
        }
        base = argument
    }

    func circuit() throws(Failure) -> Circuit {
        let bytes = try InputFile.read(circuitPath, what: "circuit", limit: Self.largestCircuit)
        do { return try Circuit(canonicalBytes: bytes) } catch {
            throw Failure(
                .circuitMalformed, "the circuit \(circuitPath) is refused", why: "\(error)",
                try: "make it again with: sirocco model import FILE -o \(base)")
        }
    }

    /// Circuit and weights, checked against each other.
    func model() throws(Failure) -> (circuit: Circuit, weights: Weights) {
        let circuit = try circuit()
        let expected = circuit.layout.byteCount
        let found = try InputFile.byteCount(weightsPath, what: "weights file")
        guard found == expected, expected <= InputFile.largest else {
            throw Failure(
                .weightsWrongLength, "the weights \(weightsPath) do not belong to this circuit",
                why: "they have \(grouped(found)) bytes, the circuit \(circuit.name) needs \(grouped(expected))",
                try: "put the weights that were made together with the circuit beside it")
        }
        let weights = Weights(bytes: try InputFile.read(weightsPath, what: "weights file", limit: expected))
        do { try circuit.layout.check(weights) } catch {
            throw Failure(
                .weightsRefused, "the weights \(weightsPath) are refused", why: "\(error)",
                try: "put the weights that were made together with the circuit beside it")
        }
        return (circuit, weights)
    }
}
