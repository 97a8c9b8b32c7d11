import Algebra

/// A column of field elements in the tree's memory: three planes `stride` apart, or one when `isBase`.
@unsafe struct FieldColumn {
    var words: UnsafeMutablePointer<UInt64>
    var stride: Int
    var isBase = false

    func advanced(by offset: Int) -> FieldColumn {
        unsafe FieldColumn(words: words + offset, stride: stride, isBase: isBase)
    }

    /// The first element.
    var first: CubicExtension {
        let c0 = Goldilocks(reducing: unsafe words[0])
        if unsafe isBase { return CubicExtension(c0) }
        return CubicExtension(
            c0, Goldilocks(reducing: unsafe words[stride]), Goldilocks(reducing: unsafe words[2 * stride]))
    }

    func set(_ index: Int, to value: CubicExtension) {
        unsafe words[index] = value.c0.canonical
        unsafe words[stride + index] = value.c1.canonical
        unsafe words[2 * stride + index] = value.c2.canonical
    }
}
