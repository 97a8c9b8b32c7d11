import Circuit

extension ProofPlan {
    /// What a verifier is ready to work through for a circuit that anybody may have written: a proof file brings
    /// its own circuit, so these bound its time (a quarter of a second) and memory, not the prover's alone. Each is
    /// checked before the work that it bounds; ``VerificationCost`` prices what passes.
    public enum Limits {
        public static let operators = 256
        /// Public elements of all inputs together.
        public static let inputElements = 1 << 16
        /// An extent of any tensor.
        public static let extent = 1 << 16
        public static let columns = 2048
        public static let blocks = 1 << 14
        /// Of the sponges that open private tensors, all together: 2^13 for 458,000 bytes.
        public static let permutations = 1 << 13
        /// log2 of the cells of one oracle.
        public static let cellsLog2 = 24
        /// Public elements, each as often as a relation reads it.
        public static let publicReads = 1 << 20
        /// Steps of the automata that evaluate the wiring of all convolutions, both axes.
        public static let wiring = 1 << 18
        /// Blocks over all claims about both oracles.
        public static let openingTerms = 1 << 15

        /// Before anything is planned, and before a file's tensors are read.
        static func check(_ circuit: Circuit) throws(StatementError) {
            guard circuit.operators.count <= operators else { throw .tooLarge("\(circuit.operators.count) operators") }
            var elements = 0
            for input in circuit.inputs {
                // At most 2^12 inputs of 2^31 elements: no overflow.
                elements += input.type.shape.count
                guard elements <= inputElements else { throw .tooLarge("\(elements) input elements and more") }
            }
            for op in circuit.operators {
                let shapes = op.results.map { $0.shape } + op.operands.map { $0.type.shape }
                for shape in shapes where shape.dimensions.contains(where: { $0 > extent }) {
                    throw .tooLarge("an extent in \(shape) of operator \(op.label)")
                }
                // Blocks multiply over axes; a tensor has at most 6.
                for shape in shapes where Grid(shape.dimensions).blockCount > blocks {
                    throw .tooLarge("blocks of \(shape)")
                }
            }
        }

        /// Once tensors are known, before they are laid out.
        static func check(blocksOf grids: [Grid]) throws(StatementError) {
            guard grids.count <= columns else { throw .tooLarge("\(grids.count) columns") }
            let count = grids.reduce(0) { $0 + $1.blockCount }
            guard count <= blocks else { throw .tooLarge("\(count) blocks") }
        }

        /// Once relations are known, before anything is laid out.
        static func check(_ work: Work) throws(StatementError) {
            guard work.publicReads <= publicReads else { throw .tooLarge("\(work.publicReads) public elements read") }
            guard work.wiring <= wiring else { throw .tooLarge("\(work.wiring) steps of wiring") }
            let terms = work.witnessTerms + work.weightTerms
            guard terms <= openingTerms else { throw .tooLarge("\(terms) blocks opened") }
        }

        /// Once they are laid out.
        static func check(_ plan: ProofPlan) throws(StatementError) {
            for layout in [plan.witnessLayout, plan.weightLayout] {
                guard layout.sizeLog2 <= cellsLog2 else { throw .tooLarge("2^\(layout.sizeLog2) cells") }
            }
        }
    }
}
