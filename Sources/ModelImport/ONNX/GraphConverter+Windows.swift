// Conv and the poolings: everything that slides a window over a picture.
extension GraphConverter {
    mutating func appendConvolution(
        _ node: ConvertedNode, _ attributes: inout NodeAttributes
    ) throws(ModelImportError) {
        let expected = "X, W and perhaps B"
        try node.checkOperands(2...3, expected)
        let (channels, height, width) = try picture(node)
        try attributes.require("group", 1)
        let weightName = try node.require(1, expected)
        let kernel = try floats(weightName, node.name)
        guard kernel.shape.count == 4, kernel.shape[1] == channels, kernel.shape.allSatisfy({ $0 >= 1 })
        else {
            throw .shapeMismatch(
                node: node.name,
                reason: "its weights are \(kernel.shape), its input has \(channels) channels and two axes")
        }
        let sides = [kernel.shape[2], kernel.shape[3]]
        let declared = try attributes.integers("kernel_shape", count: 2, in: 1...limits.dimension)
        guard declared ?? sides == sides else {
            throw .shapeMismatch(node: node.name, reason: "kernel_shape is not that of the weights")
        }
        let placed = try place(sides, height, width, node, &attributes)

        let outputs = kernel.shape[0]
        var bias = [Float](repeating: 0, count: outputs)
        if let biasName = node.operand(2) {
            let values = try floats(biasName, node.name)
            guard values.shape == [outputs] else {
                throw .shapeMismatch(
                    node: node.name, reason: "its bias is \(values.shape), not [\(outputs)]")
            }
            bias = values.values
        }
        let convolution = FloatConvolution(
            outputs: outputs, inputs: channels, window: placed.window, weights: kernel.values, bias: bias)
        try add(
            .convolution(convolution), node,
            giving: .picture(channels: outputs, height: placed.height, width: placed.width))
    }

    mutating func appendMaximumPool(
        _ node: ConvertedNode, _ attributes: inout NodeAttributes
    ) throws(ModelImportError) {
        try attributes.require("storage_order", 0)
        let (channels, placed) = try poolWindow(node, &attributes)
        try add(
            .maximumPool(placed.window), node,
            giving: .picture(channels: channels, height: placed.height, width: placed.width))
    }

    /// Without padding, or with padding that counts: a mean over the real entries alone would need
    /// another divisor at each border.
    mutating func appendAveragePool(
        _ node: ConvertedNode, _ attributes: inout NodeAttributes
    ) throws(ModelImportError) {
        let countsPadding = try attributes.integer("count_include_pad", default: 0)
        let (channels, placed) = try poolWindow(node, &attributes)
        guard countsPadding == 1 || (countsPadding == 0 && !placed.window.isPadded) else {
            throw attributes.unsupported(
                "count_include_pad", .integer(countsPadding), "1 where there is padding")
        }
        try add(
            .averagePool(placed.window), node,
            giving: .picture(channels: channels, height: placed.height, width: placed.width))
    }

    mutating func appendGlobalAveragePool(_ node: ConvertedNode) throws(ModelImportError) {
        try node.checkOperands(1...1, "one activation")
        let (channels, height, width) = try picture(node)
        var window = Window()
        window.height = height
        window.width = width
        try add(.averagePool(window), node, giving: .picture(channels: channels, height: 1, width: 1))
    }

    private func poolWindow(
        _ node: ConvertedNode, _ attributes: inout NodeAttributes
    ) throws(ModelImportError) -> (channels: Int, placed: PlacedWindow) {
        try node.checkOperands(1...1, "one activation")
        let (channels, height, width) = try picture(node)
        try attributes.require("ceil_mode", 0)
        guard let sides = try attributes.integers("kernel_shape", count: 2, in: 1...limits.dimension)
        else { throw .missingAttribute(node: node.name, attribute: "kernel_shape") }
        let placed = try place(sides, height, width, node, &attributes)
        // So every window holds at least one real entry.
        guard max(placed.window.padTop, placed.window.padBottom) < sides[0],
            max(placed.window.padLeft, placed.window.padRight) < sides[1]
        else {
            throw .shapeMismatch(node: node.name, reason: "its padding is as wide as its window")
        }
        return (channels, placed)
    }

    private func picture(
        _ node: ConvertedNode
    ) throws(ModelImportError) -> (channels: Int, height: Int, width: Int) {
        guard case .picture(let channels, let height, let width) = shape else {
            throw .shapeMismatch(node: node.name, reason: "its input is a row, not a picture")
        }
        return (channels, height, width)
    }

    struct PlacedWindow {
        var window = Window()
        /// Of the output.
        var height = 0
        var width = 0
    }

    /// Reads strides, dilations and padding, and places the window `sides` on the picture.
    private func place(
        _ sides: [Int], _ height: Int, _ width: Int, _ node: ConvertedNode,
        _ attributes: inout NodeAttributes
    ) throws(ModelImportError) -> PlacedWindow {
        let limit = limits.dimension
        let strides = try attributes.integers("strides", count: 2, in: 1...limit) ?? [1, 1]
        _ = try attributes.integers("dilations", count: 2, in: 1...1)
        let pads = try attributes.integers("pads", count: 4, in: 0...limit)
        let mode = try attributes.string("auto_pad", default: "NOTSET")

        var result = PlacedWindow()
        result.window.height = sides[0]
        result.window.width = sides[1]
        result.window.strideY = strides[0]
        result.window.strideX = strides[1]
        switch mode {
        case "NOTSET":
            let pads = pads ?? [0, 0, 0, 0]
            result.window.padTop = pads[0]
            result.window.padLeft = pads[1]
            result.window.padBottom = pads[2]
            result.window.padRight = pads[3]
        case "VALID": break
        case "SAME_UPPER", "SAME_LOWER":
            let vertical = Self.samePadding(height, sides[0], strides[0])
            let horizontal = Self.samePadding(width, sides[1], strides[1])
            let upper = mode == "SAME_UPPER"
            result.window.padTop = upper ? vertical.less : vertical.more
            result.window.padBottom = upper ? vertical.more : vertical.less
            result.window.padLeft = upper ? horizontal.less : horizontal.more
            result.window.padRight = upper ? horizontal.more : horizontal.less
        default:
            throw attributes.unsupported(
                "auto_pad", .string(mode), "NOTSET, VALID, SAME_UPPER or SAME_LOWER")
        }
        if mode != "NOTSET", let pads, pads != [0, 0, 0, 0] {
            throw attributes.unsupported(
                "pads", .integers(pads.map(Int64.init)), "none beside auto_pad \(mode)")
        }

        let paddedHeight = height + result.window.padTop + result.window.padBottom
        let paddedWidth = width + result.window.padLeft + result.window.padRight
        guard sides[0] <= paddedHeight, sides[1] <= paddedWidth else {
            throw .shapeMismatch(node: node.name, reason: "its window is larger than its input")
        }
        guard ImportLimits.product(
            [paddedHeight, paddedWidth, shape.dimensions[0]], atMost: limits.activationElements) != nil
        else {
            throw .limitExceeded(
                quantity: "the size of a padded activation is", limit: limits.activationElements)
        }
        result.height = (paddedHeight - sides[0]) / strides[0] + 1
        result.width = (paddedWidth - sides[1]) / strides[1] + 1
        return result
    }

    /// The padding that gives ceil(size / stride) outputs, as two halves.
    private static func samePadding(
        _ size: Int, _ side: Int, _ stride: Int
    ) -> (less: Int, more: Int) {
        let outputs = (size - 1) / stride + 1
        let total = max(0, (outputs - 1) * stride + side - size)
        return (total / 2, total - total / 2)
    }
}
