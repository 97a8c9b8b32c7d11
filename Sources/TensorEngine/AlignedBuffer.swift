/// Bytes on a 64-byte boundary, zero at first, freed with their owner.
@safe
struct AlignedBuffer: ~Copyable {
    static let alignment = 64

    let base: UnsafeMutableRawPointer
    let byteCount: Int

    init(byteCount: Int) {
        self.byteCount = max(byteCount, 1)
        unsafe base = UnsafeMutableRawPointer.allocate(byteCount: self.byteCount, alignment: Self.alignment)
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: self.byteCount)
    }

    deinit { unsafe base.deallocate() }

    static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }
}
