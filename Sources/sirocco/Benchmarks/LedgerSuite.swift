import Claims
import Foundation
import Ledger
import Node
import Signatures
import Transcript

/// What a ledger costs on this machine: transactions, roots, blocks on disk, opening.
final class LedgerSuite {
    private let isQuick: Bool
    private let progress: Progress
    private let folder: String
    private let sender: Identity
    private let home: NodeHome

    /// Milliseconds, of what is measured once.
    struct Opening {
        let blocks: Int
        let records: Int
        /// From the stored records, root and all.
        let fromRecords: Double
        /// By carrying out every block anew, without looking at the laws.
        let fromBlocks: Double
        let storeBytes: Int

        var json: JSON {
            [
                "blocks": .integer(blocks), "records": .integer(records), "open_ms": .measured(fromRecords),
                "replay_ms": .measured(fromBlocks), "store_bytes": .integer(storeBytes),
            ]
        }

        var text: String {
            "A ledger of \(grouped(blocks)) blocks and \(grouped(records)) records opens in \(duration(fromRecords * 1e-3)) from its "
                + "records; carrying out its blocks anew takes \(duration(fromBlocks * 1e-3)). It has \(byteSize(storeBytes)).\n"
        }
    }

    init(isQuick: Bool, progress: Progress) throws {
        self.isQuick = isQuick
        self.progress = progress
        folder = FileManager.default.temporaryDirectory.appending(path: "sirocco-bench-\(UUID().uuidString)").path()
        home = NodeHome(folder)
        sender = try Identity()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func run() throws -> ([Measurement], Opening) {
        let records = isQuick ? 1_000 : 100_000
        let genesis = try genesis(records)
        let machine = try StateMachine(
            parameters: genesis.parameters, precompiles: .standard(), checksInvariants: false)
        let state = try machine.genesis(genesis.genesis)
        var results = [rootUpdate(state)]
        results.append(try inMemory(machine, state))
        try EmbeddedNode.create(genesis, in: home)
        for size in isQuick ? [1, 10] : [1, 100, 1_000] { results.append(try onDisk(size)) }
        return (results, try opening())
    }

    private func genesis(_ records: Int) throws -> GenesisRecord {
        var grants = [Genesis.Grant(address: try Address(sender.signing.verificationKey), amount: Amount(1 << 100))]
        for number in 1..<records {
            grants.append(Genesis.Grant(address: Self.somebody(number), amount: Amount(1)))
        }
        return GenesisRecord(parameters: LedgerParameters(chain: 1), genesis: Genesis(time: 0, grants: grants))
    }

    private static func somebody(_ number: Int) -> Address {
        var encoder = CanonicalEncoder()
        encoder.append(UInt64(number))
        return Address(BLAKE3.hash(encoder.bytes))
    }

    /// Transfers of one unit to accounts that are there, with nonces from the state's on.
    private func transfers(_ count: Int, _ state: LedgerState) throws -> [[UInt8]] {
        let address = try Address(sender.signing.verificationKey)
        let nonce = state.account(address)?.nonce ?? 0
        return (0..<count).map { place in
            let transaction = Transaction(
                chain: 1, sender: address, nonce: nonce + UInt64(place), gasLimit: 1_000_000,
                maximumGasPrice: Amount(1 << 60), action: .transfer(to: Self.somebody(1 + place % 900), amount: Amount(1)))
            return SignedTransaction(transaction, key: sender.signing).canonicalBytes
        }
    }

    /// A benchmark of refusals would say nothing, and never come to its end.
    private static func check(_ receipts: [Receipt]) throws(Failure) {
        guard receipts.allSatisfy({ !$0.isRejected }) else {
            throw Failure(
                .unexpected, "the ledger refuses the benchmark's transfers", why: "\(receipts.first { $0.isRejected }.map { "\($0)" } ?? "")",
                try: "report it")
        }
    }

    private var thoroughness: Thoroughness { Thoroughness(samples: isQuick ? 3 : 15, sampleNanoseconds: 0) }

    private func rootUpdate(_ state: LedgerState) -> Measurement {
        progress.stage("roots") { _ in
            let entries = state.records.entries
            let changes = Swift.stride(from: 0, to: entries.count, by: max(1, entries.count / 1_000)).map {
                (key: entries[$0].key, value: Optional(entries[$0].value + [1]))
            }
            return thoroughness.measure(
                "ledger.root.\(entries.count).update.\(changes.count)", unit: "records", units: changes.count
            ) {
                var records = state.records
                records.apply(changes)
            }
        }
    }

    private func inMemory(_ machine: StateMachine, _ state: LedgerState) throws -> Measurement {
        let count = isQuick ? 100 : 2_000
        let block = Block(height: 1, time: 1, transactions: try transfers(count, state))
        try Self.check(try machine.apply(block, to: state).receipts)
        return progress.stage("transactions in memory") { _ in
            thoroughness.measure("ledger.transfer.memory", unit: "transactions", units: count) {
                _ = try? machine.apply(block, to: state)
            }
        }
    }

    /// Signing is not in it.
    private func onDisk(_ size: Int) throws -> Measurement {
        let node = try EmbeddedNode(home: home, checksInvariants: false)
        // Measured are one call to warm up, one to estimate, and the samples.
        var blocks: [[[UInt8]]] = []
        let all = try transfers(size * (thoroughness.samples + 2), node.state)
        for start in Swift.stride(from: 0, to: all.count, by: size) { blocks.append(Array(all[start..<start + size])) }
        var next = blocks.makeIterator()
        var problem: NodeError?
        let result = progress.stage("blocks of \(size) on disk") { _ in
            thoroughness.measure("ledger.block.\(size).disk", unit: "transactions", units: size) {
                do throws(NodeError) { try node.submit(next.next() ?? []) } catch { problem = error }
            }
        }
        if let problem { throw Failure(problem) }
        return result
    }

    private func opening() throws -> Opening {
        let target = isQuick ? 100 : 10_000
        return try progress.stage("opening") { _ in
            let node = try EmbeddedNode(home: home, checksInvariants: false)
            while node.state.height < UInt64(target) { try Self.check(try node.submit(try transfers(1, node.state))) }
            node.endTurn()
            var watch = Stopwatch()
            let again = try EmbeddedNode(home: home, checksInvariants: false)
            let fromRecords = watch.milliseconds
            let machine = try StateMachine(
                parameters: again.genesis.parameters, precompiles: .standard(), checksInvariants: false)
            watch = Stopwatch()
            var state = try machine.genesis(again.genesis.genesis)
            while state.height < again.state.height, let block = try again.block(at: state.height + 1) {
                state = try machine.apply(block, to: state).state
            }
            let fromBlocks = watch.milliseconds
            guard state.applicationHash == again.state.applicationHash else {
                throw Failure(.corrupt(.records))
            }
            let bytes = try FileManager.default.attributesOfItem(atPath: home.storePath)[.size] as? Int ?? 0
            return Opening(
                blocks: Int(state.height), records: state.records.entries.count, fromRecords: fromRecords,
                fromBlocks: fromBlocks, storeBytes: bytes)
        }
    }
}
