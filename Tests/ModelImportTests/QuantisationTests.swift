import Circuit
import ModelImport
import TestSupport
import Testing

@Suite struct QuantisationTests {
    @Test func ratiosAreNearestAndNormalised() throws {
        let half = try #require(FixedPointRatio(1, dividedBy: 2))
        #expect(half.multiplier == 1 << 15 && half.shift == 16 && half.value == 0.5)
        let one = try #require(FixedPointRatio(3, dividedBy: 3))
        #expect(one.multiplier == 1 << 15 && one.shift == 15)
        // Just below a power of two the multiplier would round to 2^16.
        let carried = try #require(FixedPointRatio(0.999_999_9, dividedBy: 1))
        #expect(carried.multiplier == 1 << 15 && carried.shift == 15)
        // (2^16 − 1 + 1/2) / 2^16 is a tie, which goes up.
        let tie = try #require(FixedPointRatio(65_535.5, dividedBy: 65_536))
        #expect(tie == carried)

        var generator = SeededGenerator(seed: 3)
        for _ in 0..<1000 {
            let real = Double.random(in: 1e-9...2, using: &generator)
            let ratio = try #require(FixedPointRatio(real, dividedBy: 1))
            #expect(ratio.multiplier >= 1 << 15)
            let unit = 1 / Double(UInt64(1) << UInt64(ratio.shift))
            #expect(abs(ratio.value - real) <= unit / 2)
        }
    }

    @Test func ratiosOutsideTheShiftsAreRefused() {
        #expect(FixedPointRatio(32_767, dividedBy: 1) != nil)
        #expect(FixedPointRatio(16_384, dividedBy: 1)?.shift == 1)
        #expect(FixedPointRatio(32_768, dividedBy: 1) == nil)
        #expect(FixedPointRatio(1, dividedBy: Double(1 << 47))?.shift == 62)
        #expect(FixedPointRatio(1, dividedBy: Double(1 << 48)) == nil)
        for bad in [0, -1, Double.nan, .infinity, .leastNonzeroMagnitude] {
            #expect(FixedPointRatio(bad, dividedBy: 1) == nil)
        }
        #expect(FixedPointRatio(1, dividedBy: 0) == nil)
    }

    @Test func everyByteIsEncodedToTheNearestStep() throws {
        let graph = try FloatGraph(onnx: SmallModels.model("dense").bytes)
        let model = try ImportedModel(graph, calibration: SmallModels.images(graph, count: 4))
        guard case .requantise(let encoding) = model.circuit.operators[0].kind,
            case .constant(let multiplier) = encoding.multiplier
        else {
            Issue.record("the first operator is not a requantise")
            return
        }
        for byte in Int64(0)...255 {
            let shift = Int64(encoding.shift)
            let encoded = (byte * Int64(multiplier) + (1 << (shift - 1))) >> shift
            // round(127·byte / 255) in integers.
            #expect(encoded == (2 * 127 * byte + 255) / 510)
        }
    }

    /// The dequantised logits stay near the float ones, so layouts, padding and scales are right.
    @Test(arguments: SmallModels.names)
    func smallModelsAgreeWithFloats(name: String) throws {
        let graph = try FloatGraph(onnx: SmallModels.model(name).bytes)
        var options = ImportOptions()
        options.showsLogits = true
        let images = SmallModels.images(graph, count: 40)
        let model = try ImportedModel(graph, calibration: images, options: options)
        #expect(try Circuit(canonicalBytes: model.circuit.canonicalBytes).hash == model.circuit.hash)
        let run = try ReferenceRun(model.circuit, model.weights)
        let step = try #require(model.report.layers.last).outputStep
        let floats = try FloatEvaluator(graph).logits(images, encoding: .unitPixels)
        let spread = floats.joined().reduce(0) { max($0, abs($1)) }
        for (image, row) in zip(images, floats) {
            let outputs = run.outputs(image)
            let logits = try #require(outputs["logits"])
            #expect(logits.count == row.count)
            for (integer, float) in zip(logits, row) {
                #expect(abs(Float(Double(integer) * step) - float) < 0.04 * spread)
            }
            let best = logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
            #expect(outputs["class"] == [Int64(best)])
        }
    }

    @Test func weightsAndBiasesRoundHalfAwayFromZero() throws {
        // Steps: input 1/127, weights 127/127 = 1, so the accumulator's step is 1/127.
        let model = ModelFixture(
            nodes: [NodeFixture("Gemm", ["x", "w", "b"], ["y"], [("transB", .integer(1))])],
            tensors: [
                .floats("w", [3, 2], [127, 0.5, -0.5, 1.5, -2.5, 0.499]),
                .floats("b", [3], [2.5 / 127, -1, 0]),
            ])
        let graph = try FloatGraph(onnx: model.bytes)
        let imported = try ImportedModel(graph, calibration: [[255, 255]])
        let entries = imported.circuit.layout.entries
        #expect(entries.map(\.name) == ["Gemm0.weight", "Gemm0.bias"])
        #expect(entries[0].range == -127...127)
        let values = try entries.map { entry in
            let bytes = Array(imported.weights.bytes[entry.offset..<entry.offset + entry.type.byteCount])
            return try Tensor(entry.type, bytes: bytes).values
        }
        #expect(values[0] == [127, 1, -1, 2, -3, 0])
        #expect(values[1][1...] == [-127, 0])
    }

    @Test func layersEndAtCheckpoints() throws {
        let graph = try FloatGraph(onnx: SmallModels.model("picture").bytes)
        let model = try ImportedModel(graph, calibration: SmallModels.images(graph, count: 4))
        let ends = model.circuit.operators.filter(\.isCheckpoint).map(\.kind.name)
        #expect(ends == ["requantise", "reduction"])
    }

    @Test func equalNamesBecomeDifferentLabels() throws {
        let graph = try FloatGraph(onnx: SmallModels.model("dense").bytes)
        let model = try ImportedModel(graph, calibration: SmallModels.images(graph, count: 4))
        let labels = model.circuit.operators.map(\.label)
        #expect(labels.contains("fc") && labels.contains("fc 2"))
        #expect(Set(labels).count == labels.count)
    }

    @Test func accuracyReportsCountAndCheckLengths() throws {
        let images = [[UInt8]](repeating: [0], count: 4)
        let report = try AccuracyReport.measure(
            images: images, labels: [0, 1, 2, 3], float: { _ in [0, 1, 2, 0] },
            integer: { _ in [0, 1, 3, 0] })
        #expect(report.floatAccuracy == 0.75 && report.integerAccuracy == 0.5)
        #expect(report.agreement == 0.75 && report.differenceInPoints == -25)
        #expect(throws: ModelImportError.self) {
            try AccuracyReport.measure(
                images: images, labels: [0], float: { _ in [0, 1, 2, 0] }, integer: { _ in [0, 1, 3, 0] })
        }
    }
}

@Suite struct QuantisationRefusalTests {
    private func error(
        weights: [Float] = [1, 2], bias: [Float] = [0], calibration: [[UInt8]] = [[255, 255]],
        _ change: (inout ImportOptions) -> Void = { _ in }
    ) -> ModelImportError? {
        let model = ModelFixture(
            nodes: [
                NodeFixture("Gemm", ["x", "w", "b"], ["a"], [("transB", .integer(1))]),
                NodeFixture("Relu", ["a"], ["y"]),
            ],
            tensors: [.floats("w", [1, 2], weights), .floats("b", [1], bias)])
        var options = ImportOptions()
        change(&options)
        do throws(ModelImportError) {
            _ = try ImportedModel(onnx: model.bytes, calibration: calibration, options: options)
            return nil
        } catch { return error }
    }

    @Test func acceptsWhatTheOthersChange() { #expect(error() == nil) }

    @Test func refusesCalibrationThatSaysNothing() {
        #expect(error(calibration: []) == .noCalibrationImages)
        #expect(error(calibration: [[1]]) == .wrongImageSize(expected: 2, found: 1))
        guard case .silentLayer = error(calibration: [[0, 0]]) else {
            Issue.record("a silent layer was accepted")
            return
        }
    }

    @Test func refusesOptionsOutsideTheirRange() {
        for percentage in [0, 49.9, 100.1, Double.nan] {
            guard case .badOption = error({ $0.calibration = .percentile(percentage) }) else {
                Issue.record("percentile \(percentage) was accepted")
                continue
            }
        }
        for divisor in [0, -1, Float.nan, .infinity, 1e-38] {
            guard case .badOption = error({ $0.encoding = .bytes(dividedBy: divisor) }) else {
                Issue.record("divisor \(divisor) was accepted")
                continue
            }
        }
    }

    @Test func refusesScalesThatIntegersCannotHold() {
        guard case .ratioOutOfRange = error(weights: [1, -1], bias: [1e-9]) else {
            Issue.record("a huge ratio was accepted")
            return
        }
        guard case .accumulatorOverflow(_, let bits) = error(weights: [1e-3, 1e-3], bias: [1e6]) else {
            Issue.record("a huge bias was accepted")
            return
        }
        #expect(bits == 45)
        guard case .nonFiniteActivation = error(weights: [3e38, 3e38]) else {
            Issue.record("an overflow was accepted")
            return
        }
    }

    @Test func namesTheLayerWhoseSumsCouldWrap() throws {
        let count: Int64 = 140_000
        let model = ModelFixture(
            nodes: [NodeFixture("MatMul", ["x", "w"], ["y"], name: "wide")],
            tensors: [.floats("w", [count, 1], [Float](repeating: 1, count: Int(count)))],
            inputShape: [nil, count])
        do throws(ModelImportError) {
            _ = try ImportedModel(
                onnx: model.bytes, calibration: [[UInt8](repeating: 1, count: Int(count))])
            Issue.record("accepted")
        } catch {
            guard case .accumulatorOverflow(let node, 33) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(node.name == "wide")
        }
    }
}
