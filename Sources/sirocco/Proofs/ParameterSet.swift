import Circuit
import Verifier

/// A profile's parameters for one circuit, or for commitments of a size that stands for larger ones.
struct ParameterSet {
    enum Security {
        case computed(SecurityReport)
        /// No parameters: in words.
        case none(String)
    }

    let name: String
    let profile: SecurityProfile
    let security: Security

    /// What every set in use has to reach, by the sum of all its errors.
    static let floor = SecurityBits(100)

    /// - Parameter isPrivate: whether inputs and outputs are private, all of them.
    init(_ circuit: Circuit, isPrivate: Bool, _ profile: SecurityProfile) {
        self.profile = profile
        name = "\(profile.name), \(circuit.name)" + (isPrivate ? ", inputs and outputs private" : "")
        let privacy = StatementPrivacy(
            inputs: circuit.inputs.map { _ in isPrivate }, outputs: circuit.outputs.map { _ in isPrivate })
        do {
            security = .computed(
                try ProofSetting(circuit, privacy: privacy, profile: profile, allowingInsecure: true).security)
        } catch { security = .none(error.words) }
    }

    /// Witness and weights of 2^`variables` elements each: the commitments alone.
    init(variables: Int, _ profile: SecurityProfile) {
        self.profile = profile
        name = "\(profile.name), commitments to twice 2^\(variables) elements"
        do {
            security = .computed(
                try WHIRParameters.derive(
                    for: [
                        .witness(columnCount: 1, variableCount: variables),
                        .weights(columnCount: 1, variableCount: variables),
                    ], profile: profile, allowingInsecure: true
                ).securityReport())
        } catch { security = .none("the profile has no parameters: \(error)") }
    }

    var reachesFloor: Bool {
        guard case .computed(let report) = security else { return false }
        return report.sum >= max(Self.floor, SecurityBits(profile.floorBits))
    }

    private var verdict: String {
        reachesFloor ? "reaches" : profile.isInsecure ? "INSECURE, for tests only: below" : "BELOW"
    }

    var text: String {
        var text = Terminal.output.bold(printable(name)) + "\n"
        switch security {
        case .none(let reason): text += "  \(reason)\n"
        case .computed(let report):
            var table = Table([
                ("round", .left), ("bits", .right), ("of it grinding", .right), ("status", .left), ("error", .left),
                ("source", .left),
            ])
            for term in report.terms {
                table.append([
                    term.name, term.bits.description, String(term.grindingBits), term.status.rawValue, term.formula,
                    term.source,
                ])
            }
            text += table.rendered()
            text += "  minimum \(report.minimum), sum of all \(report.sum) bits: \(verdict) the floor of \(Self.floor)\n"
        }
        return text
    }

    var json: JSON {
        var members: [(String, JSON)] = [
            ("name", .text(name)), ("profile", .text(profile.name)), ("insecure", .bool(profile.isInsecure)),
            ("reaches_floor", .bool(reachesFloor)), ("floor_bits", Self.floor.json),
        ]
        switch security {
        case .none(let reason): members += [("bits", .null), ("problem", .text(reason))]
        case .computed(let report):
            members += [
                ("bits", report.sum.json), ("minimum_bits", report.minimum.json),
                (
                    "terms",
                    .list(
                        report.terms.map { term in
                            [
                                "name": .text(term.name), "formula": .text(term.formula), "source": .text(term.source),
                                "status": .text(term.status.rawValue), "bits": term.bits.json,
                                "formula_bits": term.formulaBits.json, "grinding_bits": .integer(term.grindingBits),
                            ]
                        })
                ),
            ]
        }
        return .object(members)
    }
}
