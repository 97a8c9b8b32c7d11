import ArgumentParser
import Circuit
import Verifier

struct ParamsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "params", abstract: "Look at the parameters of the proof system.",
        subcommands: [ParamsCheckCommand.self])
}

struct ParamsCheckCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Compute the security of every set of parameters anew.",
        discussion: """
            Every round of a proof with the formula of its error, where that is proven, and the grinding \
            before it; then the weakest round and the sum of all, which has to reach 100 bits. Sets below it \
            end with 18. Profiles for tests are listed and fail only when named.
            """)

    @Argument(help: ArgumentHelp("The profile; all of them when left out.", valueName: "name"))
    var name: String?

    @OptionGroup var circuits: CircuitsOption
    @OptionGroup var global: GlobalOptions

    /// Sizes that stand for small and for large circuits.
    private static let sizes = [16, 20, 24]

    func report(_ context: Context) throws -> Report {
        let profiles = try name.map { (name) throws(Failure) in [try SecurityProfile.named(name)] } ?? SecurityProfile.all
        let folder = circuits.folder(context.settings)
        var models: [Circuit] = []
        for name in ["fashion-mlp", "fashion-cnn"] {
            let files = try ModelFiles("\(folder)/\(name)")
            if InputFile.exists(files.circuitPath) { models.append(try files.circuit()) }
        }
        let sets = context.progress.stage("computing", of: profiles.count * (2 * models.count + Self.sizes.count)) { stage in
            profiles.flatMap { profile in
                let sized = Self.sizes.map { size in
                    defer { stage.advance() }
                    return ParameterSet(variables: size, profile)
                }
                return sized
                    + models.flatMap { circuit in
                        [false, true].map { isPrivate in
                            defer { stage.advance() }
                            return ParameterSet(circuit, isPrivate: isPrivate, profile)
                        }
                    }
            }
        }
        let low = sets.filter { !$0.reachesFloor && (!$0.profile.isInsecure || name != nil) }
        let tests = sets.count { $0.profile.isInsecure }
        var text = sets.map { $0.text + "\n" }.joined()
        if models.isEmpty { text += "No circuits are in \(printable(folder)): only commitments were looked at.\n" }
        text += low.isEmpty
            ? "All \(sets.count - tests) sets in use reach \(ParameterSet.floor) bits.\n"
            : "\(counted(low.count, "set")) below the floor of \(ParameterSet.floor) bits: "
                + low.map { printable($0.name) }.joined(separator: "; ") + ".\n"
        return Report(
            text: text,
            json: [
                "floor_bits": ParameterSet.floor.json, "ok": .bool(low.isEmpty), "sets": .list(sets.map { $0.json }),
            ],
            status: low.isEmpty ? .done : .belowFloor)
    }
}
