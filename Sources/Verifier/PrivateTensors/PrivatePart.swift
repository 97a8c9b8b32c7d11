import Algebra
import Circuit
import Claims

extension ProofPlan {
    /// What a plan has besides, where a claim commits to tensors privately.
    public struct PrivatePart: Sendable {
        /// A tensor whose commitment is opened.
        public struct Tensor: Sendable, Hashable {
            public enum Source: Sendable, Hashable {
                /// The circuit's input of this number.
                case input(Int)
                /// The maximum's value, or its index, as the circuit's output of this number.
                case score(output: Int)
                case index(output: Int)
            }

            public let source: Source
            public let message: PrivateMessage
            /// The column of the five salt elements.
            public let salt: Int
            /// Its sponge's permutations are `firstPermutation ..< firstPermutation + permutationCount`.
            public let firstPermutation: Int
            public let permutationCount: Int
        }

        /// A private input: v = Σ value limbs + lower, and value + complement = span where limbs alone do not
        /// bound it.
        public struct Input: Sendable, Hashable {
            public let slot: Int
            public let value: [AffineForm.Term]
            public let complement: [AffineForm.Term]
            public let lower: Int64
            public let span: Goldilocks
            public let grid: Grid
        }

        /// The argmax of a circuit with private outputs.
        public struct Choice: Sendable, Hashable {
            public let position: Int
            /// One at the index of the maximum, zero elsewhere.
            public let choice: Int
            /// Maximum − [i < index]; its last cell is the maximum.
            public let bar: Int
            public let classes: Int
            public let scoreIsPublic: Bool
            public let indexIsPublic: Bool
        }

        /// Inputs in the order of their slots, then outputs.
        public let tensors: [Tensor]
        public let inputs: [Input]
        public let choice: Choice?
        /// The column of what enters every S-box, `[permutations, 118]`.
        public let sboxes: Int
        public let permutationCount: Int

        /// The values of a tensor as columns: Σ factor · column(cell of value n) + constant, for n in order.
        func form(of tensor: Tensor) -> AffineForm? {
            guard case .input(let slot) = tensor.source, let input = inputs.first(where: { $0.slot == slot }) else { return nil }
            return AffineForm(input.value, constant: Goldilocks(embedding: input.lower))
        }
    }
}
