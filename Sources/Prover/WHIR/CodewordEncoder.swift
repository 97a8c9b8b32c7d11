import Algebra
import CParallel
import Verifier

/// The codewords of many columns, one part of work a column: what is computed does not depend on the
/// number of threads.
@safe
final class CodewordEncoder {
    private let code: LowDegreeExtension
    private let columns: [[Goldilocks]]
    private let codewords: UnsafeMutableBufferPointer<[Goldilocks]>

    /// Elements of all codewords below which one thread is quicker: about two milliseconds of transforms.
    private static let parallelElements = 1 << 17

    /// Encodes columns given by their values on the hypercube, `[2^n]` each.
    ///
    /// - Parameter threads: at least 1; 1 keeps to the calling thread.
    static func encode(_ columns: [[Goldilocks]], _ code: LowDegreeExtension, threads: Int) -> [[Goldilocks]] {
        guard threads > 1, columns.count > 1, columns.count * code.codewordCount >= parallelElements else {
            return columns.map { code.encode($0.bitReversed()) }
        }
        let encoder = CodewordEncoder(columns, code)
        unsafe sirocco_parallel(
            Int32(columns.count), Int32(clamping: threads),
            { context, column in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<CodewordEncoder>.fromOpaque(context).takeUnretainedValue().encode(Int(column))
            }, Unmanaged.passUnretained(encoder).toOpaque())
        return unsafe Array(encoder.codewords)
    }

    private init(_ columns: [[Goldilocks]], _ code: LowDegreeExtension) {
        self.code = code
        self.columns = columns
        unsafe codewords = .allocate(capacity: columns.count)
        unsafe codewords.initialize(repeating: [])
    }

    deinit {
        unsafe codewords.deinitialize()
        unsafe codewords.deallocate()
    }

    /// Each part writes its own place.
    private func encode(_ column: Int) {
        unsafe codewords[column] = code.encode(columns[column].bitReversed())
    }
}
