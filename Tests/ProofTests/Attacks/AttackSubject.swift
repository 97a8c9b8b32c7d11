import Circuit
import Claims
import Foundation
import Prover
import Synchronization
import TestSupport
import Testing
import Transcript
import Verifier

/// An accepted proof and its map, made once for all attacks on it.
struct AttackSubject: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let header: ProofHeader
    let setting: ProofSetting
    let map: ProofMap

    var testDescription: String { name }
    var isInsecure: Bool { setting.parameters.profile.isInsecure }

    init(_ name: String, _ bytes: [UInt8], allowingInsecure: Bool = false) throws {
        self.name = name
        self.bytes = bytes
        header = try ProofVerifier.verify(bytes, allowingInsecure: allowingInsecure).header
        guard case .proved(let id) = header.claim.assurance, let profile = SecurityProfile.named(id) else {
            throw ProofError.notProved
        }
        setting = try ProofSetting(header.circuit, profile: profile, allowingInsecure: allowingInsecure)
        map = try ProofMap(bytes, header: header, setting: setting)
    }

    static let networks = ["fashion-mlp", "fashion-cnn"]

    private static let made: Result<[String: AttackSubject], any Error> = Result {
        var subjects = ["tiny": try AttackSubject("tiny", TinyModel.proof().bytes, allowingInsecure: true)]
        for name in networks { subjects[name] = try AttackSubject(name, ProofFileTests.shared(name).proof.bytes) }
        return subjects
    }

    static func named(_ name: String) throws -> AttackSubject { try #require(try made.get()[name]) }

    /// What the verifier answers; nil when it accepts.
    func refusal(_ bytes: [UInt8]) -> ProofError? {
        do throws(ProofError) {
            _ = try ProofVerifier.verify(bytes, allowingInsecure: isInsecure)
            return nil
        } catch { return error }
    }

    /// Runs `attack` for every index on all processors; it answers with a complaint where the verifier was wrong.
    func attack(
        _ count: Int, sourceLocation: SourceLocation = #_sourceLocation,
        _ attack: @Sendable @escaping (Int) -> String?
    ) {
        let complaints = Mutex<[String]>([])
        let processors = max(1, ProcessInfo.processInfo.activeProcessorCount)
        let next = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: processors) { _ in
            while true {
                let chunk = next.withLock { start in
                    defer { start += 16 }
                    return start..<min(start + 16, max(start, count))
                }
                if chunk.isEmpty { return }
                for index in chunk {
                    if let complaint = attack(index) { complaints.withLock { $0.append(complaint) } }
                }
            }
        }
        let found = complaints.withLock { $0 }
        #expect(
            found.isEmpty, "\(name): \(found.count) of \(count), among them \(found.prefix(5))",
            sourceLocation: sourceLocation)
    }

    /// Changes one byte; the answer has to be the one that the map names.
    func change(_ place: Int, by difference: UInt8) -> String? {
        var changed = bytes
        changed[place] ^= difference
        return complaint(of: changed, at: place, "byte \(place) changed by \(difference)")
    }

    func complaint(of changed: [UInt8], at place: Int, _ words: String) -> String? {
        let section = map.section(of: place)?.name ?? "nothing"
        guard let error = refusal(changed) else { return "\(words) (\(section)) is accepted" }
        return map.expects(error, at: place, in: changed) ? nil : "\(words) (\(section)) is refused by \(error)"
    }
}
