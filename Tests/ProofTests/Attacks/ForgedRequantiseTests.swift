import Algebra
import Circuit
import Prover
import Testing
import Verifier

/// Provers who round, saturate or shift as no requantise does, and are otherwise consistent: everything after the lie
/// is computed from it.
@Suite struct ForgedRequantiseTests {
    /// One element of a requantise: what the definition makes of it.
    struct Element {
        let position: Int
        let index: Int
        let quotient: Int64
        let remainder: Int64
        let shift: Int64
        let lower: Int64
        let upper: Int64
    }

    /// What a lying prover writes down of one element.
    struct Forgery {
        var value: Int64
        var complement: Int128?
        var above: Int128 = 0
        var below: Int128 = 0
        var remainder: Int128
    }

    private static let outsideTable = ProofError.statement(.lookup(.layerMismatch(layer: 0)))
    private static let notZero = ProofError.statement(.sites(.finalValueMismatch))

    /// The elements of a requantise whose operand is an earlier result or the input.
    static func elements(_ prover: DishonestProver, _ position: Int, _ results: [[Tensor]]) throws -> [Element] {
        let op = prover.circuit.operators[position]
        guard case .requantise(let definition) = op.kind, case .constant(let multiplier) = definition.multiplier else {
            return []
        }
        let operand: Tensor
        switch op.operands[0].source {
        case .result(let producer, let result): operand = results[producer][result]
        default: operand = prover.input
        }
        let shift = Int64(definition.shift)
        return (0..<operand.type.shape.count).map { index in
            let scaled = operand.element(index) * Int64(multiplier) + 1 << (shift - 1)
            return Element(
                position: position, index: index, quotient: scaled >> shift, remainder: scaled & (1 << shift - 1),
                shift: shift, lower: definition.lower, upper: definition.upper)
        }
    }

    /// The verifier's answer to a proof of a run with this forgery in it.
    static func refusal(_ prover: DishonestProver, _ element: Element, _ forgery: Forgery) throws -> ProofError? {
        let position = element.position
        let results = try prover.results([.init(position: position, element: element.index, value: forgery.value)])
        var cells = prover.witness(results).columns
        func write(_ number: Int128, _ isWanted: (ProofColumn.Role) -> Bool) {
            prover.write(number, into: prover.columns(position, isWanted), at: element.index, &cells)
        }
        write(Int128(forgery.value - element.lower)) { $0 == .value }
        write(forgery.complement ?? Int128(element.upper - forgery.value)) { $0 == .complement }
        write(forgery.above) { if case .above = $0 { true } else { false } }
        write(forgery.below) { if case .below = $0 { true } else { false } }
        write(forgery.remainder) { if case .remainder = $0 { true } else { false } }
        var witness = Witness(columns: cells)
        witness.recount(prover.setting.plan)
        return prover.refusal(try prover.prove(results, witness))
    }

    struct Subject {
        let prover: DishonestProver
        let position: Int
        let elements: [Element]

        init(_ prover: DishonestProver, _ position: Int) throws {
            self.prover = prover
            self.position = position
            elements = try ForgedRequantiseTests.elements(prover, position, prover.results())
        }

        func refusal(_ element: Element, _ forgery: Forgery) throws -> ProofError? {
            try ForgedRequantiseTests.refusal(prover, element, forgery)
        }
        func first(_ isWanted: (Element) -> Bool) throws -> Element {
            let found = elements.first(where: isWanted)
            return try #require(found)
        }
    }

    /// A requantise of the input in the tiny circuit, one of a product in the MLP under P100.
    private static func subjects() throws -> [Subject] {
        [try Subject(.tiny(), 0), try Subject(.network("fashion-mlp"), 2)]
    }

    private static func isInside(_ element: Element) -> Bool {
        element.quotient > element.lower && element.quotient < element.upper
    }

    @Test func theHarnessProvesTheTruth() throws {
        for subject in try Self.subjects() {
            let element = try subject.first(Self.isInside)
            #expect(
                try subject.refusal(
                    element, Forgery(value: element.quotient, remainder: Int128(element.remainder))) == nil)
        }
    }

    /// q − 1 and r + 2^s are the same number; where r is zero, the remainder is the divisor.
    @Test func remaindersEqualToTheDivisorOrMore() throws {
        for subject in try Self.subjects() {
            let element = try subject.first(Self.isInside)
            let divisor = Int128(1) << Int128(element.shift)
            #expect(
                try subject.refusal(
                    element, Forgery(value: element.quotient - 1, remainder: Int128(element.remainder) + divisor))
                    == Self.outsideTable)
        }
        let tiny = try Subject(.tiny(), 0)
        let exact = try tiny.first { Self.isInside($0) && $0.remainder == 0 }
        #expect(
            try tiny.refusal(exact, Forgery(value: exact.quotient - 1, remainder: 1 << Int128(exact.shift)))
                == Self.outsideTable)
    }

    /// (q + (p − 1)/2^s)·2^s + r + 1 is q·2^s + r modulo p: any value can be claimed to be saturated.
    @Test func quotientsShiftedByTheModulus() throws {
        let modulus = Int128(Goldilocks.modulus)
        for subject in try Self.subjects() {
            let element = try subject.first { Self.isInside($0) && $0.remainder + 1 < 1 << $0.shift }
            let shifted = Int128(element.quotient) + (modulus - 1) >> Int128(element.shift)
            #expect(
                try subject.refusal(
                    element,
                    Forgery(
                        value: element.upper, above: shifted - Int128(element.upper),
                        remainder: Int128(element.remainder) + 1)) == Self.outsideTable)
        }
    }

    @Test func roundingOffByOne() throws {
        for subject in try Self.subjects() {
            let element = try subject.first(Self.isInside)
            let divisor = Int128(1) << Int128(element.shift)
            for step in [Int64(1), -1] {
                // With a remainder that makes up for it …
                #expect(
                    try subject.refusal(
                        element,
                        Forgery(
                            value: element.quotient + step,
                            remainder: Int128(element.remainder) - Int128(step) * divisor)) == Self.outsideTable)
                // … or with the true one: the relation fails, which for a product is what defines its sum.
                let failure: StatementFailure =
                    subject.position == 0 ? .requantiseRelation(position: 0) : .products(.finalValueMismatch)
                #expect(
                    try subject.refusal(
                        element, Forgery(value: element.quotient + step, remainder: Int128(element.remainder)))
                        == .statement(failure))
            }
        }
    }

    @Test func saturationWithoutClamp() throws {
        // 7 fits three bits, but the clamp is at 6.
        let tiny = try Subject(.tiny(), 0)
        let over = try tiny.first { $0.quotient == $0.upper + 1 }
        let remainder = Int128(over.remainder)
        #expect(try tiny.refusal(over, Forgery(value: over.quotient, remainder: remainder)) == Self.outsideTable)
        #expect(
            try tiny.refusal(over, Forgery(value: over.quotient, complement: 0, remainder: remainder))
                == .statement(.clampSpan(position: 0)))
        // A ReLU that lets negative values pass.
        for subject in [try Subject(.tiny(), 3), try Subject(.network("fashion-mlp"), 2)] {
            let under = try subject.first { $0.quotient < 0 && $0.quotient > -128 }
            #expect(
                try subject.refusal(under, Forgery(value: under.quotient, remainder: Int128(under.remainder)))
                    == Self.outsideTable)
        }
    }

    /// What the clamp is said to have cut off, where the value is not at its bound.
    @Test func cutOffWithoutSaturation() throws {
        for subject in try Self.subjects() {
            let element = try subject.first(Self.isInside)
            #expect(
                try subject.refusal(
                    element,
                    Forgery(value: element.quotient - 1, above: 1, remainder: Int128(element.remainder)))
                    == Self.notZero)
        }
        let relu = try Subject(.network("fashion-mlp"), 2)
        let element = try relu.first(Self.isInside)
        #expect(
            try relu.refusal(
                element, Forgery(value: element.quotient + 1, below: 1, remainder: Int128(element.remainder)))
                == Self.notZero)
        // Both at once.
        #expect(
            try relu.refusal(
                element, Forgery(value: element.quotient, above: 5, below: 5, remainder: Int128(element.remainder)))
                == Self.notZero)
    }
}
