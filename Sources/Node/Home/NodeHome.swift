/// Where a node keeps its ledger.
public struct NodeHome: Sendable, Hashable {
    /// The folder that was named.
    public let path: String

    public init(_ path: String) { self.path = path }

    /// All of the ledger lies in here.
    public var folder: String { path + "/ledger" }
    public var storePath: String { folder + "/ledger.sqlite" }
    var lockPath: String { folder + "/lock" }
}
