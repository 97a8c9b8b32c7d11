import Transcript

/// A proof that one claim is wrong, about one place in its run.
///
/// It names the claim and the place; what it brings beside are openings of values that claim, model
/// and circuit are already bound to. There is nothing in it that a challenger could choose so that an
/// honest claim looks wrong.
public struct OneStepProof: Sendable, Equatable {
    public var claim: Digest
    public var evidence: Evidence

    public enum Evidence: Sendable, Equatable {
        /// The element is not what the operator gives on its committed operands.
        case element(ElementEvidence)
        /// A maximum's index has a better one beside it, or its value is not the indexed element.
        case comparison(ElementEvidence, better: UInt32)
        /// None of a chunk's bytes are shown: all its elements are recomputed and hash to another value.
        case chunk(ElementEvidence, chunkValues: [Digest])
        /// A claimed output is not the trace's.
        case output(index: UInt32, TraceOpening)
        /// The trace has another number of steps, a step another number of roots, or a root is that of a
        /// tensor of another length.
        case form(FormEvidence)
    }

    public init(claim: Digest, evidence: Evidence) {
        self.claim = claim
        self.evidence = evidence
    }
}

/// Where an element stands, and the openings from which it is decided.
public struct ElementEvidence: Sendable, Equatable {
    public var step: UInt32
    public var position: UInt32
    public var result: UInt8
    /// The element; for `chunk`, the chunk's number.
    public var element: UInt32
    /// The operator's record, a leaf under the circuit hash.
    public var record: [UInt8]
    public var recordOpening: MerkleOpening
    public var trace: TraceOpening
    /// In the order in which `StepDecision` asks for them.
    public var slices: [SliceProof]

    public init(
        step: UInt32, position: UInt32, result: UInt8, element: UInt32, record: [UInt8],
        recordOpening: MerkleOpening, trace: TraceOpening, slices: [SliceProof]
    ) {
        self.step = step
        self.position = position
        self.result = result
        self.element = element
        self.record = record
        self.recordOpening = recordOpening
        self.trace = trace
        self.slices = slices
    }
}

/// Roots of results, opened from a claim's trace root.
public struct TraceOpening: Sendable, Equatable {
    /// Absent when nothing is read from the run's own tree.
    public var run: RunOpening?
    /// One for each step that is read, in ascending order.
    public var steps: [StepOpening]

    public init(run: RunOpening?, steps: [StepOpening]) {
        self.run = run
        self.steps = steps
    }
}

/// Step roots, opened from a run root.
public struct RunOpening: Sendable, Equatable {
    /// The Merkle root under the run root.
    public var top: Digest
    public var stepRoots: [Digest]
    public var opening: MerkleOpening

    public init(top: Digest, stepRoots: [Digest], opening: MerkleOpening) {
        self.top = top
        self.stepRoots = stepRoots
        self.opening = opening
    }
}

/// Roots of results, opened from a step root.
public struct StepOpening: Sendable, Equatable {
    /// The Merkle root under the step root.
    public var top: Digest
    public var roots: [Digest]
    public var opening: MerkleOpening

    public init(top: Digest, roots: [Digest], opening: MerkleOpening) {
        self.top = top
        self.roots = roots
        self.opening = opening
    }
}

/// What is wrong with the shape of a trace.
public enum FormEvidence: Sendable, Equatable {
    /// The run's tree has `found` leaves: its first opens.
    case steps(found: UInt32, RunOpening)
    /// The step's tree has `found` leaves: its first opens. `run` is absent where the step was revealed.
    case results(step: UInt32, found: UInt32, run: RunOpening?, StepOpening)
    /// The result is of `found` bytes: the last chunk of such a message opens.
    case length(step: UInt32, position: UInt32, result: UInt8, found: UInt64, TraceOpening, SliceProof)
}
