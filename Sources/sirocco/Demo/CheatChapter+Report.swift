import Circuit

extension CheatChapter {
    func text(_ ledger: DemoLedger) -> String {
        var table = Table([("", .right), ("", .left), ("", .left), ("", .right)])
        for (index, message) in messages.enumerated() {
            table.append([String(index + 1), message.side, message.words, byteSize(message.byteCount)])
        }
        let op = circuit.operators[place.position]
        return """
            \(Terminal.output.bold("8. A cheat is caught without any proof"))
            Proofs cost time. The cheap way: the prover only claims a result, under a bond, and anybody may
            question it for a while. The consumer asks about test image \(pictureIndex), in public this time. The cheat
            runs the model, adds one to a single number on the way (number \(place.element) of \(grouped(op.results[0].shape.count)) in \(op.label)) and
            makes everything after it fit. His claim holds one hash over all that he computed:

            \(fields([("claimed", claimedRoot.description), ("the auditor's own run", honestRoot.description)]))
            They differ, so the auditor stakes \(ledger.parameters.challengeBond.words) units and asks on the ledger where:

            \(table.rendered())
            The last message proves one number wrong, with the few numbers that it is made from. The ledger
            recomputes this one number, not the run, and judges:

              \(refutation.sentence)

            The cheat loses his bond of \(grouped(Int(clamping: bonds.slashed))). Half of it, \(grouped(Int(clamping: bonds.toWinner))), is the auditor's; the rest, \(grouped(Int(clamping: bonds.burned))),
            is burned, so that accusing oneself does not pay. The consumer has her money back.


            """
    }

    var disputeJSON: JSON {
        .object(
            [
                ("job", .text(job.description)), ("image", .integer(pictureIndex)), ("moves", .integer(moves)),
                ("bytes", .integer(byteCount)), ("winner", "challenger"),
            ] + refutation.json + [
                ("to_winner", .wide(bonds.toWinner)), ("burned", .wide(bonds.burned)), ("gas", .wide(gas)),
                (
                    "messages",
                    .list(
                        messages.map {
                            ["by": .text($0.side), "move": .text($0.words), "bytes": .integer($0.byteCount)]
                        })
                ),
            ])
    }

    /// What the auditor found, as the replay of a claim says it.
    var refutedJSON: JSON {
        [
            "claimed_root": .text(claimedRoot.description), "right_root": .text(honestRoot.description),
            "operator": .integer(place.position), "label": .text(circuit.operators[place.position].label),
            "chunk": refutation.chunk.map { .integer($0) } ?? .null, "element": .integer(place.element),
            "claimed": .optional(refutation.claimedValue), "right": .optional(refutation.rightValue),
        ]
    }

    /// What the cheat lost.
    var slashed: JSON { .wide(bonds.slashed) }
}
