import Foundation

/// Time since its making, by a clock that only moves forward.
struct Stopwatch {
    private let start = Self.read(CLOCK_MONOTONIC)
    private let processorStart = Self.read(CLOCK_THREAD_CPUTIME_ID)

    var seconds: Double { Double(nanoseconds) * 1e-9 }
    var milliseconds: Double { Double(nanoseconds) * 1e-6 }
    var nanoseconds: UInt64 { Self.read(CLOCK_MONOTONIC) - start }
    /// Time that this thread had a processor: what its work takes where nobody else is at work.
    var processorMilliseconds: Double {
        (Double(Self.read(CLOCK_THREAD_CPUTIME_ID)) - Double(processorStart)) * 1e-6
    }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
