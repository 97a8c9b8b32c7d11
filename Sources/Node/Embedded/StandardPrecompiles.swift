import Ledger

/// The checks that a node's state machine calls: the one place where they are chosen.
public enum StandardPrecompiles {
    /// None yet: transactions that bring proofs or disputes stop with `LedgerFault.missingPrecompile`.
    public static let table = PrecompileTable([])
}
