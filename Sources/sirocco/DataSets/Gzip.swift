import CZlib

/// Why compressed bytes were refused.
package enum GzipError: Error {
    /// Not gzip, or damaged: wrong mark, header, code or checksum.
    case damaged
    /// The bytes end before the stream does.
    case truncated
    /// Bytes follow the end of the stream.
    case trailingBytes
    /// There is more than the caller allows.
    case tooLarge(limit: Int)

    var words: String {
        switch self {
        case .damaged: "it is no gzip file, or it is damaged"
        case .truncated: "it ends too early"
        case .trailingBytes: "bytes follow its end"
        case .tooLarge(let limit): "unpacked it has more than \(grouped(limit)) bytes"
        }
    }
}

/// Unpacks one gzip member (RFC 1952) into at most `limit` bytes; its checksum is verified.
///
/// - Complexity: linear; memory never exceeds `limit` and the input by more than a constant.
package func gunzip(_ packed: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
    guard packed.count <= Int(UInt32.max) else { throw .tooLarge(limit: limit) }
    var stream = unsafe z_stream()
    // 16 asks for gzip alone, 15 for the largest window.
    let size = Int32(unsafe MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { throw .damaged }
    defer { unsafe inflateEnd(&stream) }
    var packed = packed
    var unpacked: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    var problem: GzipError?
    unsafe packed.withUnsafeMutableBufferPointer { input in
        unsafe stream.next_in = input.baseAddress
        unsafe stream.avail_in = UInt32(input.count)
        while true {
            let (code, count) = unsafe piece.withUnsafeMutableBufferPointer { output in
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(output.count)
                let code = unsafe inflate(&stream, Z_NO_FLUSH)
                return (code, output.count - Int(unsafe stream.avail_out))
            }
            guard unpacked.count + count <= limit else {
                problem = .tooLarge(limit: limit)
                return
            }
            unpacked += piece[..<count]
            switch code {
            case Z_STREAM_END:
                if unsafe stream.avail_in > 0 { problem = .trailingBytes }
                return
            case Z_OK: if count == 0, unsafe stream.avail_in == 0 { problem = .truncated; return }
            case Z_BUF_ERROR: problem = .truncated; return
            default: problem = .damaged; return
            }
        }
    }
    if let problem { throw problem }
    return unpacked
}
