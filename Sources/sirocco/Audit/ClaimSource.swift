import Circuit
import Dispute
import Transcript

/// Where an auditor's claims come from that are not on a ledger (`LedgerAuditor`): a folder.
///
/// A source only brings bytes. What they are worth is decided by the auditor, and which of them were
/// decided already by its journal.
protocol ClaimSource {
    /// Names the source itself, so that journals of two sources are not mixed.
    var name: String { get }

    /// What stands there now, in an order that stays the same.
    func pending() throws(Failure) -> [PendingClaim]
}

/// One claim that waits to be looked at.
struct PendingClaim {
    let name: String
    /// Names the content: with another content it is another claim.
    let identity: Digest
    /// Reads the claim.
    let claim: () throws(Failure) -> ClaimFile
    /// What the asserter answers from; nil where it is not there.
    let trace: (ClaimFile) throws(Failure) -> TraceFile?
    /// The claim's inputs; nil where they are not there.
    let inputs: (ClaimFile) throws(Failure) -> [Tensor]?
    /// Where trace and inputs are looked for.
    let places: [String]
}
