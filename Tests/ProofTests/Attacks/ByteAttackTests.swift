import Algebra
import TestSupport
import Testing
import Transcript
import Verifier

/// Every place of a proof changed, each refused by the check that reads it.
@Suite struct ByteAttackTests {
    @Test(arguments: ["tiny"] + AttackSubject.networks) func theMapCoversTheFile(name: String) throws {
        let subject = try AttackSubject.named(name)
        #expect(subject.map.isComplete && subject.refusal(subject.bytes) == nil)
        #expect(Set(subject.map.sections.map { $0.name }).count == subject.map.sections.count)
        print("\(name): \(subject.bytes.count) bytes in \(subject.map.sections.count) sections")
    }

    @Test func everyByteOfATinyProof() throws {
        let subject = try AttackSubject.named("tiny")
        let differences: [UInt8] = FuzzRounds.count > 1 ? (0..<8).map { 1 << $0 } + [0xFF] : [0x01, 0x80, 0xFF]
        subject.attack(subject.bytes.count * differences.count) { index in
            subject.change(index / differences.count, by: differences[index % differences.count])
        }
    }

    /// 5,000 places of each network's proof; from some 22 rounds on every byte.
    @Test(arguments: AttackSubject.networks) func seededBytes(name: String) throws {
        let subject = try AttackSubject.named(name)
        let seed: UInt64 = 41
        let count = min(5000 * FuzzRounds.count, subject.bytes.count)
        let isSweep = count == subject.bytes.count
        subject.attack(count) { index in
            var random = SeededGenerator(seed: seed << 32 + UInt64(index))
            let place = isSweep ? index : Int(random.next() % UInt64(subject.bytes.count))
            return subject.change(place, by: UInt8(1 + random.next() % 255))
        }
    }

    /// The first and the last byte of every field, and one in between; one byte of each opened row and sibling.
    @Test(arguments: AttackSubject.networks) func everyField(name: String) throws {
        let subject = try AttackSubject.named(name)
        var random = SeededGenerator(seed: 42)
        var places: [Int] = []
        for section in subject.map.sections {
            let range = section.range
            places.append(range.lowerBound + Int(random.next() % UInt64(range.count)))
            if !section.isInner { places += [range.lowerBound, range.upperBound - 1] }
        }
        let differences = random.bytes(places.count).map { max(1, $0) }
        subject.attack(places.count) { [places] index in
            subject.change(places[index], by: differences[index])
        }
    }

    /// The same residue written a second way, or p itself, wherever a field element stands.
    @Test(arguments: ["tiny"] + AttackSubject.networks) func nonCanonicalElements(name: String) throws {
        let subject = try AttackSubject.named(name)
        // Every limb outside the opened rows; of a row, one limb.
        let limbs = subject.map.sections.enumerated().flatMap { index, section -> [(place: Int, field: String)] in
            guard let field = section.elements else { return [] }
            let places = Array(stride(from: section.range.lowerBound, to: section.range.upperBound, by: 8))
            let chosen = field == "rows" && !subject.isInsecure ? [places[index % places.count]] : places
            return chosen.map { ($0, field) }
        }
        #expect(limbs.count > 100)
        subject.attack(limbs.count) { index in
            let (place, field) = limbs[index]
            let word = subject.bytes.integer(at: place, count: 8)
            let (sum, overflow) = word.addingReportingOverflow(Goldilocks.modulus)
            let changed = subject.bytes.replacing(place, with: overflow ? Goldilocks.modulus + word % 1000 : sum)
            let error = subject.refusal(changed)
            return error == ProofMap.notBelowModulus(field, place) ? nil : "limb at \(place): \(String(describing: error))"
        }
    }
}
