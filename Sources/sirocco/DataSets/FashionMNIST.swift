import ArgumentParser

/// Labelled grey pictures of one size.
struct LabelledImages: Sendable {
    let height: Int
    let width: Int
    /// Row-major bytes of each picture.
    let images: [[UInt8]]
    let labels: [Int]

    var count: Int { images.count }
}

/// Zalando's Fashion-MNIST: pictures of clothes, 28 × 28, ten classes, as Debian's
/// `dataset-fashion-mnist` installs it (files as they are, or unpacked).
struct FashionMNIST {
    enum Part: String { case training = "train", test = "t10k" }

    static let defaultFolder = "/usr/share/datasets/fashion-mnist"
    static let classNames = [
        "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]

    let folder: String

    /// Larger than any part, packed or not.
    private static let limit = 64 << 20

    func load(_ part: Part) throws(Failure) -> LabelledImages {
        let (images, imagesPath) = try array("\(part.rawValue)-images-idx3-ubyte", axes: 3)
        let (labels, labelsPath) = try array("\(part.rawValue)-labels-idx1-ubyte", axes: 1)
        let (count, height, width) = (images.extents[0], images.extents[1], images.extents[2])
        guard labels.extents[0] == count else {
            throw Self.refusal(labelsPath, "it has \(labels.extents[0]) labels for \(count) images in \(imagesPath)")
        }
        if let label = labels.elements.first(where: { Int($0) >= Self.classNames.count }) {
            throw Self.refusal(labelsPath, "label \(label) is not among 0 to \(Self.classNames.count - 1)")
        }
        let size = height * width
        let first = images.elements.startIndex
        return LabelledImages(
            height: height, width: width,
            images: (0..<count).map { Array(images.elements[first + $0 * size..<first + ($0 + 1) * size]) },
            labels: labels.elements.map { Int($0) })
    }

    private func array(_ name: String, axes: Int) throws(Failure) -> (IDXArray, String) {
        let path = folder + "/" + name
        let packed = path + ".gz"
        let found = InputFile.exists(packed) ? packed : path
        guard InputFile.exists(found) else {
            throw Failure(
                .dataSetMissing, "the data set Fashion-MNIST is not in \(folder)", why: "there is no \(name).gz",
                try: "sudo apt-get install dataset-fashion-mnist, or name its folder with --data or SIROCCO_DATA")
        }
        let bytes = try InputFile.read(found, what: "data set", limit: Self.limit)
        do {
            let unpacked = found == packed ? try gunzip(bytes, limit: Self.limit) : bytes
            return (try IDXArray(unpacked, axes: axes), found)
        } catch let error as GzipError {
            throw Self.refusal(found, error.words)
        } catch let error as IDXError {
            throw Self.refusal(found, error.words)
        } catch {
            throw Self.refusal(found, "\(error)")
        }
    }

    private static func refusal(_ path: String, _ reason: String) -> Failure {
        Failure(
            .dataSetMalformed, "the data set's file \(path) is refused", why: reason,
            try: "install it again: sudo apt-get install --reinstall dataset-fashion-mnist")
    }
}

/// Where the data set is.
struct DataOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of Fashion-MNIST (default \(FashionMNIST.defaultFolder); environment SIROCCO_DATA).",
            valueName: "dir"),
        completion: .directory)
    var data: String?

    func folder(_ settings: Settings) -> String {
        data ?? settings.variable("SIROCCO_DATA") ?? FashionMNIST.defaultFolder
    }
}
