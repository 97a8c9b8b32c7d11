import CKernels
import Testing

struct WipeTests {
    @Test(arguments: [0, 1, 7, 32, 100]) func wipesWhatItIsGivenAndNothingElse(count: Int) {
        var bytes = [UInt8](repeating: 0xA5, count: 128)
        unsafe bytes.withUnsafeMutableBytes { (memory: UnsafeMutableRawBufferPointer) in
            if let base = memory.baseAddress { unsafe sirocco_wipe(base + 8, count) }
        }
        for index in bytes.indices { #expect(bytes[index] == ((8..<8 + count).contains(index) ? 0 : 0xA5)) }
    }
}
