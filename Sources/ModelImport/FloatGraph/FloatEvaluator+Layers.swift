// The loops. Four outputs at a time share each load of an input; plain multiply and add, because a
// fused one would be a library call on processors that lack it, and another result on those that do not.
extension FloatEvaluator {
    static func product(_ dense: FloatDense, _ x: [Lanes]) -> [Lanes] {
        var result = dense.bias.map { Lanes(repeating: $0) }
        let weights = dense.weights.span
        let input = x.span
        let count = dense.inputs
        var output = 0
        while output < dense.outputs {
            let block = min(4, dense.outputs - output)
            // A short block repeats its last row; only `block` sums are kept.
            let row0 = output * count
            let row1 = (output + min(1, block - 1)) * count
            let row2 = (output + min(2, block - 1)) * count
            let row3 = (output + block - 1) * count
            var sum0 = Lanes.zero, sum1 = Lanes.zero, sum2 = Lanes.zero, sum3 = Lanes.zero
            for k in 0..<count {
                let value = input[k]
                sum0 += value * weights[row0 &+ k]
                sum1 += value * weights[row1 &+ k]
                sum2 += value * weights[row2 &+ k]
                sum3 += value * weights[row3 &+ k]
            }
            let sums = [sum0, sum1, sum2, sum3]
            for index in 0..<block { result[output + index] += sums[index] }
            output += block
        }
        return result
    }

    static func correlation(_ layer: FloatConvolution, _ x: [Lanes], _ frame: Frame) -> [Lanes] {
        let plane = frame.outputHeight * frame.outputWidth
        var result = [Lanes](repeating: .zero, count: layer.outputs * plane)
        let weights = layer.weights.span
        let input = x.span
        let window = layer.window
        let fanIn = layer.fanIn
        for y in 0..<frame.outputHeight {
            let top = y * window.strideY - window.padTop
            let rows = clipped(window.height, top, frame.height)
            for column in 0..<frame.outputWidth {
                let left = column * window.strideX - window.padLeft
                let columns = clipped(window.width, left, frame.width)
                var output = 0
                while output < layer.outputs {
                    let block = min(4, layer.outputs - output)
                    let filter0 = output * fanIn
                    let filter1 = (output + min(1, block - 1)) * fanIn
                    let filter2 = (output + min(2, block - 1)) * fanIn
                    let filter3 = (output + block - 1) * fanIn
                    var sum0 = Lanes.zero, sum1 = Lanes.zero, sum2 = Lanes.zero, sum3 = Lanes.zero
                    for channel in 0..<frame.channels {
                        for dy in rows {
                            let tap = (channel * window.height + dy) * window.width
                            let source = (channel * frame.height + top + dy) * frame.width + left
                            for dx in columns {
                                let value = input[source &+ dx]
                                sum0 += value * weights[filter0 &+ tap &+ dx]
                                sum1 += value * weights[filter1 &+ tap &+ dx]
                                sum2 += value * weights[filter2 &+ tap &+ dx]
                                sum3 += value * weights[filter3 &+ tap &+ dx]
                            }
                        }
                    }
                    let place = y * frame.outputWidth + column
                    result[output * plane + place] = sum0 + layer.bias[output]
                    if block > 1 { result[(output + 1) * plane + place] = sum1 + layer.bias[output + 1] }
                    if block > 2 { result[(output + 2) * plane + place] = sum2 + layer.bias[output + 2] }
                    if block > 3 { result[(output + 3) * plane + place] = sum3 + layer.bias[output + 3] }
                    output += block
                }
            }
        }
        return result
    }

    static func pool(
        _ window: Window, _ x: [Lanes], _ frame: Frame, from start: Lanes,
        _ combine: (Lanes, Lanes) -> Lanes
    ) -> [Lanes] {
        var result: [Lanes] = []
        result.reserveCapacity(frame.channels * frame.outputHeight * frame.outputWidth)
        for channel in 0..<frame.channels {
            for y in 0..<frame.outputHeight {
                let top = y * window.strideY - window.padTop
                for column in 0..<frame.outputWidth {
                    let left = column * window.strideX - window.padLeft
                    var value = start
                    for dy in clipped(window.height, top, frame.height) {
                        let source = (channel * frame.height + top + dy) * frame.width + left
                        for dx in clipped(window.width, left, frame.width) {
                            value = combine(value, x[source + dx])
                        }
                    }
                    result.append(value)
                }
            }
        }
        return result
    }

    /// The part of a window's side that lies on the picture, when it begins at `start`.
    private static func clipped(_ side: Int, _ start: Int, _ size: Int) -> Range<Int> {
        let first = max(0, -start)
        return first..<max(first, min(side, size - start))
    }
}
