extension SigningContext {
    /// Signs, under the claim's prover's key, the digest of roots that a claim did not commit to.
    public static let disputeReveal = SigningContext("sirocco dispute reveal v1")
}
