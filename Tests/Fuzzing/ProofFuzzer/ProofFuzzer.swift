import Foundation
import Transcript
import Verifier

/// The header of the seed proof named by `SIROCCO_FUZZ_PROOF`, by the decoder's own count.
private let header: [UInt8] = {
    guard let path = ProcessInfo.processInfo.environment["SIROCCO_FUZZ_PROOF"],
        let data = FileManager.default.contents(atPath: path)
    else { return [] }
    let bytes = [UInt8](data.dropFirst())
    var decoder = CanonicalDecoder(bytes)
    guard (try? ProofHeader.decode(from: &decoder)) != nil else { return [] }
    return Array(bytes.prefix(decoder.offset))
}()

/// libFuzzer on the verifier. The first byte of an input says what follows: 0 a whole proof file, 1 the body of the
/// seed proof, whose own header then stands before it, so that statement and commitment are reached without
/// guessing hashes. Anything but acceptance or a typed error is a crash.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let input = unsafe [UInt8](UnsafeBufferPointer(start: data, count: size))
    guard let kind = input.first, kind < 2 else { return -1 }
    _ = try? ProofVerifier.verify((kind == 0 ? [] : header) + input.dropFirst(), allowingInsecure: true)
    return 0
}
