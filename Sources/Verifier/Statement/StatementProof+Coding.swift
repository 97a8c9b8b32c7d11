import Algebra
import Transcript

extension StatementProtocol {
    /// The shapes of a proof's parts, which do not depend on any challenge or claim.
    package struct Shape {
        package let sites: SumcheckBatch
        package let openingCount: Int
        package let products: SumcheckBatch
        package let taps: SumcheckBatch?
        package let sponges: SumcheckBatch?
        package let lookup: LookupStatement
        package let opening: SumcheckBatch
    }

    package func shape() throws(StatementFailure) -> Shape {
        let sites: SumcheckBatch
        do { sites = try siteBatch(mix: .one) } catch { throw .sites(error) }
        let atSites = Self.blank(sites)
        let products: SumcheckBatch, taps: SumcheckBatch?
        do { products = try productBatch(atSites, biases: self.products.map { _ in .zero }) } catch { throw .products(error) }
        do { taps = try tapBatch(Self.blank(products)) } catch { throw .taps(error) }
        var sponges: SumcheckBatch?
        if let part = plan.privatePart {
            let point = [CubicExtension](repeating: .zero, count: plan.columns[part.sboxes].grid.variableCount)
            if let relation = spongeRelation(at: point) {
                do { sponges = try spongeBatch(relation, message: .zero) } catch { throw .privateTensors(error) }
            }
        }
        let lookup: LookupStatement
        do { lookup = try lookupStatement() } catch { throw .lookupStatement(error) }
        let opening: SumcheckBatch
        do { opening = try openingBatch(Claims(), mix: .one) } catch { throw .opening(error) }
        return Shape(
            sites: sites, openingCount: furtherOpenings(atSites).count, products: products, taps: taps,
            sponges: sponges, lookup: lookup, opening: opening)
    }

    /// The claims that one power of `open-mix` each tells apart: of the oracle that has more.
    package func openingClaimCount() throws(StatementFailure) -> Int {
        let shape = try shape()
        let openings = furtherOpenings(Self.blank(shape.sites))
        let aboutWeights = openings.count { $0.oracle == .weights }
        var witness = openings.count - aboutWeights + shape.lookup.sentColumns.count
        for instance in shape.sites.instances { witness += instance.committedCount }
        // The last committed polynomial of a product is its weight; a convolution's is opened by its taps.
        for instance in shape.products.instances { witness += instance.committedCount - 1 }
        if let part = plan.privatePart {
            // S-boxes and message; of a hidden argmax one choice, the bar, and what is public of index and maximum.
            witness += 2
            if let choice = part.choice { witness += 2 + (choice.indexIsPublic ? 1 : 0) + (choice.scoreIsPublic ? 1 : 0) }
        }
        for case .argmax(_, let leads) in plan.gadgets where plan.privatePart?.choice == nil { witness += leads.count }
        return max(witness, aboutWeights + shape.products.instances.count)
    }

    /// A reduction of the right form that says nothing.
    private static func blank(_ batch: SumcheckBatch) -> BatchedSumcheckReduction {
        BatchedSumcheckReduction(
            point: [CubicExtension](repeating: .zero, count: batch.roundCount),
            evaluations: batch.instances.map { [CubicExtension](repeating: .zero, count: $0.committedCount) })
    }
}

extension StatementProof {
    /// Sites, openings, products, taps, private tensors, lookup, opening, one after another; no length is written,
    /// all follow from the circuit and from which tensors are private.
    public func encode(into encoder: inout CanonicalEncoder) {
        sites.encode(into: &encoder)
        encoder.append(cubics: openings)
        products.encode(into: &encoder)
        taps?.encode(into: &encoder)
        if let privateTensors {
            encoder.append(cubics: [privateTensors.message])
            privateTensors.sponges.encode(into: &encoder)
        }
        lookup.encode(into: &encoder)
        opening.encode(into: &encoder)
    }

    /// - Throws: `ProofError.malformed`, `.statement` where the circuit itself has no proof.
    package static func decode(
        from decoder: inout CanonicalDecoder, for statement: StatementProtocol
    ) throws(ProofError) -> StatementProof {
        let shape: StatementProtocol.Shape
        do { shape = try statement.shape() } catch { throw .statement(error) }
        do throws(CanonicalError) {
            let sites = try BatchedSumcheckProof.decode(from: &decoder, for: shape.sites)
            let openings = try decoder.cubics("openings", count: shape.openingCount)
            let products = try BatchedSumcheckProof.decode(from: &decoder, for: shape.products)
            var taps: BatchedSumcheckProof?
            if let batch = shape.taps { taps = try BatchedSumcheckProof.decode(from: &decoder, for: batch) }
            var privateTensors: PrivateTensorProof?
            if let batch = shape.sponges {
                let message = try decoder.cubic("private message")
                privateTensors = PrivateTensorProof(
                    message: message, sponges: try BatchedSumcheckProof.decode(from: &decoder, for: batch))
            }
            let lookup = try LookupProof.decode(from: &decoder, for: shape.lookup)
            return StatementProof(
                sites: sites, openings: openings, products: products, taps: taps,
                privateTensors: privateTensors, lookup: lookup,
                opening: try BatchedSumcheckProof.decode(from: &decoder, for: shape.opening))
        } catch { throw .malformed(error) }
    }
}
