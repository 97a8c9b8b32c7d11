/// The ledger's rules once more, written to be obviously right and slow: dictionaries, loops over all
/// holders, exact fractions, no bytes. Shares no code with what it checks. Actors and models are numbers.
struct ExactModel {
    enum Outcome { case applied, failed, rejected }

    struct Rules {
        let proverBond: UInt128 = 100_001
        let challengeBond: UInt128 = 50_001
        let attestationBond: UInt128 = 30_000
        let window: UInt64 = 1_000
        let asserterTime: UInt64 = 300
        let challengerTime: UInt64 = 400
        let questions = 3
        let depth = 4
        let checkGas: UInt128 = 1_000
        let ancestorGas: UInt128 = 5_000
        let flatFee: UInt128 = 1_000
    }

    struct Model {
        var registrant: Int
        /// Parent and tenths of the revenue.
        var parents: [(model: Int, tenths: Int)]
        var depth: Int
        var price: UInt128?
        var shares: [Int: UInt128]
        var allShares: UInt128
        /// What each holder may claim, in units of 1 / allShares.
        var claims: [Int: UInt128] = [:]
        var auditors: Set<Int> = []
    }

    enum Status { case posted, taken, claimed, settled, refuted, cancelled, expired }

    struct Dispute {
        var openedAt: UInt64
        var asserterMoves: Bool
        var since: UInt64
        var asserterTime: UInt64
        var challengerTime: UInt64
        var questions: Int
        var end: UInt64 { since + (asserterMoves ? asserterTime : challengerTime) }
    }

    struct Job {
        var poster: Int
        var model: Int
        var isOptimistic: Bool
        var reward: UInt128
        var fee: UInt128
        var deadline: UInt64
        var lease: UInt64
        var status = Status.posted
        var prover = -1
        /// End of the lease or of the window.
        var until: UInt64 = 0
        var disputes: [Int: Dispute] = [:]
    }

    let rules = Rules()
    var balances: [UInt128]
    var burned: UInt128 = 0
    var models: [Model] = []
    var jobs: [Job] = []
    var time: UInt64
    var height: UInt64 = 0
    /// Gas that the action used beyond its bytes.
    var extraGas: UInt128 = 0

    init(balances: [UInt128], time: UInt64) {
        self.balances = balances
        self.time = time
    }

    /// Takes from a balance, or says that there is too little.
    mutating func take(_ amount: UInt128, from actor: Int) -> Bool {
        guard balances[actor] >= amount else { return false }
        balances[actor] -= amount
        return true
    }

    mutating func forfeit(_ bond: UInt128, to winner: Int) {
        balances[winner] += bond / 2
        burned += bond - bond / 2
    }

    /// What each model gets of 10^9 parts of a model's revenue, walking the lineage. Tenths of tenths, four
    /// levels deep, are whole parts.
    func parts(of model: Int, _ whole: UInt128 = 1_000_000_000) -> [Int: UInt128] {
        var result: [Int: UInt128] = [:]
        var kept = whole
        for parent in models[model].parents {
            let passed = whole * UInt128(parent.tenths) / 10
            kept -= passed
            for (ancestor, part) in parts(of: parent.model, passed) { result[ancestor, default: 0] += part }
        }
        result[model, default: 0] += kept
        return result
    }

    /// Pays a model and its ancestors to the last unit. Ties go in order of `rank`, the model itself last.
    mutating func payRevenue(_ amount: UInt128, to model: Int, rank: (Int) -> Int) {
        guard amount > 0 else { return }
        let parts = parts(of: model).filter { $0.value > 0 || $0.key == model }
        extraGas += rules.ancestorGas * UInt128(parts.count - 1)
        let order = parts.keys.sorted { ($0 == model ? Int.max : rank($0)) < ($1 == model ? Int.max : rank($1)) }
        var shares = order.map { amount * parts[$0]! / 1_000_000_000 }
        let rests = order.indices.map { amount * parts[order[$0]]! - shares[$0] * 1_000_000_000 }
        var left = amount - shares.reduce(0, +)
        for place in order.indices.sorted(by: { rests[$0] != rests[$1] ? rests[$0] > rests[$1] : $0 < $1 }) where left > 0 {
            shares[place] += 1
            left -= 1
        }
        for (place, receiver) in order.enumerated() {
            for (holder, count) in models[receiver].shares {
                models[receiver].claims[holder, default: 0] += shares[place] * count
            }
        }
    }

    /// Pays prover and model.
    mutating func pay(_ job: Int, rank: (Int) -> Int) {
        jobs[job].status = .settled
        balances[jobs[job].prover] += jobs[job].reward + rules.proverBond
        payRevenue(jobs[job].fee, to: jobs[job].model, rank: rank)
    }

    mutating func claimFalls(_ job: Int, winner: Int) {
        jobs[job].disputes[winner] = nil
        balances[winner] += rules.challengeBond
        forfeit(rules.proverBond, to: winner)
        balances[jobs[job].poster] += jobs[job].reward + jobs[job].fee
        jobs[job].status = .refuted
    }

    mutating func challengeFalls(_ job: Int, loser: Int) {
        jobs[job].disputes[loser] = nil
        forfeit(rules.challengeBond, to: jobs[job].prover)
    }

    /// All that there is, with what is locked and unclaimed; claims round up to whole units per model.
    var total: UInt128 {
        var sum = balances.reduce(burned, +)
        for model in models {
            sum += UInt128(model.auditors.count) * rules.attestationBond
            // All claims of one model make up whole units.
            sum += model.claims.values.reduce(0, +) / model.allShares
        }
        for job in jobs {
            if [.posted, .taken, .claimed].contains(job.status) { sum += job.reward + job.fee }
            if [.taken, .claimed].contains(job.status) { sum += rules.proverBond }
            sum += UInt128(job.disputes.count) * rules.challengeBond
        }
        return sum
    }
}
