import Algebra
import TestSupport
import Testing
import Verifier

/// The automaton against the wiring's definition, place by place.
struct ConvolutionPredicateTests {
    struct Wiring {
        var output: Int
        var input: Int
        var taps: Int
        var stride: Int
        var margin: Int

        var predicate: ConvolutionPredicate {
            ConvolutionPredicate(output: output, input: input, taps: taps, stride: stride, margin: margin)
        }

        var variables: [Int] {
            [output, input, taps].map { extent in (0...20).first { 1 << $0 >= extent } ?? 0 }
        }

        func holds(_ i: Int, _ y: Int, _ d: Int) -> Bool {
            i < output && y < input && d < taps && i * stride + d == y + margin
        }

        /// Σ eq · eq · eq over the places that are wired.
        func byDefinition(_ points: [[CubicExtension]]) -> CubicExtension {
            let tables = points.map { EqualityPolynomial.table(at: $0) }
            var sum = CubicExtension.zero
            for i in 0..<output {
                for d in 0..<taps where (0..<input).contains(i * stride + d - margin) {
                    sum += tables[0][i] * tables[1][i * stride + d - margin] * tables[2][d]
                }
            }
            return sum
        }
    }

    static func point(_ count: Int, _ random: inout SeededGenerator) -> [CubicExtension] {
        (0..<count).map { _ in
            CubicExtension(
                Goldilocks(reducing: random.next()), Goldilocks(reducing: random.next()),
                Goldilocks(reducing: random.next()))
        }
    }

    static func vertex(_ index: Int, _ variables: Int) -> [CubicExtension] {
        (0..<variables).map { index >> (variables - 1 - $0) & 1 == 1 ? .one : .zero }
    }

    /// On the hypercube it is the predicate, in the padding of all three axes too.
    @Test func isThePredicateAtEveryVertexOfSmallSizes() {
        for output in 1...5 {
            for input in [1, 2, 3, 4, 6, 7] {
                for taps in 1...4 {
                    for stride in 1...3 {
                        for margin in 0...3 {
                            check(Wiring(output: output, input: input, taps: taps, stride: stride, margin: margin))
                        }
                    }
                }
            }
        }
    }

    private func check(_ wiring: Wiring) {
        let variables = wiring.variables
        for i in 0..<1 << variables[0] {
            for y in 0..<1 << variables[1] {
                for d in 0..<1 << variables[2] {
                    let value = wiring.predicate.value(
                        row: Self.vertex(i, variables[0]), column: Self.vertex(y, variables[1]),
                        tap: Self.vertex(d, variables[2]))
                    guard value != (wiring.holds(i, y, d) ? .one : .zero) else { continue }
                    Issue.record("\(wiring) at \(i), \(y), \(d): \(value)")
                    return
                }
            }
        }
    }

    /// At random points, for sizes that a convolution has and for any other.
    @Test func isTheMultilinearExtensionAtRandomPoints() {
        var random = SeededGenerator(seed: 71)
        func upTo(_ bound: Int) -> Int { 1 + Int(random.next() % UInt64(bound)) }
        for round in 0..<300 {
            let size = round < 250 ? 40 : 1200
            var wiring = Wiring(
                output: upTo(size), input: upTo(size), taps: upTo(round % 2 == 0 ? 7 : size), stride: upTo(9),
                margin: upTo(8) - 1)
            if round % 3 == 0, wiring.input + 2 * wiring.margin >= wiring.taps {
                wiring.output = (wiring.input + 2 * wiring.margin - wiring.taps) / wiring.stride + 1
            }
            if round % 5 == 0 { wiring.input = 1 << (round % 7) }
            let points = wiring.variables.map { Self.point($0, &random) }
            let value = wiring.predicate.value(row: points[0], column: points[1], tap: points[2])
            #expect(value == wiring.byDefinition(points), "\(wiring)")
            // What the prover sums over taps is the same polynomial.
            let taps = wiring.predicate.values(row: points[0], column: points[1])
            let table = EqualityPolynomial.table(at: points[2])
            #expect(value == taps.enumerated().reduce(.zero) { $0 + table[$1.offset] * $1.element }, "\(wiring)")
        }
    }

    /// Margins and strides beyond all extents, and axes of one place.
    @Test func degenerateSizesAreEvaluated() {
        var random = SeededGenerator(seed: 72)
        for wiring in [
            Wiring(output: 1, input: 1, taps: 1, stride: 1, margin: 0),
            Wiring(output: 1, input: 1, taps: 1, stride: 1, margin: 1),
            Wiring(output: 1, input: 9, taps: 1, stride: 60_000, margin: 0),
            Wiring(output: 5, input: 9, taps: 3, stride: 1000, margin: 3000),
            Wiring(output: 5, input: 9, taps: 3, stride: 2, margin: 500),
            Wiring(output: 64, input: 64, taps: 1, stride: 1, margin: 0),
            Wiring(output: 1, input: 4096, taps: 4096, stride: 1, margin: 0),
        ] {
            let points = wiring.variables.map { Self.point($0, &random) }
            let value = wiring.predicate.value(row: points[0], column: points[1], tap: points[2])
            #expect(value == wiring.byDefinition(points), "\(wiring)")
        }
    }

    /// Long axes take steps by their bits, not by their places.
    @Test func stepsGrowWithBits() {
        func steps(_ extent: Int, _ stride: Int) -> Int {
            Wiring(output: extent, input: extent, taps: 5, stride: stride, margin: 2).predicate.steps
        }
        #expect(steps(1 << 16, 1) == 4 * steps(1 << 4, 1))
        #expect(steps(1 << 16, 1) < 1 << 11 && steps(1 << 16, 60_000) > 1 << 18)
    }
}
