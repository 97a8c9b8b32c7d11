import Csodium

/// libsodium's start-up: once a process, before the first call of any other function.
enum Sodium {
    /// Picks implementations and opens the system's random source; thread-safe, later calls are free.
    ///
    /// - Precondition: the system has a random source. Without one no key may be made, so there is
    ///   nothing to go on with.
    @inline(__always) static func start() { precondition(isReady, "libsodium could not start") }

    private static let isReady = sodium_init() >= 0
}
