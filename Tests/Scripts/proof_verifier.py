#!/usr/bin/env python3
"""A second verifier of proof files, from the written protocol alone (Sources/Claims/Claims.docc/ProofProtocol.md).

    proof_verifier.py accept FILE...             accepts each, and compares it with what is kept beside it
    proof_verifier.py reject COUNT SEED FILE     rejects so many mutants of an accepted file
    proof_verifier.py sections SEED FILE         rejects a mutant of each section of an accepted file
    proof_verifier.py write FILE...              writes each file's .statement.json, and .transcript where there is one

Profiles for tests are allowed. Ends with 1 and a line on standard error when anything is not as it should be.
"""

import json
import pathlib
import random
import sys

from second_verifier.errors import Rejected
from second_verifier.proof_file import Proof
from transcript_vectors import PRIME

NOTE = (
    "# Every absorb, challenge and grinding of the proof of the same name, after the claim. Written by\n"
    "# Tests/Scripts/proof_verifier.py from the written protocol. Do not edit.\n")


def verify(data):
    proof = Proof(data, allow_insecure=True)
    return proof, proof.verify()


def kept(path, proof, messages):
    """What stands beside a proof file: name and text."""
    yield path.with_suffix(".statement.json"), json.dumps(statement(proof), indent=1) + "\n"
    yield path.with_suffix(".transcript"), NOTE + "".join(line + "\n" for line in messages.log)


def statement(proof):
    """What `sirocco verify --json` calls the statement, values apart."""
    claim, model, circuit = proof.claim, proof.model, proof.circuit

    def digest(data):
        return "0x" + data.hex()

    def tensors(slots, roots):
        result = []
        for slot, (hidden, root) in zip(slots, roots):
            tensor = {"name": slot[0].decode()}
            if not hidden:
                tensor["root"] = digest(root)
            result.append(dict(tensor, commitment=("poseidon2:" if hidden else "blake3:") + digest(root)))
        return result

    return {
        "claim_id": digest(claim.id), "model_id": digest(claim.model), "circuit": circuit.name.decode(),
        "circuit_hash": digest(circuit.hash), "weights_root": digest(model.weights),
        "oracle_root": digest(proof.model_root), "inputs": tensors(circuit.inputs, claim.inputs),
        "outputs": tensors(circuit.outputs, claim.outputs), "job": digest(claim.job), "address": digest(claim.prover),
        "chain": str(claim.chain), "steps": claim.steps, "profile": proof.profile.name,
    }


def accept(paths):
    for path in paths:
        try:
            proof, messages = verify(path.read_bytes())
        except Rejected as reason:
            sys.exit(f"{path.name}: refused: {reason}")
        for beside, text in kept(path, proof, messages):
            if beside.exists() and beside.read_text() != text:
                sys.exit(f"{path.name}: not what {beside.name} says")
        print(f"{path.name}: accepted, score and class {proof.argmax()}, {len(messages.log)} steps")


def write(paths):
    for path in paths:
        proof, messages = verify(path.read_bytes())
        for beside, text in kept(path, proof, messages):
            # Transcripts are kept of some proofs only: an empty file asks for one.
            if beside.exists() or beside.suffix == ".json":
                beside.write_text(text)


def change_bit(data, at, generator):
    data[at] ^= 1 << generator.randrange(8)


def change_byte(data, at, generator):
    data[at] ^= generator.randrange(1, 256)


def change_word(data, at, generator):
    """The same field element by another encoding where there is one, another element elsewhere."""
    word = int.from_bytes(data[at : at + 8], "little")
    size = len(data[at : at + 8])
    other = word + PRIME if word + PRIME < 2 ** (8 * size) else word ^ 1 << generator.randrange(8 * size)
    data[at : at + size] = other.to_bytes(size, "little")


def remove(data, at, generator):
    del data[at : at + generator.choice([1, 8, 24, 32])]


def insert(data, at, generator):
    data[at:at] = bytes(generator.choice([1, 8, 24, 32]))


def cut(data, at, generator):
    del data[at:]


def exchange(data, at, generator):
    """Two neighbouring elements, digests or words change places."""
    size = generator.choice([8, 24, 32])
    one, other = data[at : at + size], data[at + size : at + 2 * size]
    if one == other or len(other) < size:
        change_bit(data, at, generator)
    else:
        data[at : at + 2 * size] = other + one


CHANGES = [change_bit, change_byte, change_word, change_word, remove, insert, cut, exchange]


def reject_mutant(path, data, at, change, generator):
    mutant = bytearray(data)
    change(mutant, at, generator)
    if bytes(mutant) == data:
        change_bit(mutant, min(at, len(mutant) - 1), generator)
    try:
        verify(bytes(mutant))
    except Rejected as reason:
        return str(reason)
    sys.exit(f"{path.name}: {change.__name__} at byte {at}, and accepted")


def reject(count, seed, path):
    data, generator, reasons = path.read_bytes(), random.Random(seed), set()
    proof, _ = verify(data)
    # Half of the mutants anywhere, half after the circuit, where the header no longer decides.
    body = dict(proof.reader.sections)["witness root"]
    for number in range(count):
        at = generator.randrange(body if number % 2 else 0, len(data))
        reasons.add(reject_mutant(path, data, at, generator.choice(CHANGES), generator))
    print(f"{path.name}: {count} mutants rejected, seed {seed}, {len(reasons)} reasons: {'; '.join(sorted(reasons))}")


def sections(seed, path):
    data, generator = path.read_bytes(), random.Random(seed)
    proof, _ = verify(data)
    starts = proof.reader.sections
    for (name, start), (_, end) in zip(starts, starts[1:] + [("end", len(data))]):
        if start == end:
            continue
        reason = reject_mutant(path, data, generator.randrange(start, end), change_bit, generator)
        print(f"{path.name}: {name} (bytes {start} to {end}): {reason}")


def main():
    command, arguments = (sys.argv[1:2] or [""])[0], sys.argv[2:]
    paths = [pathlib.Path(argument) for argument in arguments]
    if command == "accept" and paths:
        accept(paths)
    elif command == "write" and paths:
        write(paths)
    elif command == "reject" and len(paths) == 3:
        reject(int(arguments[0]), int(arguments[1]), paths[2])
    elif command == "sections" and len(paths) == 2:
        sections(int(arguments[0]), paths[1])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
