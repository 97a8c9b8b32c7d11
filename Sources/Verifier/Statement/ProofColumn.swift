import Algebra

/// A tensor of the witness oracle.
public struct ProofColumn: Sendable, Hashable {
    /// What its cells are, of the operator at `position`.
    public enum Role: Sendable, Hashable {
        /// The result less the lower clamp: y − lo.
        case value
        /// hi − y, where [0, hi − lo] is no whole power of two and the width alone would not bound y.
        case complement
        /// Limb `index` of the remainder of a requantise.
        case remainder(index: Int)
        /// Limb of what the quotient exceeds the upper clamp by.
        case above(index: Int)
        /// Limb of what the quotient falls short of the lower clamp by.
        case below(index: Int)
        /// Maximum less the value at place `index` of the window.
        case gap(index: Int)
        /// Limb `index` of maximum less value, less one before the index of the maximum.
        case lead(index: Int)
        /// The result itself, bound by a relation and by no range.
        case free
        /// How often each value of this many bits is looked up; of no operator.
        case multiplicity(width: Int)
        /// Limb of a private input's value less the lower end of its range.
        case input(limb: Int)
        /// Limb of the upper end of the range less the value, where the width alone would not bound it.
        case inputComplement(limb: Int)
        /// One at the index of a maximum that is not public, zero elsewhere.
        case choice
        /// What a value is compared with for such a maximum: maximum − [i < index].
        case bar
        /// The salt of a private tensor's commitment, five elements; of no operator.
        case salt(tensor: Int)
        /// What enters every S-box of the sponges of private tensors; of no operator.
        case sboxes

        var isSalt: Bool { if case .salt = self { true } else { false } }
    }

    /// The operator; `noOperator` for columns of none, `position(ofInput:)` for those of a private input.
    public let position: Int
    public let role: Role
    public let grid: Grid
    /// Cells lie in [0, 2^width), by lookup; nil for free columns.
    public let width: Int?

    /// Of no operator and of no site.
    public static let noOperator = -1
    /// Stands for input `slot` where operators have their position.
    public static func position(ofInput slot: Int) -> Int { noOperator - 1 - slot }

    public init(position: Int, role: Role, grid: Grid, width: Int?) {
        self.position = position
        self.role = role
        self.grid = grid
        self.width = width
    }
}

/// A value of the circuit as a sum of committed columns: Σ factor · column + constant, on one grid.
/// Every value of the circuit is such a form or public, so all are fixed before the first challenge.
public struct AffineForm: Sendable, Hashable {
    public struct Term: Sendable, Hashable {
        public let column: Int
        public let factor: Goldilocks
    }

    public let terms: [Term]
    public let constant: Goldilocks
    /// The score and index of this argmax enter too: score − [i < index].
    public let argmax: Int?

    init(_ terms: [Term], constant: Goldilocks = .zero, argmax: Int? = nil) {
        self.terms = terms
        self.constant = constant
        self.argmax = argmax
    }

    /// Σ 2^(limb offset) · column over limbs of the given widths, times `factor`.
    static func limbs(_ columns: [Int], widths: [Int], factor: Goldilocks = .one) -> [Term] {
        var terms: [Term] = []
        var offset = 0
        for (column, width) in zip(columns, widths) {
            terms.append(Term(column: column, factor: factor * Goldilocks(reducing: 1 << UInt64(offset))))
            offset += width
        }
        return terms
    }
}

/// The limb widths of a number of `bits` bits: whole limbs, then what is left.
func limbWidths(_ bits: Int, limb: Int) -> [Int] {
    var widths = [Int](repeating: limb, count: bits / limb)
    if bits % limb > 0 { widths.append(bits % limb) }
    return widths
}
