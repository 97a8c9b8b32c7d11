import CKernels

/// A level of the kernels' dispatch table.
struct InstructionSet: Hashable {
    let level: Int32
    var name: String { unsafe String(cString: sirocco_isa_name(level)) }

    static var detected: InstructionSet { InstructionSet(level: sirocco_isa_detected()) }
    static var active: InstructionSet { InstructionSet(level: sirocco_isa_active()) }
    /// The levels up to the one in force, lowest first: what `SIROCCO_ISA` switched off stays off.
    static var available: [InstructionSet] { (0...max(0, active.level)).map { InstructionSet(level: $0) } }

    /// Runs `body` with this level in force.
    func enforced<Result>(_ body: () throws -> Result) rethrows -> Result {
        let before = sirocco_isa_active()
        sirocco_isa_set(level)
        defer { sirocco_isa_set(before) }
        return try body()
    }
}
