import Algebra
import Prover
import TestSupport
import Testing
import Transcript
import Verifier

/// A proof as a list of elements, in the order of its encoding.
extension LookupProof {
    var elements: [CubicExtension] {
        [rootDenominator] + layers.flatMap { $0.rounds.flatMap { [$0.slope, $0.curvature] } + $0.ends.elements }
            + evaluations
    }

    init(_ elements: [CubicExtension], for statement: LookupStatement) throws {
        var encoder = CanonicalEncoder()
        encoder.append(cubics: elements)
        var decoder = CanonicalDecoder(encoder.bytes)
        self = try LookupProof.decode(from: &decoder, for: statement)
    }
}

@Suite struct LookupSoundnessTests {
    private let rootFails = LookupRefusal.error(.layerMismatch(layer: 0))

    @Test func rejectsValuesOutsideTheTable() throws {
        for example in try LookupExample.gallery() where !example.statement.queries.isEmpty {
            for query in example.statement.queries.indices {
                var bent = example
                bent.witness.queryColumns[query][0][0] = Goldilocks(0xDEAD_BEEF_0000)
                #expect(bent.refusal(of: bent.prove().proof) == rootFails, "\(example.name), query \(query)")
            }
        }
    }

    @Test func rejectsMultiplicitiesOffByOne() throws {
        for example in try LookupExample.gallery() where example.statement.layout.variableCount > 0 {
            for (step, row) in [(Goldilocks.one, 0), (-Goldilocks.one, 0)] {
                var bent = example
                bent.witness.multiplicities[0][row] += step
                #expect(bent.refusal(of: bent.prove().proof) == rootFails, "\(example.name)")
            }
        }
    }

    @Test func rejectsASingleLeafWithAMultiplicity() throws {
        var bent = try #require(try LookupExample.gallery().first { $0.name == "one leaf" })
        bent.witness.multiplicities[0][0] = 1
        #expect(bent.refusal(of: bent.prove().proof) == .error(.numeratorMismatch))
    }

    /// A count that is a multiple of p would be no residue. It takes p equal rows, and there are at most 2^30:
    /// and m + p is not another multiplicity than m but the same element, with one encoding.
    @Test func multiplicityPlusPIsNothingNew() throws {
        #expect(Goldilocks(canonical: Goldilocks.modulus + 2) == nil)
        var example = try LookupExample.small()
        let honest = example.prove().proof
        example.witness.multiplicities[0][3] = Goldilocks(reducing: Goldilocks.modulus + 2)
        #expect(example.prove().proof == honest)
        #expect(UInt64(1) << UInt64(LookupStatement.maximumLeafLog2) < Goldilocks.modulus)

        let leaf = try #require(try LookupExample.gallery().first { $0.name == "one leaf" })
        var encoder = CanonicalEncoder()
        leaf.prove().proof.encode(into: &encoder)
        // The last element is the multiplicity, zero: p in its place must not decode.
        var bytes = Array(encoder.bytes.dropLast(24))
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: Goldilocks.modulus >> (8 * UInt64(shift)))) }
        bytes += [UInt8](repeating: 0, count: 16)
        var decoder = CanonicalDecoder(bytes)
        #expect(throws: CanonicalError.self) { try LookupProof.decode(from: &decoder, for: leaf.statement) }
    }

    @Test func rejectsRowsOfATableWithAnotherTag() throws {
        // 9 stands in the 4-bit table; the query says 2 bits.
        var bent = try LookupExample(
            "tag", tables: [.range(bits: 2), .range(bits: 4)], queries: [LookupQuery(table: 0, length: 2)],
            queryColumns: [[[1, 2]]])
        bent.witness.queryColumns[0][0][1] = 9
        bent.witness.multiplicities[0][2] = 0
        bent.witness.multiplicities[1][9] = 1
        #expect(bent.refusal(of: bent.prove().proof) == rootFails)
        // Equal contents, different tags: what one table counts, the other does not have.
        var swapped = try LookupExample(
            "equal tables",
            tables: [50, 51].map { LookupTable(tag: $0, .explicit(columns: [[1, 2]])) },
            queries: [LookupQuery(table: 0, length: 2)], queryColumns: [[[1, 2]]])
        #expect(swapped.refusal(of: swapped.prove().proof) == nil)
        swapped.witness.multiplicities = [[0, 1], [1, 0]]
        #expect(swapped.refusal(of: swapped.prove().proof) == rootFails)
    }

    @Test func rejectsZeroDenominators() throws {
        for example in try LookupExample.gallery() {
            // 0/0 would satisfy every layer.
            let count = example.prove().proof.elements.count
            let proof = try LookupProof([CubicExtension](repeating: .zero, count: count), for: example.statement)
            #expect(example.refusal(of: proof) == .error(.zeroDenominator))
        }
    }

    @Test func rejectsEveryChangedElementByTheCheckThatReadsIt() throws {
        for example in try LookupExample.gallery().filter({ [1, 4, 6].contains($0.statement.layout.variableCount) }) {
            let proof = example.prove().proof
            let elements = proof.elements
            var expected: [LookupRefusal] = [rootFails]
            for layer in proof.layers.indices {
                expected += [LookupRefusal](repeating: .error(.layerMismatch(layer: layer)), count: 2 * layer + 4)
            }
            for column in example.statement.sentColumns {
                if case .multiplicity = column {
                    expected.append(.error(.numeratorMismatch))
                } else {
                    expected.append(.error(.denominatorMismatch))
                }
            }
            for index in elements.indices {
                for change in [CubicExtension(.one), CubicExtension(.zero, .zero, .one)] {
                    var changed = elements
                    changed[index] += change
                    let refusal = example.refusal(of: try LookupProof(changed, for: example.statement))
                    #expect(refusal == expected[index], "\(example.name), element \(index)")
                }
            }
        }
    }

    /// A lie that satisfies its own layer is caught by the next one, at the leaves by the columns.
    @Test func rejectsLiesThatAgreeWithTheirOwnLayer() throws {
        let example = try LookupExample.small()
        let proof = example.prove().proof
        for layer in proof.layers.indices {
            let ends = proof.layers[layer].ends
            // The determinant lowN·highD + highN·lowD keeps its value.
            let factor = try #require((ends.highDenominator * ends.lowDenominator).inverse())
            let step = ends.lowDenominator * ends.highDenominator * factor
            var layers = proof.layers
            layers[layer] = FractionLayerProof(
                rounds: proof.layers[layer].rounds,
                ends: .init(
                    lowNumerator: ends.lowNumerator + step * ends.lowDenominator,
                    highNumerator: ends.highNumerator - step * ends.highDenominator,
                    lowDenominator: ends.lowDenominator, highDenominator: ends.highDenominator))
            let bent = LookupProof(
                rootDenominator: proof.rootDenominator, layers: layers, evaluations: proof.evaluations)
            let next: LookupError =
                layer + 1 < layers.count ? .layerMismatch(layer: layer + 1) : .numeratorMismatch
            #expect(example.refusal(of: bent) == .error(next))
        }
    }

    /// Column values that lie but add up pass the argument: the claims catch them, which is the caller's part.
    @Test func falseColumnValuesThatAddUpAreFalseClaims() throws {
        let example = try LookupExample.small()
        let output = example.prove()
        var numerators = output.proof.elements
        let first = numerators.count - example.statement.sentColumns.count
        numerators[first] += .one
        numerators[first + 1] -= .one
        #expect(
            example.refusal(of: try LookupProof(numerators, for: example.statement))
                == .falseClaim(.multiplicity(table: 0)))
        // Columns 0 of both queries have the weight γ.
        var columns = output.proof.elements
        columns[first + 2] += .one
        columns[first + 3] -= .one
        #expect(
            example.refusal(of: try LookupProof(columns, for: example.statement)) == .falseClaim(.query(0, column: 0)))
    }

    @Test func rejectsEveryChangedByte() throws {
        let example = try LookupExample.small()
        var encoder = CanonicalEncoder()
        example.prove().proof.encode(into: &encoder)
        for index in encoder.bytes.indices {
            for mask: UInt8 in [1, 0x80, 0xFF] {
                var bytes = encoder.bytes
                bytes[index] ^= mask
                var decoder = CanonicalDecoder(bytes)
                guard let proof = try? LookupProof.decode(from: &decoder, for: example.statement) else { continue }
                #expect(example.refusal(of: proof) != nil, "byte \(index)")
            }
        }
    }

    @Test func rejectsTruncatedProofs() throws {
        let example = try LookupExample.small()
        var encoder = CanonicalEncoder()
        example.prove().proof.encode(into: &encoder)
        for count in encoder.bytes.indices {
            var decoder = CanonicalDecoder(Array(encoder.bytes.prefix(count)))
            #expect(throws: CanonicalError.self) { try LookupProof.decode(from: &decoder, for: example.statement) }
        }
        var decoder = CanonicalDecoder(encoder.bytes + [0])
        _ = try LookupProof.decode(from: &decoder, for: example.statement)
        #expect(throws: CanonicalError.self) { try decoder.finish() }
    }

    @Test func rejectsWrongLengths() throws {
        let example = try LookupExample.small()
        let proof = example.prove().proof
        let (root, layers, values) = (proof.rootDenominator, proof.layers, proof.evaluations)
        let n = layers.count
        func refusal(_ layers: [FractionLayerProof], _ values: [CubicExtension]) -> LookupRefusal? {
            example.refusal(of: LookupProof(rootDenominator: root, layers: layers, evaluations: values))
        }
        #expect(refusal(Array(layers.dropLast()), values) == .error(.wrongLayerCount(expected: n, found: n - 1)))
        #expect(refusal(layers + [layers[0]], values) == .error(.wrongLayerCount(expected: n, found: n + 1)))
        #expect(refusal([], values) == .error(.wrongLayerCount(expected: n, found: 0)))
        var short = layers
        short[2] = FractionLayerProof(rounds: Array(layers[2].rounds.dropLast()), ends: layers[2].ends)
        #expect(refusal(short, values) == .error(.wrongRoundCount(layer: 2, expected: 2, found: 1)))
        #expect(
            refusal(layers, values + [.zero])
                == .error(.wrongEvaluationCount(expected: values.count, found: values.count + 1)))
    }
}
