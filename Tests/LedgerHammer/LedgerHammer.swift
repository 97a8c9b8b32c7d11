import Foundation
import LedgerSupport
import Node
import TestSupport

/// Commits blocks until it is killed: the crash tests' child. Each height is said on standard output once its
/// block is on disk.
///
///     ledger-hammer HOME SEED [largest file in bytes]
///
/// Ends with 5 when the disk is full, with 6 on anything else.
@main
struct LedgerHammer {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, let seed = UInt64(arguments[2]) else { exit(2) }
        if arguments.count > 3, let limit = UInt(arguments[3]) {
            signal(SIGXFSZ, SIG_IGN)
            var limits = rlimit(rlim_cur: limit, rlim_max: limit)
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits)
        }
        do { try hammer(NodeHome(arguments[1]), seed) } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            switch error {
            case .diskFull: exit(5)
            default: exit(6)
            }
        }
    }

    private static func hammer(_ home: NodeHome, _ seed: UInt64) throws(NodeError) {
        let node = try EmbeddedNode(home: home, checksInvariants: false)
        guard let crowd = try? Crowd() else { exit(6) }
        var random = SeededGenerator(seed: seed)
        while true {
            let receipts = try node.submit(crowd.transactions(node.state, &random))
            // Another ledger than the crowd's: nothing would ever come of it.
            if receipts.allSatisfy({ $0.isRejected }) { exit(2) }
            let line = [UInt8]("\(node.state.height)\n".utf8)
            _ = unsafe write(STDOUT_FILENO, line, line.count)
        }
    }
}
