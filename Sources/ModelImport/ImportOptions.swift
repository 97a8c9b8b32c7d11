import Circuit

/// What the caller of an import chooses.
public struct ImportOptions: Equatable, Sendable {
    /// The circuit's name; the graph's name when nil.
    public var name: String?
    /// What the input bytes stand for.
    public var encoding = InputEncoding.unitPixels
    public var calibration = CalibrationRule.maximum
    /// Adds the logits to the outputs, which otherwise are the class and its score alone.
    public var showsLogits = false
    public var limbWidth = LimbWidth.eight
    public var limits = ImportLimits()

    public init() {}
}
