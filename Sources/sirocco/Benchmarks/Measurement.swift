/// How long one call of something takes, and what a second of it does.
struct Measurement {
    let name: String
    /// What is counted: `products`, `permutations`, `bytes`, `macs`, `images`, `proofs`.
    let unit: String
    /// Units in one call.
    let units: Int
    let medianNanoseconds: Double
    let minimumNanoseconds: Double
    let samples: Int
    let threads: Int
    let isa: String
    /// Nanoseconds of one step of the yardstick, timed right before.
    let yardstickNanoseconds: Double
    let gigahertz: Double
    /// Units a cycle that the execution ports could do at most, where that is known.
    var peakUnitsPerCycle: Double?

    var perSecond: Double { Double(units) / medianNanoseconds * 1e9 }
    var nanosecondsPerUnit: Double { medianNanoseconds / Double(units) }
    /// One unit in steps of the yardstick: what remains comparable when the clock moves.
    var yardstickRatio: Double { nanosecondsPerUnit / yardstickNanoseconds }
    var peakShare: Double? { peakUnitsPerCycle.map { perSecond / ($0 * gigahertz * 1e9) } }

    var json: JSON {
        [
            "name": .text(name), "unit": .text(unit), "units": .integer(units),
            "median_ns": .measured(medianNanoseconds), "min_ns": .measured(minimumNanoseconds),
            "ns_per_unit": .measured(nanosecondsPerUnit), "per_second": .measured(perSecond),
            "samples": .integer(samples), "threads": .integer(threads), "isa": .text(isa),
            "yardstick_ns": .measured(yardstickNanoseconds), "yardstick_ratio": .measured(yardstickRatio),
            "ghz": .measured(gigahertz), "peak_share": peakShare.map { .measured($0) } ?? .null,
        ]
    }
}

/// How thoroughly a suite measures.
struct Thoroughness {
    let samples: Int
    /// A sample repeats the call until it takes this long.
    let sampleNanoseconds: Double

    static let quick = Thoroughness(samples: 5, sampleNanoseconds: 0.3e6)
    static let full = Thoroughness(samples: 25, sampleNanoseconds: 2e6)

    /// Times `body`, after one call that warms caches and plans.
    func measure(
        _ name: String, unit: String, units: Int, threads: Int = 1, peakUnitsPerCycle: Double? = nil, _ body: () -> Void
    ) -> Measurement {
        body()
        let once = Stopwatch()
        body()
        let repetitions = max(1, Int(sampleNanoseconds / max(20, Double(once.nanoseconds))))
        let yardstick = Yardstick.measure()
        var times: [Double] = []
        for _ in 0..<samples {
            let watch = Stopwatch()
            for _ in 0..<repetitions { body() }
            times.append(Double(watch.nanoseconds) / Double(repetitions))
        }
        times.sort()
        return Measurement(
            name: name, unit: unit, units: units, medianNanoseconds: times[times.count / 2],
            minimumNanoseconds: times[0], samples: samples, threads: threads, isa: InstructionSet.active.name,
            yardstickNanoseconds: yardstick.multiplyNanoseconds, gigahertz: yardstick.gigahertz,
            peakUnitsPerCycle: peakUnitsPerCycle)
    }
}
