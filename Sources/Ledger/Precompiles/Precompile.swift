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

/// The addresses that the ledger itself calls. Numbers are never reused.
public enum PrecompileID {
    /// Input: `PrecompileInput.proof`. Output: one byte, 1 for a valid proof, 0 for none.
    public static let verifyProof: UInt16 = 0x0900
    /// Input: `PrecompileInput.refutation`. Output: one byte, 1 when the claim is refuted, 0 when it stands.
    public static let oneStep: UInt16 = 0x0901
    /// Input: `PrecompileInput.reveal`. Output: one byte, 1 for an answer to the question, 0 for none.
    public static let openCommitment: UInt16 = 0x0902
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
