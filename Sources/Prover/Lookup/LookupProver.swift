import Algebra
import CKernels
import Transcript
import Verifier

/// The prover of ``LookupVerifier``'s protocol.
public enum LookupProver {
    public struct Output: Sendable {
        public let proof: LookupProof
        public let reduction: LookupReduction
    }

    /// Proves a statement without being told that it is true: of a false one comes a proof that is refused.
    ///
    /// The caller has absorbed all commitments to `witness`, as the verifier's caller has.
    ///
    /// - Parameter witness: columns as long as the statement's segments; a precondition.
    /// - Complexity: about 14 extension products and 56 bytes a leaf, padding included.
    /// - Timing: independent of the values.
    /// - Source: Papini and Haböck, eprint 2023/1930; the split-off equality factor as in Gruen, eprint 2024/108.
    public static func prove(
        _ statement: LookupStatement, _ witness: LookupWitness, transcript: inout Transcript
    ) -> Output {
        let challenges = LookupVerifier.begin(statement, &transcript)
        let tree = FractionTree(variableCount: statement.layout.variableCount)
        tree.writeNumerators(statement, witness)
        tree.writeDenominators(statement, witness, challenges)
        tree.addUp()
        let root = tree.rootDenominator
        transcript.absorb("lk-root", [root])

        var (point, numerator, denominator) = ([CubicExtension](), CubicExtension.zero, root)
        var layers: [FractionLayerProof] = []
        let workspace = FractionLayerProver.Workspace()
        for index in 0..<tree.variableCount {
            if index == tree.variableCount - 1 { tree.writeDenominators(statement, witness, challenges) }
            let batching = transcript.challenge("lk-batch")
            var layer = FractionLayerProver(tree, point: point, batching: batching, workspace: workspace)
            let (proof, end) = layer.prove(
                claim: numerator + batching * denominator, transcript: &transcript)
            let merging = transcript.challenge("lk-merge")
            let ends = proof.ends
            numerator = ends.lowNumerator + merging * (ends.highNumerator - ends.lowNumerator)
            denominator = ends.lowDenominator + merging * (ends.highDenominator - ends.lowDenominator)
            point = [merging] + end
            layers.append(proof)
        }
        let evaluations = tree.evaluate(statement, witness, at: point)
        transcript.absorb("lk-values", evaluations)
        return Output(
            proof: LookupProof(rootDenominator: root, layers: layers, evaluations: evaluations),
            reduction: LookupVerifier.reduction(statement, at: point, evaluations))
    }
}

extension FractionTree {
    /// Writes the leaves' numerators: multiplicities, −1 for a query's rows, 0 for padding.
    fileprivate func writeNumerators(_ statement: LookupStatement, _ witness: LookupWitness) {
        precondition(witness.multiplicities.count == statement.tables.count)
        let leaves = unsafe numerators(of: variableCount).words
        unsafe leaves.initialize(repeating: 0, count: 1 << variableCount)
        for (index, segment) in statement.layout.segments.enumerated() {
            for block in segment {
                let target = unsafe leaves + block.position
                let count = 1 << block.log2
                if index >= statement.tables.count {
                    unsafe target.update(repeating: (-Goldilocks.one).canonical, count: count)
                    continue
                }
                let column = witness.multiplicities[index]
                precondition(block.start + count <= column.count)
                unsafe column.withCanonicalWords { words in
                    guard let source = words.baseAddress else { return }
                    unsafe target.update(from: source + block.start, count: count)
                }
            }
        }
    }

    /// Writes the leaves' denominators, 1 for padding.
    fileprivate func writeDenominators(
        _ statement: LookupStatement, _ witness: LookupWitness, _ challenges: LookupChallenges
    ) {
        precondition(witness.queryColumns.count == statement.queries.count)
        let segments = statement.layout.segments
        for (index, table) in statement.tables.enumerated() {
            let columns =
                switch table.contents {
                case .range(let bits): [(0..<1 << UInt64(bits)).map { Goldilocks(reducing: $0) }]
                case .explicit(let columns): columns
                case .committed: witness.tableColumns[index]
                }
            precondition(columns.count == table.width)
            write(segments[index], tag: table.tag, columns, challenges)
        }
        for (index, query) in statement.queries.enumerated() {
            let table = statement.tables[query.table]
            precondition(witness.queryColumns[index].count == table.width)
            write(segments[statement.tables.count + index], tag: table.tag, witness.queryColumns[index], challenges)
        }
        let padding = unsafe denominators(of: variableCount).advanced(by: statement.layout.leafCount)
        for plane in 0..<3 {
            unsafe (padding.words + plane * padding.stride).update(
                repeating: plane == 0 ? 1 : 0, count: padding.stride - statement.layout.leafCount)
        }
    }

    /// Denominators: α − tag − Σ γ^(j+1)·column j.
    private func write(
        _ segment: [LeafLayout.Block], tag: UInt32, _ columns: [[Goldilocks]], _ challenges: LookupChallenges
    ) {
        let leaves = unsafe denominators(of: variableCount)
        let constant = challenges.constant(tag: tag)
        for block in segment {
            let target = unsafe leaves.advanced(by: block.position)
            let count = 1 << block.log2
            for (plane, limb) in [constant.c0, constant.c1, constant.c2].enumerated() {
                unsafe (target.words + plane * target.stride).update(repeating: limb.canonical, count: count)
            }
            for (column, power) in zip(columns, challenges.powers) {
                precondition(block.start + count <= column.count)
                unsafe column.withCanonicalWords { words in
                    guard let source = words.baseAddress else { return }
                    for (plane, limb) in [power.c0, power.c1, power.c2].enumerated() {
                        unsafe goldilocks_vector_scaled_accumulate(
                            target.words + plane * target.stride, source + block.start, (-limb).canonical, count)
                    }
                }
            }
        }
    }

    /// The values of the sent columns at the leaf point. The table of eq overwrites the leaves' denominators.
    fileprivate func evaluate(
        _ statement: LookupStatement, _ witness: LookupWitness, at point: [CubicExtension]
    ) -> [CubicExtension] {
        let weights = unsafe denominators(of: variableCount)
        unsafe writeEquality(point[...], into: weights)
        return statement.sentColumns.map { sent in
            let (segment, column) =
                switch sent {
                case .multiplicity(let table): (table, witness.multiplicities[table])
                case .table(let table, let index): (table, witness.tableColumns[table][index])
                case .query(let query, let index):
                    (statement.tables.count + query, witness.queryColumns[query][index])
                }
            return unsafe column.withCanonicalWords { words in
                guard let source = words.baseAddress else { return CubicExtension.zero }
                return statement.layout.segments[segment].reduce(CubicExtension.zero) { sum, block in
                    sum + CubicExtension(
                        unsafe goldilocks_cubic_vector_dot_base(
                            source + block.start, weights.words + block.position, weights.stride, 1 << block.log2))
                }
            }
        }
    }
}

extension [Goldilocks] {
    /// The elements as plain words: the structure has one stored word and no padding.
    fileprivate func withCanonicalWords<Result>(_ body: (UnsafeBufferPointer<UInt64>) -> Result) -> Result {
        unsafe withUnsafeBufferPointer { unsafe $0.withMemoryRebound(to: UInt64.self) { unsafe body($0) } }
    }
}
