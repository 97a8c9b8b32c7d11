/// Splits an amount by parts, to the last unit: everybody gets the exact share rounded down, and the
/// units that are left go one each to the largest remainders, ties to the lowest position.
///
/// - Source: Hamilton's method of apportionment.
package enum LargestRemainder {
    /// - Parameter parts: at least one; each below 2^63, their sum positive and below 2^63.
    /// - Returns: as many amounts, which sum to `total`; each differs from the exact share by less than one.
    package static func split(_ total: Amount, parts: [UInt64]) -> [Amount] {
        let whole = parts.reduce(UInt128(0)) { $0 + UInt128($1) }
        precondition(whole > 0 && whole < 1 << 63, "nothing to split by")
        var shares: [UInt128] = []
        var remainders: [(remainder: UInt128, position: Int)] = []
        var left = total.units
        for (position, part) in parts.enumerated() {
            // high < part <= whole, so the quotient fits.
            let product = total.units.multipliedFullWidth(by: UInt128(part))
            let (share, remainder) = whole.dividingFullWidth((product.high, product.low))
            shares.append(share)
            remainders.append((remainder, position))
            left -= share
        }
        remainders.sort { ($1.remainder, $0.position) < ($0.remainder, $1.position) }
        for entry in remainders.prefix(Int(left)) { shares[entry.position] += 1 }
        return shares.map { Amount($0) }
    }
}
