import Foundation

/// A folder for as long as a command runs; interrupted or not, it does not stay.
struct TemporaryFolder: ~Copyable {
    let path: String

    /// Makes an empty folder that only its owner may enter, where the system keeps such (`TMPDIR`).
    init(_ name: String) throws(Failure) {
        let folder = NSTemporaryDirectory()
        let template = (folder.hasSuffix("/") ? folder : folder + "/") + name + "-XXXXXX"
        var bytes = Array(template.utf8CString)
        guard unsafe mkdtemp(&bytes) != nil else {
            throw Failure(
                .fileNotWritable, "no temporary folder can be made in \(folder)", why: Failure.systemReason,
                try: "TMPDIR=DIR with a folder where you may write")
        }
        path = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        PartialFiles.add(path)
    }

    deinit { PartialFiles.remove(path) }
}
