import CKernels
import Testing

/// The parent of the suites that lower the instruction-set level. The level is one global of the
/// process; nested here, suites run one after another and each level gets the tests it was set for.
@Suite(.serialized) enum EveryLevel {
    /// Runs `body` once per level that this processor offers, then restores the level in force.
    static func run(_ body: (_ level: String) throws -> Void) rethrows {
        let active = sirocco_isa_active()
        defer { sirocco_isa_set(active) }
        for level in 0...sirocco_isa_detected() {
            sirocco_isa_set(level)
            try body(unsafe String(cString: sirocco_isa_name(level)))
        }
    }
}
