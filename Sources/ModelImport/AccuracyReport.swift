/// How often a float network and its integer circuit name the right class, and the same class.
public struct AccuracyReport: Equatable, Sendable {
    public let images: Int
    public let floatCorrect: Int
    public let integerCorrect: Int
    /// Images that both give the same class, right or wrong.
    public let agreeing: Int

    /// Shares of the images, from 0 to 1.
    public var floatAccuracy: Double { share(floatCorrect) }
    public var integerAccuracy: Double { share(integerCorrect) }
    public var agreement: Double { share(agreeing) }
    /// Percentage points that the integer circuit gains; negative when it loses.
    public var differenceInPoints: Double { 100 * share(integerCorrect - floatCorrect) }

    /// Runs both over labelled images.
    ///
    /// - Parameters:
    ///   - images: as the circuit takes them, one label each.
    ///   - float, integer: give the class of every image, in order.
    /// - Throws: what the closures throw; `badOption` when the numbers of labels or classes differ
    ///   from that of the images.
    public static func measure(
        images: [[UInt8]], labels: [Int], float: ([[UInt8]]) throws -> [Int],
        integer: ([[UInt8]]) throws -> [Int]
    ) throws -> AccuracyReport {
        let floatClasses = try float(images)
        let integerClasses = try integer(images)
        guard [labels.count, floatClasses.count, integerClasses.count].allSatisfy({ $0 == images.count })
        else { throw ModelImportError.badOption("every image needs one label and one class of each") }
        var floatCorrect = 0
        var integerCorrect = 0
        var agreeing = 0
        for (index, label) in labels.enumerated() {
            if floatClasses[index] == label { floatCorrect += 1 }
            if integerClasses[index] == label { integerCorrect += 1 }
            if floatClasses[index] == integerClasses[index] { agreeing += 1 }
        }
        return AccuracyReport(
            images: images.count, floatCorrect: floatCorrect, integerCorrect: integerCorrect,
            agreeing: agreeing)
    }

    private func share(_ count: Int) -> Double { images == 0 ? 0 : Double(count) / Double(images) }
}
