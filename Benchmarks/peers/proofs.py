#!/usr/bin/env python3
"""Proves the same networks with Sirocco and with EZKL in one run and prints ratios.

EZKL (PyPI, `ezkl`; 23 when this was written) takes the committed ONNX files, quantises them its own way and proves in
Halo2 over KZG commitments. It needs a structured reference string: one of its own making here, which is for tests only
and leaves out the download of a trusted one. Without it the script says so and ends.

Usage, from the repository's root after `make build`:

    python3 Benchmarks/peers/proofs.py [--model fashion-mlp] [--binary .build/release/sirocco]
        [--seconds 300] [--memory-gib 8]

Every step runs in a process of its own, under the limits given, so that a step that outgrows them is reported and
nothing else. Both sides alternate: what one takes, the other is asked for right after. The statements differ, which the
last lines say: quote ratios with them.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import multiprocessing
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FRACTION_BITS = 7


class Step:
    """One call in a process of its own: seconds elapsed and the most memory that it held."""

    def __init__(self, title, call, limits):
        self.title = title
        self.seconds = self.peak_bytes = None
        answers, theirs = multiprocessing.get_context("fork").Pipe(duplex=False)
        child = multiprocessing.get_context("fork").Process(target=self._run, args=(call, limits, theirs))
        child.start()
        theirs.close()
        child.join(limits.seconds)
        if child.is_alive():
            child.kill()
            child.join()
            self.problem = f"longer than {limits.seconds} s"
        elif not answers.poll():
            self.problem = f"ended by {child.exitcode}, perhaps for want of memory"
        else:
            self.seconds, self.peak_bytes, self.problem = answers.recv()
        found = self.problem or f"{self.seconds:9.3f} s  {self.peak_bytes / 2**20:7.0f} MiB"
        print(f"  {title:24} {found}", flush=True)

    @staticmethod
    def _run(call, limits, pipe):
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_gib << 30,) * 2)
        start = time.perf_counter()
        try:
            problem = None if call() is not False else "it said no"
        except Exception as error:  # the peer's own errors have no common type
            problem = f"{type(error).__name__}: {error}"
        seconds = time.perf_counter() - start
        pipe.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10, problem))


def image(model):
    """The first example input, as the float network takes it."""
    values = json.loads((ROOT / "circuits" / f"{model}.input.0.json").read_text())["values"]
    return [value / 255 for value in values]


def prepare(ezkl, model, folder):
    """Settings, circuit, reference string and witness: what set-up and prove start from."""
    arguments = ezkl.PyRunArgs()
    arguments.input_scale = arguments.param_scale = FRACTION_BITS
    arguments.variables = [("N", 1)]
    onnx = str(ROOT / "circuits" / f"{model}.onnx")
    data = folder / "input.json"
    data.write_text(json.dumps({"input_data": [image(model)]}))
    settings, circuit = str(folder / "settings.json"), str(folder / "circuit")

    def compile_it():
        if not ezkl.gen_settings(onnx, settings, py_run_args=arguments):
            return False
        if not ezkl.calibrate_settings(str(data), onnx, settings, "resources", scales=[FRACTION_BITS]):
            return False
        return ezkl.compile_circuit(onnx, circuit, settings)

    def reference_string():
        ezkl.gen_srs(str(folder / "srs"), json.loads(pathlib.Path(settings).read_text())["run_args"]["logrows"])

    def witness():
        ezkl.gen_witness(str(data), circuit, str(folder / "witness.json"))

    return [("compile", compile_it), ("reference string", reference_string), ("witness", witness)]


def protocol(ezkl, folder):
    def path(name):
        return str(folder / name)

    return {
        "set-up": lambda: ezkl.setup(path("circuit"), path("vk"), path("pk"), path("srs")),
        "prove": lambda: bool(ezkl.prove(path("witness.json"), path("circuit"), path("pk"), path("proof"), path("srs"))),
        "verify": lambda: ezkl.verify(path("proof"), path("settings.json"), path("vk"), path("srs")),
    }


def sirocco(binary, model, folder):
    """Set-up and prove, then verify, each command in a fresh process."""

    def run(*arguments):
        output = subprocess.run([binary, *arguments, "--json", "-q"], check=True, capture_output=True, cwd=ROOT)
        return json.loads(output.stdout)

    base, proof = f"circuits/{model}", str(folder / "sirocco.proof")
    made = run("prove", base, f"{base}.input.0.json", "-o", proof)
    checked = run("verify", proof)
    return {
        "set-up": made["setup_ms"] / 1e3, "prove": made["prove_ms"] / 1e3, "verify": checked["verify_ms"] / 1e3,
        "peak_bytes": made["peak_bytes"], "proof_bytes": made["proof_bytes"],
    }


def compare(ezkl, limits):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        print(f"{limits.model}: EZKL {importlib.metadata.version('ezkl')}")
        for title, call in prepare(ezkl, limits.model, folder):
            if Step(title, call, limits).problem:
                return
        logrows = json.loads((folder / "settings.json").read_text())["run_args"]["logrows"]
        print(f"  its circuit has 2^{logrows} rows")
        pairs = []
        for title, call in protocol(ezkl, folder).items():
            step = Step(title, call, limits)
            if step.problem:
                return
            # Right after, so that both meet the same machine.
            pairs.append((title, step, sirocco(limits.binary, limits.model, folder)))
        print("\n            EZKL        Sirocco     ratio")
        for title, step, ours in pairs:
            print(f"{title:8} {step.seconds * 1e3:9.1f} ms {ours[title] * 1e3:9.1f} ms {step.seconds / ours[title]:9.1f}")
        theirs, ours = max(step.peak_bytes for _, step, _ in pairs), max(entry["peak_bytes"] for _, _, entry in pairs)
        print(f"memory   {theirs / 2**20:8.0f} MiB {ours / 2**20:8.0f} MiB {theirs / ours:9.1f}")
        size = pairs[0][2]["proof_bytes"]
        print(f"proof    {(folder / 'proof').stat().st_size / 1024:8.0f} KiB {size / 1024:8.0f} KiB   (EZKL's as JSON)")
        print(
            "\nThe statements differ. EZKL: the float network at its own fixed point, zero-knowledge, elliptic curves, a"
            "\nreference string made here. Sirocco: the integer circuit bit for bit, not zero-knowledge yet, hashes only,"
            "\nat least 100 provable bits."
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=str(ROOT / ".build" / "release" / "sirocco"))
    parser.add_argument("--model", default="fashion-mlp", choices=["fashion-mlp", "fashion-cnn"])
    parser.add_argument("--seconds", type=int, default=300, help="limit of one step")
    parser.add_argument("--memory-gib", type=int, default=8, help="limit of address space of one step")
    limits = parser.parse_args()
    if importlib.util.find_spec("ezkl") is None:
        print("ezkl is not installed: nothing to compare with")
        return
    import ezkl

    compare(ezkl, limits)


if __name__ == "__main__":
    sys.exit(main())
