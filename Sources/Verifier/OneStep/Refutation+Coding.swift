import Transcript

extension Refutation: CanonicalCodable {
    /// tag (1, in the order of declaration from 1), then the fields.
    public func encode(into encoder: inout CanonicalEncoder) {
        func place(_ tag: UInt8, _ step: UInt32, _ position: UInt32, _ result: UInt8) {
            encoder.append(tag)
            encoder.append(step)
            encoder.append(position)
            encoder.append(result)
        }
        switch self {
        case .element(let step, let position, let result, let element, let claimed, let right):
            place(1, step, position, result)
            encoder.append(element)
            encoder.append(claimed)
            encoder.append(right)
        case .comparison(let step, let position, let result, let element):
            place(2, step, position, result)
            encoder.append(element)
        case .chunk(let step, let position, let result, let chunk):
            place(3, step, position, result)
            encoder.append(chunk)
        case .output(let index):
            encoder.append(UInt8(4))
            encoder.append(index)
        case .stepCount(let claimed, let found):
            encoder.append(UInt8(5))
            encoder.append(claimed)
            encoder.append(found)
        case .resultCount(let step, let expected, let found):
            encoder.append(UInt8(6))
            encoder.append(step)
            encoder.append(expected)
            encoder.append(found)
        case .resultLength(let step, let position, let result, let expected, let found):
            place(7, step, position, result)
            encoder.append(expected)
            encoder.append(found)
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Refutation {
        let start = decoder.offset
        let tag = try decoder.uint8("refutation")
        switch tag {
        case 1, 2, 3, 7:
            let step = try decoder.uint32("step")
            let position = try decoder.uint32("operator")
            let result = try decoder.uint8("result")
            if tag == 7 {
                let expected = try decoder.uint64("expected length")
                let found = try decoder.uint64("found length")
                return .resultLength(step: step, position: position, result: result, expected: expected, found: found)
            }
            let element = try decoder.uint32("element")
            if tag == 2 { return .comparison(step: step, position: position, result: result, element: element) }
            if tag == 3 { return .chunk(step: step, position: position, result: result, chunk: element) }
            let claimed = try decoder.int64("claimed")
            let right = try decoder.int64("right")
            return .element(
                step: step, position: position, result: result, element: element, claimed: claimed, right: right)
        case 4: return .output(index: try decoder.uint32("output"))
        case 5:
            let claimed = try decoder.uint32("claimed steps")
            return .stepCount(claimed: claimed, found: try decoder.uint32("found steps"))
        case 6:
            let step = try decoder.uint32("step")
            let expected = try decoder.uint32("expected results")
            return .resultCount(step: step, expected: expected, found: try decoder.uint32("found results"))
        default: throw decoder.refusal("refutation", at: start, "\(tag) is no refutation")
        }
    }
}
