import Foundation
import ModelImport
import TestSupport
import Testing

/// Thousands of damaged files: each is imported or refused with a typed error; none traps, and none
/// makes the import take much memory.
@Suite(.serialized) struct MutationTests {
    /// Limits that keep an accepted mutant cheap to run.
    private var limits: ImportLimits {
        var limits = ImportLimits()
        limits.weightElements = 1 << 18
        limits.activationElements = 1 << 14
        limits.multiplications = 1 << 20
        return limits
    }

    private func attempt(_ bytes: [UInt8], quantise: Bool) -> Bool {
        do throws(ModelImportError) {
            var options = ImportOptions()
            options.limits = limits
            let graph = try FloatGraph(onnx: bytes, limits: limits)
            if quantise {
                _ = try ImportedModel(
                    graph, calibration: SmallModels.images(graph, count: 2), options: options)
            }
            return true
        } catch {
            return error.description.isEmpty
        }
    }

    @Test func nineThousandDamagedSmallModels() throws {
        var generator = SeededGenerator(seed: 2026)
        let sources = SmallModels.names.filter { $0 != "long" }.map { SmallModels.model($0).bytes }
        let before = peakMemory()
        var accepted = 0
        for round in 0..<9000 {
            let source = sources[round % sources.count]
            let other = sources[Int.random(in: 0..<sources.count, using: &generator)]
            var bytes = source
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                bytes = mutated(bytes, other: other, &generator)
            }
            if attempt(bytes, quantise: true) { accepted += 1 }
        }
        // Both outcomes occur, so the mutants reach the checks and what lies behind them.
        #expect(accepted > 500 && accepted < 8500, "accepted \(accepted), seed 2026")
        #expect(peakMemory() - before < 256 << 20)
    }

    @Test(arguments: RealModels.names)
    func fiveHundredDamagedRealModels(name: String) throws {
        var generator = SeededGenerator(seed: 99)
        let source = try RealModels.file("\(name).onnx")
        let before = peakMemory()
        for _ in 0..<500 {
            _ = attempt(mutated(source, other: source, &generator), quantise: false)
        }
        #expect(peakMemory() - before < 256 << 20)
    }

    @Test(arguments: SmallModels.names.filter { $0 != "long" })
    func everyTruncationIsRefused(name: String) {
        let bytes = SmallModels.model(name).bytes
        for length in 0..<bytes.count {
            let isAccepted = attempt(Array(bytes[..<length]), quantise: false)
            #expect(!isAccepted, "\(length) bytes")
        }
        let isAccepted = attempt(bytes, quantise: true)
        #expect(isAccepted)
    }

    /// One damage. Half of them hit the first or last few hundred bytes, where the structure is.
    private func mutated(
        _ source: [UInt8], other: [UInt8], _ generator: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = source
        guard bytes.count > 16 else { return generator.bytes(16) }
        let place =
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: Int.random(in: 0..<min(800, bytes.count), using: &generator)
            case 1: Int.random(in: max(0, bytes.count - 300)..<bytes.count, using: &generator)
            default: Int.random(in: 0..<bytes.count, using: &generator)
            }
        let end = min(bytes.count, place + Int.random(in: 1...24, using: &generator))
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 4: bytes.replaceSubrange(place..<end, with: generator.bytes(end - place))
        case 5: bytes.removeSubrange(place...)
        case 6:
            // A huge number where a small one was.
            bytes.replaceSubrange(
                place..<place + 1,
                with: [UInt8](repeating: 0xFF, count: Int.random(in: 1...9, using: &generator)) + [1])
        default:
            let from = Int.random(in: 0..<other.count, using: &generator)
            bytes.replaceSubrange(place..<end, with: other[from..<min(other.count, from + 40)])
        }
        return bytes
    }

    /// The most memory that this process has held so far, in bytes.
    private func peakMemory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (Int(line.filter(\.isNumber)) ?? 0) << 10
    }
}
