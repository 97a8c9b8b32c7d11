import Algebra
import Circuit
import Claims
import Prover
import TestSupport
import Testing
import Transcript
import Verifier

/// Private inputs and outputs, opened inside the statement: honest runs are accepted, everything else is not.
struct PrivateTensorTests {
    static let kinds = [PrivateCase.input, PrivateCase.output, PrivateCase.both]

    @Test(arguments: ["fashion-mlp", "fashion-cnn"], kinds) func honestRunsAreAccepted(
        name: String, privacy: StatementPrivacy
    ) throws {
        for picture in 0..<3 { #expect(try PrivateCase.make(name, privacy, picture: picture).isAccepted()) }
    }

    /// One output private, the other public.
    @Test(arguments: [[true, false], [false, true]]) func halfPrivateOutputsAreAccepted(hidden: [Bool]) throws {
        let item = try PrivateCase.make("fashion-mlp", StatementPrivacy(inputs: [true], outputs: hidden))
        #expect(try item.isAccepted())
        let known = item.item.statement.publicValues
        // The public one is bound, what stands for the private one says nothing.
        let isScorePublic = try #require(item.item.run.plan.privatePart?.choice).scoreIsPublic
        #expect(try item.isAccepted(statement: item.statement(score: known.score + 1)) == !isScorePublic)
        #expect(try item.isAccepted(statement: item.statement(index: (known.index + 1) % 10)) == isScorePublic)
    }

    /// Every element type and packing, limbs and complements, odd lengths, the ends of the ranges.
    static let elementTypes: [(ElementType, ClosedRange<Int64>)] = [
        (.uint8, 0...255), (.uint8, 3...200), (.int8, -128...127), (.int8, -5...6), (.int16, -32768...32767),
        (.int16, -300...1000), (.uint16, 0...65535), (.int32, -100_000...70_000),
        (.int32, -2_147_483_648...2_147_483_647), (.int64, -1_099_511_627_776...8_589_934_592),
    ]

    @Test(arguments: elementTypes.indices) func everyElementTypeIsOpened(index: Int) throws {
        let (element, range) = Self.elementTypes[index]
        var random = SeededGenerator(seed: 9)
        for shape in [[1], [3], [7], [2, 1, 11]] {
            let (circuit, weights) = try PrivateCase.small(element, range, shape: shape)
            let count = shape.reduce(1, *)
            for round in 0..<2 {
                let values = (0..<count).map { index in
                    round == 0
                        ? index % 2 == 0 ? range.lowerBound : range.upperBound : Int64.random(in: range, using: &random)
                }
                let input = try Tensor(circuit.inputs[0].type, values: values)
                let item = try PrivateCase(circuit, weights, input, PrivateCase.both)
                #expect(try item.isAccepted(), "\(element) \(range) \(shape)")
                // Another value of the type under the same commitment.
                var other = values
                other[count - 1] += values[count - 1] == range.upperBound ? -1 : 1
                let forged = try PrivateCase(
                    circuit, weights, try Tensor(circuit.inputs[0].type, values: other), PrivateCase.both)
                #expect(
                    try !forged.isAccepted(statement: forged.statement(digests: item.item.statement.publicValues.digests)),
                    "\(element) \(range) \(shape)")
            }
        }
    }

    @Test func rangesWithoutOneEmbeddingAreRefused() throws {
        for (range, isRefused) in [
            (7...7, true), (-4_611_686_018_427_387_905...0, true), (0...4_611_686_018_427_387_904, true),
            (-4_611_686_018_427_387_904...4_611_686_018_427_387_903, false),
        ] as [(ClosedRange<Int64>, Bool)] {
            var builder = CircuitBuilder(name: "wide")
            let x = builder.input("x", try TensorType(.uint8, [1, 4]))
            _ = builder.input("unread", try TensorType(.int64, [4]), range: range)
            let weight = try builder.weight("w", try TensorType(.int8, [2, 4]), values: [1, 2, 3, 4, 5, 6, 7, 8])
            let product = try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), [x, weight], label: "fc")
            let top = try builder.append(.reduction(.maximum), product, label: "argmax")
            builder.output("score", top[0])
            builder.output("class", top[1])
            let circuit = try builder.build().circuit
            let error: StatementError?
            do throws(StatementError) {
                _ = try ProofPlan(circuit, privacy: StatementPrivacy(inputs: [false, true], outputs: []))
                error = nil
            } catch let problem { error = problem }
            guard isRefused else {
                #expect(error == nil)
                continue
            }
            guard case .privateTensor("unread", _) = error else {
                Issue.record("\(range): \(String(describing: error))")
                continue
            }
        }
        // More than a verifier takes on, in all.
        let (circuit, _) = try PrivateCase.small(.int64, -100...100, shape: [16, 4096])
        #expect(throws: StatementError.self) { try ProofPlan(circuit, privacy: PrivateCase.input) }
    }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func otherCommitmentsAreRefused(name: String) throws {
        let item = try PrivateCase.make(name, PrivateCase.both)
        let digests = item.item.statement.publicValues.digests
        for (index, tensor) in item.tensors.enumerated() {
            let salted = try PrivateCommitment(tensor, job: PrivateCase.job, salt: CommitmentSalt([UInt8](7..<39))).digest
            let elsewhere = PrivateCommitment(tensor, job: BLAKE3.hash([2]), salt: item.salts[index]).digest
            let reshaped = PrivateCommitment(
                try Tensor(
                    try TensorType(tensor.type.element, [1] + tensor.type.shape.dimensions), bytes: tensor.bytes),
                job: PrivateCase.job, salt: item.salts[index]
            ).digest
            for other in [salted, elsewhere, reshaped, digests[(index + 1) % 3]] {
                var changed = digests
                changed[index] = other
                #expect(try !item.isAccepted(statement: item.statement(digests: changed)))
            }
            for place in 0..<4 {
                var elements = digests[index].elements
                elements[place] += .one
                var changed = digests
                changed[index] = try #require(Poseidon2Sponge.Digest(elements: elements))
                #expect(try !item.isAccepted(statement: item.statement(digests: changed)))
            }
        }
        #expect(try !item.isAccepted(statement: item.statement(job: BLAKE3.hash([2]))))
        #expect(try !item.isAccepted(statement: item.statement(digests: Array(digests.dropLast()))))
        #expect(try !item.isAccepted(statement: item.statement(digests: digests + digests)))
    }

    /// One cell of each column changed, the multiplicities and the rest of the proof made honestly from that.
    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func oneWrongCellOfAnyColumnIsRefused(name: String) throws {
        let item = try PrivateCase.make(name, PrivateCase.both)
        var random = SeededGenerator(seed: 12)
        for (index, column) in item.item.run.plan.columns.enumerated() {
            if case .multiplicity = column.role { continue }
            for delta in [1, Goldilocks.modulus - 1] {
                var columns = item.item.run.witness.columns
                let place = Int.random(in: columns[index].indices, using: &random)
                let cell = Goldilocks(reducing: columns[index][place]) + Goldilocks(reducing: delta)
                columns[index][place] = cell.canonical
                #expect(try !item.isAccepted(columns: columns), "\(column.role) of operator \(column.position)")
            }
        }
    }

    @Test func everySaltElementAndEverySBoxIsBound() throws {
        let item = try PrivateCase.make("fashion-mlp", PrivateCase.output)
        let part = try #require(item.item.run.plan.privatePart)
        #expect(part.permutationCount == 6)
        for column in [part.sboxes] + part.tensors.map({ $0.salt }) {
            for place in item.item.run.witness.columns[column].indices {
                var columns = item.item.run.witness.columns
                columns[column][place] = (Goldilocks(reducing: columns[column][place]) + .one).canonical
                #expect(try !item.isAccepted(columns: columns), "cell \(place)")
            }
        }
        // Permutations in another order.
        var columns = item.item.run.witness.columns
        for row in 0..<Poseidon2.sboxCount {
            columns[part.sboxes].swapAt(row, Poseidon2.sboxCount + row)
        }
        #expect(try !item.isAccepted(columns: columns))
    }

    /// Cheats about a hidden argmax, each with everything else made to fit as far as it can.
    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func falseMaximaAreRefused(name: String) throws {
        let honest = try PrivateCase.make(name, PrivateCase.both)
        let run = honest.item.run
        let last = run.results.count - 1, best = Int(run.results[last][1].element(0)), score = run.results[last][0].element(0)
        func forged(score: Int64, index: Int) throws -> PrivateCase {
            var results = run.results
            results[last] = [
                try Tensor(results[last][0].type, values: [score]), try Tensor(results[last][1].type, values: [Int64(index)]),
            ]
            return try PrivateCase(run.circuit, run.weights, run.input, PrivateCase.both, results: results)
        }
        #expect(try forged(score: score, index: best).isAccepted())
        for (other, index) in [(score + 1, best), (score - 1, best), (score, (best + 1) % 10), (score, (best + 9) % 10)] {
            #expect(try !forged(score: other, index: index).isAccepted(), "\(other - score) at \(index)")
        }

        let choice = try honest.column(.choice), bar = try honest.column(.bar)
        let lead = try honest.column(.lead(index: 0))
        func changed(_ change: (inout [[Goldilocks]]) -> Void) throws -> Bool {
            var columns = run.witness.columns.map { $0.map { Goldilocks(reducing: $0) } }
            change(&columns)
            return try honest.isAccepted(columns: columns.map { $0.map { $0.canonical } })
        }
        #expect(try changed { _ in })
        let other = (best + 3) % 10
        // Two places; none; two that add up to one; one half each.
        #expect(try !changed { $0[choice][other] = .one })
        #expect(try !changed { $0[choice][best] = .zero })
        #expect(try !changed { ($0[choice][best], $0[choice][other]) = (2, Goldilocks.zero - .one) })
        let half = try #require(Goldilocks(2).inverse())
        #expect(try !changed { ($0[choice][best], $0[choice][other]) = (half, half) })
        // A bar that is not the maximum at one place, with a lead that makes up for it.
        #expect(
            try !changed {
                $0[bar][other] += .one
                $0[lead][other] += .one
            })
        // A bar raised everywhere: the same values, but no lead is zero.
        #expect(
            try !changed {
                for place in 0..<10 {
                    $0[bar][place] += .one
                    $0[lead][place] += .one
                }
            })
    }

    @Test func tiesGoToTheLowestIndex() throws {
        var builder = CircuitBuilder(name: "tie")
        let x = builder.input("x", try TensorType(.uint8, [1, 2]))
        let weight = try builder.weight("w", try TensorType(.int8, [4, 2]), values: [1, 0, 2, 2, 2, 2, 0, 3])
        let product = try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), [x, weight], label: "fc")
        let top = try builder.append(.reduction(.maximum), product, label: "argmax")
        builder.output("score", top[0])
        builder.output("class", top[1])
        let (circuit, weights) = try builder.build()
        let input = try Tensor(circuit.inputs[0].type, values: [10, 20])
        let honest = try PrivateCase(circuit, weights, input, PrivateCase.both)
        #expect(honest.tensors[2].values == [1] && honest.tensors[1].values == [60])
        #expect(try honest.isAccepted())
        for index in [0, 2, 3] {
            var results = honest.item.run.results
            results[1][1] = try Tensor(results[1][1].type, values: [Int64(index)])
            #expect(try !PrivateCase(circuit, weights, input, PrivateCase.both, results: results).isAccepted(), "\(index)")
        }
    }

    /// A private value outside the input's range, committed to as it is, with limbs that add up to it.
    @Test func inputsOutsideTheirRangeAreRefused() throws {
        let (circuit, weights) = try PrivateCase.small(.int16, -300...1000)
        let honest = try PrivateCase(circuit, weights, try Tensor(circuit.inputs[0].type, values: [1, 2, 3, -300, 1000]), PrivateCase.both)
        #expect(try honest.isAccepted())
        for outside in [-301, 1001, 32767, -32768] as [Int64] {
            let input = try Tensor(circuit.inputs[0].type, values: [1, 2, 3, outside, 1000])
            // The engine refuses such an input, so the run is made by definition.
            let step = try relaxed(circuit).evaluateByDefinition(inputs: [input], weights: weights)
            let forged = try PrivateCase(circuit, weights, input, PrivateCase.both, results: step.results)
            #expect(try !forged.isAccepted(), "\(outside)")
        }
    }

    /// The same circuit, for inputs of the whole type.
    private func relaxed(_ circuit: Circuit) throws -> Circuit {
        try PrivateCase.small(.int16, -32768...32767).circuit
    }

    @Test func everyChangedElementIsRefused() throws {
        let item = try PrivateCase.make("fashion-mlp", PrivateCase.both)
        let proof = try StatementTests.prove(item.item).proof
        let own = try #require(proof.privateTensors)
        func refused(_ other: PrivateTensorProof?, _ what: String) throws {
            let changed = StatementProof(
                sites: proof.sites, openings: proof.openings, products: proof.products, taps: proof.taps,
                privateTensors: other, lookup: proof.lookup, opening: proof.opening)
            #expect(try !StatementTests.isAccepted(item.item, changed), "\(what)")
        }
        try refused(nil, "nothing")
        try refused(PrivateTensorProof(message: own.message + .one, sponges: own.sponges), "message")
        for (round, values) in own.sponges.rounds.enumerated() {
            #expect(values.count == 8)
            for index in values.indices {
                var rounds = own.sponges.rounds
                rounds[round][index] += .one
                let sponges = BatchedSumcheckProof(rounds: rounds, evaluations: own.sponges.evaluations)
                try refused(PrivateTensorProof(message: own.message, sponges: sponges), "round \(round)")
            }
        }
        let sponges = BatchedSumcheckProof(
            rounds: own.sponges.rounds, evaluations: [[own.sponges.evaluations[0][0] + .one]])
        try refused(PrivateTensorProof(message: own.message, sponges: sponges), "opened value")
        // Of a statement without private tensors there is nothing to open.
        let open = try StatementTests.make("fashion-mlp")
        let plain = try StatementTests.prove(open).proof
        let extra = StatementProof(
            sites: plain.sites, openings: plain.openings, products: plain.products, taps: plain.taps, privateTensors: own,
            lookup: plain.lookup, opening: plain.opening)
        #expect(try !StatementTests.isAccepted(open, extra))
    }
}
