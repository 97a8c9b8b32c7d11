import Foundation
import Synchronization

/// Places between which a service may be killed. Tests have a process end itself at one of them, by the signal that
/// leaves no time for anything; nothing else uses this.
enum ServiceSteps {
    private static let left = Mutex<Int?>(nil)

    static func die(before number: Int?) { left.withLock { $0 = number } }

    static func pass() {
        let isEnd = left.withLock { left in
            guard let count = left else { return false }
            left = count - 1
            return count <= 1
        }
        if isEnd { kill(getpid(), SIGKILL) }
    }
}
