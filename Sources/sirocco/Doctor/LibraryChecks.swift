import Foundation

/// The shared libraries that something needs, now or in a later release.
enum LibraryChecks {
    private struct Library {
        let id: String
        /// Names to try, newest first.
        let files: [String]
        let package: String
        let usedBy: String
        /// This program is linked to it, so it cannot start without.
        let isNeeded: Bool
        /// A function that returns the version as C text, or a variable that points at it.
        var versionFunction: String?
        var versionVariable: String?
    }

    private static let libraries = [
        Library(
            id: "omp", files: ["libomp.so.5", "libomp5.so"], package: "libomp-dev",
            usedBy: "threads of every engine", isNeeded: true),
        Library(
            id: "zlib", files: ["libz.so.1"], package: "zlib1g-dev",
            usedBy: "the compressed data set", isNeeded: true, versionFunction: "zlibVersion"),
        Library(
            id: "gmp", files: ["libgmp.so.10"], package: "libgmp-dev",
            usedBy: "tests and parameter tools", isNeeded: false, versionVariable: "__gmp_version"),
        Library(
            id: "ntl", files: ["libntl.so.44", "libntl.so.43", "libntl.so"], package: "libntl-dev",
            usedBy: "tests of later schemes", isNeeded: false),
        Library(
            id: "sodium", files: ["libsodium.so.23", "libsodium.so.26", "libsodium.so"], package: "libsodium-dev",
            usedBy: "keys and signatures", isNeeded: true, versionFunction: "sodium_version_string"),
        Library(
            id: "sqlite", files: ["libsqlite3.so.0"], package: "libsqlite3-dev",
            usedBy: "the ledger's storage", isNeeded: true, versionFunction: "sqlite3_libversion"),
    ]

    static var findings: [Finding] { libraries.map(finding) }

    private static func finding(_ library: Library) -> Finding {
        for file in library.files {
            guard let handle = unsafe dlopen(file, RTLD_LAZY | RTLD_LOCAL) else { continue }
            let version = unsafe version(of: library, handle)
            let detail = ([file, version].compactMap { $0 }).joined(separator: " ") + ", for \(library.usedBy)"
            return Finding(
                "library.\(library.id)", library.id, .fine, detail,
                facts: [("file", .text(file)), ("version", .optional(version)), ("used_by", .text(library.usedBy))])
        }
        return Finding(
            "library.\(library.id)", library.id, library.isNeeded ? .missing : .warning,
            "not found, for \(library.usedBy)", advice: "sudo apt-get install \(library.package)",
            facts: [("file", .null), ("version", .null), ("used_by", .text(library.usedBy))])
    }

    private static func version(of library: Library, _ handle: UnsafeMutableRawPointer) -> String? {
        if let name = library.versionFunction, let symbol = unsafe dlsym(handle, name) {
            typealias Version = @convention(c) () -> UnsafePointer<CChar>?
            return unsafe unsafeBitCast(symbol, to: Version.self)().map { unsafe String(cString: $0) }
        }
        if let name = library.versionVariable, let symbol = unsafe dlsym(handle, name) {
            return unsafe symbol.assumingMemoryBound(to: UnsafePointer<CChar>?.self).pointee.map {
                unsafe String(cString: $0)
            }
        }
        return unsafe versionInFileName(library, handle)
    }

    /// `libntl.so.44.0.1` says 44.0.1; the loader knows the path, links lead to the real name.
    private static func versionInFileName(_ library: Library, _ handle: UnsafeMutableRawPointer) -> String? {
        guard
            let maps = try? InputFile.read("/proc/self/maps", what: "file", limit: 1 << 24),
            let line = String(decoding: maps, as: UTF8.self).split(separator: "\n")
                .first(where: { $0.contains("/lib\(library.id)") }),
            let slash = line.firstIndex(of: "/")
        else { return nil }
        let name = URL(fileURLWithPath: String(line[slash...])).resolvingSymlinksInPath().lastPathComponent
        guard let range = name.range(of: ".so.") else { return nil }
        return String(name[range.upperBound...])
    }
}
