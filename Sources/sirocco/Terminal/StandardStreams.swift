import Foundation
import Synchronization

/// Standard output: results, and nothing else. Unbuffered, so that what was said has been said.
enum StandardOutput {
    private struct State { var isClosed = false }
    private static let state = Mutex(State())

    /// Writes everything, or ends the process quietly when the reader has gone away.
    static func write(_ text: String) throws(Failure) {
        let problem: Int32 = state.withLock { state in
            state.isClosed ? 0 : writeAll(text, to: STDOUT_FILENO)
        }
        switch problem {
        case 0: return
        case EPIPE:
            PartialFiles.removeAll()
            _exit(ExitStatus.done.rawValue)
        default:
            throw Failure(
                .outputFailed, "standard output cannot be written", why: Failure.reason(problem),
                try: "send the output somewhere with room, such as another disk")
        }
    }

    /// Writes a last text and nothing after it: for an interruption, which may come while another
    /// thread writes a result. Then that one stays as it is, cut off where its reader stopped reading.
    static func close(with text: String) {
        _ = state.withLockIfAvailable { state in
            if !state.isClosed { _ = writeAll(text, to: STDOUT_FILENO) }
            state.isClosed = true
        }
    }
}

/// Standard error: progress and log. A reader that has gone away is no reason to stop.
enum StandardError {
    static func write(_ text: String) { _ = writeAll(text, to: STDERR_FILENO) }
}

/// - Returns: 0, or the system's error number.
private func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
        var offset = 0
        while offset < bytes.count {
            let written = unsafe Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            if written < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN {
                    // Somebody made the terminal non-blocking.
                    usleep(1000)
                    continue
                }
                return errno
            }
            offset += written
        }
        return 0
    }
}
