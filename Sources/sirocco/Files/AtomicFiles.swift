import Foundation

/// New files that appear under their names together, complete and on disk, or not at all.
///
/// Each is written to a hidden file beside its target. `commit` renames them; when one rename fails
/// the earlier ones are undone. Leaving the scope without `commit` removes everything.
struct AtomicFiles: ~Copyable {
    private struct Staged {
        let partial: String
        let target: String
    }

    private var staged: [Staged] = []

    init() {}

    deinit { for file in staged { PartialFiles.remove(file.partial) } }

    /// Writes `bytes` beside `target` and waits until the disk has them.
    mutating func stage(_ bytes: [UInt8], at target: String) throws(Failure) {
        var status = stat()
        if unsafe stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw Failure(
                .notARegularFile, "\(target) cannot be written",
                why: "something that is not a regular file has this name",
                try: "choose another name")
        }
        let (folder, name) = Self.split(target)
        let partial = "\(folder)/.\(name).partial-\(getpid())-\(staged.count)"
        PartialFiles.add(partial)
        let descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else {
            let number = errno
            PartialFiles.remove(partial)
            throw Self.refusal(target, number)
        }
        staged.append(Staged(partial: partial, target: target))
        defer { close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe write(descriptor, all.baseAddress?.advanced(by: offset), all.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.refusal(target, errno) }
            offset += count
        }
        guard fsync(descriptor) == 0 else { throw Self.refusal(target, errno) }
    }

    /// Gives all files their names.
    consuming func commit() throws(Failure) {
        let staged = self.staged
        try PartialFiles.settle { () throws(Failure) in
            var backups: [(kept: String?, target: String)] = []
            for file in staged {
                // A second name for what the target holds now, to go back to.
                let kept = file.partial + "-old"
                let hasBackup = unsafe link(file.target, kept) == 0
                if unsafe rename(file.partial, file.target) != 0 {
                    let number = errno
                    if hasBackup { unsafe unlink(kept) }
                    for backup in backups.reversed() {
                        if let kept = backup.kept {
                            unsafe rename(kept, backup.target)
                        } else {
                            unsafe unlink(backup.target)
                        }
                    }
                    throw Self.refusal(file.target, number)
                }
                backups.append((hasBackup ? kept : nil, file.target))
            }
            for backup in backups { if let kept = backup.kept { unsafe unlink(kept) } }
            return staged.map { $0.partial }
        }
        for folder in Set(staged.map { Self.split($0.target).folder }) {
            let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            if descriptor >= 0 {
                fsync(descriptor)
                close(descriptor)
            }
        }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
    }

    private static func refusal(_ path: String, _ number: Int32) -> Failure {
        Failure(
            .fileNotWritable, "\(path) cannot be written", why: Failure.reason(number),
            try: number == ENOSPC
                ? "make room on the disk" : "check that its folder exists and that you may write there")
    }
}
