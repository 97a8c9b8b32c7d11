import Transcript

/// What flows up a lineage, worked out once when a model is registered.
enum Lineage {
    /// Parts in a whole.
    static let whole: UInt64 = 1_000_000_000

    /// What each ancestor finally gets of a new model's revenue: a parent its part less what it passes on,
    /// the parent's ancestors their part of the parent's part, rounded down. What rounding leaves stays
    /// with the parent.
    ///
    /// - Parameter parents: with their parts; the parts' sum at most 10^9.
    /// - Returns: by ascending id, without shares that round to nothing; the sum of parts is that of `parents`.
    static func ancestors(of parents: [(asset: ModelAsset, parts: UInt32)]) -> [RevenueShare] {
        var total = SortedMap<Digest, UInt64>()
        for (asset, parts) in parents {
            var own = UInt64(parts)
            for share in asset.ancestors {
                // Both factors are at most 10^9: the product stays below 2^60.
                let passed = UInt64(parts) * UInt64(share.parts) / whole
                own -= passed
                total.set(share.model, to: (total[share.model] ?? 0) + passed)
            }
            total.set(asset.id, to: (total[asset.id] ?? 0) + own)
        }
        return total.entries.compactMap { $0.value > 0 ? RevenueShare(model: $0.key, parts: UInt32($0.value)) : nil }
    }

    /// Splits revenue among the ancestors and, last, the model itself.
    static func split(_ revenue: Amount, ancestors: [RevenueShare]) -> [Amount] {
        let parts = ancestors.map { UInt64($0.parts) }
        return LargestRemainder.split(revenue, parts: parts + [whole - parts.reduce(0, +)])
    }
}
