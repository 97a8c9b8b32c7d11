/// A fixed portable loop, timed beside every figure: clocks of shared machines move by a third
/// between runs, ratios to a yardstick of the same moment do not.
struct Yardstick {
    /// One step of a chain of dependent 64-bit multiplications.
    let multiplyNanoseconds: Double
    /// From a chain of alternating additions and exclusive-ors, each depending on the one before, so
    /// one cycle each on every processor of the last decades.
    let gigahertz: Double

    private static let steps = 40_000

    /// The fastest of a few short samples: an interruption only ever makes a sample slower.
    static func measure() -> Yardstick {
        var multiply = Double.infinity
        var add = Double.infinity
        for round in 0..<5 {
            let seed = UInt64(truncatingIfNeeded: round) | 1
            var watch = Stopwatch()
            consume(multiplyChain(seed, steps: steps))
            multiply = min(multiply, Double(watch.nanoseconds))
            watch = Stopwatch()
            consume(addChain(seed, steps: steps))
            add = min(add, Double(watch.nanoseconds))
        }
        return Yardstick(
            multiplyNanoseconds: multiply / Double(steps), gigahertz: Double(2 * steps) / add)
    }

    @inline(never)
    private static func multiplyChain(_ seed: UInt64, steps: Int) -> UInt64 {
        var x = seed
        for _ in 0..<steps { x = (x &* 0x9E37_79B9_7F4A_7C15) ^ seed }
        return x
    }

    @inline(never)
    private static func addChain(_ seed: UInt64, steps: Int) -> UInt64 {
        var x = seed
        for _ in 0..<steps { x = (x &+ seed) ^ 0x9E37_79B9_7F4A_7C15 }
        return x
    }

    @inline(never)
    @_optimize(none)
    private static func consume(_ value: UInt64) { _ = value }
}
