/// What to lie about: `OPERATOR:ELEMENT`, or `OPERATOR.RESULT:ELEMENT`.
struct Lie: Hashable {
    let position: Int
    let result: Int
    let element: Int

    /// What the hidden flag `--cheat` of demonstrations and tests says.
    static let help = "Lie: raise this element of this operator by one and carry it through, as in 0:5 or 3.1:0."

    var json: JSON { ["operator": .integer(position), "result": .integer(result), "element": .integer(element)] }

    init(_ text: String) throws(Failure) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let place = (parts.first ?? "").split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let element = Int(parts[1]), (1...2).contains(place.count), let position = place[0],
            let result = place.count == 2 ? place[1] : 0
        else {
            throw Failure(
                .valueOutOfRange, "--cheat \(text) names no element",
                why: "it is OPERATOR:ELEMENT, or OPERATOR.RESULT:ELEMENT", try: "--cheat 0:5")
        }
        (self.position, self.result, self.element) = (position, result, element)
    }
}
