/// How the scale of an activation follows from the calibration images.
public enum CalibrationRule: Equatable, Sendable {
    /// The largest magnitude: nothing saturates on the calibration images.
    case maximum
    /// The magnitude below which this percentage of the values lies, from 50 to 100: outliers
    /// saturate and the others get finer steps. Resolved to 1/4096 of the maximum.
    case percentile(Double)
}

/// The range of every layer's output over the calibration images.
struct Calibration {
    /// One positive bound a layer.
    let maxima: [Float]
    /// How many were seen.
    let images: Int

    /// - Throws: `noCalibrationImages`, `badOption`, `wrongImageSize`, `nonFiniteActivation`.
    init(
        _ graph: FloatGraph, images: [[UInt8]], encoding: InputEncoding, rule: CalibrationRule
    ) throws(ModelImportError) {
        guard !images.isEmpty else { throw .noCalibrationImages }
        if case .percentile(let percentage) = rule {
            guard percentage >= 50, percentage <= 100 else {
                throw .badOption("a calibration percentile lies between 50 and 100")
            }
        }
        let evaluator = FloatEvaluator(graph)
        var maxima = [Float](repeating: 0, count: graph.layers.count)
        _ = try evaluator.run(images, encoding: encoding) {
            (layer, output, lanes) throws(ModelImportError) in
            for value in output {
                for lane in 0..<lanes {
                    guard value[lane].isFinite else {
                        throw .nonFiniteActivation(node: graph.layers[layer].node)
                    }
                    maxima[layer] = max(maxima[layer], value[lane].magnitude)
                }
            }
        }
        if case .percentile(let percentage) = rule {
            var histograms = maxima.map { Histogram(maximum: $0) }
            _ = try evaluator.run(images, encoding: encoding) {
                (layer, output, lanes) throws(ModelImportError) in
                for value in output {
                    for lane in 0..<lanes { histograms[layer].add(value[lane].magnitude) }
                }
            }
            maxima = histograms.map { $0.percentile(percentage) }
        }
        self.maxima = maxima
        self.images = images.count
    }
}

/// Counts of magnitudes in equal bins up to a maximum.
private struct Histogram {
    static let bins = 4096
    let maximum: Float
    private var counts = [Int](repeating: 0, count: bins)
    private var total = 0

    init(maximum: Float) { self.maximum = maximum }

    mutating func add(_ magnitude: Float) {
        guard maximum > 0 else { return }
        let place = Double(magnitude) / Double(maximum) * Double(Self.bins)
        counts[min(Int(place), Self.bins - 1)] += 1
        total += 1
    }

    /// The upper edge of the bin in which the percentile falls.
    func percentile(_ percentage: Double) -> Float {
        var seen = 0
        for (bin, count) in counts.enumerated() {
            seen += count
            if Double(seen) * 100 >= percentage * Double(total) {
                return Float(Double(maximum) * Double(bin + 1) / Double(Self.bins))
            }
        }
        return maximum
    }
}
