import ArgumentParser
import Claims
import Ledger
import Node
import Transcript

/// Where the ledger is, and how long to wait for it.
struct LedgerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Seconds to wait for one's turn.", valueName: "seconds"))
    var wait: Double = EmbeddedNode.patience

    /// The ledger of this home, in turn.
    func open(_ settings: Settings) throws(Failure) -> EmbeddedNode {
        guard wait >= 0, wait <= 86_400 else {
            throw Failure(
                .valueOutOfRange, "--wait \(wait) is out of range", why: "0 to 86400 seconds are allowed", try: "--wait 30")
        }
        do { return try EmbeddedNode(home: NodeHome(settings.home), waitingAtMost: wait) } catch { throw Failure(error) }
    }
}

/// Runs `body`, with what a node says as a failure.
func onLedger<Result>(_ body: () throws(NodeError) -> Result) throws(Failure) -> Result {
    do { return try body() } catch { throw Failure(error) }
}

extension KeyFolder {
    /// An account: a key's name, or 0x and 64 digits.
    func account(_ text: String, _ flag: String) throws(Failure) -> Address {
        if text.hasPrefix("0x") { return Address(try Digest.argument(text, flag)) }
        return try address(text)
    }
}

extension Amount {
    /// The value of a flag: whole units.
    static func argument(_ text: String, _ flag: String) throws(Failure) -> Amount {
        guard let units = UInt128(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Failure(
                .valueOutOfRange, "\(flag) \(text) is no amount", why: "a whole number of units below 2^128 is expected",
                try: "\(flag) 1000000")
        }
        return Amount(units)
    }
}
