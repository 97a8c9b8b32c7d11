import Circuit
import TensorEngine

/// Where a claimed run first leaves the right one.
public struct RunDivergence: Sendable, Hashable {
    public let step: Int
    public let place: Divergence
}

extension TraceHolder {
    /// The first step, operator, chunk and element in which a claimed run whose bytes are at hand leaves
    /// this one.
    ///
    /// - Returns: nil when the runs agree.
    /// - Throws: `noSuch` when they have not the same number of steps; `engine` when the claimed one has not
    ///   the circuit's results.
    public mutating func firstDivergence(of claimed: TraceHolder) throws(TraceHolderError) -> RunDivergence? {
        guard claimed.steps == steps else { throw .noSuch("step") }
        var claimed = claimed
        for step in 0..<steps {
            let left = try claimed.results(step: step), right = try results(step: step)
            do throws(EngineError) {
                if let place = try Replay.firstDivergence(circuit: circuit, claimed: left, computed: right) {
                    return RunDivergence(step: step, place: place)
                }
            } catch { throw .engine(error) }
        }
        return nil
    }
}
