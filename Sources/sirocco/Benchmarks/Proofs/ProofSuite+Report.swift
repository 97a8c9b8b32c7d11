import Verifier

extension ProofSuite.Figure {
    var json: JSON {
        [
            "model": .text(model), "profile": .text(profile), "private": .text(privacy.rawValue),
            "setup_ms": .measured(setup.medianNanoseconds * 1e-6),
            "prove_ms": .measured(prove.medianNanoseconds * 1e-6),
            "verify_ms": .measured(verify.medianNanoseconds * 1e-6), "proof_bytes": .integer(proofBytes),
            "witness_elements": .integer(witnessElements), "security_bits": security.json,
            "cold": cold.map {
                [
                    "prove_ms": .measured($0.proveMilliseconds), "verify_ms": .measured($0.verifyMilliseconds),
                    "verify_cpu_ms": .measured($0.verifyProcessorMilliseconds),
                    "peak_bytes": .integer($0.peakBytes),
                ]
            } ?? .null,
            "missed_aims": missed.map { .list($0.map { .text($0) }) } ?? .null,
            "prover_stages": .list(proverStages.map { $0.json }),
            "verifier_stages": .list(verifierStages.map { $0.json }), "zero_knowledge": false,
        ]
    }
}

extension ProofSuite {
    static func text(_ figures: [Figure], _ rates: WorkRates) -> String {
        var table = Table([
            ("model", .left), ("profile", .left), ("private", .left), ("set-up", .right), ("prove", .right), ("verify", .right),
            ("fresh process", .right), ("", .right), ("processor", .right), ("memory", .right), ("proof", .right), ("witness", .right),
            ("security", .right), ("aims", .left),
        ])
        for figure in figures {
            let cold = figure.cold
            table.append([
                figure.model, figure.profile, figure.privacy.rawValue, duration(figure.setup.medianNanoseconds * 1e-9),
                duration(figure.prove.medianNanoseconds * 1e-9), duration(figure.verify.medianNanoseconds * 1e-9),
                cold.map { duration($0.proveMilliseconds * 1e-3) } ?? "",
                cold.map { duration($0.verifyMilliseconds * 1e-3) } ?? "",
                cold.map { duration($0.verifyProcessorMilliseconds * 1e-3) } ?? "", cold.map { byteSize($0.peakBytes) } ?? "",
                byteSize(figure.proofBytes), grouped(figure.witnessElements), "\(figure.security) bits",
                figure.missed.map { $0.isEmpty ? "met" : "missed: " + $0.joined(separator: ", ") } ?? "",
            ])
        }
        var text = table.rendered(indent: 0)
        text += """
            A fresh process proves once and verifies once (medians over processes): elapsed, and for verifying also the \
            time that it had a processor. Memory is the most that proving held.

            """
        for figure in figures where figure.privacy == .none {
            text += "\n\(figure.model), \(figure.profile): proving\n" + StageFigure.table(figure.proverStages)
            text += "\n\(figure.model), \(figure.profile): verifying\n" + StageFigure.table(figure.verifierStages)
        }
        return text
            + """

            The floor is counted work at this machine's measured rates, one thread: \
            \(duration(rates.product.nanosecondsPerUnit * 1e-9)) a field product, \
            \(duration(rates.butterfly.nanosecondsPerUnit * 1e-9)) a butterfly, \
            \(duration(rates.compression.nanosecondsPerUnit * 64e-9)) a 64-byte hash, all in full vectors.
            An extension product counts as six products, additions and memory count nothing. A stage's time is its fastest, \
            its memory that of a fresh process: the most in the stage, and what it added.

            """
    }
}
