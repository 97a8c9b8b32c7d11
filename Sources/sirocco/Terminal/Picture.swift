/// A grey picture in a terminal: half blocks in colour, shades in UTF-8, letters elsewhere.
struct Picture {
    let width: Int
    let height: Int
    /// Row-major, 0 black to 255 white.
    let pixels: [UInt8]

    /// - Returns: nil unless there are width × height pixels.
    init?(width: Int, height: Int, pixels: [UInt8]) {
        guard width > 0, height > 0, width <= 1024, height <= 1024, pixels.count == width * height else { return nil }
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Lines of text; two rows of the picture share one, since a terminal's cells are twice as high
    /// as wide.
    func rendered(for terminal: Terminal, indent: Int = 2) -> String {
        let margin = String(repeating: " ", count: indent)
        var text = ""
        for row in stride(from: 0, to: height, by: 2) {
            var line = margin
            for column in 0..<width {
                let upper = pixel(row, column)
                let lower = row + 1 < height ? pixel(row + 1, column) : upper
                line += cell(upper, lower, terminal)
            }
            if terminal.isColoured && terminal.isUTF8 {
                line += "\u{1B}[0m"
            } else {
                while line.hasSuffix(" ") { line.removeLast() }
            }
            text += line + "\n"
        }
        return text
    }

    private func pixel(_ row: Int, _ column: Int) -> UInt8 { pixels[row * width + column] }

    private func cell(_ upper: UInt8, _ lower: UInt8, _ terminal: Terminal) -> String {
        if terminal.isColoured && terminal.isUTF8 {
            // The 24 greys of the 256-colour palette.
            return "\u{1B}[38;5;\(232 + Int(upper) * 23 / 255);48;5;\(232 + Int(lower) * 23 / 255)m▀"
        }
        let ramp: [Character] = terminal.isUTF8 ? [" ", "░", "▒", "▓", "█"] : Array(" .:-=+*#%@")
        return String(ramp[(Int(upper) + Int(lower)) * (ramp.count - 1) / 510])
    }
}
