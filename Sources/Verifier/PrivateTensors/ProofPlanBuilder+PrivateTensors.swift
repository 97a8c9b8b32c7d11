import Algebra
import Circuit
import Claims

// Columns of private inputs, and of the openings of private tensors' commitments.

extension ProofPlanBuilder {
    /// Gives every private input its columns; before any operator reads it.
    mutating func commitInputs() throws(StatementError) {
        for (slot, input) in circuit.inputs.enumerated() where privacy.hides(input: slot) {
            let (lower, upper) = (Int128(input.range.lowerBound), Int128(input.range.upperBound))
            let width = bits(upper - lower), bound = Int128(1) << 62
            // Sums of limbs stay far below p/2, and int64 values have one embedding.
            guard width > 0, lower >= -bound, upper < bound else {
                throw .privateTensor(name: input.name, reason: "its range \(input.range) is one value, or reaches 2^62")
            }
            let grid = Grid(input.type.shape.dimensions), position = ProofColumn.position(ofInput: slot)
            let value = limbs(width, position, grid) { .input(limb: $0) }
            let isWhole = upper - lower + 1 == Int128(1) << Int128(width)
            let complement = limbs(isWhole ? 0 : width, position, grid) { .inputComplement(limb: $0) }
            // A circuit may declare thousands of inputs: what follows is quadratic in the columns.
            guard columns.count <= ProofPlan.Limits.columns else { throw .tooLarge("\(columns.count) columns") }
            privateInputs.append(
                ProofPlan.PrivatePart.Input(
                    slot: slot, value: AffineForm.limbs(value.columns, widths: value.widths),
                    complement: AffineForm.limbs(complement.columns, widths: complement.widths),
                    lower: input.range.lowerBound, span: Goldilocks(reducing: UInt64(upper - lower)), grid: grid))
        }
    }

    /// The columns of a hidden argmax, and the form of what it compares.
    mutating func commitChoice(
        _ position: Int, _ grid: Grid, leads: [AffineForm.Term]
    ) -> AffineForm {
        let choice = column(position, .choice, grid, width: nil), bar = column(position, .bar, grid, width: nil)
        func isPublic(_ result: Int) -> Bool {
            circuit.outputs.enumerated().contains { slot, output in
                output.operand.source == .result(position: position, result: result) && !privacy.hides(output: slot)
            }
        }
        self.choice = ProofPlan.PrivatePart.Choice(
            position: position, choice: choice, bar: bar, classes: grid.count, scoreIsPublic: isPublic(0),
            indexIsPublic: isPublic(1))
        let negative = leads.map { AffineForm.Term(column: $0.column, factor: Goldilocks.zero - $0.factor) }
        return AffineForm([.init(column: bar, factor: .one)] + negative)
    }

    /// Salts and S-boxes of all private tensors; after all operators. Nil where there is none.
    ///
    /// - Throws: `StatementError.privateTensor`, `.tooLarge`.
    mutating func privatePart() throws(StatementError) -> ProofPlan.PrivatePart? {
        guard !privacy.isNone else { return nil }
        var sources: [(ProofPlan.PrivatePart.Tensor.Source, TensorType)] = privateInputs.map {
            (.input($0.slot), circuit.inputs[$0.slot].type)
        }
        for (slot, output) in circuit.outputs.enumerated() where privacy.hides(output: slot) {
            guard let choice, case .result(choice.position, let result) = output.operand.source,
                output.operand.type.shape.count == 1
            else { throw .privateTensor(name: output.name, reason: "it is not the value or the index of an argmax") }
            sources.append((result == 0 ? .score(output: slot) : .index(output: slot), output.operand.type))
        }
        var tensors: [ProofPlan.PrivatePart.Tensor] = []
        var permutations = 0
        for (source, type) in sources {
            let message = PrivateMessage(type)
            let count = Poseidon2Sponge.permutationCount(message.count)
            guard permutations + count <= ProofPlan.Limits.permutations else {
                throw .tooLarge("private tensors of more than \(ProofPlan.Limits.permutations) permutations")
            }
            let salt = column(
                ProofColumn.noOperator, .salt(tensor: tensors.count), Grid([PrivateMessage.saltPositions.count]), width: nil)
            tensors.append(
                ProofPlan.PrivatePart.Tensor(
                    source: source, message: message, salt: salt, firstPermutation: permutations, permutationCount: count))
            permutations += count
        }
        // Flags may name slots that the circuit does not have.
        guard !tensors.isEmpty else { throw .privateTensor(name: circuit.name, reason: "it has no such tensor") }
        let sboxes = column(ProofColumn.noOperator, .sboxes, Grid([permutations, Poseidon2.sboxCount]), width: nil)
        return ProofPlan.PrivatePart(
            tensors: tensors, inputs: privateInputs, choice: choice, sboxes: sboxes, permutationCount: permutations)
    }
}
