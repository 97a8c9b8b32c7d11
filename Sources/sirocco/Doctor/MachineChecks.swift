import CKernels
import CParallel
import Foundation

/// Processor, memory, disk and clock.
struct MachineChecks {
    let settings: Settings

    var findings: [Finding] { [processor, instructionSet, memory, disk, clock] }

    private var processor: Finding {
        let usable = Int(sirocco_processor_count())
        let model = Self.line("model name", of: "/proc/cpuinfo") ?? "unknown processor"
        return Finding(
            "processor", "processor", .fine,
            "\(model), \(counted(usable, "processor")) usable, \(settings.threads) in use",
            facts: [("model", .text(model)), ("processors", .integer(usable)), ("threads", .integer(settings.threads))])
    }

    private var instructionSet: Finding {
        let detected = InstructionSet.detected
        let active = InstructionSet.active
        let facts: [(String, JSON)] = [
            ("detected", .text(detected.name)), ("active", .text(active.name)),
            ("levels", .list(InstructionSet.available.map { .text($0.name) })),
        ]
        if active.level < detected.level {
            return Finding(
                "isa", "instruction set", .warning, "\(active.name) in force, the processor offers \(detected.name)",
                advice: "unset SIROCCO_ISA", facts: facts)
        }
        return Finding("isa", "instruction set", .fine, "\(detected.name) detected and in force", facts: facts)
    }

    private var memory: Finding {
        func kibibytes(_ name: String) -> Int {
            let words = Self.line(name, of: "/proc/meminfo")?.split(separator: " ") ?? []
            return (words.first.flatMap { Int($0) } ?? 0) * 1024
        }
        let total = kibibytes("MemTotal")
        let available = kibibytes("MemAvailable")
        let facts: [(String, JSON)] = [("total_bytes", .integer(total)), ("available_bytes", .integer(available))]
        let detail = "\(byteSize(available)) of \(byteSize(total)) available"
        let isEnough = available >= 1 << 30
        return Finding(
            "memory", "memory", isEnough ? .fine : .warning, detail,
            advice: isEnough ? nil : "close other programs: the demo wants about 1 GiB", facts: facts)
    }

    /// The home need not exist yet; then the nearest folder above it says how much room there is.
    private var disk: Finding {
        var folder = settings.home
        while !InputFile.exists(folder), let slash = folder.lastIndex(of: "/") {
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
            if folder == "/" { break }
        }
        if !InputFile.exists(folder) { folder = "." }
        var status = statvfs()
        guard unsafe statvfs(folder, &status) == 0 else {
            return Finding(
                "disk", "disk", .missing, "the home \(settings.home): \(Failure.systemReason)",
                advice: "choose another with -C")
        }
        let free = Int(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize))
        let facts: [(String, JSON)] = [("home", .text(settings.home)), ("free_bytes", .integer(free))]
        guard unsafe access(folder, W_OK | X_OK) == 0 else {
            return Finding(
                "disk", "disk", .missing, "the home \(settings.home) cannot be written",
                advice: "choose another with -C", facts: facts)
        }
        let isEnough = free >= 1 << 30
        return Finding(
            "disk", "disk", isEnough ? .fine : .warning, "\(byteSize(free)) free for the home \(settings.home)",
            advice: isEnough ? nil : "make room, or choose another home with -C", facts: facts)
    }

    /// A wall clock before this program was built is wrong; a monotonic one must not stand still.
    private var clock: Finding {
        let now = Date()
        var built = stat()
        let isKnown = unsafe stat("/proc/self/exe", &built) == 0
        let start = ProcessInfo.processInfo.systemUptime
        usleep(2000)
        let advanced = ProcessInfo.processInfo.systemUptime - start
        let text = now.formatted(.iso8601)
        let facts: [(String, JSON)] = [("now", .text(text))]
        if isKnown, now.timeIntervalSince1970 + 86_400 < Double(built.st_mtim.tv_sec) {
            return Finding(
                "clock", "clock", .warning, "\(text) is before this program was built",
                advice: "set the clock, for example with: timedatectl set-ntp true",
                facts: facts)
        }
        guard advanced > 0, advanced < 5 else {
            return Finding(
                "clock", "clock", .warning, "two milliseconds took \(duration(advanced))",
                advice: "try on a less busy machine", facts: facts)
        }
        return Finding("clock", "clock", .fine, text, facts: facts)
    }

    /// The value of the first `name: value` line.
    private static func line(_ name: String, of path: String) -> String? {
        guard let bytes = try? InputFile.read(path, what: "file", limit: 1 << 24) else { return nil }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix(name) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return nil
    }
}
