import Algebra
import Circuit

/// What a proof of a circuit commits to and shows: a function of the circuit and of which tensors are
/// private, computed by both sides. Columns are the witness oracle's tensors, weights the weight oracle's, gadgets the relations.
public struct ProofPlan: Sendable {
    /// How an operand's values are known.
    public enum Value: Sendable, Hashable {
        /// The circuit's input of this number.
        case input(Int)
        /// Committed columns.
        case committed(AffineForm)
    }

    /// A value on its grid.
    public struct Operand: Sendable, Hashable {
        public let value: Value
        public let grid: Grid
    }

    /// A weight tensor on the grid that its reader needs.
    public struct WeightTensor: Sendable, Hashable {
        public let offset: Int
        public let grid: Grid
    }

    public enum Gadget: Sendable, Hashable {
        /// m·x + 2^(s−1) = (y + above − below)·2^s + r with above·(y − hi) = 0 and below·(y − lo) = 0.
        /// For products `input` is nil: their form is defined by this relation. Where the span of the
        /// clamp is no whole power of two, value + complement = hi − lo bounds y from above.
        case requantise(RequantiseGadget)
        /// `result` = Σ_k operand(k) · weight(n, k) (+ bias(n)).
        case product(position: Int, operand: Operand, weight: Int, bias: Int?, result: AffineForm)
        /// `result` at (i, j, o) = Σ operand(i·strideY + dy − top, j·strideX + dx − left, c) · weight(o, dy, dx, c)
        /// (+ bias(o)); the operand is zero outside its grid. Extents are kept whole here, ones included.
        case convolution(ConvolutionGadget)
        /// value = operand at place i of the window + gap i, for every i; the product of all gaps is zero. The window
        /// has an extent for each axis of the operand's grid.
        case pooling(position: Int, operand: Operand, window: [Int], value: Int, gaps: [Int])
        /// The operand's form is defined by its lead; every limb of the lead is zero at the index.
        case argmax(position: Int, leads: [Int])
    }

    public struct RequantiseGadget: Sendable, Hashable {
        public let position: Int
        public let input: Operand?
        public let multiplier: Goldilocks
        public let shift: Int
        public let lower: Int64
        public let upper: Int64
        public let value: Int
        public let complement: Int?
        public let above: [AffineForm.Term]
        public let below: [AffineForm.Term]
        public let remainder: [AffineForm.Term]
    }

    public struct ConvolutionGadget: Sendable, Hashable {
        public let position: Int
        public let operand: Operand
        /// [H, W, C] of the operand, [O, KH, KW, C] of the filters, [OH, OW, O] of the result.
        public let image: [Int]
        public let filters: [Int]
        public let output: [Int]
        public let top: Int
        public let left: Int
        public let strideY: Int
        public let strideX: Int
        public let weight: Int
        public let bias: Int?
        public let result: AffineForm
    }

    /// Columns of private inputs, of operators, of openings of commitments, then one of multiplicities for each
    /// width.
    public let columns: [ProofColumn]
    public let sites: [Site]
    /// The inputs that are public, by slot, and the elements of each.
    public let publicInputs: [(slot: Int, count: Int)]
    /// What private tensors add; nil where all are public.
    public let privatePart: PrivatePart?
    public let weights: [WeightTensor]
    public let gadgets: [Gadget]
    /// Widths that the range tables cover, ascending; region i of the witness holds the columns of width i.
    public let widths: [Int]
    public let witnessLayout: OracleLayout
    public let weightLayout: OracleLayout
    /// What the verifier has to do for it.
    public let work: Work

    /// - Throws: `StatementError` for circuits that have no proof in this version.
    /// - Complexity: linear in the circuit's description and in the number of blocks.
    public init(_ circuit: Circuit, privacy: StatementPrivacy = .none) throws(StatementError) {
        try Limits.check(circuit)
        var builder = ProofPlanBuilder(circuit, privacy)
        try builder.commitInputs()
        for position in circuit.operators.indices { try builder.append(position) }
        try builder.finish()
        privatePart = try builder.privatePart()
        let operatorColumns = builder.columns
        // Before anything is done once a pair of columns.
        try Limits.check(blocksOf: operatorColumns.map { $0.grid })
        sites = Site.all(of: operatorColumns, gadgets: builder.gadgets, choice: privatePart?.choice)
        publicInputs = circuit.inputs.indices.filter { !privacy.hides(input: $0) }
            .map { ($0, circuit.inputs[$0].type.shape.count) }
        weights = builder.weights
        gadgets = builder.gadgets
        let used = Array(Set(operatorColumns.compactMap { $0.width })).sorted()
        widths = used
        let all =
            operatorColumns
            + used.map { ProofColumn(position: ProofColumn.noOperator, role: .multiplicity(width: $0), grid: Grid([1 << $0]), width: nil) }
        columns = all
        try Limits.check(blocksOf: all.map { $0.grid })
        try Limits.check(blocksOf: builder.weights.map { $0.grid })
        work = Work(
            columns: all, weights: builder.weights, gadgets: builder.gadgets, widths: used, privatePart: privatePart)
        try Limits.check(work)
        witnessLayout = OracleLayout(
            tensors: all.map { column in
                (column.grid, column.width.flatMap { used.firstIndex(of: $0) } ?? used.count)
            })
        weightLayout = OracleLayout(tensors: builder.weights.map { ($0.grid, 0) })
        try Limits.check(self)
    }

    /// The column of multiplicities of `widths[index]`.
    package func multiplicityColumn(_ index: Int) -> Int { columns.count - widths.count + index }
}

extension ProofPlan {
    /// The columns of one operator: they share a grid, and a proof opens them at one point.
    public struct Site: Sendable, Hashable {
        /// What has to be zero at every cell.
        public enum ZeroCheck: Sendable, Hashable {
            case none
            case requantise(RequantiseGadget)
            case pooling(gaps: [Int])
            /// choice · (choice − 1), and choice · lead.
            case choice(choice: Int, lead: [AffineForm.Term])
        }

        public let position: Int
        public let grid: Grid
        public let columns: [Int]
        public let zeroCheck: ZeroCheck

        static func all(of columns: [ProofColumn], gadgets: [Gadget], choice: PrivatePart.Choice?) -> [Site] {
            var order: [Int] = []
            for column in columns where column.position != ProofColumn.noOperator && !order.contains(column.position) {
                order.append(column.position)
            }
            return order.map { position in
                let own = columns.indices.filter { columns[$0].position == position }
                var check = ZeroCheck.none
                for gadget in gadgets {
                    switch gadget {
                    case .requantise(let requantise)
                    where requantise.position == position && !(requantise.above.isEmpty && requantise.below.isEmpty):
                        check = .requantise(requantise)
                    case .pooling(position, _, _, _, let gaps): check = .pooling(gaps: gaps)
                    case .argmax(position, let leads):
                        guard let choice else { continue }
                        check = .choice(
                            choice: choice.choice,
                            lead: AffineForm.limbs(leads, widths: leads.map { columns[$0].width ?? 0 }))
                    default: continue
                    }
                }
                return Site(position: position, grid: columns[own[0]].grid, columns: own, zeroCheck: check)
            }
        }
    }

    /// The site that opens this column, and its place there; nil for columns of none.
    func site(of column: Int) -> (site: Int, place: Int)? {
        for (index, site) in sites.enumerated() {
            if let place = site.columns.firstIndex(of: column) { return (index, place) }
        }
        return nil
    }
}
