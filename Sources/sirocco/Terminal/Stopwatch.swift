import Foundation

/// Time since its making, by a clock that only moves forward.
struct Stopwatch {
    private let start = Self.now()

    var seconds: Double { Double(nanoseconds) * 1e-9 }
    var milliseconds: Double { Double(nanoseconds) * 1e-6 }
    var nanoseconds: UInt64 { Self.now() - start }

    private static func now() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
