import ArgumentParser
import Signatures

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make and list keys: who you are on a ledger.",
        subcommands: [KeysNewCommand.self, KeysListCommand.self])
}

struct KeysNewCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a key, encrypted under a passphrase.",
        discussion: """
            The key lies in the home's folder keys, for its owner's eyes alone. The passphrase comes from a \
            file, a descriptor or the variable SIROCCO_PASSPHRASE. Without the file, or without the \
            passphrase, the key is lost: make a copy.
            """)

    @Argument(help: ArgumentHelp("What to call it.", valueName: "name"))
    var name: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        try KeyFolder.requireName(name)
        guard let passphrase = try passphrase.passphrase() else {
            throw Failure(
                .passphraseMissing, "a new key needs a passphrase", why: "none was given",
                try: "--passphrase-file FILE, --passphrase-fd N or the variable \(Passphrase.variable)")
        }
        let file = try KeyFolder(context.settings).make(name, passphrase, cost: .interactive)
        return Report(
            text: "The key \(name) is made.\n" + fields(KeysListCommand.pairs(file)),
            json: .object([("name", .text(name))] + KeysListCommand.members(file)))
    }
}

struct KeysListCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the keys of this home.")

    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let folder = KeyFolder(context.settings)
        var table = Table([("name", .left), ("address", .left), ("", .left)])
        var list: [JSON] = []
        for name in folder.names() {
            let file = try folder.file(name)
            let isOpen = folder.isOpen(name)
            table.append([name, hexadecimal(file.verificationKey.bytes), isOpen ? "development: not protected" : ""])
            list.append(.object([("name", .text(name))] + Self.members(file) + [("protected", .bool(!isOpen))]))
        }
        return Report(
            text: list.isEmpty ? "No keys in \(printable(folder.home)); make one: sirocco keys new NAME\n"
                : table.rendered(indent: 0), json: ["keys": .list(list)])
    }

    static func members(_ file: KeyFile) -> [(String, JSON)] {
        [
            ("address", .text(hexadecimal(file.verificationKey.bytes))),
            ("sealing_key", .text(hexadecimal(file.sealingKey.bytes))),
        ]
    }

    static func pairs(_ file: KeyFile) -> [(String, String)] {
        [
            ("address", hexadecimal(file.verificationKey.bytes)),
            ("sealing key", hexadecimal(file.sealingKey.bytes)),
        ]
    }
}
