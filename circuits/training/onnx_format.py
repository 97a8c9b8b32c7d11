"""Writes a network as ONNX, and reads the weights of such a file back."""

import onnx
from onnx import TensorProto, helper, numpy_helper

from fashion_mnist import CLASSES, SIDE
from layers import Convolution, Flatten, FullyConnected, MaxPool, Relu

OPERATOR_SET = 13
# The first file format that carries operator set 13. The library's own default is newer, and
# readers refuse formats they do not know.
FORMAT_VERSION = 7

INPUT_NAME = "image"
OUTPUT_NAME = "logits"


def _node(layer, name, source, target):
    """The ONNX node that computes `layer`.

    Padding and axis are spelled out where they equal the default as well, so that a reader of the
    file need not know the defaults; strides and dilations of 1, alpha and beta of 1 are left out.
    """
    match layer:
        case FullyConnected():
            weights = [f"{layer.name}.weight", f"{layer.name}.bias"]
            return helper.make_node("Gemm", [source, *weights], [target], name=name, transB=1)
        case Convolution():
            weights = [f"{layer.name}.weight", f"{layer.name}.bias"]
            attributes = {"kernel_shape": [layer.kernel] * 2, "pads": [layer.padding] * 4}
            return helper.make_node("Conv", [source, *weights], [target], name=name, **attributes)
        case MaxPool():
            attributes = {"kernel_shape": [2, 2], "strides": [2, 2]}
            return helper.make_node("MaxPool", [source], [target], name=name, **attributes)
        case Relu():
            return helper.make_node("Relu", [source], [target], name=name)
        case Flatten():
            return helper.make_node("Flatten", [source], [target], name=name, axis=1)
        case _:
            raise TypeError(f"no ONNX operator for {type(layer).__name__}")


def _layer_names(layers):
    """A weighted layer keeps its name; the others are numbered by kind: relu1, relu2, pool1, ..."""
    stems = {Relu: "relu", MaxPool: "pool", Flatten: "flatten"}
    seen = {}
    names = []
    for layer in layers:
        if hasattr(layer, "name"):
            names.append(layer.name)
            continue
        stem = stems[type(layer)]
        seen[stem] = seen.get(stem, 0) + 1
        names.append(f"{stem}{seen[stem]}")
    return names


def write(network, graph_name, description, path):
    names = _layer_names(network.layers)
    values = [INPUT_NAME, *names[:-1], OUTPUT_NAME]
    nodes = [
        _node(layer, name, source, target)
        for layer, name, source, target in zip(
            network.layers, names, values[:-1], values[1:], strict=True
        )
    ]
    weights = [
        numpy_helper.from_array(array, f"{layer.name}.{role}")
        for layer in network.weighted_layers
        for role, array in (("weight", layer.weight), ("bias", layer.bias))
    ]
    image = helper.make_tensor_value_info(INPUT_NAME, TensorProto.FLOAT, ["N", 1, SIDE, SIDE])
    logits = helper.make_tensor_value_info(OUTPUT_NAME, TensorProto.FLOAT, ["N", CLASSES])
    graph = helper.make_graph(nodes, graph_name, [image], [logits], initializer=weights)
    model = helper.make_model(
        graph,
        producer_name="sirocco-training",
        doc_string=description,
        ir_version=FORMAT_VERSION,
        opset_imports=[helper.make_opsetid("", OPERATOR_SET)],
    )
    onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString(deterministic=True))


def read_weights(network, path):
    """Fills `network` with the initialisers of `path`; shapes must be those of the network."""
    stored = {
        tensor.name: numpy_helper.to_array(tensor)
        for tensor in onnx.load(path).graph.initializer
    }
    for layer in network.weighted_layers:
        for role in ("weight", "bias"):
            array = stored.pop(f"{layer.name}.{role}")
            if array.shape != getattr(layer, role).shape:
                raise ValueError(f"{path}: {layer.name}.{role} has shape {array.shape}")
            setattr(layer, role, array)
    if stored:
        raise ValueError(f"{path}: unexpected weights {sorted(stored)}")
