/// What a proof under P100 is to cost at most, on two cores.
struct ProofAim {
    let proveMilliseconds: Double
    let verifyMilliseconds: Double
    let proofBytes: Int
    let peakBytes = 256 << 20

    static let all = [
        "fashion-mlp": ProofAim(proveMilliseconds: 200, verifyMilliseconds: 5, proofBytes: 200 << 10),
        "fashion-cnn": ProofAim(proveMilliseconds: 1000, verifyMilliseconds: 8, proofBytes: 300 << 10),
    ]

    /// The figures that miss the aim.
    func missed(by figure: ProofSuite.Figure) -> [String] {
        var missed: [String] = []
        func check(_ name: String, _ value: Double, _ aim: Double) { if value > aim { missed.append(name) } }
        check("prove", figure.prove.medianNanoseconds * 1e-6, proveMilliseconds)
        check("verify", figure.verify.medianNanoseconds * 1e-6, verifyMilliseconds)
        check("proof", Double(figure.proofBytes), Double(proofBytes))
        if let cold = figure.cold {
            check("prove, fresh process", cold.proveMilliseconds, proveMilliseconds)
            check("verify, fresh process", cold.verifyMilliseconds, verifyMilliseconds)
            check("memory", Double(cold.peakBytes), Double(peakBytes))
        }
        return missed
    }
}
