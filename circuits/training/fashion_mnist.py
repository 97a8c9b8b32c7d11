"""Reads Fashion-MNIST from the four gzipped IDX files that Zalando published."""

import gzip
from pathlib import Path

import numpy as np

# Where the Debian package `dataset-fashion-mnist` installs the files.
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")

SIDE = 28
CLASSES = 10

# An IDX header is two zero bytes, the element type (8: unsigned byte), the number of axes,
# then one big-endian 32-bit length an axis.
_UNSIGNED_BYTE = 8


def _read_idx(path, axes):
    raw = gzip.decompress(path.read_bytes())
    if raw[:4] != bytes([0, 0, _UNSIGNED_BYTE, axes]):
        raise ValueError(f"{path} is not an IDX file of unsigned bytes with {axes} axes")
    data_start = 4 + 4 * axes
    shape = np.frombuffer(raw[4:data_start], dtype=">u4").astype(int)
    return np.frombuffer(raw[data_start:], dtype=np.uint8).reshape(shape)


def load(folder, split):
    """Returns images [count, 28, 28] and labels [count] of `split`, "train" or "t10k", as uint8."""
    folder = Path(folder)
    images = _read_idx(folder / f"{split}-images-idx3-ubyte.gz", axes=3)
    labels = _read_idx(folder / f"{split}-labels-idx1-ubyte.gz", axes=1)
    if images.shape != (len(labels), SIDE, SIDE):
        raise ValueError(f"{split}: {images.shape} images do not fit {len(labels)} labels")
    return images, labels


def network_input(images):
    """Scales pixels to [0, 1] as float32, in the layout of `layers`: [1 channel, count, 28, 28].

    No mean is subtracted: an integer circuit then takes the pixel byte itself, and zero stays zero.
    """
    return (images.astype(np.float32) / np.float32(255))[None]


def balanced_indices(labels, count):
    """The first `count` indices whose classes are as even as `count` allows, in ascending order.

    Every class has a quota of count // 10; the lowest count % 10 classes get one more. The data
    set is read in order and an image is taken while its class is below its quota. No randomness,
    so that anyone can derive the same calibration set from the published files.
    """
    chosen = []
    for label in range(CLASSES):
        quota = count // CLASSES + (label < count % CLASSES)
        chosen.extend(np.flatnonzero(labels == label)[:quota])
    return np.sort(np.array(chosen))
