import Circuit
import Claims
import Testing
import Transcript
import Verifier

/// What a verifier may answer to a change at some place of a proof file: the check that reads the place, named.
enum Refusal: Sendable {
    case exactly(ProofError)
    /// The decoder refuses a value in one of these fields; `end` is what follows the whole.
    case decoding([String])
    /// The circuit's decoder refuses, in words.
    case circuit
    /// What the circuit now asks for is more than a verifier works through.
    case tooLarge
    /// The number that now stands at the place, as a format version.
    case version(at: Int)
    /// The number that now stands there, as a number of steps.
    case steps(at: Int)
    /// The number that now stands there, as a profile.
    case profile(at: Int, allowingInsecure: Bool)
    /// The transcript parts from the prover's: the grinding before a set of queries fails; or, once in 2^bits, other
    /// leaves are asked for than were opened.
    case queries(WHIRStage)
    /// Any check of the commitment. Only for few enough queries that other ones may happen to ask for the same leaves.
    case commitment

    func allows(_ error: ProofError, in bytes: [UInt8]) -> Bool {
        switch self {
        case .exactly(let expected): return error == expected
        case .decoding(let fields):
            guard case .malformed(let problem) = error else { return false }
            return fields.contains(problem.field)
        case .circuit:
            if case .circuit = error { return true }
            return false
        case .tooLarge:
            if case .plan(.tooLarge) = error { return true }
            return false
        case .version(let place): return error == .unsupportedVersion(UInt16(bytes.integer(at: place, count: 2)))
        case .steps(let place):
            let steps = UInt32(bytes.integer(at: place, count: 4))
            return (1...Claim.maximumSteps).contains(steps)
                ? error == .severalSteps(steps) : Refusal.decoding(["steps"]).allows(error, in: bytes)
        case .profile(let place, let allowingInsecure):
            let id = ProfileID(rawValue: UInt16(bytes.integer(at: place, count: 2)))
            guard let profile = SecurityProfile.named(id) else { return error == .unknownProfile(id) }
            return error == (profile.isInsecure && !allowingInsecure ? .insecureProfile : .noOracle(id))
        case .queries(let stage):
            switch error {
            case .commitment(.grinding(stage, _, _)), .commitment(.rowCount(stage, _, _)), .commitment(.opening(stage, _)):
                return true
            default: return false
            }
        case .commitment:
            if case .commitment = error { return true }
            return false
        }
    }

    /// All claims are hashed before the first challenge: the first sumcheck no longer closes.
    static let otherTranscript = Refusal.exactly(.statement(.sites(.finalValueMismatch)))

    static func statement(_ failure: StatementFailure) -> Refusal { .exactly(.statement(failure)) }
}

extension CanonicalError {
    var field: String {
        switch self {
        case .truncated(let field, _, _, _), .tooLong(let field, _, _, _), .nonCanonical(let field, _, _),
            .invalidUTF8(let field, _):
            field
        case .trailingBytes: "end"
        }
    }

    /// Where the decoder stood.
    var offset: Int {
        switch self {
        case .truncated(_, let offset, _, _), .trailingBytes(let offset, _), .tooLong(_, let offset, _, _),
            .nonCanonical(_, let offset, _), .invalidUTF8(_, let offset):
            offset
        }
    }
}

extension [UInt8] {
    /// Little endian.
    func integer(at place: Int, count: Int) -> UInt64 {
        (0..<count).reduce(0) { $0 | UInt64(self[place + $1]) << (8 * UInt64($1)) }
    }

    func replacing(_ place: Int, with word: UInt64, count: Int = 8) -> [UInt8] {
        var changed = self
        for byte in 0..<count { changed[place + byte] = UInt8(truncatingIfNeeded: word >> (8 * UInt64(byte))) }
        return changed
    }
}
