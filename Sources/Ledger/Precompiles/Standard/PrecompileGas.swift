/// What the work of the precompiles costs: one unit is about a nanosecond on the machines of
/// `Benchmarks/README.md`, measured worst cases rounded up at least twofold. Charged before the work, from
/// sizes.
enum PrecompileGas {
    /// Reading any input: decoding and hashing it.
    static let base: UInt64 = 20_000
    static let perByte: UInt64 = 20
    /// An element recomputed: at most 4,096 multiply-adds, 64 chunks opened, one record read.
    static let element: UInt64 = 2_000_000
    /// A chunk recomputed: at most 2^18 elements read.
    static let chunk: UInt64 = 60_000_000
    /// Poseidon2, a byte of the committed tensor.
    static let perCommittedByte: UInt64 = 200
    /// Parameters and plan of one profile, and a cell of its oracle.
    static let setting: UInt64 = 50_000_000
    static let perOracleCell: UInt64 = 1_000
    /// A signature looked at.
    static let signature: UInt64 = 200_000
    /// A proof. The one place that knows: to be replaced by the verifier's own rule.
    static let proof: UInt64 = 250_000_000
}

/// Gas as it runs out.
struct GasMeter {
    let limit: UInt64
    private(set) var used: UInt64 = 0

    init(limit: UInt64) { self.limit = limit }

    /// Uses `gas`, or all that is left.
    ///
    /// - Throws: `Halt.outOfGas`.
    mutating func use(_ gas: UInt64) throws(Halt) {
        guard gas <= limit - used else {
            used = limit
            throw .outOfGas
        }
        used += gas
    }

    /// Uses `gas` for each of `count`; saturates.
    mutating func use(_ gas: UInt64, times count: Int) throws(Halt) {
        let (product, overflow) = gas.multipliedReportingOverflow(by: UInt64(max(0, count)))
        try use(overflow ? .max : product)
    }
}
