import Algebra
import Circuit
import Claims
import Transcript
import Verifier

/// The bytes of a proof file, section by section, as the format lays them out; with each section, the checks that may
/// refuse a change in it. Made from the format and the circuit: no verifier is asked.
struct ProofMap: Sendable {
    struct Section: Sendable {
        let name: String
        let range: Range<Int>
        /// The decoder's name where the section is field elements of eight bytes each.
        let elements: String?
        let refusals: [Refusal]
        /// A row or a sibling between others of its list.
        let isInner: Bool
    }

    private(set) var sections: [Section] = []
    let byteCount: Int
    let insecure: Bool
    private let bytes: [UInt8]
    private var end = 0

    /// - Parameter bytes: an accepted proof.
    init(_ bytes: [UInt8], header: ProofHeader, setting: ProofSetting) throws {
        self.bytes = bytes
        byteCount = bytes.count
        insecure = setting.parameters.profile.isInsecure
        mapHeader(header)
        let statement = StatementProtocol(plan: setting.plan, publicValues: try ProofVerifier.publicValues(header))
        mapStatement(statement, try statement.shape())
        mapCommitment(setting.parameters)
    }

    mutating func add(
        _ name: String, _ count: Int, _ refusals: [Refusal], elements: String? = nil, isInner: Bool = false
    ) {
        guard count > 0 else { return }
        sections.append(
            Section(name: name, range: end..<end + count, elements: elements, refusals: refusals, isInner: isInner))
        end += count
    }

    /// Extension elements, one section each.
    mutating func add(cubics count: Int, _ name: String, _ field: String, _ refusals: [Refusal]) {
        for index in 0..<count { add("\(name) \(index)", 24, refusals, elements: field) }
    }

    var next: Int { end }
    func count(at place: Int) -> Int { Int(bytes.integer(at: place, count: 4)) }

    /// The sections at whose bounds one kind of thing ends and another begins: lists of rows and siblings by their first
    /// and last.
    var fields: [Section] { sections.filter { !$0.isInner } }

    /// Whether the sections cover the file without a gap.
    var isComplete: Bool { end == byteCount }

    /// The section of a byte.
    func section(of place: Int) -> Section? {
        var low = 0, high = sections.count
        while low < high {
            let middle = (low + high) / 2
            if sections[middle].range.upperBound <= place { low = middle + 1 } else { high = middle }
        }
        return low < sections.count ? sections[low] : nil
    }

    /// Whether `error` is what a change at `place` has to end in.
    func expects(_ error: ProofError, at place: Int, in changed: [UInt8]) -> Bool {
        guard let section = section(of: place) else { return false }
        if let field = section.elements {
            let limb = place - (place - section.range.lowerBound) % 8
            if changed.integer(at: limb, count: 8) >= Goldilocks.modulus {
                return error == Self.notBelowModulus(field, limb)
            }
        }
        return section.refusals.contains { $0.allows(error, in: changed) }
    }

    /// Whether `error` is named by a section at or after `place`: checks come in the order of what they read.
    func expectsLater(_ error: ProofError, from place: Int, in changed: [UInt8]) -> Bool {
        sections.contains { section in
            section.range.upperBound > place && section.refusals.contains { $0.allows(error, in: changed) }
        }
    }

    static func notBelowModulus(_ field: String, _ offset: Int) -> ProofError {
        .malformed(
            .nonCanonical(field: field, offset: offset, reason: "a field element is not below the modulus"))
    }
}
