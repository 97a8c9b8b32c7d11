import Claims
import Ledger
import Node
import Transcript

/// The jobs that somebody still has to look at, from the ledger's log: those that it named so far and that are not
/// over.
struct JobBoard {
    let me: Address
    private var next: UInt64 = 0
    /// In the order in which they were posted.
    private(set) var jobs: [Digest] = []
    /// Who challenged a job's claim, in the order of the challenges.
    private(set) var challengers: [Digest: [Address]] = [:]

    init(_ me: Address) { self.me = me }

    /// Brings the board up to the ledger, in whose turn this has to be.
    mutating func read(_ node: EmbeddedNode) throws(Failure) {
        while true {
            let from = next
            let events = try onLedger { () throws(NodeError) in try node.events(since: from) }
            for logged in events {
                switch logged.event {
                case .jobPosted(let job, _, _, _): jobs.append(job)
                case .challenged(let job, let challenger, _, _):
                    if challengers[job]?.contains(challenger) != true { challengers[job, default: []].append(challenger) }
                default: break
                }
            }
            guard let last = events.last else { break }
            next = last.sequence + 1
        }
        let state = node.state, me = me
        jobs.removeAll { id in state.job(id).map { $0.isOver && state.dispute(id, by: me) == nil } ?? true }
    }
}

extension Job {
    /// Nothing happens to it any more.
    var isOver: Bool { !status.holdsEscrow }
}

extension EmbeddedNode {
    /// The public inputs that came with a job's order, from the block that it is in; nil where there is no such job.
    func publicInputs(of id: Digest) throws(NodeError) -> [[UInt8]]? {
        for logged in try events(about: id, limit: 1 << 10) {
            guard case .jobPosted(id, _, _, _) = logged.event, let block = try block(at: logged.height) else { continue }
            for bytes in block.transactions {
                guard let transaction = (try? SignedTransaction(canonicalBytes: bytes))?.transaction,
                    case .postJob(_, let inputs) = transaction.action,
                    Job.id(chain: transaction.chain, poster: transaction.sender, nonce: transaction.nonce) == id
                else { continue }
                return inputs
            }
        }
        return nil
    }
}
