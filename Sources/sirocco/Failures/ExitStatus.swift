/// What the process's exit code means. Scripts read these numbers; they never change.
enum ExitStatus: Int32 {
    case done = 0
    case failed = 1
    case usage = 2
    case configuration = 3
    case malformedInput = 4
    case interrupted = 8
    case proofInvalid = 10
    /// A claim was shown to be wrong, or a dispute was lost.
    case refuted = 11
    case dataUnavailable = 15
    case belowFloor = 18
}
