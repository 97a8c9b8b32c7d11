import Foundation

/// The encoder in floating point, straight from the papers' formulas: what the integer circuit is measured against.
struct FloatEncoder {
    let width: Int
    let heads: Int
    let layers: Int
    let tensors: [String: [Double]]

    private func row(_ name: String, _ index: Int) -> [Double] { Array(tensors[name]![index * width..<(index + 1) * width]) }

    private func linear(_ x: [[Double]], _ name: String) -> [[Double]] {
        let weights = tensors["\(name).weight"]!, bias = tensors["\(name).bias"]!
        let inputs = weights.count / bias.count
        return x.map { row in
            bias.indices.map { output in
                (0..<inputs).reduce(bias[output]) { $0 + row[$1] * weights[output * inputs + $1] }
            }
        }
    }

    private func norm(_ x: [[Double]], _ name: String) -> [[Double]] {
        let gain = tensors["\(name).weight"]!, shift = tensors["\(name).bias"]!
        return x.map { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            return row.indices.map { (row[$0] - mean) / (variance + 1e-12).squareRoot() * gain[$0] + shift[$0] }
        }
    }

    private func sum(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] { zip(a, b).map { zip($0, $1).map(+) } }

    private func attention(_ x: [[Double]], _ name: String) -> [[Double]] {
        let q = linear(x, "\(name).query"), k = linear(x, "\(name).key"), v = linear(x, "\(name).value")
        let part = width / heads
        return x.indices.map { token in
            (0..<heads).flatMap { head -> [Double] in
                let range = head * part..<(head + 1) * part
                let scores = x.indices.map { other in range.reduce(0) { $0 + q[token][$1] * k[other][$1] } / Double(part).squareRoot() }
                let top = scores.max()!
                let powers = scores.map { exp($0 - top) }
                let total = powers.reduce(0, +)
                return range.map { place in x.indices.reduce(0) { $0 + powers[$1] * v[$1][place] } / total }
            }
        }
    }

    func embedding(_ ids: [Int]) -> [Double] {
        var x = ids.enumerated().map { position, id in
            zip(zip(row("embeddings.word_embeddings.weight", id), row("embeddings.position_embeddings.weight", position)),
                row("embeddings.token_type_embeddings.weight", 0)
            ).map { $0.0 + $0.1 + $1 }
        }
        x = norm(x, "embeddings.LayerNorm")
        for layer in 0..<layers {
            let name = "encoder.layer.\(layer)"
            let context = linear(attention(x, "\(name).attention.self"), "\(name).attention.output.dense")
            x = norm(sum(x, context), "\(name).attention.output.LayerNorm")
            let middle = linear(x, "\(name).intermediate.dense").map { $0.map { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) } }
            x = norm(sum(x, linear(middle, "\(name).output.dense")), "\(name).output.LayerNorm")
        }
        let mean = (0..<width).map { place in x.reduce(0) { $0 + $1[place] } }
        let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return mean.map { $0 / length }
    }
}
