/// How wide activations are where they meet weights.
public enum ActivationProgram: String, CaseIterable, Sendable {
    /// int8, a scale a row: fast.
    case a8
    /// int16, a scale a row: accurate.
    case a16
}
