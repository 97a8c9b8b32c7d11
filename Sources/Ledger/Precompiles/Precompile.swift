/// A pure function at a fixed address, from bytes and a gas limit to output or halt: same bytes, same
/// answer, on every machine. It reads no state and writes none, and no input makes it trap.
public protocol Precompile: Sendable {
    /// Its address; see `PrecompileID`.
    var id: UInt16 { get }

    /// Runs on `input` with at most `gasLimit`.
    ///
    /// - Returns: gas used, at most `gasLimit`, and how it ended. Out of gas uses all of the limit.
    /// - Throws: `PrecompileFault` when it could not do its work for reasons of this machine.
    func run(_ input: [UInt8], gasLimit: UInt64) throws(PrecompileFault) -> PrecompileResult
}

/// The addresses that the ledger itself calls. Numbers are never reused. Inputs are `PrecompileInput`s of the
/// cases named here, outputs are `Answer`s.
public enum PrecompileID {
    /// `proof`: yes for a proof of this very claim.
    public static let verifyProof: UInt16 = 0x0900
    /// `admission`: yes for a claim that can be disputed. `question`, `answer`: yes with the dispute's new progress;
    /// the opposite where an answer convicts its signer. `refutation`: yes when the claim is refuted, the opposite
    /// when it is right there.
    public static let oneStep: UInt16 = 0x0901
    /// `opening`: yes when the commitment is to this tensor.
    public static let openCommitment: UInt16 = 0x0902
    /// `registration`: yes with a `LinkedModel`.
    public static let linkModel: UInt16 = 0x0904
    /// `order`: yes for an order that can be done.
    public static let checkOrder: UInt16 = 0x0905
}

/// How a precompile ended, and what that cost.
public struct PrecompileResult: Sendable, Equatable {
    public enum Outcome: Sendable, Equatable {
        case output([UInt8])
        case halt(Halt)
    }

    public let gasUsed: UInt64
    public let outcome: Outcome

    public init(gasUsed: UInt64, outcome: Outcome) {
        self.gasUsed = gasUsed
        self.outcome = outcome
    }
}

/// Why a precompile gave up: the caller's fault, and the same everywhere.
public enum Halt: Error, Sendable, Equatable {
    case outOfGas
    /// The input is malformed; the code is the precompile's own.
    case malformedInput(code: UInt16)
}

/// Why a precompile could not run: this machine's fault.
public struct PrecompileFault: Error, Sendable, Equatable {
    public let reason: String

    public init(_ reason: String) { self.reason = reason }
}

/// The precompiles of a state machine, by address.
public struct PrecompileTable: Sendable {
    private var entries = SortedMap<UInt16, any Precompile>()

    /// - Precondition: addresses are distinct.
    public init(_ precompiles: [any Precompile]) {
        for precompile in precompiles {
            precondition(entries[precompile.id] == nil, "two precompiles at one address")
            entries.set(precompile.id, to: precompile)
        }
    }

    /// The precompile at an address, for whoever wants to ask it directly.
    public subscript(id: UInt16) -> (any Precompile)? { entries[id] }

    /// Runs the precompile at `id` and holds it to its contract.
    func run(_ id: UInt16, _ input: [UInt8], gasLimit: UInt64) throws(Stop) -> PrecompileResult {
        guard let precompile = entries[id] else { throw .fault(.missingPrecompile(id)) }
        let result: PrecompileResult
        do { result = try precompile.run(input, gasLimit: gasLimit) } catch {
            throw .fault(.precompile(id, error.reason))
        }
        guard result.gasUsed <= gasLimit else { throw .fault(.precompile(id, "used more gas than its limit")) }
        return result
    }
}
