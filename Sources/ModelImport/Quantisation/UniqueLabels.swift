/// Names that a circuit accepts (1 to 64 printable ASCII characters, no two equal), made from names
/// that a file gives.
struct UniqueLabels {
    private var used: Set<String> = []
    /// The next number to try behind a name, so that many equal names do not cost a search each.
    private var numbers: [String: Int] = [:]

    /// What a node is called in the circuit: its name, or its operator and place.
    static func title(_ node: NodeName) -> String {
        let name = printable(node.name)
        return name.isEmpty ? printable("\(node.operatorType)\(node.index)") : name
    }

    /// At most 40 printable ASCII characters; others become `_`.
    static func printable(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(40) {
            let isPrintable = scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F
            result.unicodeScalars.append(isPrintable ? scalar : "_")
        }
        return result
    }

    /// `wanted`, shortened to fit and with a number where it is taken.
    mutating func unique(_ wanted: String) -> String {
        let base = String(wanted.prefix(56))
        var candidate = base
        var number = numbers[base] ?? 2
        while !used.insert(candidate).inserted {
            candidate = "\(base) \(number)"
            number += 1
        }
        numbers[base] = number
        return candidate
    }
}
