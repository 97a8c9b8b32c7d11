import Foundation

/// One process at a time: an advisory lock on a file of the home, which names its holder. The system
/// releases it when its holder dies, however that happens.
final class TurnLock {
    private let path: String
    private var descriptor: Int32 = -1

    /// How often one who waits looks again.
    private static let lookMicroseconds: UInt32 = 5_000

    init(_ home: NodeHome) { path = home.lockPath }

    deinit { release() }

    var isHeld: Bool { descriptor >= 0 }

    /// Waits for the lock. Does nothing where it is held by this object.
    ///
    /// - Parameter seconds: how long to wait at most; 0 to try once.
    /// - Throws: `NodeError.busy`, `storage`.
    func acquire(waitingAtMost seconds: Double) throws(NodeError) {
        if isHeld { return }
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .storage("\(path): \(systemReason(errno))") }
        let start = DispatchTime.now().uptimeNanoseconds
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            let problem = errno
            let waited = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
            guard problem == EWOULDBLOCK || problem == EINTR, waited < seconds else {
                let holder = Self.holder(file)
                close(file)
                if problem != EWOULDBLOCK && problem != EINTR { throw .storage("\(path): \(systemReason(problem))") }
                throw .busy(holder: holder, waitedSeconds: waited)
            }
            usleep(Self.lookMicroseconds)
        }
        descriptor = file
        let name = [UInt8]("\(getpid())\n".utf8)
        // Who waits in vain is told this number. It is a courtesy: on a full disk the lock stands without.
        _ = ftruncate(file, 0)
        _ = unsafe pwrite(file, name, name.count, 0)
    }

    /// Lets others in.
    func release() {
        guard isHeld else { return }
        _ = ftruncate(descriptor, 0)
        close(descriptor)
        descriptor = -1
    }

    private static func holder(_ file: Int32) -> Int32? {
        var text = [UInt8](repeating: 0, count: 16)
        let count = unsafe pread(file, &text, text.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: text[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
    }
}

/// What the system says of an error number.
func systemReason(_ number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
}
