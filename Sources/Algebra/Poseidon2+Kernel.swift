import CKernels

extension Poseidon2 {
    /// Permutes a state in place.
    ///
    /// - Timing: independent of the values.
    public static func permute(_ state: inout InlineArray<12, Goldilocks>) {
        unsafe withUnsafeMutableBytes(of: &state) { state in
            unsafe externalConstants.withWords { external in
                unsafe internalConstants.withWords { inner in
                    unsafe internalDiagonal.withWords { diagonal in
                        guard let words = unsafe state.bindMemory(to: UInt64.self).baseAddress,
                            let first = external.baseAddress, let second = inner.baseAddress,
                            let third = diagonal.baseAddress
                        else { return }
                        unsafe poseidon2_goldilocks_12(words, first, second, third)
                    }
                }
            }
        }
    }
}
