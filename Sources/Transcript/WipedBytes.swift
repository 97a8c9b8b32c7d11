import CKernels

/// Holds bytes in memory of its own and wipes it when the last reference goes. What readers copy out is theirs
/// to wipe.
package final class WipedBytes {
    private var storage: [UInt8]

    package init(_ bytes: [UInt8]) {
        // Element by element: an assignment would share the caller's memory.
        storage = []
        storage.reserveCapacity(bytes.count)
        for byte in bytes { storage.append(byte) }
    }

    package var bytes: [UInt8] { storage.map { $0 } }

    deinit {
        unsafe storage.withUnsafeMutableBytes { (memory: UnsafeMutableRawBufferPointer) in
            if let base = memory.baseAddress { unsafe sirocco_wipe(base, memory.count) }
        }
    }
}

// Written once, before anybody else can see it.
extension WipedBytes: @unchecked Sendable {}
