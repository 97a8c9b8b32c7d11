/// Whether the pictures that the demonstration runs on are there and whole.
struct DataSetCheck {
    let folder: String

    var finding: Finding {
        let facts: [(String, JSON)] = [("folder", .text(folder))]
        do throws(Failure) {
            let images = try FashionMNIST(folder: folder).load(.test)
            return Finding(
                "dataset.fashion-mnist", "data set", .fine,
                "Fashion-MNIST, \(counted(images.count, "test image")) in \(folder)",
                facts: facts)
        } catch {
            return Finding(
                "dataset.fashion-mnist", "data set", .missing, "\(error.what): \(error.why); sirocco demo needs it",
                advice: error.advice, facts: facts)
        }
    }
}
