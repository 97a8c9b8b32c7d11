/// What the work of the precompiles costs: one unit is about a nanosecond on the machine of
/// `Benchmarks/README.md`, what was measured rounded up at least twofold (`Ledger.docc`, note 2). Charged before
/// the work, from sizes.
enum PrecompileGas {
    /// Any input.
    static let base: UInt64 = 20_000
    /// A byte of input: decoded, hashed, compared with its range.
    static let perByte: UInt64 = 40
    /// A byte of a circuit: read, analysed, hashed, made into tables.
    static let perCircuitByte: UInt64 = 200
    /// An element recomputed: at most 4,096 multiply-adds, 64 chunks opened, one record read.
    static let element: UInt64 = 1_000_000
    /// A chunk recomputed: at most 2^18 elements read.
    static let chunk: UInt64 = 30_000_000
    /// Poseidon2, a byte of the committed tensor.
    static let perCommittedByte: UInt64 = 100
    /// Plan and parameters of one profile, and a cell of its oracle.
    static let setting: UInt64 = 10_000_000
    static let perOracleCell: UInt64 = 1_000
    /// A signature looked at.
    static let signature: UInt64 = 100_000
    /// A unit of `VerificationCost`, which is ten nanoseconds.
    static let perVerificationUnit: UInt64 = 10
}

