import CKernels

/// Counted operations: what an algorithm cannot do without, whatever the machine.
///
/// An extension product counts as six products (Karatsuba on three limbs), one by a base element as three;
/// additions, memory and control count nothing. A floor is therefore below what any program takes.
struct Work: Equatable {
    /// Of the base field.
    var products = 0.0
    /// Of transforms, one product each.
    var butterflies = 0.0
    /// Of BLAKE3, 64 bytes each.
    var compressions = 0.0

    static func + (a: Work, b: Work) -> Work {
        Work(
            products: a.products + b.products, butterflies: a.butterflies + b.butterflies,
            compressions: a.compressions + b.compressions)
    }

    static func += (a: inout Work, b: Work) { a = a + b }

    static func extensionProducts(_ count: Double) -> Work { Work(products: 6 * count) }
    /// Extension by base.
    static func mixedProducts(_ count: Double) -> Work { Work(products: 3 * count) }

    /// The table of eq over 2^variables vertices.
    static func equalityTable(_ variables: Int) -> Work { extensionProducts(power(variables)) }

    /// BLAKE3 of one message.
    static func hash(bytes: Int) -> Work {
        // Blocks, then the parents that join its chunks of 1024 bytes.
        Work(compressions: Double(max(1, (bytes + 63) / 64) + max(0, (bytes + 1023) / 1024 - 1)))
    }

    /// A Merkle tree over rows.
    static func tree(leavesLog2: Int, rowBytes: Int) -> Work {
        Work(compressions: power(leavesLog2) * (hash(bytes: rowBytes).compressions + 1) - 1)
    }

    /// Codewords of columns of 2^sizeLog2 values: 2^rateLog2 scaled transforms each.
    static func encoding(columns: Int, sizeLog2: Int, rateLog2: Int) -> Work {
        let values = Double(columns) * power(sizeLog2 + rateLog2)
        return Work(products: values, butterflies: values * Double(sizeLog2) / 2)
    }

    /// The work until a nonce is found, on average.
    static func grinding(bits: Int) -> Work { Work(compressions: power(bits)) }

    static func power(_ exponent: Int) -> Double { Double(1 << exponent) }
}

/// What this machine does, one thread, vectors full, measured in this run.
struct WorkRates {
    let product: Measurement
    let butterfly: Measurement
    let compression: Measurement

    init(_ thoroughness: Thoroughness, progress: Progress) {
        let kernels = KernelSuite(thoroughness: thoroughness, progress: progress)
        (product, butterfly, compression) = progress.stage("field and hash throughput") { _ in kernels.workRates() }
    }

    /// The least time that this much work takes.
    func nanoseconds(_ work: Work) -> Double {
        work.products * product.nanosecondsPerUnit + work.butterflies * butterfly.nanosecondsPerUnit
            + work.compressions * compression.nanosecondsPerUnit * 64
    }

    var json: JSON {
        [
            "ns_per_product": .measured(product.nanosecondsPerUnit),
            "ns_per_butterfly": .measured(butterfly.nanosecondsPerUnit),
            "ns_per_compression": .measured(compression.nanosecondsPerUnit * 64),
        ]
    }
}
