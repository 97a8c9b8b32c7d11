import Foundation

/// Peak memory of this program run once more, as the operating system counts it.
///
/// A process begins with its parent's peak, so a parent that has grown cannot measure a small child. A shell is started
/// while this process is small, and waits; it starts the program when it is told to, and its usage holds the program's.
final class ChildMemory {
    private let shell: pid_t
    private let commands: FileHandle

    /// Starts the shell: before anything large is made.
    init() {
        let pipe = Pipe()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, pipe.fileHandleForReading.fileDescriptor, 0)
        unsafe posix_spawn_file_actions_addclose(&actions, pipe.fileHandleForWriting.fileDescriptor)
        for descriptor: Int32 in [1, 2] {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        // One line, one run; the last command is the shell's own, so that the run is a process below it.
        let line = "read -r file && \"$0\" verify \"$file\"; true"
        let words: [String] = ["/bin/sh", "-c", line, program]
        var texts: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
        unsafe texts.append(nil)
        defer { for unsafe text in unsafe texts { unsafe free(text) } }
        var child: pid_t = 0
        if unsafe posix_spawn(&child, "/bin/sh", &actions, nil, &texts, environ) != 0 { child = 0 }
        shell = child
        commands = pipe.fileHandleForWriting
        try? pipe.fileHandleForReading.close()
    }

    /// Peak resident bytes of `sirocco verify` on this file, whatever it answers; 0 where no shell could be started.
    func peak(verifying file: String) throws -> Int {
        guard shell > 0 else { return 0 }
        try commands.write(contentsOf: Data((file + "\n").utf8))
        try commands.close()
        var status: Int32 = 0
        var usage = rusage()
        while unsafe wait4(shell, &status, 0, &usage) < 0 && errno == EINTR {}
        return usage.ru_maxrss * 1024
    }
}
