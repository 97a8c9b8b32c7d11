/// What is to be committed as one oracle: columns of equal length under one root, opened at one point.
public struct WHIROracleShape: Sendable, Hashable {
    /// C, in 1 ... 4096.
    public let columnCount: Int
    /// n: each column is a multilinear polynomial in n variables, 2^n values of the base field.
    public let variableCount: Int
    /// The rates 2^−ρ that may be chosen, as values of ρ. One value pins the rate: a commitment that is
    /// reused, a registered model's, fixes it.
    public let rates: ClosedRange<Int>
    /// The numbers of variables that the first fold may bind; one value pins it.
    public let firstFolds: ClosedRange<Int>

    /// A shape as it is asked for; ``WHIRParameters`` checks it.
    public init(
        columnCount: Int, variableCount: Int, rates: ClosedRange<Int>, firstFolds: ClosedRange<Int> = 0...8
    ) {
        self.columnCount = columnCount
        self.variableCount = variableCount
        self.rates = rates
        self.firstFolds = firstFolds
    }

    /// A run's witness: rate 1/8.
    public static func witness(columnCount: Int, variableCount: Int) -> WHIROracleShape {
        WHIROracleShape(columnCount: columnCount, variableCount: variableCount, rates: 3...3)
    }

    /// A model's weights: rate 1/4 up to 2^20 values, 1/2 above, where the codeword's memory counts.
    public static func weights(columnCount: Int, variableCount: Int) -> WHIROracleShape {
        let isSmall = variableCount <= 20 && columnCount <= 1 << (20 - max(0, variableCount))
        return WHIROracleShape(
            columnCount: columnCount, variableCount: variableCount, rates: isSmall ? 2...2 : 1...1)
    }
}
