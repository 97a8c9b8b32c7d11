import Foundation
import Synchronization

/// Files that are being written, and folders that are worked in, which must not outlive a run that fails.
///
/// The lock is held while finished files take their names, so that an interruption comes before
/// all of them or after all of them.
enum PartialFiles {
    private static let paths = Mutex<Set<String>>([])

    static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }

    static func removeAll() {
        paths.withLock { paths in
            for path in paths { discard(path) }
            paths.removeAll()
        }
    }

    static func remove(_ path: String) {
        paths.withLock { paths in
            if paths.remove(path) != nil { discard(path) }
        }
    }

    private static func discard(_ path: String) {
        if unsafe unlink(path) != 0, errno == EISDIR { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Runs `body` with no interruption in between; the paths it returns are partial no longer.
    static func settle<Problem: Error>(_ body: () throws(Problem) -> [String]) throws(Problem) {
        var problem: Problem?
        paths.withLock { paths in
            do throws(Problem) { paths.subtract(try body()) } catch { problem = error }
        }
        if let problem { throw problem }
    }
}

/// Ends the process in good order on Ctrl-C, SIGTERM and SIGHUP: partial files are removed, the
/// exit status says what happened.
enum Interruption {
    /// Nil: a signal ends the process. Otherwise whether one has asked a long-running command to stop.
    private static let stopRequest = Mutex<Bool?>(nil)

    /// Says that this command looks at `isStopRequested` and ends by itself; a second signal ends it at once.
    static func offerToStop() { stopRequest.withLock { $0 = $0 ?? false } }

    static var isStopRequested: Bool { stopRequest.withLock { $0 == true } }

    private static func signals() -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&set, number) }
        return set
    }

    /// To be called before any other thread exists, since threads inherit what is blocked.
    static func watch(json: Bool) {
        // A closed pipe is an error of `write`, not a death in the middle of a file.
        signal(SIGPIPE, SIG_IGN)
        var blocked = signals()
        unsafe pthread_sigmask(SIG_BLOCK, &blocked, nil)
        Thread.detachNewThread {
            var awaited = signals()
            var number: Int32 = 0
            while true {
                guard unsafe sigwait(&awaited, &number) == 0 else { continue }
                let isRequest = stopRequest.withLock { request in
                    defer { if request == false { request = true } }
                    return request == false
                }
                if !isRequest { break }
            }
            PartialFiles.removeAll()
            let failure = Failure(
                .interrupted, "interrupted", why: "signal \(number) arrived; what was half written is removed",
                try: "run the command again")
            if json {
                StandardOutput.close(with: failure.json.encoded + "\n")
            } else {
                let clear = Terminal.error.hasCursor ? "\r\u{1B}[K" : ""
                StandardError.write(clear + failure.text(coloured: Terminal.error.isColoured))
            }
            _exit(ExitStatus.interrupted.rawValue)
        }
    }
}
