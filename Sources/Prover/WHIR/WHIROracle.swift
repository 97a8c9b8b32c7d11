import Algebra
import Transcript
import Verifier

/// A committed oracle: its columns, their codewords and the tree over them. Made once; opened as often as
/// needed.
public struct WHIROracle: Sendable {
    public let parameters: WHIRParameters.Oracle
    /// `[C][2^n]`: values on the hypercube, the first variable at the top bit of the index.
    public let columns: [[Goldilocks]]
    let tree: WHIRCodewordTree

    /// What the claim names.
    public var root: Digest { tree.root }

    /// Commits to columns.
    ///
    /// - Parameters:
    ///   - columns: as many, and as long, as `parameters` say: a precondition.
    ///   - parameters: checked, as an element of ``WHIRParameters/oracles``.
    ///   - threads: how many may encode columns; the result does not depend on them.
    /// - Complexity: C·2^ρ transforms of size 2^n, and one hash of the codewords.
    /// - Timing: independent of the values.
    public init(
        committing columns: [[Goldilocks]], parameters: WHIRParameters.Oracle, threads: Int = 1,
        observer: ProofStageObserver? = nil
    ) {
        observer?(.encoding)
        let size = 1 << parameters.variableCount
        precondition(columns.count == parameters.columnCount && columns.allSatisfy { $0.count == size })
        guard let code = LowDegreeExtension(sizeLog2: parameters.variableCount, rateLog2: parameters.rateLog2) else {
            preconditionFailure("checked parameters fit the field")
        }
        let codewords = CodewordEncoder.encode(columns, code, threads: threads)
        observer?(.hashing)
        self.init(columns: columns, codewords: codewords, parameters: parameters)
    }

    /// An oracle whose codewords are given: what a lying prover commits to, in tests.
    package init(columns: [[Goldilocks]], codewords: [[Goldilocks]], parameters: WHIRParameters.Oracle) {
        self.parameters = parameters
        self.columns = columns
        tree = WHIRCodewordTree(codewords, foldLog2: parameters.foldLog2)
    }

    /// The values of all columns at a point: what an honest claim says.
    ///
    /// - Throws: `MultilinearError` for a point of the wrong length.
    public func claim(at point: [CubicExtension]) throws(MultilinearError) -> WHIRClaim {
        var values: [CubicExtension] = []
        for column in columns {
            values.append(try MultilinearPolynomial(evaluations: column).evaluate(at: point))
        }
        return WHIRClaim(root: root, point: point, values: values)
    }

    /// Σ λ^c · column c.
    func combined(_ lambda: CubicExtension) -> CubicExtensionVector {
        var result = CubicExtensionVector(columns[0])
        var factor = lambda
        for column in columns.dropFirst() {
            result.accumulate(column, times: factor)
            factor *= lambda
        }
        return result
    }
}
