/// The chapters on the ledger, from the registration to the last balance.
struct Trade {
    private let registration: RegistrationChapter
    private let prompt: PromptChapter
    private let proof: ProofChapter
    private let cheat: CheatChapter
    private let wallets: WalletsChapter

    /// - Parameter seed: chooses what the cheat changes.
    init(_ picture: PictureChapter, _ images: LabelledImages, seed: UInt64, context: Context) throws {
        let folder = try TemporaryFolder("sirocco-demo")
        let ledger = try DemoLedger(in: folder.path)
        registration = try RegistrationChapter(picture.model, on: ledger, context: context)
        try context.say(registration.text(ledger))
        prompt = try PromptChapter(registration, image: picture.image, width: images.width, on: ledger)
        try context.say(prompt.text(ledger))
        proof = try ProofChapter(registration, prompt, label: picture.label, on: ledger, context: context)
        try context.say(proof.text(ledger))
        // Another picture: the first was never public.
        let other = (picture.index + 1) % images.count
        cheat = try CheatChapter(
            registration, image: images.images[other], index: other, seed: seed, on: ledger, context: context)
        try context.say(cheat.text(ledger))
        wallets = try WalletsChapter(asset: registration.asset, on: ledger, context: context)
        try context.say(wallets.text(ledger))
    }

    var json: [(String, JSON)] {
        [
            ("registration", registration.json), ("prompt", prompt.json),
            ("prove_ms", .measured(proof.proveMilliseconds)), ("verify_ms", .measured(proof.verifyMilliseconds)),
            ("proof_bytes", .integer(proof.proofBytes)), ("proofs", .list([proof.entry])),
            ("forged", proof.forgedJSON), ("stolen", proof.stolenJSON), ("payment", proof.paymentJSON),
            ("refuted", cheat.refutedJSON), ("dispute", cheat.disputeJSON), ("slashed", cheat.slashed),
            ("wallets", wallets.json), ("ledger", wallets.ledgerJSON),
            ("value_conserved", .bool(wallets.isConserved)),
        ]
    }
}
