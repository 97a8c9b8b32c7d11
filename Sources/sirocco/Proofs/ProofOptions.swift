import ArgumentParser
import Claims
import Transcript
import Verifier

/// Which parameters a proof has.
struct ProfileOption: ParsableArguments {
    @Option(help: ArgumentHelp("The profile: P100 or UD100 (insecure_test for tests).", valueName: "name"))
    var profile = SecurityProfile.p100.name

    @OptionGroup var insecure: InsecureFlag

    func chosen() throws(Failure) -> SecurityProfile {
        try SecurityProfile.chosen(profile, allowingInsecure: insecure.allowInsecure)
    }
}

struct InsecureFlag: ParsableArguments {
    @Flag(name: .customLong("allow-insecure"), help: "Allow profiles for tests, under which anybody can forge.")
    var allowInsecure = false
}

extension SecurityProfile {
    /// The profile of this name, unless it is for tests and these are not.
    static func chosen(_ name: String, allowingInsecure: Bool) throws(Failure) -> SecurityProfile {
        let profile = try named(name)
        guard !profile.isInsecure || allowingInsecure else {
            throw Failure(
                .insecureProfile, "\(profile.name) is refused", why: "it is for tests: anybody can forge proofs under it",
                try: "--profile P100; or --allow-insecure, in tests only")
        }
        return profile
    }

    static func named(_ name: String) throws(Failure) -> SecurityProfile {
        guard let profile = all.first(where: { $0.name == name }) else {
            throw Failure(
                .usage, "\"\(name)\" is no profile of this release",
                why: "known are \(all.map { $0.name }.joined(separator: ", "))", try: "--profile P100")
        }
        return profile
    }
}

extension Digest {
    /// The value of a flag.
    static func argument(_ text: String, _ flag: String) throws(Failure) -> Digest {
        do { return try Digest(text: text) } catch {
            throw Failure(
                .valueOutOfRange, "\(flag) \(text) is not 32 bytes", why: "64 hexadecimal digits are needed, after 0x",
                try: "\(flag) 0x and 64 digits")
        }
    }

    static var zero: Digest { Digest() }
}
