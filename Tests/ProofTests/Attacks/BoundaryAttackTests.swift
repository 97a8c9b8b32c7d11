import TestSupport
import Testing
import Transcript
import Verifier

/// A proof cut, stretched, shortened and with parts exchanged at every boundary of its sections.
@Suite struct BoundaryAttackTests {
    /// The file ends where a section begins: the decoder misses that section.
    @Test(arguments: ["tiny"] + AttackSubject.networks) func cutAtEveryBoundary(name: String) throws {
        let subject = try AttackSubject.named(name)
        let fields = subject.map.fields
        subject.attack(fields.count) { index in
            let section = fields[index]
            for length in [section.range.lowerBound, section.range.upperBound - 1] {
                let error = subject.refusal(Array(subject.bytes.prefix(length)))
                let isRight =
                    switch error {
                    case .malformed(.truncated(_, let offset, let needed, let available)):
                        // The mark is read at once, so are whole byte strings and lists of elements.
                        offset + available == length && needed > available
                    case .notAProof: length < 4
                    default: false
                    }
                if !isRight { return "cut before byte \(length) (\(section.name)): \(String(describing: error))" }
            }
            return nil
        }
        #expect(subject.refusal(subject.bytes + [0]) == .malformed(.trailingBytes(offset: subject.bytes.count, count: 1)))
        #expect(
            subject.refusal(subject.bytes + subject.bytes)
                == .malformed(.trailingBytes(offset: subject.bytes.count, count: subject.bytes.count)))
    }

    /// One byte more, one byte less: what follows is read a byte off, which the section's own check sees or the
    /// decoder does further on.
    @Test(arguments: ["tiny"] + AttackSubject.networks) func movedAtEveryBoundary(name: String) throws {
        let subject = try AttackSubject.named(name)
        let fields = subject.map.fields
        subject.attack(2 * fields.count) { index in
            let section = fields[index / 2], start = section.range.lowerBound
            var random = SeededGenerator(seed: UInt64(index))
            var changed = subject.bytes
            if index % 2 == 0 {
                changed.insert(UInt8(random.next() % 256), at: start)
            } else {
                changed.remove(at: start)
            }
            guard let error = subject.refusal(changed) else { return "accepted at \(start) (\(section.name))" }
            let isRight = Self.moves(error, from: start, changed.count)
                || subject.map.expects(error, at: start, in: changed)
            return isRight ? nil : "\(index % 2 == 0 ? "more" : "less") at \(start) (\(section.name)): \(error)"
        }
    }

    /// Neighbours exchanged. Of equal length they stay aligned, and a check of one of them sees it; or, where the two
    /// are factors of one product, a later one.
    @Test(arguments: ["tiny"] + AttackSubject.networks) func neighboursExchanged(name: String) throws {
        let subject = try AttackSubject.named(name)
        let sections = subject.map.sections
        // Neighbours within a list too, but only the first.
        let pairs = sections.indices.dropLast().filter { !sections[$0].isInner }
        subject.attack(pairs.count) { number in
            let index = pairs[number]
            let (first, second) = (sections[index].range, sections[index + 1].range)
            let bytes = subject.bytes
            let changed = Array(bytes[..<first.lowerBound] + bytes[second] + bytes[first] + bytes[second.upperBound...])
            if changed == bytes { return nil }
            guard let error = subject.refusal(changed) else { return "\(sections[index].name) and the next are accepted" }
            let place = first.lowerBound
            let isRight =
                subject.map.expectsLater(error, from: place, in: changed)
                || first.count != second.count && Self.moves(error, from: place, changed.count)
            return isRight ? nil : "\(sections[index].name) and the next: \(error)"
        }
    }

    /// Whether a decoder noticed, at or after the place, that what it reads is not what was written. The decoders
    /// of claim and model count from their own first byte.
    private static func moves(_ error: ProofError, from place: Int, _ length: Int) -> Bool {
        switch error {
        case .malformed(.truncated(_, let offset, _, let available)) where offset + available == length: true
        case .malformed(let problem): problem.offset + 8 >= place || place < 400
        case .circuit: true
        case .otherTensor, .otherModel: true
        default: false
        }
    }
}
