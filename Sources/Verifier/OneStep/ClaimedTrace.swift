import Circuit
import Claims
import Transcript

/// A claim's trace as a referee reads it: which roots it holds, and under which root they open.
///
/// A step that somebody with the right to do so has revealed whole (levels `layer` and `step`) is read
/// at level `full` from what was revealed; every other step at the claim's own level.
package struct ClaimedTrace: Sendable {
    package let claim: Claim
    package let model: DisputedModel
    package let commitment: TraceCommitment
    private let revealed: [UInt32: Digest]

    /// - Parameter revealed: for steps whose whole list of roots was revealed and bound, its step root at
    ///   level `full`. Ignored where the claim's own level is `full`.
    /// - Throws: `notOptimistic`, `otherModel`; `notPublic` where an input or output is private, since the
    ///   roots of such a run are keyed and its last step is in zero knowledge.
    package init(
        _ claim: Claim, _ model: DisputedModel, revealed: [UInt32: Digest] = [:]
    ) throws(OneStepError) {
        guard case .optimistic(let commitment) = claim.assurance else { throw .notOptimistic }
        let id = model.commitment.id
        guard claim.model == id else { throw .otherModel(id) }
        for list in [claim.inputs, claim.outputs] {
            if let slot = list.firstIndex(where: { $0.isPrivate }) { throw .notPublic(slot: slot) }
        }
        self.claim = claim
        self.model = model
        self.commitment = commitment
        self.revealed = commitment.level == .full ? [:] : revealed
    }

    package func level(of step: UInt32) -> TraceLevel { revealed[step] == nil ? commitment.level : .full }

    func revealedRoot(_ step: UInt32) -> Digest? { revealed[step] }

    /// Which leaves are read, step by step in ascending order.
    package struct Demand: Sendable {
        package struct Step: Sendable {
            package let step: UInt32
            /// Strictly increasing.
            package let leaves: [Int]
            /// The step's own root comes from a reveal, not from the run's tree.
            package let isRevealed: Bool
        }
        package let steps: [Step]
        /// Steps whose roots open from the run's tree.
        package var committed: [UInt32] { steps.filter { !$0.isRevealed }.map { $0.step } }
    }

    /// - Throws: `notTraced` for the first entry that its step's level does not hold.
    package func demand(_ entries: [(step: UInt32, entry: TracedResult)]) throws(OneStepError) -> Demand {
        var leaves: [(step: UInt32, leaf: Int)] = []
        for (step, entry) in entries {
            let level = level(of: step)
            guard let leaf = model.leaf(of: entry, level) else {
                throw .notTraced(position: entry.position, result: entry.result, level)
            }
            leaves.append((step, leaf))
        }
        leaves.sort { ($0.step, $0.leaf) < ($1.step, $1.leaf) }
        var steps: [Demand.Step] = []
        var next = 0
        while next < leaves.count {
            let step = leaves[next].step
            var list: [Int] = []
            while next < leaves.count, leaves[next].step == step {
                if list.last != leaves[next].leaf { list.append(leaves[next].leaf) }
                next += 1
            }
            steps.append(Demand.Step(step: step, leaves: list, isRevealed: revealed[step] != nil))
        }
        return Demand(steps: steps)
    }

    /// The roots that `opening` shows for `demand`.
    func read(_ demand: Demand, _ opening: TraceOpening) throws(OneStepError) -> ResultRoots {
        let stepRoots = try openRun(demand.committed, opening.run)
        guard opening.steps.count == demand.steps.count else {
            throw .stepCount(expected: demand.steps.count, found: opening.steps.count)
        }
        var committed = 0
        for (wanted, opened) in zip(demand.steps, opening.steps) {
            let root: Digest
            if let bound = revealed[wanted.step] {
                root = bound
            } else {
                root = stepRoots[committed]
                committed += 1
            }
            try openStep(
                wanted.step, root: root, opened, leafCount: model.traced(level(of: wanted.step)).count, leaves: wanted.leaves)
        }
        return ResultRoots(trace: self, demand: demand, opening: opening)
    }

    /// Roots of `steps` under the claim's trace root.
    func openRun(
        _ steps: [UInt32], _ run: RunOpening?, count: UInt32? = nil
    ) throws(OneStepError) -> [Digest] {
        guard !steps.isEmpty else {
            guard run == nil else { throw .runOpening(expected: false) }
            return []
        }
        guard let run else { throw .runOpening(expected: true) }
        guard TraceHashing.runRoot(commitment.level, merkleRoot: run.top) == commitment.root else { throw .runRoot }
        do throws(MerkleError) {
            try MerkleTree.verify(
                root: run.top, leafCount: Int(count ?? claim.steps), indexes: steps.map { Int($0) }, leaves: run.stepRoots,
                opening: run.opening)
        } catch { throw .runPath(error) }
        return run.stepRoots
    }

    /// Checks that `opened` shows these leaves of a step's tree of `leafCount`.
    func openStep(
        _ step: UInt32, root: Digest, _ opened: StepOpening, leafCount: Int, leaves: [Int]
    ) throws(OneStepError) {
        guard TraceHashing.stepRoot(level(of: step), merkleRoot: opened.top) == root else { throw .stepRoot(step: step) }
        do throws(MerkleError) {
            try MerkleTree.verify(
                root: opened.top, leafCount: leafCount, indexes: leaves, leaves: opened.roots, opening: opened.opening)
        } catch { throw .stepPath(step: step, error) }
    }
}

/// Roots that were opened.
struct ResultRoots {
    let trace: ClaimedTrace
    let demand: ClaimedTrace.Demand
    let opening: TraceOpening

    /// The root of an entry of the demand; nil of any other.
    func root(_ step: UInt32, _ entry: TracedResult) -> Digest? {
        guard let leaf = trace.model.leaf(of: entry, trace.level(of: step)),
            let place = demand.steps.firstIndex(where: { $0.step == step }),
            let index = demand.steps[place].leaves.firstIndex(of: leaf)
        else { return nil }
        return opening.steps[place].roots[index]
    }
}
