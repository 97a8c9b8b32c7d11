import Foundation

/// This process's resident memory by the kernel's count.
enum ResidentMemory {
    /// Bytes now, and the most since the start or since ``forgetPeak()``; nil where the kernel does not tell.
    static func now() -> (resident: Int, peak: Int)? {
        guard let file = FileHandle(forReadingAtPath: "/proc/self/status") else { return nil }
        defer { try? file.close() }
        guard let data = try? file.readToEnd() else { return nil }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        func bytes(_ field: String) -> Int? {
            let line = lines.first { $0.hasPrefix(field) }
            let words = line?.split { $0 == " " || $0 == "\t" }
            return words?.dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
        }
        guard let resident = bytes("VmRSS:"), let peak = bytes("VmHWM:") else { return nil }
        return (resident, peak)
    }

    /// Sets the kernel's record of the peak to what is resident now; false where it offers no such thing.
    static func forgetPeak() -> Bool {
        guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return false }
        defer { try? file.close() }
        do { try file.write(contentsOf: Data("5".utf8)) } catch { return false }
        return true
    }
}
