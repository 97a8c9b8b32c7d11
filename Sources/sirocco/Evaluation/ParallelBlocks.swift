import Dispatch
import Synchronization

/// Computes `count` values in blocks on several threads; the result is in order.
///
/// - Parameter body: gives the values of one range of places.
/// - Throws: the error of the first block, in order of places, that has one.
func inParallelBlocks<Value: Sendable, Problem: Error & Sendable>(
    of size: Int, count: Int, threads: Int, _ body: @Sendable (Range<Int>) throws(Problem) -> [Value]
) throws(Problem) -> [Value] {
    let blocks = (count + size - 1) / size
    let next = Mutex(0)
    let found = Mutex([Int: Result<[Value], Problem>]())
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, blocks))) { _ in
        while true {
            let block = next.withLock { next in
                defer { next += 1 }
                return next
            }
            guard block < blocks else { return }
            let range = block * size..<min(count, (block + 1) * size)
            let result: Result<[Value], Problem>
            do throws(Problem) { result = .success(try body(range)) } catch { result = .failure(error) }
            found.withLock { $0[block] = result }
        }
    }
    let results = found.withLock { $0 }
    var values: [Value] = []
    values.reserveCapacity(count)
    for block in 0..<blocks { if let result = results[block] { values += try result.get() } }
    return values
}
