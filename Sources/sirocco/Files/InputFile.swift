import Foundation

/// Reads whole files that somebody else wrote: never more than a limit, never waiting for a writer
/// that does not come.
enum InputFile {
    /// What `sirocco` reads at most into memory for one file.
    static let largest = 8 << 30

    /// The bytes of a file, pipe or device; `-` is standard input.
    ///
    /// - Parameters:
    ///   - what: names the file in errors, such as `circuit`.
    ///   - limit: a larger file is refused before it is read, an endless one after `limit` bytes.
    static func read(_ path: String, what: String, limit: Int) throws(Failure) -> [UInt8] {
        if path == "-" { return try read(STDIN_FILENO, path: "standard input", what: what, limit: limit) }
        // Non-blocking, because opening a pipe that nobody writes to would wait for ever.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw refusal(path, what: what, errno) }
        defer { close(descriptor) }
        let status = try status(descriptor, path: path, what: what)
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            throw Failure(
                .notARegularFile, "the \(what) \(path) is a folder", why: "a file is expected there",
                try: "name a file inside it")
        case S_IFREG:
            guard status.st_size <= limit else { throw tooLarge(path, what: what, bytes: Int(status.st_size), limit) }
        default:
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        }
        return try read(descriptor, path: path, what: what, limit: limit)
    }

    /// What an open descriptor gives until its end.
    static func read(descriptor: Int32, what: String, limit: Int) throws(Failure) -> [UInt8] {
        try read(descriptor, path: "descriptor \(descriptor)", what: what, limit: limit)
    }

    /// The size of a regular file.
    static func byteCount(_ path: String, what: String) throws(Failure) -> Int {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw refusal(path, what: what, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(
                .notARegularFile, "the \(what) \(path) is not a regular file", why: "its size is not known beforehand",
                try: "copy it to a file first")
        }
        return Int(status.st_size)
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    private static func status(_ descriptor: Int32, path: String, what: String) throws(Failure) -> stat {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw refusal(path, what: what, errno) }
        return status
    }

    private static func read(
        _ descriptor: Int32, path: String, what: String, limit: Int
    ) throws(Failure) -> [UInt8] {
        let status = try status(descriptor, path: path, what: what)
        var bytes: [UInt8] = []
        if status.st_mode & S_IFMT == S_IFREG { bytes.reserveCapacity(min(Int(status.st_size), limit) + 1) }
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = unsafe piece.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw refusal(path, what: what, errno)
            }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else { throw tooLarge(path, what: what, bytes: nil, limit) }
            bytes += piece[..<count]
        }
    }

    private static func refusal(_ path: String, what: String, _ number: Int32) -> Failure {
        if number == ENOENT || number == ENOTDIR {
            return Failure(
                .fileNotFound, "there is no \(what) \(path)", why: Failure.reason(number),
                try: "check the path; relative paths start at the working folder")
        }
        return Failure(
            .fileUnreadable, "the \(what) \(path) cannot be read", why: Failure.reason(number),
            try: "check its permissions with: ls -l")
    }

    private static func tooLarge(_ path: String, what: String, bytes: Int?, _ limit: Int) -> Failure {
        Failure(
            .fileTooLarge, "the \(what) \(path) is too large",
            why: "it has \(bytes.map { grouped($0) } ?? "more") bytes, at most \(grouped(limit)) can belong to it",
            try: "check that this is the file you meant")
    }
}
