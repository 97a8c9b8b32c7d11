/// A part of proving or of verifying, in the order in which they are run.
public enum ProofStage: String, Sendable, CaseIterable {
    // MARK: before the protocol

    /// Verifier: the file's header, decoded and bound to its claim.
    case header
    /// Verifier: plan, commitment parameters and their security, derived from the circuit.
    case setting
    /// Verifier: the body, decoded.
    case body
    /// Prover: the engine, and the claim about what it gave.
    case run
    /// Prover: columns of the run and the oracle's cells.
    case witness
    /// Prover: the witness oracle's codeword.
    case encoding
    /// Prover: the tree over it.
    case hashing

    // MARK: the statement

    /// The batched sumcheck of zero checks.
    case sites
    /// Further openings and, of the verifier, the relations between them.
    case openings
    case products
    case taps
    /// The sponges of private tensors.
    case privateTensors
    case lookup
    /// All openings of an oracle mixed into one.
    case openingMix

    // MARK: the commitment

    case firstFolds
    /// Prover: codewords and trees of the shared rounds.
    case roundCommitments
    /// Grinding, queries and folds of the shared rounds.
    case rounds
    /// The polynomial in clear, and queries against it.
    case finalPolynomial

    // MARK: after the protocol

    /// Prover: the file's bytes.
    case serialisation
}

/// Is told when a stage begins; a stage ends where the next begins and may come again. Nobody reads a clock
/// here: whoever measures brings one, and without an observer a stage costs a comparison with nil.
public typealias ProofStageObserver = (ProofStage) -> Void
