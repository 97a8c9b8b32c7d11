import CVerifier
import Claims
import Transcript
import Verifier

/// What one call answers.
struct Answer {
    var status: Int32
    var statement = sirocco_statement()
    var message = ""

    private init(_ status: Int32, _ message: String = "") {
        self.status = status
        self.message = message
    }

    @unsafe
    static func of(
        _ proof: UnsafePointer<UInt8>?, _ length: Int, _ expected: UnsafePointer<sirocco_expectations>?,
        costLimit: UInt64, flags: UInt32
    ) -> Answer {
        guard flags & ~SIROCCO_ALLOW_INSECURE == 0 else { return Answer(SIROCCO_ARGUMENTS, "an unknown flag") }
        // A size_t above Int.max arrives negative. Too long is refused before a byte is copied.
        guard length >= 0, length <= ProofVerifier.maximumByteCount else {
            return Answer(SIROCCO_REFUSED, "the longest proof has \(ProofVerifier.maximumByteCount) bytes")
        }
        let bytes: [UInt8]
        if let proof = unsafe proof {
            bytes = unsafe [UInt8](UnsafeBufferPointer(start: proof, count: length))
        } else {
            guard length == 0 else { return Answer(SIROCCO_ARGUMENTS, "no proof at all, but a length") }
            bytes = []
        }
        let wanted: Expectations
        if let expected = unsafe expected {
            guard let read = unsafe Expectations(expected.pointee) else {
                return Answer(SIROCCO_ARGUMENTS, "expected tensors: a pointer without a number, or more than any claim has")
            }
            wanted = read
        } else {
            wanted = Expectations()
        }
        do throws(ProofError) {
            let verdict = try ProofVerifier.verify(
                bytes, allowingInsecure: flags & SIROCCO_ALLOW_INSECURE != 0, costLimit: costLimit)
            let difference = wanted.difference(verdict.header)
            var answer = difference.map { Answer(SIROCCO_DIFFERENT, "the proof is about another \($0)") } ?? Answer(SIROCCO_ACCEPTED)
            answer.statement = sirocco_statement(verdict)
            return answer
        } catch {
            if case .overCostLimit(let cost, _) = error {
                var answer = Answer(SIROCCO_TOO_COSTLY, "\(error)")
                answer.statement.cost = cost
                return answer
            }
            return Answer(SIROCCO_REFUSED, "\(error)")
        }
    }
}
