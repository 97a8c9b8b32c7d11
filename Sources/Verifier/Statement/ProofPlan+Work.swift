import Claims

extension ProofPlan {
    /// What a statement makes its verifier do beyond the two oracles' openings, counted from the plan alone.
    public struct Work: Sendable, Hashable {
        /// Public elements read, each as often as a relation reads it.
        public internal(set) var publicReads = 0
        /// Steps of the automata that evaluate convolutions' wiring.
        public internal(set) var wiring = 0
        /// Blocks over all claims about the witness oracle: each is weighed at the oracle's point.
        public internal(set) var witnessTerms = 0
        /// The same of the weight oracle.
        public internal(set) var weightTerms = 0
        /// Permutations of the sponges that open private tensors.
        public internal(set) var permutations = 0
        /// Cells of the witness oracle that claims about private tensors weigh one by one.
        public internal(set) var privateCells = 0
        /// Blocks of all tensors, as the layouts place them.
        public internal(set) var blocks = 0

        /// - Parameter columns: all columns, multiplicities included.
        init(
            columns: [ProofColumn], weights: [WeightTensor], gadgets: [Gadget], widths: [Int], privatePart: PrivatePart?
        ) {
            func blocks(_ form: AffineForm) -> Int {
                form.terms.reduce(0) { $0 + columns[$1.column].grid.blockCount }
            }
            func weight(_ index: Int?) -> Int { index.map { weights[$0].grid.blockCount } ?? 0 }
            /// An operand read `times` times.
            func read(_ operand: Operand, times: Int = 1) {
                switch operand.value {
                case .input: publicReads += times * operand.grid.count
                case .committed(let form): witnessTerms += times * blocks(form)
                }
            }
            self.blocks = columns.reduce(0) { $0 + $1.grid.blockCount } + weights.reduce(0) { $0 + $1.grid.blockCount }
            // Every column is opened at its site; the lookup argument opens regions by their binary blocks, and
            // each column of multiplicities as one.
            // Salts are weighed cell by cell, in the message.
            for column in columns where !column.role.isSalt { witnessTerms += column.grid.blockCount }
            for width in widths {
                let cells = columns.reduce(0) { $0 + ($1.width == width ? $1.grid.count : 0) }
                witnessTerms += cells.nonzeroBitCount
            }
            for gadget in gadgets {
                switch gadget {
                case .requantise(let requantise): if let input = requantise.input { read(input) }
                case .product(_, let operand, let index, let bias, _):
                    read(operand)
                    weightTerms += weight(index) + weight(bias)
                case .convolution(let convolution):
                    read(convolution.operand)
                    weightTerms += weight(convolution.weight) + weight(convolution.bias)
                    wiring += convolution.vertical.steps + convolution.horizontal.steps
                case .pooling(_, let operand, _, _, let gaps): read(operand, times: gaps.count)
                case .argmax(_, let leads):
                    guard privatePart?.choice == nil else { continue }
                    for lead in leads { witnessTerms += columns[lead].grid.blockCount }
                }
            }
            guard let privatePart else { return }
            permutations = privatePart.permutationCount
            for tensor in privatePart.tensors {
                let columns = privatePart.form(of: tensor)?.terms.count ?? 0
                privateCells += PrivateMessage.saltPositions.count + columns * tensor.message.type.shape.count
            }
            // One is chosen; the bar twice; what is public of index and maximum, or both messages.
            if let choice = privatePart.choice { privateCells += 5 * choice.classes }
        }
    }
}
