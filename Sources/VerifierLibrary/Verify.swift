public import CVerifier
import Claims
import Transcript
import Verifier

/// The number of the interface that this library implements.
@c @implementation
public func sirocco_verifier_interface() -> UInt32 { UInt32(SIROCCO_VERIFIER_INTERFACE) }

/// Verifies a proof file; the header says what each argument is.
///
/// The caller's memory is read before anything else and written last, and only through the pointers and lengths given.
@c @implementation
public func sirocco_verify(
    _ proof: UnsafePointer<UInt8>?, _ proofLength: Int, _ expected: UnsafePointer<sirocco_expectations>?,
    _ costLimit: UInt64, _ flags: UInt32, _ statement: UnsafeMutablePointer<sirocco_statement>?,
    _ message: UnsafeMutablePointer<CChar>?, _ capacity: Int
) -> Int32 {
    let answer = unsafe Answer.of(proof, proofLength, expected, costLimit: costLimit, flags: flags)
    unsafe statement?.pointee = answer.statement
    unsafe write(answer.message, to: message, capacity)
    return answer.status
}

/// The text and a zero byte, cut to fit.
@unsafe
private func write(_ text: String, to message: UnsafeMutablePointer<CChar>?, _ capacity: Int) {
    // A size_t above Int.max arrives negative: no such buffer exists.
    guard let message = unsafe message, capacity > 0 else { return }
    var length = 0
    for byte in text.utf8 {
        guard length < capacity - 1 else { break }
        unsafe message[length] = CChar(bitPattern: byte)
        length += 1
    }
    unsafe message[length] = 0
}
