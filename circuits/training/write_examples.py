"""Writes the calibration pictures and the example inputs that lie beside the circuits."""

import argparse
import json
from pathlib import Path

from fashion_mnist import DEBIAN_FOLDER, SIDE, balanced_indices, load
from measure_accuracy import CIRCUITS
from models import MODELS

CALIBRATION_IMAGES = 256
EXAMPLES = 3


def example_json(pixels, label, source):
    """JSON with a row of the picture a line, so that the shape can be seen in a text editor."""
    rows = ",\n".join("    " + ", ".join(f"{pixel:3}" for pixel in row) for row in pixels)
    return (
        "{\n"
        f'  "shape": [1, {SIDE}, {SIDE}],\n'
        '  "element_type": "uint8",\n'
        f'  "label": {label},\n'
        f'  "source": {json.dumps(source)},\n'
        '  "values": [\n'
        f"{rows}\n"
        "  ]\n"
        "}\n"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEBIAN_FOLDER, help="folder of the IDX files")
    parser.add_argument("--circuits", type=Path, default=CIRCUITS, help="folder to write to")
    arguments = parser.parse_args()

    images, labels = load(arguments.data, "train")
    calibration = images[balanced_indices(labels, CALIBRATION_IMAGES)]
    (arguments.circuits / "fashion-mnist.calibration.bin").write_bytes(calibration.tobytes())

    images, labels = load(arguments.data, "t10k")
    for index in range(EXAMPLES):
        text = example_json(images[index], labels[index], f"Fashion-MNIST test image {index}")
        # The same pictures under both names: every circuit has its inputs beside it.
        for name in MODELS:
            (arguments.circuits / f"{name}.input.{index}.json").write_text(text)


if __name__ == "__main__":
    main()
