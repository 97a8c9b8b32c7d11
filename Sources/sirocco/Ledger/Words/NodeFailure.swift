import Ledger
import Node

extension Failure {
    /// What a node said, for people.
    init(_ error: NodeError) {
        switch error {
        case .noLedger(let path):
            self.init(
                .ledgerMissing, "there is no ledger in \(path)", why: "none was begun there",
                try: "sirocco node init --dev, or -C DIR")
        case .alreadyExists(let path):
            self.init(
                .ledgerExists, "there is a ledger in \(path) already", why: "it is not replaced", try: "-C DIR for another")
        case .busy(let holder, let waited):
            self.init(
                .ledgerBusy, "another process has the ledger",
                why: "\(holder.map { "process \($0)" } ?? "somebody") had it for all of \(duration(waited))",
                try: "--wait SECONDS, or end that process")
        case .notInTurn:
            self.init(.unexpected, "the ledger was used out of turn", why: "\(error)", try: "report this line")
        case .newerFormat(let found, let known):
            self.init(
                .ledgerFormat, "the ledger was written by a later release",
                why: "its format is \(found), this release knows \(known)", try: "install the later release")
        case .notAStore(let path):
            self.init(
                .ledgerFormat, "\(path) is no ledger", why: "it is some other SQLite file", try: "-C DIR with a ledger")
        case .corrupt(let flaw):
            self.init(
                .invariantViolated, "the ledger's store contradicts itself", why: flaw.words,
                try: "bring the folder back from a copy; sirocco node check says whether that one is sound")
        case .diskFull:
            self.init(
                .ledgerDiskFull, "there is no room for a block", why: "the disk is full, or a limit is reached",
                try: "make room and do the same again: nothing was lost, and nothing was done")
        case .storage(let reason):
            self.init(
                .ledgerStorage, "the ledger's store cannot be used", why: reason, try: "check permissions and the disk")
        case .genesisMalformed(let error):
            self.init(.genesisMalformed, "the genesis is malformed", why: "\(error)", try: "bring the ledger back from a copy")
        case .genesisRefused(let error):
            self.init(.genesisMalformed, "no ledger begins so", why: "\(error)", try: "correct the genesis")
        case .parametersRefused(let error):
            self.init(.genesisMalformed, "these parameters cannot rule a ledger", why: "\(error)", try: "correct the genesis")
        case .blockRefused(let refusal):
            self.init(.ledgerFault, "a block is refused", why: "\(refusal)", try: "sirocco node check")
        case .fault(.invariant(let violation)):
            self.init(
                .invariantViolated, "a law of the ledger is broken", why: "\(violation)",
                try: "stop using this ledger, keep its folder, and report this")
        case .fault(.missingPrecompile(let id)):
            self.init(
                .notYet, "this release cannot check what the transaction brings",
                why: "there is no precompile at 0x0\(String(id, radix: 16))", try: "a later release")
        case .fault(let fault):
            self.init(.ledgerFault, "the ledger stops", why: "\(fault)", try: "sirocco node check, and report this")
        }
    }
}

extension StoreFlaw {
    var words: String {
        switch self {
        case .database(let reason): "SQLite finds it damaged: \(reason)"
        case .missingBlock(let height): "block \(height) is missing or another's"
        case .header(let height, let error): "the header of block \(height) is malformed: \(error)"
        case .block(let height, let error): "block \(height) is malformed: \(error)"
        case .event(let sequence, let error): "event \(sequence) is malformed: \(error)"
        case .recordKey: "a record's key has another length than 32 bytes, or is out of order"
        case .root(let height, let found, let expected):
            "the records have root \(found), block \(height) left \(expected)"
        case .replay(let height, let found, let expected):
            "block \(height), carried out anew, gives \(found), stored is \(expected)"
        case .applicationHash(let height): "the application hash of block \(height) is not that of its header"
        case .records: "the records are not those that the blocks leave"
        case .events(let sequence): "the log differs from what the blocks give at event \(sequence)"
        case .index: "the index is not the one that the events make"
        }
    }
}
