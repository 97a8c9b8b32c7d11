// swift-tools-version: 6.2
import PackageDescription

// The manifest reads as the architecture: floors from the ground up, imports point down.
// Tests/ArchitectureTests holds the import rule and fails on any edge that it does not list.

/// Every Swift target: Swift 6 mode, no warning survives, every unsafe expression is marked.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .treatAllWarnings(as: .error), .strictMemorySafety(),
]
/// Kernels are optimised in debug builds too: an unoptimised field product is fifty times slower.
let kernelFlags: [CSetting] = [
    .unsafeFlags(["-O3", "-Wall", "-Wextra", "-Werror"]),
    .define("NDEBUG", .when(configuration: .release)),
]

let package = Package(
    name: "sirocco",
    products: [
        .executable(name: "sirocco", targets: ["sirocco"]),
        .library(name: "Algebra", targets: ["Algebra"]),
        .library(name: "Transcript", targets: ["Transcript"]),
        .library(name: "Circuit", targets: ["Circuit"]),
        .library(name: "Claims", targets: ["Claims"]),
        .library(name: "TensorEngine", targets: ["TensorEngine"]),
        .library(name: "ModelImport", targets: ["ModelImport"]),
        // For C: `make verifier-library` adds the Swift runtime and makes the shared form.
        .library(name: "sirocco_verifier", type: .static, targets: ["VerifierLibrary"]),
    ],
    dependencies: [
        // The shell's argument parser: help, completions and usage errors are its trade, not ours.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        // The node's store: SQLite with prepared statements, transactions and errors that are values.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Floor 0: native code.
        .target(name: "CKernels", cSettings: kernelFlags),
        .target(name: "CParallel", cSettings: kernelFlags, linkerSettings: [.linkedLibrary("omp5")]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),

        .systemLibrary(name: "Csodium", providers: [.apt(["libsodium-dev"])]),

        // Floor 1: keys.
        .target(name: "Signatures", dependencies: ["Csodium"], swiftSettings: strict),

        // Floor 1: algebra and transcripts.
        .target(name: "Algebra", dependencies: ["CKernels"], swiftSettings: strict),
        .target(name: "Transcript", dependencies: ["CKernels"], swiftSettings: strict),

        // Floor 2: statements.
        .target(name: "Circuit", dependencies: ["Transcript"], swiftSettings: strict),
        .target(name: "Claims", dependencies: ["Circuit", "Transcript", "Algebra"], swiftSettings: strict),

        // Floor 3: engines.
        .target(
            name: "TensorEngine", dependencies: ["CKernels", "CParallel", "Transcript", "Circuit", "Claims"],
            swiftSettings: strict),
        .target(name: "ModelImport", dependencies: ["Circuit"], swiftSettings: strict),

        // Floor 3, trust: what a validator links. It defines the protocol; the prover follows it.
        .target(
            name: "Verifier", dependencies: ["Algebra", "Transcript", "Circuit", "Claims"], swiftSettings: strict),

        // The same for C: a header, and the functions that it declares.
        .target(name: "CVerifier", cSettings: kernelFlags),
        .target(
            name: "VerifierLibrary", dependencies: ["CVerifier", "Verifier", "Claims", "Transcript"], swiftSettings: strict),

        // Floor 4: proving.
        .target(
            name: "Prover",
            dependencies: ["CKernels", "CParallel", "Algebra", "Transcript", "Circuit", "Claims", "TensorEngine", "Verifier"],
            swiftSettings: strict),

        // Floor 4: disputes, and the ledger that settles.
        .target(
            name: "Dispute",
            dependencies: ["Algebra", "Transcript", "Circuit", "Claims", "TensorEngine", "Verifier", "Signatures"],
            swiftSettings: strict),
        .target(
            name: "Ledger", dependencies: ["Verifier", "Claims", "Circuit", "Transcript", "Signatures"],
            swiftSettings: strict),

        // Floor 5, beside the shell: what happens before a circuit runs and needs Foundation's Unicode tables.
        .target(name: "Tokenizers", swiftSettings: strict),

        // Floor 5: the shell.
        .target(
            name: "Node",
            dependencies: [
                "Ledger", "Verifier", "Claims", "Circuit", "Transcript", "Signatures",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "sirocco",
            dependencies: [
                "CKernels", "CParallel", "CZlib", "Algebra", "Transcript", "Circuit", "Claims",
                "TensorEngine", "ModelImport", "Verifier", "Prover", "Dispute", "Signatures", "Ledger", "Node",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // Tests. GMP is an oracle: only tests link it.
        .systemLibrary(name: "CGMP", path: "Tests/CGMP", providers: [.apt(["libgmp-dev"])]),
        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter", cSettings: kernelFlags),
        .target(
            name: "TestSupport", dependencies: ["CKernels", "Circuit", "Transcript"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .testTarget(
            name: "KernelTests", dependencies: ["CKernels", "CParallel", "CGMP", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "AlgebraTests", dependencies: ["Algebra", "CKernels", "CGMP", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "TranscriptTests", dependencies: ["Transcript", "CKernels", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "CircuitTests", dependencies: ["Circuit", "Transcript", "CGMP", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ClaimsTests", dependencies: ["Claims", "Circuit", "Transcript", "Algebra", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "TensorEngineTests",
            dependencies: [
                "TensorEngine", "Circuit", "Claims", "Transcript", "CKernels", "CAllocationCounter", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ModelImportTests",
            dependencies: ["ModelImport", "Circuit", "TensorEngine", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ProofTests",
            dependencies: [
                "Prover", "Verifier", "Algebra", "Transcript", "Circuit", "Claims", "TensorEngine", "CKernels",
                "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "VerifierLibraryTests",
            dependencies: [
                "CVerifier", "VerifierLibrary", "Verifier", "Prover", "Circuit", "Claims", "Transcript", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "DisputeTests",
            dependencies: [
                "Dispute", "Verifier", "Signatures", "TensorEngine", "Circuit", "Claims", "Transcript", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerTests",
            dependencies: [
                "Ledger", "Verifier", "Prover", "Dispute", "Signatures", "Claims", "Circuit", "Transcript", "CKernels",
                "TestSupport",
            ],
            swiftSettings: strict),
        .target(
            name: "LedgerSupport", dependencies: ["Node", "Ledger", "Signatures", "Claims", "Transcript", "TestSupport"],
            path: "Tests/LedgerSupport", swiftSettings: strict),
        // A node that commits until it is killed: the crash tests run it as a process.
        .executableTarget(
            name: "ledger-hammer", dependencies: ["LedgerSupport", "Node", "TestSupport"], path: "Tests/LedgerHammer",
            swiftSettings: strict),
        .testTarget(
            name: "NodeTests",
            dependencies: [
                "ledger-hammer", "LedgerSupport", "Node", "Ledger", "Signatures", "Claims", "Transcript", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(name: "SignaturesTests", dependencies: ["Signatures", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "TokenizersTests", dependencies: ["Tokenizers", "ModelImport"], swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
        .testTarget(
            name: "CommandLineTests", dependencies: ["sirocco", "Circuit", "Transcript", "Signatures", "TestSupport"],
            swiftSettings: strict),
    ]
)

// The fuzzer of the verifier wants libFuzzer's runtime and instrumented code: only `make fuzz` asks for it.
if Context.environment["SIROCCO_FUZZER"] != nil {
    package.targets.append(
        .executableTarget(
            name: "ProofFuzzer", dependencies: ["Verifier", "Transcript"], path: "Tests/Fuzzing/ProofFuzzer",
            swiftSettings: .init(strict)))
}
