import Algebra
import Circuit
import Prover
import Testing
import Transcript
import Verifier

/// Provers who lie about maxima, multiplicities, outputs, inputs and models, and are otherwise consistent.
@Suite struct ForgedRunTests {
    private static let outsideTable = ProofError.statement(.lookup(.layerMismatch(layer: 0)))

    /// The MLP with its winning class's last row and bias given to a second class: an exact tie.
    private static func tie() throws -> (prover: DishonestProver, low: Int, high: Int) {
        let item = try ProofFileTests.shared("fashion-mlp")
        let honest = try DishonestProver.network("fashion-mlp")
        let winner = Int(try #require(honest.results().last)[1].element(0))
        let twin = winner == 9 ? 3 : winner + 1
        var bytes = item.weights.bytes
        for (name, rowBytes) in [("fc2.weight", 128), ("fc2.bias", 4)] {
            let entry = try #require(item.circuit.layout.entries.first { $0.name == name })
            for byte in 0..<rowBytes {
                bytes[entry.offset + twin * rowBytes + byte] = bytes[entry.offset + winner * rowBytes + byte]
            }
        }
        let prover = try DishonestProver(item.circuit, Weights(bytes: bytes), input: item.input, profile: .p100)
        return (prover, min(winner, twin), max(winner, twin))
    }

    /// Among equals the lowest index wins. Claiming the other leaves a lead of −1.
    @Test func theWrongSideOfATie() throws {
        let (prover, low, high) = try Self.tie()
        let position = prover.circuit.operators.count - 1
        let honest = try prover.results()
        #expect(honest[position][1].element(0) == Int64(low))
        #expect(honest[position - 1][0].element(low) == honest[position - 1][0].element(high))
        #expect(prover.refusal(try prover.prove(honest, prover.witness(honest))) == nil)

        let results = try prover.results([.init(position: position, result: 1, element: 0, value: Int64(high))])
        // The lead wrapped into its bits: the logits are no longer the product's.
        #expect(
            prover.refusal(try prover.prove(results, prover.witness(results)))
                == .statement(.products(.finalValueMismatch)))
        // The lead as it is: outside its range.
        var cells = prover.witness(results).columns
        let leads = prover.columns(position) { if case .lead = $0 { true } else { false } }
        prover.write(-1, into: leads, at: low, &cells)
        var witness = Witness(columns: cells)
        witness.recount(prover.setting.plan)
        #expect(prover.refusal(try prover.prove(results, witness)) == Self.outsideTable)
    }

    @Test func otherOutputs() throws {
        let (prover, low, _) = try Self.tie()
        let position = prover.circuit.operators.count - 1
        let honest = try prover.results()
        // One more in score and in every lead: at the index the lead is one.
        let score = honest[position][0].element(0)
        let higher = try prover.results([.init(position: position, element: 0, value: score + 1)])
        #expect(
            prover.refusal(try prover.prove(higher, prover.witness(higher)))
                == .statement(.opening(.finalValueMismatch)))
        // A loser's index, and outputs claimed beside an honest witness.
        let loser = try #require((0..<10).last { $0 < low || honest[position - 1][0].element($0) < score })
        let lost = try prover.results([.init(position: position, result: 1, element: 0, value: Int64(loser))])
        let error = prover.refusal(try prover.prove(lost, prover.witness(lost)))
        #expect(
            error == .statement(loser < low ? .opening(.finalValueMismatch) : .products(.finalValueMismatch)))
        #expect(
            prover.refusal(try prover.prove(honest, prover.witness(honest), outputs: [lost[position][1], lost[position][0]]))
                == .statement(.products(.finalValueMismatch)))
    }

    @Test func falseMaximaOfWindows() throws {
        let prover = try DishonestProver.tiny()
        let position = 4
        let honest = try prover.results()
        let element = try #require((0..<8).first { (1..<7).contains(honest[position][0].element($0)) })
        let value = honest[position][0].element(element)
        // Above all places of the window: no gap is zero.
        let raised = try prover.results([.init(position: position, element: element, value: value + 1)])
        #expect(
            prover.refusal(try prover.prove(raised, prover.witness(raised)))
                == .statement(.sites(.finalValueMismatch)))
        // Below the largest: its gap is −1.
        let lowered = try prover.results([.init(position: position, element: element, value: value - 1)])
        var cells = prover.witness(lowered).columns
        let gaps = gaps(prover, position)
        var negative: [Int] = []
        for gap in gaps where cells[gap][element] > UInt64(Int64.max) {
            negative.append(gap)
            cells[gap][element] = (Goldilocks.zero - .one).canonical
        }
        let first = try #require(negative.first)
        var witness = Witness(columns: cells)
        witness.recount(prover.setting.plan)
        #expect(prover.refusal(try prover.prove(lowered, witness)) == Self.outsideTable)
        // The gap kept at zero: that place's relation fails.
        for gap in negative { cells[gap][element] = 0 }
        witness = Witness(columns: cells)
        witness.recount(prover.setting.plan)
        #expect(
            prover.refusal(try prover.prove(lowered, witness))
                == .statement(.poolingRelation(position: position, place: gaps.firstIndex(of: first) ?? -1)))
    }

    private func gaps(_ prover: DishonestProver, _ position: Int) -> [Int] {
        prover.columns(position) { if case .gap = $0 { true } else { false } }.map { $0.index }
    }

    @Test func multiplicities() throws {
        for prover in [try DishonestProver.tiny(), try .network("fashion-mlp")] {
            let plan = prover.setting.plan
            let results = try prover.results()
            let honest = prover.witness(results)
            let proof = try prover.prove(results, honest)
            #expect(prover.refusal(proof) == nil)
            for table in plan.widths.indices {
                let column = plan.multiplicityColumn(table)
                for step in [Goldilocks.one, .zero - .one] {
                    var cells = honest.columns
                    cells[column][0] = (Goldilocks(reducing: cells[column][0]) + step).canonical
                    #expect(prover.refusal(try prover.prove(results, Witness(columns: cells))) == Self.outsideTable)
                }
            }
            // A multiplicity plus p is the same element: the same commitment, the same bytes.
            var cells = honest.columns
            let column = plan.multiplicityColumn(0)
            cells[column][0] += Goldilocks.modulus
            #expect(try prover.prove(results, Witness(columns: cells)) == proof)
        }
    }

    /// 0/0 in every node of the fraction tree would satisfy all its layers.
    @Test(arguments: ["tiny"] + AttackSubject.networks) func zeroDenominators(name: String) throws {
        let subject = try AttackSubject.named(name)
        var zeros = subject.bytes, root = subject.bytes
        for section in subject.map.sections where section.name.hasPrefix("lookup: ") {
            for place in section.range { zeros[place] = 0 }
            if section.name == "lookup: root 0" { for place in section.range { root[place] = 0 } }
        }
        #expect(root != subject.bytes && zeros != root)
        for bytes in [root, zeros] { #expect(subject.refusal(bytes) == .statement(.lookup(.zeroDenominator))) }
    }

    @Test func otherInputs() throws {
        let prover = try DishonestProver.network("fashion-mlp")
        let results = try prover.results()
        var pixels = prover.input.bytes
        pixels[400] ^= 16
        let other = try Tensor(prover.input.type, bytes: pixels)
        // The picture is read by the first requantise.
        #expect(
            prover.refusal(try prover.prove(results, prover.witness(results), claimedInput: other))
                == .statement(.requantiseRelation(position: 0)))
    }

    /// Other weights behind a registered model: the rows opened are not the registered oracle's.
    @Test func otherModels() throws {
        let item = try ProofFileTests.shared("fashion-mlp")
        var bytes = item.weights.bytes
        let bias = try #require(item.circuit.layout.entries.first { $0.name == "fc1.bias" })
        bytes[bias.offset] ^= 1
        let other = try DishonestProver(item.circuit, Weights(bytes: bytes), input: item.input, profile: .p100)
        let results = try other.results()
        let registered = try DishonestProver.network("fashion-mlp")
        #expect(other.refusal(try other.prove(results, other.witness(results))) == nil)
        #expect(
            registered.refusal(try registered.prove(results, other.witness(results), with: other.weights))
                == .commitment(.opening(.oracle(1), .rootMismatch)))
        // With the registered weights in the commitment, the products are false.
        #expect(
            registered.refusal(try registered.prove(results, other.witness(results)))
                == .statement(.products(.finalValueMismatch)))
    }
}
