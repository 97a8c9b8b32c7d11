/// The order of a graph's nodes: every value is made once, before it is read.
enum GraphOrder {
    /// Checks names and topological order, which the file format promises; so a cycle is a node that
    /// reads a later node's output.
    ///
    /// - Throws: `duplicateName`, `missingInput`, `notInOrder`.
    static func check(_ graph: ONNXGraph, input: String) throws(ModelImportError) {
        var made: Set<String> = [input]
        for tensor in graph.initialisers {
            guard made.insert(tensor.name).inserted else { throw .duplicateName(tensor.name) }
        }
        var everMade = made
        for node in graph.nodes { everMade.formUnion(node.outputs) }

        for (index, node) in graph.nodes.enumerated() {
            let name = NodeName(name: node.name, operatorType: node.operatorType, index: index)
            for value in node.inputs where !value.isEmpty && !made.contains(value) {
                if everMade.contains(value) { throw .notInOrder(node: name, value: value) }
                throw .missingInput(node: name, value: value)
            }
            for value in node.outputs where !value.isEmpty {
                guard made.insert(value).inserted else { throw .duplicateName(value) }
            }
        }
    }

    /// The nodes that the output depends on, in file order. The others compute nothing we need.
    static func nodesReaching(
        _ output: String, in graph: ONNXGraph
    ) -> [(node: ONNXNode, name: NodeName)] {
        var needed: Set<String> = [output]
        var result: [(node: ONNXNode, name: NodeName)] = []
        for (index, node) in graph.nodes.enumerated().reversed()
        where node.outputs.contains(where: { !$0.isEmpty && needed.contains($0) }) {
            needed.formUnion(node.inputs)
            let name = NodeName(name: node.name, operatorType: node.operatorType, index: index)
            result.append((node, name))
        }
        return result.reversed()
    }
}
