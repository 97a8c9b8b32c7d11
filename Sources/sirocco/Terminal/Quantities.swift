import Foundation

// Numbers as people read them. JSON has them unrounded, in the unit that the field names.

/// A duration with three digits and the unit that suits it.
func duration(_ seconds: Double) -> String {
    switch abs(seconds) {
    case ..<1e-9: decimal(seconds * 1e12, digits: 1) + " ps"
    case ..<1e-6: decimal(seconds * 1e9, digits: 1) + " ns"
    case ..<1e-3: decimal(seconds * 1e6, digits: 1) + " us"
    case ..<1: decimal(seconds * 1e3, digits: 1) + " ms"
    case ..<120: decimal(seconds, digits: 1) + " s"
    default: "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
    }
}

/// Bytes with the binary unit that suits them.
func byteSize(_ count: Int) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var value = Double(count)
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
        value /= 1024
        unit += 1
    }
    return unit == 0 ? "\(count) bytes" : decimal(value, digits: value < 10 ? 1 : 0) + " " + units[unit]
}

/// Digits in groups of three: 101,632.
func grouped(_ value: Int) -> String {
    var digits = Array(String(value.magnitude))
    var position = digits.count - 3
    while position > 0 {
        digits.insert(",", at: position)
        position -= 3
    }
    return (value < 0 ? "-" : "") + String(digits)
}

func decimal(_ value: Double, digits: Int) -> String {
    String(format: "%.\(digits)f", locale: Locale(identifier: "en_US_POSIX"), value)
}

func percent(_ share: Double) -> String { decimal(100 * share, digits: 2) + " %" }

/// `1 image`, `2 images`.
func counted(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")" }

/// The first and last digits of a root, for lines that have no room for all 64.
func shortened(_ root: String) -> String { "\(root.prefix(10))..\(root.suffix(4))" }
