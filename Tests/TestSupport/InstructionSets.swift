import CKernels
import Synchronization

/// The level in force is one for the whole process, and suites run side by side: whoever lowers it
/// holds this lock, so that "at every level" means just that.
package enum InstructionSets {
    private static let lock = Mutex(())

    /// Runs `body` at each level that this processor offers, then puts the level back.
    package static func forEach(_ body: (Int32) throws -> Void) rethrows {
        try lock.withLock { _ in
            let before = sirocco_isa_active()
            defer { _ = sirocco_isa_set(before) }
            for level in 0...sirocco_isa_detected() {
                _ = sirocco_isa_set(level)
                try body(level)
            }
        }
    }
}
