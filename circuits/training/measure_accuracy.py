"""Prints the accuracy of the exported networks on the 10,000 test images, float and integer."""

import reproducible  # noqa: F401  (first: it sets what NumPy reads when it loads)

import argparse
from pathlib import Path

from fashion_mnist import DEBIAN_FOLDER, balanced_indices, load, network_input
from integer_network import IntegerNetwork
from models import MODELS, accuracy, evaluate_in_batches
from onnx_format import read_weights

CIRCUITS = Path(__file__).resolve().parent.parent

# The larger set is the usual one; the smaller is the file that ships beside the circuits.
CALIBRATION_SIZES = (512, 256)


def report(name, network, data_folder):
    train_images, train_labels = load(data_folder, "train")
    images, labels = load(data_folder, "t10k")
    float_accuracy = accuracy(evaluate_in_batches(network.forward, network_input(images)), labels)
    print(f"{name}: float {float_accuracy:.2%}")
    for size in CALIBRATION_SIZES:
        calibration = train_images[balanced_indices(train_labels, size)]
        integer_network = IntegerNetwork(network, network_input(calibration))
        integer_accuracy = accuracy(integer_network.logits(images), labels)
        change = 100 * (integer_accuracy - float_accuracy)
        print(
            f"{name}: int8 {integer_accuracy:.2%} ({change:+.2f} points), "
            f"scales from {size} training images"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEBIAN_FOLDER, help="folder of the IDX files")
    parser.add_argument("--circuits", type=Path, default=CIRCUITS, help="folder of the ONNX files")
    arguments = parser.parse_args()
    for name, build in MODELS.items():
        network = build()
        read_weights(network, arguments.circuits / f"{name}.onnx")
        report(name, network, arguments.data)


if __name__ == "__main__":
    main()
