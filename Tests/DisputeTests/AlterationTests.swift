import Circuit
import Claims
import Dispute
import TestSupport
import Testing
import Transcript

/// Dishonest runs are consistent: wrong in one element, and in what follows from it.
@Suite struct AlterationTests {
    @Test func whatFollowsFromALieIsTheDefinitionsAnswer() throws {
        var random = SeededGenerator(seed: 0xD1C0)
        var subjects = [try Subject.committed("fashion-mlp"), try Subject.committed("fashion-cnn")]
        for (index, example) in try CircuitGallery.all().enumerated() {
            subjects.append(try Subject.gallery(example, seed: UInt64(index)))
        }
        for subject in subjects {
            for entry in subject.entries {
                let step = Int.random(in: 0..<subject.inputs.count, using: &random)
                let element = Int.random(in: 0..<subject.type(entry).shape.count, using: &random)
                let right = subject.results[step][entry.position][entry.result]
                var values = right.values
                values[element] = right.type.element.wrapped(values[element] &+ 1)
                let wrong = try Tensor(right.type, values: values)
                var run = try subject.honest.altered(
                    step: step, position: entry.position, result: entry.result, element: element)
                let expected = try subject.carrying(step: step, entry, by: wrong)
                for index in expected.indices { #expect(try run.results(step: index) == expected[index], "\(entry)") }
                #expect(run.outputs == (try subject.outputs(expected[expected.count - 1])))
                #expect(try run.results(step: step)[entry.position][entry.result] != right)
            }
        }
    }

    @Test func placesThatDoNotExistAreRefused() throws {
        let subject = try Subject.committed("fashion-mlp")
        let places: [(step: Int, position: Int, result: Int, element: Int)] = [
            (0, -1, 0, 0), (0, 99, 0, 0), (0, 0, 1, 0), (0, 0, -1, 0), (0, 0, 0, -1), (0, 0, 0, 784), (1, 0, 0, 0), (-1, 0, 0, 0),
            (0, .max, 0, 0), (0, 0, 0, .max),
        ]
        for place in places {
            #expect(throws: TraceHolderError.self) {
                try subject.honest.altered(
                    step: place.step, position: place.position, result: place.result, element: place.element)
            }
        }
    }
}
