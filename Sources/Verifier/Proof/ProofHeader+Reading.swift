import Transcript

extension ProofHeader {
    /// What a proof file says that it proves, before anything of it is verified: for whoever wants to refuse a
    /// proof of something else at the price of reading it.
    ///
    /// - Parameter bytes: of a proof file; its body is not looked at.
    /// - Throws: `ProofError` of the file's form.
    public static func read(_ bytes: [UInt8]) throws(ProofError) -> ProofHeader {
        guard bytes.count <= ProofVerifier.maximumByteCount else { throw .tooLong(bytes.count) }
        var decoder = CanonicalDecoder(bytes)
        return try decode(from: &decoder)
    }
}
