import Foundation

/// The machine's clock, as blocks have it.
public enum SystemClock {
    /// Milliseconds since 1970; 0 before it.
    public static var milliseconds: UInt64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        guard now.tv_sec >= 0 else { return 0 }
        return UInt64(now.tv_sec) * 1_000 + UInt64(now.tv_nsec) / 1_000_000
    }
}
