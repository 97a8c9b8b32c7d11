import Claims
import Ledger
import TestSupport

/// Transactions that cannot run: replays of such as ran, and others bent.
struct Noise {
    private var generator: SeededGenerator
    private var past: [[UInt8]] = []
    /// How often each kind of rejection was met.
    private(set) var reasons: [String: Int] = [:]

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func ran(_ bytes: [UInt8]) { past.append(bytes) }

    mutating func refused(_ reason: Rejection) {
        reasons["\(reason)".split(separator: "(").first.map { String($0) } ?? "", default: 0] += 1
    }

    /// Some, made from a transaction that is about to run.
    mutating func next(near bytes: [UInt8]) -> [[UInt8]] {
        var result: [[UInt8]] = []
        if Bool.random(using: &generator), let replay = past.randomElement(using: &generator) { result.append(replay) }
        var bent = bytes
        switch UInt8.random(in: 0...7, using: &generator) {
        case 0: bent.removeLast(Int.random(in: 1...bytes.count, using: &generator))
        case 1: bent.append(contentsOf: generator.bytes(Int.random(in: 1...9, using: &generator)))
        case 2:
            // Once in a while, since it is four megabytes.
            guard UInt8.random(in: 0...31, using: &generator) == 0 else { return result }
            bent = [UInt8](repeating: 1, count: (4 << 20) + 1)
        case 3: bent[2] ^= 1
        case 4: bent[42] &+= UInt8.random(in: 1...255, using: &generator)
        case 5: for place in 50..<58 { bent[place] = 0 }
        default: bent[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        }
        return result + [bent]
    }
}
