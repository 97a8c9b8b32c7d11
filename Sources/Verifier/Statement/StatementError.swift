/// Why no proof can be made of a circuit by this version.
public enum StatementError: Error, Hashable, Sendable {
    /// The operator at `position` has no gadget yet, or not in this form.
    case unsupported(position: Int, label: String, reason: String)
    /// Two operators read one weight tensor in ways that need different layouts.
    case weightReadTwice(offset: Int)
    /// The circuit exceeds a bound of `ProofPlan.Limits`; which one.
    case tooLarge(String)
    /// A tensor is private that this version cannot open; why.
    case privateTensor(name: String, reason: String)
    /// A relation could reach half the modulus under the ranges that lookups enforce.
    case couldWrap(position: Int, label: String)
}
