import Circuit
import Claims
import Ledger
import ModelImport
import Prover
import Transcript
import Verifier

/// A developer puts the model on the ledger, with a partner and a price; an auditor says that she holds it.
struct RegistrationChapter {
    let model: ImportedModel
    let prover: ModelProver
    /// The asset's id on the ledger.
    let asset: Digest
    let gas: UInt64

    static let developerShares: UInt64 = 70
    static let partnerShares: UInt64 = 30
    /// 70 % and 30 % of it are no whole numbers of units.
    static let price = Amount(1_001)

    init(_ model: ImportedModel, on ledger: DemoLedger, context: Context) throws {
        self.model = model
        let name = model.circuit.name
        do {
            prover = try context.progress.stage("committing to the weights of \(name)") { _ in
                try ModelProver(model.circuit, model.weights, profile: .p100, threads: context.settings.threads)
            }
        } catch let error as ProverError { throw Failure(error, model: name) }
        let cast = ledger.cast
        let holders = [(cast.developer, Self.developerShares), (cast.partner, Self.partnerShares)]
            .map { ModelRegistration.Shareholder(holder: $0.0.address, shares: $0.1) }
            .sorted { $0.holder.bytes < $1.holder.bytes }
        let registration = ModelRegistration(
            model: prover.model, shareholders: holders, pricePerCall: Self.price,
            opening: ModelOpening(circuit: model.circuit.canonicalBytes, weights: model.weights.bytes))
        asset = ModelAsset.id(prover.model, registrant: cast.developer.address)
        gas = try ledger.carryOut(.registerModel(registration), by: cast.developer).gas
        try ledger.carryOut(.attest(model: asset), by: cast.auditor)
        let registered = ledger.state.model(asset)
        try ledger.demand(registered?.isLinked == true, "the model is not linked")
        try ledger.demand(registered?.isDisputable == true, "claims about the model cannot be disputed")
        try ledger.demand(registered?.attestations == 1, "the auditor's word is not there")
    }

    func text(_ ledger: DemoLedger) -> String {
        """
        \(Terminal.output.bold("5. The model goes on a ledger"))
        A ledger is a list of accounts and rules that everybody can check. This one runs in this process, in a
        folder that disappears at the end. Seven people begin with \(DemoLedger.grant.words) units each. To keep sums
        readable a transaction costs \(ledger.parameters.flatFee.words) units, whatever its work; fees are burned, that is, gone for good.

        The developer registers \(model.circuit.name). \(Self.developerShares) of 100 shares are hers, \(Self.partnerShares) her partner's. A call costs
        \(Self.price.words) units. The model's files go along once, and the ledger computes from them what it keeps:

        \(fields([
            ("circuit hash", prover.model.circuitHash.description),
            ("weights root", prover.model.weightsRoot.description),
            ("oracle root", prover.model.oracleRoots.first?.root.description ?? ""),
        ]))
        These are hashes, short fingerprints that fit one model alone: of the circuit, of the weights as disputes
        read them and of the weights as proofs read them. The ledger made the last two from the same bytes, so
        nobody can prove with one model and be disputed about another. The auditor stakes \(ledger.parameters.attestationBond.words)
        units on having a copy of the model.


        """
    }

    var json: JSON {
        [
            "asset": .text(asset.description), "commitment": .text(prover.model.id.description), "linked": true,
            "oracle_root": .optional(prover.model.oracleRoots.first?.root.description),
            "price_per_call": Self.price.json, "gas": .wide(gas),
            "shares": ["developer": .wide(Self.developerShares), "partner": .wide(Self.partnerShares)],
        ]
    }
}
