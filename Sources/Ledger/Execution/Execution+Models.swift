import Claims
import Transcript

extension Execution {
    func model(_ id: Digest) throws(Stop) -> ModelAsset {
        guard let model = try journal.read(ModelAsset.self, id.bytes) else { throw .rejected(.unknownModel(id)) }
        return model
    }

    private func pool(_ model: Digest) throws(Stop) -> RevenuePool {
        guard let pool = try journal.read(RevenuePool.self, model.bytes) else { throw .rejected(.unknownModel(model)) }
        return pool
    }

    /// Somebody's holding, brought up to the pool; one that nobody has yet is empty.
    private func settledHolding(of holder: Address, in pool: RevenuePool) throws(Stop) -> Holding {
        var holding = try journal.read(Holding.self, pool.model.bytes + holder.bytes.bytes)
            ?? Holding(
                model: pool.model, holder: holder, shares: 0, settledRevenue: pool.revenue, owed: .zero, fraction: 0)
        try holding.settle(with: pool)
        return holding
    }

    private mutating func keep(_ holding: Holding) {
        if holding.isEmpty { journal.remove(holding) } else { journal.write(holding) }
    }

    mutating func registerModel(_ registration: ModelRegistration) throws(Stop) {
        let id = ModelAsset.id(registration.model, registrant: sender)
        guard try journal.read(ModelAsset.self, id.bytes) == nil else { throw .rejected(.alreadyRegistered(id)) }
        var parents: [(asset: ModelAsset, parts: UInt32)] = []
        var parts: UInt64 = 0
        var depth: UInt32 = 0
        for share in registration.parents {
            let parent = try model(share.model)
            parents.append((parent, share.parts))
            parts += UInt64(share.parts)
            depth = max(depth, parent.depth + 1)
        }
        guard parts <= Lineage.whole else { throw .rejected(.revenueOverspent(parts: parts)) }
        guard depth <= parameters.maximumLineageDepth else { throw .rejected(.lineageTooDeep(depth)) }
        let ancestors = Lineage.ancestors(of: parents)
        guard ancestors.count <= Int(parameters.maximumAncestors) else {
            throw .rejected(.tooManyAncestors(ancestors.count))
        }
        var shares: UInt64 = 0
        for entry in registration.shareholders {
            let (sum, overflow) = shares.addingReportingOverflow(entry.shares)
            guard !overflow else { throw .rejected(.amountOverflow) }
            shares = sum
        }
        guard shares > 0 else { throw .rejected(.noShares) }
        let linked = try linked(registration)
        if let linked { journal.write(ModelTables(model: id, registered: linked.registered)) }
        journal.write(
            ModelAsset(
                commitment: registration.model, registrant: sender, parents: registration.parents,
                ancestors: ancestors, depth: depth, pricePerCall: registration.pricePerCall, attestations: 0,
                isLinked: linked?.isLinked ?? false, isDisputable: linked?.isDisputable ?? false, jobsInHand: 0))
        journal.write(RevenuePool(model: id, shares: shares, revenue: .zero, collected: .zero))
        for entry in registration.shareholders {
            journal.write(
                Holding(
                    model: id, holder: entry.holder, shares: entry.shares, settledRevenue: .zero, owed: .zero,
                    fraction: 0))
        }
        events.append(
            .modelRegistered(
                model: id, commitment: registration.model.id, registrant: sender, shares: shares,
                isLinked: linked?.isLinked ?? false))
        for entry in registration.shareholders {
            events.append(.sharesTransferred(model: id, from: sender, to: entry.holder, count: entry.shares))
        }
        if let price = registration.pricePerCall { events.append(.priceSet(model: id, price: price)) }
    }

    /// What the bytes behind the commitment show; nil where none came with it.
    private mutating func linked(_ registration: ModelRegistration) throws(Stop) -> LinkedModel? {
        guard let opening = registration.opening else { return nil }
        let made = try require(
            PrecompileID.linkModel,
            .registration(model: registration.model, circuit: opening.circuit, weights: opening.weights))
        guard let linked = try? LinkedModel(canonicalBytes: made) else {
            throw .fault(.precompile(PrecompileID.linkModel, "the output is no linked model"))
        }
        return linked
    }

    /// What the precompiles know of a model.
    func tables(_ id: Digest) throws(Stop) -> [UInt8] {
        guard let tables = try journal.read(ModelTables.self, id.bytes) else { throw .rejected(.notDisputable(id)) }
        return tables.registered
    }

    mutating func setPrice(_ id: Digest, _ price: Amount?) throws(Stop) {
        var model = try model(id)
        guard model.registrant == sender else { throw .rejected(.notRegistrant) }
        model.pricePerCall = price
        journal.write(model)
        events.append(.priceSet(model: id, price: price))
    }

    mutating func transferShares(_ model: Digest, to: Address, _ count: UInt64) throws(Stop) {
        let pool = try pool(model)
        guard count > 0 else { throw .rejected(.nothingToDo) }
        var giver = try settledHolding(of: sender, in: pool)
        guard giver.shares >= count else {
            throw .rejected(.insufficientShares(needed: count, found: giver.shares))
        }
        giver.shares -= count
        keep(giver)
        // Read after the giver is written: somebody may give to himself.
        var taker = try settledHolding(of: to, in: pool)
        let (sum, overflow) = taker.shares.addingReportingOverflow(count)
        guard !overflow else { throw .fault(.sharesOutOfRange(model)) }
        taker.shares = sum
        keep(taker)
        events.append(.sharesTransferred(model: model, from: sender, to: to, count: count))
    }

    mutating func collectDividends(_ model: Digest) throws(Stop) {
        var pool = try pool(model)
        var holding = try settledHolding(of: sender, in: pool)
        let amount = holding.owed
        guard amount > .zero else { throw .rejected(.nothingToDo) }
        holding.owed = .zero
        keep(holding)
        pool.collected = try pool.collected.plus(amount)
        journal.write(pool)
        try credit(sender, amount)
        events.append(.dividendsCollected(model: model, holder: sender, amount: amount))
    }

    /// Pays a model, and through it its ancestors.
    mutating func payRevenue(_ amount: Amount, to id: Digest) throws(Stop) {
        guard amount > .zero else { return }
        let model = try model(id)
        try use(gas: UInt64(parameters.gasPerAncestor) * UInt64(model.ancestors.count))
        let receivers = model.ancestors.map { $0.model } + [id]
        for (receiver, share) in zip(receivers, Lineage.split(amount, ancestors: model.ancestors)) where share > .zero {
            var pool = try pool(receiver)
            pool.revenue = try pool.revenue.plus(share)
            journal.write(pool)
            events.append(.revenueReceived(model: receiver, amount: share))
        }
    }

    mutating func attest(_ id: Digest) throws(Stop) {
        var model = try model(id)
        guard try journal.read(Attestation.self, id.bytes + sender.bytes.bytes) == nil else {
            throw .rejected(.alreadyAttested)
        }
        let bond = parameters.attestationBond
        try debit(sender, bond)
        guard model.attestations < .max else { throw .rejected(.amountOverflow) }
        model.attestations += 1
        journal.write(model)
        journal.write(Attestation(model: id, auditor: sender, bond: bond))
        events.append(.attested(model: id, auditor: sender, bond: bond))
    }

    mutating func withdrawAttestation(_ id: Digest) throws(Stop) {
        var model = try model(id)
        guard let attestation = try journal.read(Attestation.self, id.bytes + sender.bytes.bytes),
            model.attestations > 0
        else { throw .rejected(.notAttested) }
        // Whoever posted and took those jobs counted on there being somebody who checks.
        guard model.jobsInHand == 0 else { throw .rejected(.jobsInHand(model.jobsInHand)) }
        model.attestations -= 1
        journal.write(model)
        journal.remove(attestation)
        try credit(sender, attestation.bond)
        events.append(.attestationWithdrawn(model: id, auditor: sender, bond: attestation.bond))
    }
}
