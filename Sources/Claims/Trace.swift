import Circuit
import Transcript

/// How much of a run its trace commitment holds.
public enum TraceLevel: UInt8, Sendable, Hashable, CaseIterable {
    /// Every result of every operator.
    case full = 1
    /// Results of checkpoint operators, and all that outputs and next states read.
    case layer = 2
    /// Only what outputs and next states read.
    case step = 3

    public var name: String {
        switch self {
        case .full: "full"
        case .layer: "layer"
        case .step: "step"
        }
    }

    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}

/// A result of an operator: what one leaf of a trace tree stands for.
public struct TracedResult: Sendable, Hashable {
    public let position: Int
    public let result: Int

    public init(position: Int, result: Int) {
        self.position = position
        self.result = result
    }
}

extension Circuit {
    /// The results whose roots a trace of `level` holds, in order of operators and their results:
    /// leaf i of a step's tree belongs to entry i. A function of the circuit alone.
    public func tracedResults(_ level: TraceLevel) -> [TracedResult] {
        var read: Set<TracedResult> = []
        for source in outputs.map({ $0.operand.source }) + states.map({ $0.next }) {
            if case .result(let position, let result) = source {
                read.insert(TracedResult(position: position, result: result))
            }
        }
        var traced: [TracedResult] = []
        for (position, op) in operators.enumerated() {
            for result in op.results.indices {
                let entry = TracedResult(position: position, result: result)
                let isKept = level == .full || read.contains(entry) || (level == .layer && op.isCheckpoint)
                if isKept { traced.append(entry) }
            }
        }
        return traced
    }
}

/// How a run's tensors are hashed into trace roots.
///
/// Step root = derive_key hash, context `sirocco trace step v1`, of level (1 byte) ‖ the Merkle root of
/// the traced results' roots. Run root = derive_key hash, context `sirocco trace run v1`, of level
/// (1 byte) ‖ the Merkle root of the steps' roots. A tensor's root is plain BLAKE3 of its canonical
/// bytes in a public run, BLAKE3 keyed with the job's fresh trace key in a private one.
public enum TraceHashing {
    /// The mode that hashes tensors; `key` is nil in public runs.
    public static func tensorMode(key: Digest?) -> BLAKE3.Mode {
        if let key { .keyed(key) } else { .plain }
    }

    public static func stepRoot(_ level: TraceLevel, tensorRoots: [Digest]) -> Digest {
        stepRoot(level, merkleRoot: MerkleTree(leaves: tensorRoots).root)
    }

    /// The step root over a Merkle root made elsewhere; does not allocate.
    package static func stepRoot(_ level: TraceLevel, merkleRoot: Digest) -> Digest {
        bound(level, merkleRoot, stepMode)
    }

    public static func runRoot(_ level: TraceLevel, stepRoots: [Digest]) -> Digest {
        runRoot(level, merkleRoot: MerkleTree(leaves: stepRoots).root)
    }

    /// The run root over a Merkle root whose leaves are opened elsewhere.
    package static func runRoot(_ level: TraceLevel, merkleRoot: Digest) -> Digest {
        bound(level, merkleRoot, runMode)
    }

    private static let stepMode = BLAKE3.deriveKey(context: "sirocco trace step v1")
    private static let runMode = BLAKE3.deriveKey(context: "sirocco trace run v1")

    private static func bound(_ level: TraceLevel, _ root: Digest, _ mode: BLAKE3.Mode) -> Digest {
        // Level and root side by side on the stack.
        unsafe withUnsafeTemporaryAllocation(byteCount: 1 + Digest.byteCount, alignment: 1) { message in
            unsafe message[0] = level.rawValue
            unsafe withUnsafeBytes(of: root) { (bytes: UnsafeRawBufferPointer) in
                unsafe UnsafeMutableRawBufferPointer(rebasing: message[1...]).copyMemory(from: bytes)
            }
            return unsafe mode.hash(UnsafeRawBufferPointer(message))
        }
    }
}

/// What an optimistic claim says of its trace.
public struct TraceCommitment: Sendable, Hashable {
    public let level: TraceLevel
    public let root: Digest

    public init(level: TraceLevel, root: Digest) {
        self.level = level
        self.root = root
    }
}
