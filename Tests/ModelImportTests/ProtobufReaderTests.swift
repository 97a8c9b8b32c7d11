import ModelImport
import Testing

/// What a reader of one message gives: the field numbers, or its error.
private func fields(_ bytes: [UInt8]) -> Result<[Int], ModelImportError> {
    var reader = ProtobufReader(bytes[...])
    var numbers: [Int] = []
    do throws(ModelImportError) {
        while let field = try reader.next() { numbers.append(field.number) }
        return .success(numbers)
    } catch { return .failure(error) }
}

private func defect(_ bytes: [UInt8]) -> WireDefect? {
    guard case .failure(.malformed(_, let defect)) = fields(bytes) else { return nil }
    return defect
}

@Suite struct ProtobufReaderTests {
    @Test func readsEveryWireType() {
        var writer = ProtobufWriter()
        writer.integer(1, -1)
        writer.data(2, [1, 2, 3])
        writer.float(3, 1.5)
        writer.tag(4, 1)
        let bytes = writer.bytes + [UInt8](repeating: 7, count: 8)
        #expect(fields(bytes) == .success([1, 2, 3, 4]))
    }

    @Test func refusesTruncationAtEveryByte() {
        var writer = ProtobufWriter()
        writer.integer(1, 300)
        let whole = writer.bytes
        #expect(defect(Array(whole.dropLast())) == .truncated)
        #expect(defect([0x0D, 1, 2, 3]) == .truncated)
        #expect(defect([0x09, 1, 2, 3, 4, 5, 6, 7]) == .truncated)
        #expect(defect([0x12]) == .truncated)
    }

    @Test func refusesLengthsBeyondTheEnd() {
        #expect(defect([0x12, 0x04, 1, 2, 3]) == .lengthBeyondEnd)
        let huge: [UInt8] = [0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]
        #expect(defect(huge) == .lengthBeyondEnd)
    }

    @Test func refusesVarintsOfMoreThan64Bits() {
        let ones = [UInt8](repeating: 0xFF, count: 9)
        #expect(fields([0x08] + ones + [0x01]) == .success([1]))
        #expect(defect([0x08] + ones + [0x02]) == .varintTooLong)
        #expect(defect([0x08] + ones + [0x81, 0x00]) == .varintTooLong)
        // Padding within 64 bits is what other readers accept as well.
        #expect(fields([0x08, 0x80, 0x00]) == .success([1]))
    }

    @Test func refusesGroupsAndFieldZero() {
        #expect(defect([0x0B]) == .unsupportedWireType(3))
        #expect(defect([0x0C]) == .unsupportedWireType(4))
        #expect(defect([0x0F]) == .unsupportedWireType(7))
        #expect(defect([0x00, 0x00]) == .fieldNumberZero)
    }

    @Test func refusesAKnownFieldOfAnotherWireType() {
        var writer = ProtobufWriter()
        writer.integer(7, 1)
        #expect(throws: ModelImportError.malformed(offset: 0, defect: .unexpectedWireType(field: 7))) {
            try FloatGraph(onnx: writer.bytes)
        }
    }

    @Test func refusesASecondGraph() {
        let graph = ModelFixture().bytes
        #expect(throws: ModelImportError.self) { try FloatGraph(onnx: graph + graph) }
    }

    @Test func refusesNamesThatAreNotUTF8OrTooLong() {
        var writer = ProtobufWriter()
        writer.message(8) { $0.data(1, [0xFF, 0xFE]) }
        #expect(throws: ModelImportError.malformed(offset: 2, defect: .notUTF8)) {
            try FloatGraph(onnx: writer.bytes)
        }
        var long = ProtobufWriter()
        long.message(8) { $0.data(1, [UInt8](repeating: 65, count: 5000)) }
        #expect(throws: ModelImportError.limitExceeded(quantity: "the length of a name is", limit: 4096)) {
            try FloatGraph(onnx: long.bytes)
        }
    }

    @Test func lastScalarWins() throws {
        var model = ModelFixture(
            nodes: [NodeFixture("MatMul", ["x", "w"], ["y"])],
            tensors: [.floats("w", [2, 1], [1, 2])])
        model.operatorSet = nil
        var writer = ProtobufWriter()
        writer.message(8) { set in
            set.integer(2, 99)
            set.integer(2, 13)
        }
        _ = try FloatGraph(onnx: model.bytes + writer.bytes)
    }

    @Test func skipsUnknownFields() throws {
        var writer = ProtobufWriter()
        writer.integer(900, 3)
        writer.data(901, [0xFF, 0xFF])
        let model = ModelFixture(
            nodes: [NodeFixture("MatMul", ["x", "w"], ["y"])],
            tensors: [.floats("w", [2, 1], [1, 2])])
        _ = try FloatGraph(onnx: writer.bytes + model.bytes)
    }

    @Test(arguments: [TensorFixture.Storage.raw, .list, .unpackedList])
    func readsPackedSingleAndRawElements(storage: TensorFixture.Storage) throws {
        var weights = TensorFixture.floats("w", [2, 2], [1, -2, 3, 0.5])
        weights.storage = storage
        var shape = TensorFixture.integers("s", [-1, 2])
        shape.storage = storage
        let model = ModelFixture(
            nodes: [
                NodeFixture("Reshape", ["x", "s"], ["a"]), NodeFixture("Gemm", ["a", "w"], ["y"]),
            ],
            tensors: [weights, shape])
        let graph = try FloatGraph(onnx: model.bytes)
        #expect(try FloatEvaluator(graph).logits([[1, 1]]) == [[4, -1.5]])
    }
}
