extension Transcript {
    /// One thing said or drawn: how two implementations find the first step that they disagree on.
    package struct Entry: Sendable, Hashable {
        package enum Step: Sendable, Hashable {
            case absorbed(Kind, byteCount: Int)
            case limbs([UInt64])
            case indexes([Int])
            case ground(bits: Int, nonce: UInt64)
        }

        package let step: Step
        package let tag: Tag
        /// After the step.
        package let state: Digest
    }

    mutating func record(_ step: @autoclosure () -> Entry.Step, _ tag: Tag) {
        guard log != nil else { return }
        log?.append(Entry(step: step(), tag: tag, state: state))
    }
}
