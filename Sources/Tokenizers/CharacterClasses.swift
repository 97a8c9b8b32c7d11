/// The classes of Unicode scalars that tokenizers cut by.
extension Unicode.Scalar {
    /// Category L.
    var isLetter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// Category N.
    var isNumber: Bool {
        switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }

    /// Category P.
    var isPunctuation: Bool {
        switch properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }

    /// The property White_Space.
    var isSpace: Bool { properties.isWhitespace }

    /// Category C but for the three blanks that BERT keeps.
    var isControl: Bool {
        switch self {
        case "\t", "\n", "\r": false
        default:
            switch properties.generalCategory {
            case .control, .format, .unassigned, .privateUse, .surrogate: true
            default: false
            }
        }
    }

    /// ASCII punctuation, symbols included, and category P.
    var isSeparatorOfBERT: Bool {
        switch value {
        case 33...47, 58...64, 91...96, 123...126: true
        default: isPunctuation
        }
    }

    /// Ideographs that BERT takes one by one.
    var isIdeographOfBERT: Bool {
        switch value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
            0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}
