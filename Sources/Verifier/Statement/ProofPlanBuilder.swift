import Algebra
import Circuit

/// Walks a circuit once and gives every operator its gadget.
struct ProofPlanBuilder {
    /// What is known of an operator's first result while walking.
    enum Known {
        case operand(ProofPlan.Operand)
        /// A product whose form its first reader defines: requantise or argmax.
        case pending(Pending)
        /// A padding with zeros that the next convolution takes over.
        case padded(ProofPlan.Operand, image: [Int], top: Int, left: Int)
        /// Read by the operator that took it over, or public: nothing else may read it.
        case closed
    }

    struct Pending {
        let position: Int
        let grid: Grid
        let makeGadget: @Sendable (AffineForm) -> ProofPlan.Gadget
    }

    let circuit: Circuit
    let privacy: StatementPrivacy
    var privateInputs: [ProofPlan.PrivatePart.Input] = []
    var choice: ProofPlan.PrivatePart.Choice?
    private(set) var columns: [ProofColumn] = []
    private(set) var weights: [ProofPlan.WeightTensor] = []
    private(set) var gadgets: [ProofPlan.Gadget] = []
    private var known: [Known] = []

    init(_ circuit: Circuit, _ privacy: StatementPrivacy) {
        self.circuit = circuit
        self.privacy = privacy
    }

    mutating func append(_ position: Int) throws(StatementError) {
        let op = circuit.operators[position]
        switch op.kind {
        case .requantise(let definition): try requantise(definition, op, position)
        case .matrixProduct(let definition): try product(definition, op, position)
        case .convolution(let definition): try convolution(definition, op, position)
        case .padding(let definition): try padding(definition, op, position)
        case .pooling(let definition): try pooling(definition, op, position)
        case .reduction(let definition): try argmax(definition, op, position)
        default: throw unsupported(position, "there is no gadget for \(op.kind.name) yet")
        }
    }

    /// Products that nobody scaled or compared become free columns.
    mutating func finish() throws(StatementError) {
        for position in known.indices {
            if case .pending(let pending) = known[position] { _ = define(pending, as: nil) }
            if case .padded = known[position] { throw unsupported(position, "nothing reads this padding") }
        }
        for output in circuit.outputs {
            guard case .result(let position, _) = output.operand.source, case .closed = known[position] else {
                throw .unsupported(
                    position: circuit.operators.count - 1, label: output.name, reason: "outputs are those of an argmax")
            }
        }
    }

    // MARK: pieces

    func unsupported(_ position: Int, _ reason: String) -> StatementError {
        .unsupported(position: position, label: circuit.operators[position].label, reason: reason)
    }

    mutating func column(_ position: Int, _ role: ProofColumn.Role, _ grid: Grid, width: Int?) -> Int {
        columns.append(ProofColumn(position: position, role: role, grid: grid, width: width))
        return columns.count - 1
    }

    mutating func limbs(
        _ bits: Int, _ position: Int, _ grid: Grid, role: (Int) -> ProofColumn.Role
    ) -> (columns: [Int], widths: [Int]) {
        let widths = limbWidths(bits, limb: Int(circuit.limbWidth.rawValue))
        return (widths.enumerated().map { column(position, role($0.offset), grid, width: $0.element) }, widths)
    }

    /// Gives a pending product its form and its gadget; a free column when nobody defines one.
    private mutating func define(_ pending: Pending, as form: AffineForm?) -> AffineForm {
        let form =
            form
            ?? AffineForm([.init(column: column(pending.position, .free, pending.grid, width: nil), factor: .one)])
        gadgets.append(pending.makeGadget(form))
        known[pending.position] = .operand(ProofPlan.Operand(value: .committed(form), grid: pending.grid))
        return form
    }

    /// An operand that is known; pending products become free columns here.
    private mutating func operand(_ source: Source, _ position: Int) throws(StatementError) -> ProofPlan.Operand {
        switch source {
        case .input(let slot):
            if let own = privateInputs.first(where: { $0.slot == slot }) {
                let form = AffineForm(own.value, constant: Goldilocks(embedding: own.lower))
                return ProofPlan.Operand(value: .committed(form), grid: own.grid)
            }
            return ProofPlan.Operand(value: .input(slot), grid: Grid(circuit.inputs[slot].type.shape.dimensions))
        case .result(let producer, 0):
            switch known[producer] {
            case .operand(let operand): return operand
            case .pending(let pending):
                return ProofPlan.Operand(value: .committed(define(pending, as: nil)), grid: pending.grid)
            case .padded, .closed: throw unsupported(position, "reads a padding that a convolution took over, or an argmax")
            }
        default: throw unsupported(position, "reads a \(source) where only inputs and results are proved")
        }
    }

    /// An operand that is known by the axes of `image`. A view has other coordinates: the elements are the same, the
    /// multilinear extension is not.
    private mutating func operand(
        _ source: Source, image: [Int], _ position: Int
    ) throws(StatementError) -> ProofPlan.Operand {
        let operand = try operand(source, position)
        guard operand.grid == Grid(image) else { throw unsupported(position, "reads an image by other axes than its own") }
        return operand
    }

    private mutating func weight(_ source: Source, _ shape: [Int], _ position: Int) throws(StatementError) -> Int {
        guard case .weight(let offset) = source else { throw unsupported(position, "this operand has to be a weight") }
        let grid = Grid(shape)
        if let index = weights.firstIndex(where: { $0.offset == offset }) {
            guard weights[index].grid == grid else { throw .weightReadTwice(offset: offset) }
            return index
        }
        weights.append(ProofPlan.WeightTensor(offset: offset, grid: grid))
        return weights.count - 1
    }

    // MARK: operators

    private mutating func requantise(
        _ definition: Requantise, _ op: Operator, _ position: Int
    ) throws(StatementError) {
        guard case .constant(let m) = definition.multiplier else {
            throw unsupported(position, "multipliers have to be constant")
        }
        // A pending product is defined here; anything else is related to its own form.
        var pending: Pending?
        var input: ProofPlan.Operand?
        if case .result(let producer, 0) = op.operands[0].source, case .pending(let product) = known[producer] {
            pending = product
        } else {
            input = try operand(op.operands[0].source, position)
        }
        guard let grid = pending?.grid ?? input?.grid else { throw unsupported(position, "has no operand") }

        let (lo, hi) = (definition.lower, definition.upper)
        // In 128 bits: the bounds of an int64 result may be its type's.
        let wide = Int128(hi) - Int128(lo), width = bits(wide), span = UInt64(truncatingIfNeeded: wide)
        let limb = Int(circuit.limbWidth.rawValue)
        guard (1...limb).contains(width) else { throw unsupported(position, "clamps to more than \(limb) bits, or to one value") }
        let value = column(position, .value, grid, width: width)
        let complement =
            span + 1 == 1 << UInt64(width) ? nil : column(position, .complement, grid, width: width)

        // Quotients before the clamp, from the analysis of the operand.
        let x = try interval(op.operands[0].source, position)
        let shift = Int128(definition.shift), half = Int128(1) << (shift - 1)
        let least = (x.lower * Int128(m) + half) >> shift, most = (x.upper * Int128(m) + half) >> shift
        let aboveBits = bits(max(0, most - Int128(hi))), belowBits = bits(max(0, Int128(lo) - least))
        let reach = max(abs(Int128(hi)) + (1 << Int128(aboveBits)), abs(Int128(lo)) + (1 << Int128(belowBits))) + 1
        let halfField = (Int128(1) << 63) - (Int128(1) << 31)
        guard reach << shift < halfField, x.magnitude * Int128(m) + half < halfField else {
            throw .couldWrap(position: position, label: op.label)
        }
        let above = limbs(aboveBits, position, grid) { .above(index: $0) }
        let below = limbs(belowBits, position, grid) { .below(index: $0) }
        let remainder = limbs(Int(definition.shift), position, grid) { .remainder(index: $0) }

        if let pending {
            // x = ((y' + lo + above − below)·2^s + r − 2^(s−1)) / m in the field, hence over the integers:
            // the product's value and this form are both below p/2.
            guard let inverse = Goldilocks(reducing: UInt64(m)).inverse() else {
                throw unsupported(position, "the multiplier is zero")
            }
            let scale = inverse * Goldilocks(reducing: 1 << UInt64(definition.shift))
            let negative = Goldilocks.zero - scale
            let constant = scale * Goldilocks(embedding: lo) - inverse * Goldilocks(reducing: 1 << UInt64(definition.shift - 1))
            let form = AffineForm(
                [.init(column: value, factor: scale)]
                    + AffineForm.limbs(above.columns, widths: above.widths, factor: scale)
                    + AffineForm.limbs(below.columns, widths: below.widths, factor: negative)
                    + AffineForm.limbs(remainder.columns, widths: remainder.widths, factor: inverse),
                constant: constant)
            _ = define(pending, as: form)
        }
        gadgets.append(
            .requantise(
                ProofPlan.RequantiseGadget(
                    position: position, input: input, multiplier: Goldilocks(reducing: UInt64(m)),
                    shift: Int(definition.shift), lower: lo, upper: hi, value: value, complement: complement,
                    above: AffineForm.limbs(above.columns, widths: above.widths),
                    below: AffineForm.limbs(below.columns, widths: below.widths),
                    remainder: AffineForm.limbs(remainder.columns, widths: remainder.widths))))
        known.append(
            .operand(
                ProofPlan.Operand(
                    value: .committed(AffineForm([.init(column: value, factor: .one)], constant: Goldilocks(embedding: lo))),
                    grid: grid)))
    }

    private mutating func product(
        _ definition: MatrixProduct, _ op: Operator, _ position: Int
    ) throws(StatementError) {
        let a = op.operands[0].type.shape, b = op.operands[1].type.shape
        guard a.rank == 2, a.dimensions[0] == 1, definition.start == 0, definition.count == 0 else {
            throw unsupported(position, "only whole products of one row are proved")
        }
        let operand = try operand(op.operands[0].source, position)
        let columns = b.dimensions[0]
        let weight = try weight(op.operands[1].source, [columns] + operand.grid.extents, position)
        let bias = op.operands.count == 3 ? try self.weight(op.operands[2].source, [columns], position) : nil
        known.append(
            .pending(
                Pending(position: position, grid: Grid([columns])) { form in
                    .product(position: position, operand: operand, weight: weight, bias: bias, result: form)
                }))
    }

    private mutating func padding(_ definition: Padding, _ op: Operator, _ position: Int) throws(StatementError) {
        let image = op.operands[0].type.shape.dimensions
        guard definition.value == 0, image.count == 3, definition.before[2] == 0, definition.after[2] == 0 else {
            throw unsupported(position, "only images padded with zeros around their sides are proved")
        }
        let operand = try operand(op.operands[0].source, image: image, position)
        known.append(.padded(operand, image: image, top: Int(definition.before[0]), left: Int(definition.before[1])))
    }

    private mutating func convolution(
        _ definition: Convolution, _ op: Operator, _ position: Int
    ) throws(StatementError) {
        var image = op.operands[0].type.shape.dimensions, top = 0, left = 0
        let operand: ProofPlan.Operand
        if case .result(let producer, 0) = op.operands[0].source,
            case .padded(let inner, let extents, let above, let before) = known[producer]
        {
            guard image == circuit.operators[producer].results[0].shape.dimensions else {
                throw unsupported(position, "reads a padding by other axes than its own")
            }
            (operand, image, top, left) = (inner, extents, above, before)
            known[producer] = .closed
        } else {
            operand = try self.operand(op.operands[0].source, image: image, position)
        }
        let filters = op.operands[1].type.shape.dimensions
        let weight = try weight(op.operands[1].source, filters, position)
        let bias = op.operands.count == 3 ? try self.weight(op.operands[2].source, [filters[0]], position) : nil
        let output = op.results[0].shape.dimensions
        let shape = image
        let (rowsAbove, columnsBefore) = (top, left)
        known.append(
            .pending(
                Pending(position: position, grid: Grid(output)) { form in
                    .convolution(
                        ProofPlan.ConvolutionGadget(
                            position: position, operand: operand, image: shape, filters: filters, output: output,
                            top: rowsAbove, left: columnsBefore, strideY: Int(definition.strideY),
                            strideX: Int(definition.strideX), weight: weight, bias: bias, result: form))
                }))
    }

    private mutating func pooling(_ definition: Pooling, _ op: Operator, _ position: Int) throws(StatementError) {
        let image = op.operands[0].type.shape.dimensions
        let (y, x) = (Int(definition.windowY), Int(definition.windowX))
        guard definition.function == .maximum, definition.strideY == definition.windowY,
            definition.strideX == definition.windowX, y & (y - 1) == 0, x & (x - 1) == 0, y * x <= 4
        else { throw unsupported(position, "only maxima over separate windows of up to four places are proved") }
        let operand = try operand(op.operands[0].source, image: image, position)
        let interval = circuit.intervals[position][0]
        let limb = Int(circuit.limbWidth.rawValue)
        let width = bits(interval.upper - interval.lower)
        guard (1...limb).contains(width) else { throw unsupported(position, "values span more than \(limb) bits") }
        guard image[0] % y == 0, image[1] % x == 0 else { throw unsupported(position, "windows have to cover the image") }
        let grid = Grid(op.results[0].shape.dimensions)
        guard image.count == 3, grid.extents.count == Grid(image).extents.count else {
            throw unsupported(position, "a pooling down to one place on an axis is not proved yet")
        }
        let value = column(position, .free, grid, width: nil)
        let gaps = (0..<y * x).map { column(position, .gap(index: $0), grid, width: width) }
        // The window along each axis that the grid keeps.
        let window = zip(image, [y, x, 1]).filter { $0.0 > 1 }.map { $0.1 }
        gadgets.append(.pooling(position: position, operand: operand, window: window, value: value, gaps: gaps))
        known.append(
            .operand(ProofPlan.Operand(value: .committed(AffineForm([.init(column: value, factor: .one)])), grid: grid)))
    }

    private mutating func argmax(_ definition: Reduction, _ op: Operator, _ position: Int) throws(StatementError) {
        guard definition.function == .maximum, op.results[0].shape.count == 1,
            case .result(let producer, 0) = op.operands[0].source, case .pending(let pending) = known[producer]
        else { throw unsupported(position, "only the argmax of one row of products is proved") }
        // Score and index of the one argmax are what the statement knows of outputs.
        for case .argmax in gadgets { throw unsupported(position, "a circuit is proved with one argmax") }
        // Index and place are one number along a single axis only.
        guard pending.grid.extents.count <= 1 else { throw unsupported(position, "only the argmax of one axis is proved") }
        let x = circuit.intervals[producer][0]
        // Without a lead nothing would bind score and index.
        guard x.upper > x.lower else { throw unsupported(position, "its values cannot differ") }
        let leads = limbs(bits(x.upper - x.lower), position, pending.grid) { .lead(index: $0) }
        let lead = AffineForm.limbs(leads.columns, widths: leads.widths), minusOne = Goldilocks.zero - .one
        let form =
            privacy.hidesOutputs
            ? commitChoice(position, pending.grid, leads: lead)
            : AffineForm(AffineForm.limbs(leads.columns, widths: leads.widths, factor: minusOne), argmax: position)
        _ = define(pending, as: form)
        gadgets.append(.argmax(position: position, leads: leads.columns))
        known.append(.closed)
    }

    private func interval(_ source: Source, _ position: Int) throws(StatementError) -> Interval {
        switch source {
        case .input(let slot): return Interval(circuit.inputs[slot].range)
        case .result(let producer, let result): return circuit.intervals[producer][result]
        default: throw unsupported(position, "reads a \(source)")
        }
    }

    /// Bits of a number from 0 to `largest`.
    func bits(_ largest: Int128) -> Int { Int128.bitWidth - largest.leadingZeroBitCount }
}
