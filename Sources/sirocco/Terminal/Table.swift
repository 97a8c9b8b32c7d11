/// Rows with aligned columns, for results in text.
struct Table {
    enum Alignment { case left, right }

    let columns: [(title: String, alignment: Alignment)]
    private(set) var rows: [[String]] = []

    init(_ columns: [(title: String, alignment: Alignment)]) { self.columns = columns }

    mutating func append(_ row: [String]) { rows.append(row) }

    /// Lines without trailing spaces, each ending in a line feed.
    func rendered(indent: Int = 2) -> String {
        let titles = columns.map { $0.title }
        let shown = titles.allSatisfy { $0.isEmpty } ? rows : [titles] + rows
        let widths = columns.indices.map { column in
            shown.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        var text = ""
        for row in shown {
            var line = String(repeating: " ", count: indent)
            for (column, cell) in row.enumerated() where columns.indices.contains(column) {
                let fill = String(repeating: " ", count: widths[column] - cell.count)
                line += (columns[column].alignment == .left ? cell + fill : fill + cell) + "  "
            }
            while line.hasSuffix(" ") { line.removeLast() }
            text += line + "\n"
        }
        return text
    }
}

/// `name  value` lines with the values in one column.
func fields(_ pairs: [(String, String)], indent: Int = 2) -> String {
    var table = Table([("", .left), ("", .left)])
    for pair in pairs { table.append([pair.0, pair.1]) }
    return table.rendered(indent: indent)
}
