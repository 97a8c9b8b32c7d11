import Circuit
import Claims
import Transcript

extension DisputedModel: CanonicalCodable {
    /// commitment, bytes of the weights (8), operators (list: results (1), and for each its bytes (4) and a bit
    /// for each level above `full` that holds it (1)), bytes of each input (list of 8), next states and outputs
    /// (lists of operator (4) and result (1)).
    ///
    /// For a ledger that keeps what it made at registration: decoding checks the form, not the circuit.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(commitment)
        encoder.append(UInt64(weightsByteCount))
        encoder.append(count: operatorCount)
        for (position, counts) in resultByteCounts.enumerated() {
            encoder.append(UInt8(counts.count))
            for (result, bytes) in counts.enumerated() {
                let entry = TracedResult(position: position, result: result)
                encoder.append(UInt32(bytes))
                encoder.append(UInt8((leaf(of: entry, .layer) == nil ? 0 : 1) + (leaf(of: entry, .step) == nil ? 0 : 2)))
            }
        }
        encoder.append(list: inputByteCounts) { $1.append(UInt64($0)) }
        for list in [nextStates, outputs] {
            encoder.append(list: list) {
                $1.append(UInt32($0.position))
                $1.append(UInt8($0.result))
            }
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> DisputedModel {
        let commitment = try ModelCommitment.decode(from: &decoder)
        let weights = try decoder.length("weights", limit: Layout.maximumByteCount)
        let count = try decoder.count("operators", limit: Circuit.maximumOperators)
        var results: [[Int]] = []
        var traced: [[TracedResult]] = [[], [], []]
        for position in 0..<count {
            var counts: [Int] = []
            for result in 0..<Int(try decoder.uint8("results")) {
                counts.append(Int(try decoder.uint32("result length")))
                let place = decoder.offset
                let levels = try decoder.uint8("levels")
                guard levels < 4, traced[0].count < maximumResults else {
                    throw decoder.refusal("levels", at: place, "\(levels), result \(traced[0].count)")
                }
                let entry = TracedResult(position: position, result: result)
                traced[0].append(entry)
                if levels & 1 != 0 { traced[1].append(entry) }
                if levels & 2 != 0 { traced[2].append(entry) }
            }
            results.append(counts)
        }
        let inputs = try decoder.list("inputs", limit: Claim.maximumTensors, elementByteCount: 8) {
            (decoder) throws(CanonicalError) in try decoder.length("input length", limit: Layout.maximumByteCount)
        }
        return DisputedModel(
            commitment: commitment, operatorCount: count, weightsByteCount: weights, resultByteCounts: results,
            inputByteCounts: inputs, nextStates: try decoder.entries("next states", of: results),
            outputs: try decoder.entries("outputs", of: results), traced: traced)
    }

    private init(
        commitment: ModelCommitment, operatorCount: Int, weightsByteCount: Int, resultByteCounts: [[Int]],
        inputByteCounts: [Int], nextStates: [TracedResult], outputs: [TracedResult], traced: [[TracedResult]]
    ) {
        self.commitment = commitment
        self.operatorCount = operatorCount
        self.weightsByteCount = weightsByteCount
        self.resultByteCounts = resultByteCounts
        self.inputByteCounts = inputByteCounts
        self.nextStates = nextStates
        self.outputs = outputs
        self.traced = traced
    }
}

extension CanonicalDecoder {
    /// A UInt64 of at most `limit`.
    mutating func length(_ field: String, limit: Int) throws(CanonicalError) -> Int {
        let position = offset
        let length = try uint64(field)
        guard length <= UInt64(limit) else { throw refusal(field, at: position, "\(length) is above \(limit)") }
        return Int(length)
    }

    /// Places of results that exist.
    fileprivate mutating func entries(
        _ field: String, of results: [[Int]]
    ) throws(CanonicalError) -> [TracedResult] {
        try list(field, limit: Claim.maximumTensors, elementByteCount: 5) { (decoder) throws(CanonicalError) in
            let place = decoder.offset
            let position = Int(try decoder.uint32(field))
            let result = Int(try decoder.uint8(field))
            guard position < results.count, result < results[position].count else {
                throw decoder.refusal(field, at: place, "operator \(position) has no result \(result)")
            }
            return TracedResult(position: position, result: result)
        }
    }
}
