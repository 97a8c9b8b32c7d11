/// Every error that the command line reports: the code that people search for, and the exit status
/// that goes with it. Codes are never reused for something else.
enum FailureCode: String {
    /// Flags and arguments that do not fit the command.
    case usage = "S-USE-001"
    case argumentNotUTF8 = "S-USE-002"
    case valueOutOfRange = "S-USE-003"
    /// Known, and not in this release.
    case notYet = "S-USE-004"

    case badInstructionSet = "S-CFG-001"
    case badThreadCount = "S-CFG-002"
    case badFolder = "S-CFG-003"

    case fileNotFound = "S-FIL-001"
    case fileUnreadable = "S-FIL-002"
    case fileTooLarge = "S-FIL-003"
    case fileNotWritable = "S-FIL-004"
    case notARegularFile = "S-FIL-005"
    case outputFailed = "S-FIL-006"

    case circuitMalformed = "S-CIR-001"
    case weightsWrongLength = "S-WGT-001"
    case weightsRefused = "S-WGT-002"
    case inputMalformed = "S-INP-001"
    case inputRefused = "S-INP-002"
    case modelRefused = "S-ONX-001"
    case calibrationRefused = "S-ONX-002"

    case dataSetMissing = "S-DAT-001"
    case dataSetMalformed = "S-DAT-002"

    case engineRefused = "S-ENG-001"
    /// Bytes that are no proof, or one of a later version.
    case notAProof = "S-PRF-001"
    case proofInvalid = "S-PRF-002"
    /// The proof is valid, of another statement than the caller's.
    case statementDiffers = "S-PRF-003"
    case proverRefused = "S-PRF-004"
    case claimMalformed = "S-PRF-005"
    /// A file that holds no salt, or one that others may read.
    case saltRefused = "S-SLT-001"
    case insecureProfile = "S-SEC-001"
    case belowFloor = "S-SEC-002"
    case demonstrationFailed = "S-DEM-001"
    case interrupted = "S-INT-001"
    /// Nothing that the code foresaw.
    case unexpected = "S-BUG-001"

    var status: ExitStatus {
        switch self {
        case .usage, .argumentNotUTF8, .valueOutOfRange, .notYet: .usage
        case .badInstructionSet, .badThreadCount, .badFolder: .configuration
        case .fileTooLarge, .circuitMalformed, .weightsWrongLength, .weightsRefused, .inputMalformed, .inputRefused,
            .modelRefused, .calibrationRefused, .dataSetMalformed, .notAProof, .claimMalformed,
            .saltRefused:
            .malformedInput
        case .interrupted: .interrupted
        case .proofInvalid, .statementDiffers: .proofInvalid
        case .insecureProfile, .belowFloor: .belowFloor
        case .fileNotFound, .fileUnreadable, .fileNotWritable, .notARegularFile, .outputFailed, .dataSetMissing,
            .engineRefused, .proverRefused, .demonstrationFailed, .unexpected:
            .failed
        }
    }
}
