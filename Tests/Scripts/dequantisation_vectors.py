#!/usr/bin/env python3
"""Writes Tests/Vectors/gguf/dequantisation.json with PyPI `gguf` (MIT): random blocks of every encoding and the
float32 values that package gives them. Run by hand when an encoding is added; the tests read the file alone."""
import json
import sys

import gguf
import numpy as np

# Where each encoding keeps its half-precision scales in a block.
SCALES = {
    "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0],
    "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208], "F16": [], "BF16": [],
}


def main():
    random = np.random.default_rng(2026)
    cases = []
    for name, places in SCALES.items():
        kind = gguf.GGMLQuantizationType[name]
        elements, size = gguf.GGML_QUANT_SIZES[kind]
        count = {1: 16, 32: 3, 256: 1}[elements]
        blocks = random.integers(0, 256, (count, size), dtype=np.uint8)
        for place in places:
            scales = random.normal(0, 0.02, count).astype(np.float16)
            blocks[:, place:place + 2] = scales.view(np.uint8).reshape(count, 2)
        if not places:
            values = random.normal(0, 1, count).astype(np.float32)
            halves = values.astype(np.float16).view(np.uint16) if name == "F16" else (values.view(np.uint32) >> 16).astype(np.uint16)
            blocks = halves.view(np.uint8).reshape(count, 2)
        values = gguf.quants.dequantize(blocks.reshape(1, -1), kind).astype("<f4").reshape(-1)
        cases.append({"encoding": name, "bytes": blocks.tobytes().hex(), "values": values.tobytes().hex()})
    with open(sys.argv[1], "w") as file:
        json.dump({"source": f"PyPI gguf {__import__('importlib.metadata').metadata.version('gguf')}", "cases": cases}, file, indent=1)
        file.write("\n")


main()
