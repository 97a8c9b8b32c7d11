/// Why a file is not the IDX array that was expected. `field` is named in the order of the file.
package enum IDXError: Error {
    case truncated(field: String)
    case wrongMark(found: UInt32)
    case wrongExtent(axis: Int, found: Int, limit: Int)
    case wrongByteCount(expected: Int, found: Int)

    var words: String {
        switch self {
        case .truncated(let field): "it ends inside \(field)"
        case .wrongMark(let found): "it begins with 0x\(String(found, radix: 16)), which marks something else"
        case .wrongExtent(let axis, let found, let limit): "axis \(axis) has \(found) entries, 1 to \(limit) are allowed"
        case .wrongByteCount(let expected, let found): "its header announces \(expected) bytes, \(found) follow"
        }
    }
}

/// An array of bytes in LeCun's IDX format: two zeros, 0x08 for bytes, the number of axes, their
/// big-endian extents, the elements row-major.
package struct IDXArray {
    package let extents: [Int]
    package let elements: ArraySlice<UInt8>

    static let largestExtent = 1 << 20

    package init(_ bytes: [UInt8], axes: Int) throws(IDXError) {
        func word(_ position: Int, _ field: String) throws(IDXError) -> UInt32 {
            let start = 4 * position
            guard start + 4 <= bytes.count else { throw .truncated(field: field) }
            return bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        let mark = try word(0, "the mark")
        guard mark == 0x0800 | UInt32(axes) else { throw .wrongMark(found: mark) }
        var extents: [Int] = []
        var count = 1
        for axis in 0..<axes {
            let extent = Int(try word(1 + axis, "the extent of axis \(axis)"))
            guard (1...Self.largestExtent).contains(extent) else {
                throw .wrongExtent(axis: axis, found: extent, limit: Self.largestExtent)
            }
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw .wrongExtent(axis: axis, found: extent, limit: Self.largestExtent) }
            count = product
            extents.append(extent)
        }
        let start = 4 * (1 + axes)
        guard bytes.count - start == count else { throw .wrongByteCount(expected: count, found: bytes.count - start) }
        self.extents = extents
        elements = bytes[start...]
    }
}
