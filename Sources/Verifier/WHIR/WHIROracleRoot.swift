import Algebra
import Transcript

/// Why columns have no oracle root under some parameters.
public enum WHIROracleRootError: Error, Hashable, Sendable {
    case columnCount(expected: Int, found: Int)
    case columnLength(column: Int, expected: Int, found: Int)
    /// The parameters do not fit the field's roots of unity.
    case domain
}

/// The root of an oracle, recomputed from its columns: how a node that holds an open model's bytes knows
/// that the registered oracle is that model, with no prover linked.
public enum WHIROracleRoot {
    /// - Parameter columns: `[C][2^n]`, values on the hypercube, the first variable at the top bit of the
    ///   index.
    /// - Complexity: C·2^ρ transforms of size 2^n, one hash and one copy of the codewords.
    public static func compute(
        _ columns: [[Goldilocks]], parameters: WHIRParameters.Oracle
    ) throws(WHIROracleRootError) -> Digest {
        guard columns.count == parameters.columnCount else {
            throw .columnCount(expected: parameters.columnCount, found: columns.count)
        }
        // Parameters may be unchecked literals here.
        guard (0...WHIRParameters.maximumVariableCount).contains(parameters.variableCount),
            (0...parameters.variableCount).contains(parameters.foldLog2), !columns.isEmpty,
            let code = LowDegreeExtension(sizeLog2: parameters.variableCount, rateLog2: parameters.rateLog2)
        else { throw .domain }
        let size = 1 << parameters.variableCount
        for (index, column) in columns.enumerated() where column.count != size {
            throw .columnLength(column: index, expected: size, found: column.count)
        }
        return WHIRCodewordTree(
            columns.map { code.encode($0.bitReversed()) }, foldLog2: parameters.foldLog2
        ).root
    }
}
