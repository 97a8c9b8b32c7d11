"""Trains the Fashion-MNIST networks, exports them to ONNX and reports their accuracy."""

import reproducible  # noqa: F401  (first: it sets what NumPy reads when it loads)

import argparse
import time
from pathlib import Path

import numpy as np

from fashion_mnist import DEBIAN_FOLDER, load, network_input
from measure_accuracy import CIRCUITS, report
from models import MODELS, accuracy, evaluate_in_batches
from onnx_format import write
from training import Recipe, train

# Chosen with `--hold-out 10000`, on training images alone; the test images had no say.
RECIPES = {
    "fashion-mlp": Recipe(
        epochs=30, learning_rate=2e-3, weight_decay=0.05, mirror=False, label_smoothing=0.1
    ),
    "fashion-cnn": Recipe(
        epochs=30, learning_rate=3e-3, weight_decay=0.1, mirror=True, label_smoothing=0.05
    ),
}

DESCRIPTIONS = {
    "fashion-mlp": "Fashion-MNIST classifier, 784-128-10. Input: pixel / 255.",
    "fashion-cnn": "Fashion-MNIST classifier, LeNet-5 with ReLU. Input: pixel / 255.",
}


def train_one(name, images, labels, held_out, seed):
    """Returns the trained network. `held_out` is a pair (images, labels) scored every epoch."""
    network = MODELS[name]()
    # A stream of its own for every network: training one alone gives the same weights.
    generator = np.random.default_rng([seed, list(MODELS).index(name)])
    held_out_images, held_out_labels = held_out
    started = time.monotonic()

    def print_progress(epoch, mean_loss):
        line = f"{name}: epoch {epoch + 1}, loss {mean_loss:.4f}"
        if len(held_out_labels):
            logits = evaluate_in_batches(network.forward, network_input(held_out_images))
            line += f", held out {accuracy(logits, held_out_labels):.2%}"
        print(f"{line}, {time.monotonic() - started:.0f} s", flush=True)

    train(network, images, labels, RECIPES[name], generator, print_progress)
    return network


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEBIAN_FOLDER, help="folder of the IDX files")
    parser.add_argument("--circuits", type=Path, default=CIRCUITS, help="folder for the ONNX files")
    parser.add_argument("--model", choices=MODELS, action="append", help="default: every model")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--hold-out",
        type=int,
        default=0,
        metavar="COUNT",
        help="score the last COUNT training images instead of learning them; exports nothing",
    )
    arguments = parser.parse_args()

    # Before the training, so that a folder that cannot be made does not cost minutes.
    arguments.circuits.mkdir(parents=True, exist_ok=True)
    images, labels = load(arguments.data, "train")
    learned = len(images) - arguments.hold_out
    held_out = images[learned:], labels[learned:]
    for name in arguments.model or MODELS:
        network = train_one(name, images[:learned], labels[:learned], held_out, arguments.seed)
        if arguments.hold_out:
            continue
        write(network, name, DESCRIPTIONS[name], arguments.circuits / f"{name}.onnx")
        report(name, network, arguments.data)


if __name__ == "__main__":
    main()
