#!/usr/bin/env python3
"""Times Sirocco beside its peers in one run and prints ratios.

Peers are used where they are installed and skipped, by name, where not:

- onnxruntime (PyPI), float32, one thread, on the two networks in circuits/: the float original of what
  the tensor engine runs in integers;
- blake3 (PyPI, the authors' Rust code with its assembly), one thread, on 16 MiB.

Usage, from the repository's root after `make build`:

    python3 Benchmarks/peers/compare.py [--binary .build/release/sirocco]

Both sides are timed in alternation, several rounds each, and medians are compared, because clocks of
shared machines drift.
"""

import argparse
import importlib
import json
import pathlib
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROUNDS = 5


def optional(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"skipped: {name} is not installed")
        return None


def median_ns(call, seconds=0.3):
    """The median time of one call, over batches that fill `seconds`."""
    call()
    start = time.perf_counter_ns()
    call()
    once = max(time.perf_counter_ns() - start, 1)
    repeats = max(1, int(0.01e9 / once))
    samples = []
    end = time.perf_counter_ns() + seconds * 1e9
    while time.perf_counter_ns() < end or len(samples) < 3:
        start = time.perf_counter_ns()
        for _ in range(repeats):
            call()
        samples.append((time.perf_counter_ns() - start) / repeats)
    return statistics.median(samples)


def sirocco(binary, suite):
    output = subprocess.run([binary, "bench", suite, "--quick", "--json"], check=True, capture_output=True, cwd=ROOT)
    return {
        (entry["name"], entry["isa"], entry["threads"]): entry for entry in json.loads(output.stdout)["results"]
    }


def best_level(results, name):
    """The entry of the highest instruction set, one thread."""
    for level in ("avx512", "avx2", "portable"):
        entry = results.get((name, level, 1))
        if entry:
            return entry
    raise SystemExit(f"bench has no entry {name!r}; it has {sorted({key[0] for key in results})}")


def report(title, peer, ours):
    """One row: medians of both sides and the ratio of each round."""
    ratios = [a / b for a, b in zip(ours, peer)]
    print(
        f"{title:34} peer {statistics.median(peer) / 1e3:10.2f} µs   sirocco {statistics.median(ours) / 1e3:10.2f} µs"
        f"   ratio {statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})"
    )


def compare_engine(binary, onnxruntime):
    import numpy

    for model in ("fashion-mlp", "fashion-cnn"):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(
            str(ROOT / "circuits" / f"{model}.onnx"), options, providers=["CPUExecutionProvider"]
        )
        image = numpy.random.default_rng(1).random((1, 1, 28, 28), dtype=numpy.float32)
        peer, plain, traced = [], [], []
        for _ in range(ROUNDS):
            peer.append(median_ns(lambda: session.run(None, {"image": image})))
            results = sirocco(binary, "engine")
            plain.append(float(best_level(results, f"engine.{model}.batch1")["median_ns"]))
            traced.append(float(best_level(results, f"engine.{model}.batch1.trace_full")["median_ns"]))
        report(f"{model}, one image", peer, plain)
        report(f"{model}, one image with trace root", peer, traced)


def compare_hash(binary, blake3):
    data = bytes(16 << 20)
    peer, ours = [], []
    for _ in range(ROUNDS):
        peer.append(median_ns(lambda: blake3.blake3(data).digest()))
        ours.append(float(best_level(sirocco(binary, "kernels"), "blake3.16MiB")["median_ns"]))
    report("BLAKE3 of 16 MiB", peer, ours)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=str(ROOT / ".build" / "release" / "sirocco"))
    binary = parser.parse_args().binary
    onnxruntime = optional("onnxruntime")
    if onnxruntime:
        print(f"onnxruntime {onnxruntime.__version__}, float32, one thread")
        compare_engine(binary, onnxruntime)
    blake3 = optional("blake3")
    if blake3:
        print(f"blake3 {blake3.__version__}, one thread")
        compare_hash(binary, blake3)


if __name__ == "__main__":
    main()
