import Circuit
import Claims
import Dispute
import Ledger
import Node
import Transcript

/// A prover as it runs: finds jobs of its models, takes those that it can surely finish, does them, brings the results
/// and defends its claims.
///
/// The ledger alone says where a job stands; the journal says what the ledger cannot, and results lie on disk before
/// they are sent. So the process may be killed at any point: what it finds on its next start is enough to go on.
final class ProverService {
    /// What its owner asks for.
    struct Terms {
        /// Jobs that pay less are left to others.
        var leastReward = Amount.zero
        /// Bytes of memory.
        var largestMemory: UInt64?
        /// Of demonstrations and tests.
        var lie: Lie?
        /// Where sealed prompts arrive.
        var mail: MailFolder?
    }

    let seat: LedgerSeat
    let terms: Terms
    let threads: Int
    let log: ServiceLog
    let work: WorkFolder
    let costs: WorkCosts
    var journal: ServiceJournal<ProverMark>
    var shelf: ModelShelf
    var board: JobBoard
    /// Why a job is not taken now, so that it is said once.
    var said: [Digest: String] = [:]
    /// Answers that the ledger did not take: they are not paid for again.
    var refusedAnswers: Set<Digest> = []
    var tally = Tally()

    /// What came of it so far.
    struct Tally {
        var taken = 0
        var proved = 0
        var claimed = 0
        var settled = 0
        var refuted = 0
        var answered = 0
        var declined = 0
        var abandoned = 0
        /// Something was not done for want of money.
        var lacksFunds = false
        /// Something was not done for want of data.
        var lacksData = false

        var status: ExitStatus { refuted > 0 ? .refuted : lacksFunds ? .fundsMissing : lacksData ? .dataUnavailable : .done }

        var json: [(String, JSON)] {
            [
                ("taken", .integer(taken)), ("proved", .integer(proved)), ("claimed", .integer(claimed)),
                ("answered", .integer(answered)), ("settled", .integer(settled)), ("refuted", .integer(refuted)),
                ("declined", .integer(declined)), ("abandoned", .integer(abandoned)),
            ]
        }
    }

    /// How often the work on one job is begun before it is given up.
    static let maximumStarts = 10

    init(
        _ seat: LedgerSeat, shelf: ModelShelf, terms: Terms, threads: Int, home: String, log: ServiceLog
    ) throws(Failure) {
        self.seat = seat
        self.shelf = shelf
        self.terms = terms
        self.threads = threads
        self.log = log
        let folder = "\(home)/prover/\(seat.address.bytes.hexadecimal.prefix(16))"
        work = try WorkFolder(folder + "/work")
        costs = WorkCosts(folder: folder)
        journal = try ServiceJournal("\(folder)/jobs.journal")
        board = JobBoard(seat.address)
    }

    /// Does the next thing that there is to do; claims that are asked about come first, then the job in hand.
    ///
    /// - Returns: false where there is nothing to do now.
    func round() throws -> Bool {
        try seat.turn { try board.read($0) }
        try closeBooks()
        if try defend() { return true }
        if let job = jobInHand() { return try finish(job) }
        return try takeOne()
    }

    var state: LedgerState { seat.node.state }
    var now: UInt64 { LedgerSeat.now(state) }

    /// The first job that this prover took and has not given up.
    private func jobInHand() -> Job? {
        for id in board.jobs where journal[id] != .abandoned {
            guard let job = state.job(id), case .taken(seat.address, _) = job.status else { continue }
            return job
        }
        return nil
    }

    /// Says what became of results that lie here, and removes those that nobody can ask about any more.
    private func closeBooks() throws {
        for id in work.jobs() {
            // A proof is made before its job is taken where its cost was not known: it waits, or somebody else was first.
            guard let job = state.job(id) else {
                work.remove(id)
                continue
            }
            switch job.status {
            case .posted, .claimed: continue
            case .taken(let prover, _): if prover == seat.address { continue }
            case .settled(let prover, _) where prover == seat.address:
                if journal[id] != .over { try close(job, "settled", "paid \(job.order.reward)") }
            case .refuted(let prover, let winner) where prover == seat.address:
                if journal[id] != .over { try close(job, "refuted", "the bond went half to \(shortened(winner.description))") }
            case .settled, .refuted, .cancelled, .expired: break
            }
            work.remove(id)
        }
    }

    private func close(_ job: Job, _ event: String, _ words: String) throws {
        if event == "refuted" { tally.refuted += 1 } else { tally.settled += 1 }
        try log.say(
            event, job: job.id,
            [
                ("reward", job.order.reward.json), ("bond", job.order.proverBond.json),
                ("balance", (state.account(seat.address)?.balance ?? .zero).json),
            ], words)
        try journal.append(job.id, .over)
    }

    /// Says why something is not done now, once for each reason.
    func wait(_ job: Digest, _ reason: String, _ words: String, _ members: [(String, JSON)] = []) throws(Failure) {
        guard said[job] != words else { return }
        said[job] = words
        try log.say("waiting", job: job, [("reason", .text(reason)), ("why", .text(words))] + members, words)
    }
}
