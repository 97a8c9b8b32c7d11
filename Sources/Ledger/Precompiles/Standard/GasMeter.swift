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
