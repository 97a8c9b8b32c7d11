"""Writes onnxruntime's logits of the exported networks, as an oracle for float evaluators."""

import reproducible  # noqa: F401  (first: it sets what NumPy reads when it loads)

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime

from fashion_mnist import DEBIAN_FOLDER, load, network_input
from measure_accuracy import CIRCUITS
from models import MODELS
from onnx_format import INPUT_NAME, OUTPUT_NAME, read_weights

VECTORS = CIRCUITS.parent / "Tests" / "Vectors" / "onnxruntime"
IMAGES = 16

# Room for two float32 evaluations that add in different orders; the logits stay below ten.
TOLERANCE = 1e-4


def onnxruntime_logits(model_path, x):
    """Logits for x [count, 1, 28, 28], node by node as the file says."""
    options = onnxruntime.SessionOptions()
    # An oracle for the file, not for onnxruntime's rewriting of it; one thread, one order of sums.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model_path, options, providers=["CPUExecutionProvider"]
    )
    return session.run([OUTPUT_NAME], {INPUT_NAME: x})[0]


def vector_json(name, model_path, logits):
    header = {
        "origin": "circuits/training/reference_logits.py",
        "engine": f"onnxruntime {onnxruntime.__version__}, CPU, unoptimised graph, one thread",
        "model": f"circuits/{name}.onnx",
        "model_sha256": hashlib.sha256(model_path.read_bytes()).hexdigest(),
        "input": f"Fashion-MNIST test images 0 to {len(logits) - 1}, pixel / 255 as float32",
        "shape": list(logits.shape),
    }
    # str() of a float32 is the shortest decimal that reads back as the same float32.
    rows = ",\n".join("    [" + ", ".join(map(str, row)) + "]" for row in logits)
    # The header without its closing brace, then the logits with one picture a line.
    opening = json.dumps(header, indent=2).removesuffix("\n}")
    return f'{opening},\n  "logits": [\n{rows}\n  ]\n}}\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEBIAN_FOLDER, help="folder of the IDX files")
    parser.add_argument("--circuits", type=Path, default=CIRCUITS, help="folder of the ONNX files")
    parser.add_argument("--vectors", type=Path, default=VECTORS, help="folder to write to")
    arguments = parser.parse_args()

    images, _ = load(arguments.data, "t10k")
    x = network_input(images[:IMAGES])
    arguments.vectors.mkdir(parents=True, exist_ok=True)
    for name, build in MODELS.items():
        model_path = arguments.circuits / f"{name}.onnx"
        logits = onnxruntime_logits(model_path, x.transpose(1, 0, 2, 3))

        network = build()
        read_weights(network, model_path)
        difference = float(np.abs(network.forward(x) - logits).max())
        if difference > TOLERANCE:
            raise SystemExit(f"{name}: onnxruntime and NumPy differ by {difference:.2g}")
        print(f"{name}: onnxruntime and NumPy agree to {difference:.2g}")

        path = arguments.vectors / f"{name}.logits.json"
        path.write_text(vector_json(name, model_path, logits))


if __name__ == "__main__":
    main()
