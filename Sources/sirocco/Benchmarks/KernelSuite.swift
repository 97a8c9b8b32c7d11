import Algebra
import CKernels

/// The kernels that everything else is made of, at every instruction-set level.
struct KernelSuite {
    let thoroughness: Thoroughness
    let progress: Progress

    func run() -> [Measurement] {
        InstructionSet.available.reversed().flatMap { set in
            progress.stage("kernels, \(set.name)", of: 7 + Self.products.count) { stage in
                let advance = { stage.advance() }
                return set.enforced { goldilocks(advance) + poseidon2(advance) + blake3(advance) + int8Products(set, advance) }
            }
        }
    }

    /// Canonical residues, the same in every run.
    private func residues(_ count: Int) -> [UInt64] {
        var x: UInt64 = 1
        return (0..<count).map { _ in
            x = x &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return x >> 1
        }
    }

    private func goldilocks(_ advance: () -> Void) -> [Measurement] {
        // Three vectors of 8 KiB stay in the first cache.
        let count = 1024
        let a = residues(count), b = residues(count)
        var sum = residues(count)
        let accumulate = thoroughness.measure("goldilocks.multiply_accumulate", unit: "products", units: count) {
            unsafe goldilocks_vector_multiply_accumulate(&sum, a, b, count)
        }
        advance()
        var values = residues(2 * count)
        let roots = residues(count)
        let butterfly = thoroughness.measure("goldilocks.butterfly", unit: "butterflies", units: count) {
            unsafe goldilocks_ntt_forward_layer(&values, 2 * count, count, roots)
        }
        advance()
        return [accumulate, butterfly]
    }

    /// One after another, each reading what the one before wrote. Scalar at every level.
    private func poseidon2(_ advance: () -> Void) -> [Measurement] {
        var state = InlineArray<12, Goldilocks> { Goldilocks(reducing: UInt64($0)) }
        defer { advance() }
        return [
            thoroughness.measure("poseidon2.permutation", unit: "permutations", units: 1) { Poseidon2.permute(&state) }
        ]
    }

    /// Products, butterflies and 64-byte hashes at full vectors, for floors.
    func workRates() -> (product: Measurement, butterfly: Measurement, compression: Measurement) {
        let field = goldilocks {}
        return (field[0], field[1], blake3Batch())
    }

    private func blake3Batch() -> Measurement {
        let messages = [UInt8](repeating: 0xA5, count: 64 * 1024)
        var digests = [UInt8](repeating: 0, count: 32 * 1024)
        var mode = blake3_mode_plain()
        return thoroughness.measure("blake3.64B.batch1024", unit: "bytes", units: 64 * 1024) {
            unsafe blake3_hash_batch(&mode, messages, 64, 64, 1024, &digests)
        }
    }

    private func blake3(_ advance: () -> Void) -> [Measurement] {
        let large = [UInt8](repeating: 0xA5, count: 16 << 20)
        var digests = [UInt8](repeating: 0, count: 32 * 1024)
        var mode = blake3_mode_plain()
        func single(_ name: String, _ length: Int) -> Measurement {
            defer { advance() }
            return thoroughness.measure(name, unit: "bytes", units: length) {
                unsafe blake3_hash(&mode, large, length, &digests)
            }
        }
        let batch = blake3Batch()
        advance()
        return [single("blake3.16MiB", 16 << 20), single("blake3.1KiB", 1024), single("blake3.64B", 64), batch]
    }

    /// Rows × depth × columns: a dense layer for one image and for sixteen, then squares for the
    /// first cache, the second, and beyond.
    private static let products = [
        (1, 784, 128), (16, 784, 128), (64, 128, 128), (64, 512, 512), (128, 1024, 1024),
    ]

    private func int8Products(_ set: InstructionSet, _ advance: () -> Void) -> [Measurement] {
        Self.products.map { rows, depth, columns in
            defer { advance() }
            let weights = [Int8](repeating: 3, count: columns * depth)
            var packed = [UInt8](repeating: 0, count: tensor_int8_packed_size(columns, 1, depth))
            unsafe tensor_int8_pack(&packed, weights, depth, columns, 1, depth)
            let activations = [UInt8](repeating: 7, count: rows * depth)
            var out = [Int32](repeating: 0, count: rows * columns)
            return thoroughness.measure(
                "int8_product.\(rows)x\(depth)x\(columns)", unit: "macs", units: rows * depth * columns,
                peakUnitsPerCycle: Self.peak(set)
            ) {
                unsafe tensor_int8_product(&out, columns, activations, depth, 0, rows, depth, packed, nil, columns)
            }
        }
    }

    /// Multiply-adds a cycle: two ports, of 64 each by vpdpbusd on 512 bits, of 16 each by vpmaddwd on
    /// 256 bits. What the portable form could reach depends on the compiler.
    private static func peak(_ set: InstructionSet) -> Double? {
        switch set.level {
        case Int32(SIROCCO_ISA_AVX512): 128
        case Int32(SIROCCO_ISA_AVX2): 32
        default: nil
        }
    }
}
