import Transcript

// The circuit hash is a Merkle root over self-contained records: leaf 0 is the header, leaf i + 1 the
// record of operator i. A one-step check opens one leaf and learns all that it needs of the operator.

extension Circuit {
    static func hash(header: [UInt8], operators: [Operator]) -> Digest {
        tree(header: header, operators: operators).root
    }

    private static func tree(header: [UInt8], operators: [Operator]) -> MerkleTree {
        MerkleTree(leaves: [recordDigest(header)] + operators.map { recordDigest($0.record) })
    }

    /// What a record's leaf holds.
    package static func recordDigest(_ record: [UInt8]) -> Digest {
        BLAKE3.hash(derivedFrom: "sirocco circuit record v1", record)
    }

    /// The tree behind `hash`, to open records from.
    package var recordTree: MerkleTree { Self.tree(header: header, operators: operators) }
}
