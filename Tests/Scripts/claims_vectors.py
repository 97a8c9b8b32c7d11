#!/usr/bin/env python3
"""Known answers for Sources/Claims, from the documented byte rules and nothing of the Swift code.

Plain Python integers; BLAKE3 and Poseidon2 come from the sibling scripts. Writes
Tests/Vectors/claims/claims.json. `make test` reads that file and needs no Python.
"""

import json
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import algebra_vectors as algebra  # noqa: E402
import transcript_vectors as blake  # noqa: E402

OUT = HERE.parent / "Vectors" / "claims" / "claims.json"


def derive(context, message):
    return blake.derive_key(context, message)


P = 2**64 - 2**32 + 1
# Element types by code: bytes a value, whether it is signed, values a field element.
TYPES = {1: (1, True, 7), 2: (1, False, 7), 3: (2, True, 3), 4: (2, False, 3), 5: (4, True, 1), 6: (8, True, None)}


def packed_values(element_type, data):
    """The tensor's part of the message: digits of v + 2^(b-1); int64 as its residue and a flag."""
    size, signed, count = TYPES[element_type]
    values = [int.from_bytes(data[i : i + size], "little", signed=signed) for i in range(0, len(data), size)]
    if count is None:
        return [word for v in values for word in (v % P, 1 if abs(v) > (P - 1) // 2 else 0)]
    digits = [v + (1 << (8 * size - 1)) if signed else v for v in values]
    return [
        sum(digit << (8 * size * place) for place, digit in enumerate(digits[i : i + count]))
        for i in range(0, len(digits), count)
    ]


def private_commitment(element_type, shape, data, job, salt):
    header = bytes([element_type, len(shape)]) + b"".join(struct.pack("<I", e) for e in shape)
    header += bytes(42 - len(header))
    message = algebra.packed(job) + algebra.packed(salt) + algebra.packed(header) + packed_values(element_type, data)
    digest = algebra.sponge(b"sirocco-io-v2", message)
    return b"".join(struct.pack("<Q", value) for value in digest)


def model(circuit, weights, oracles, tokenizer):
    out = struct.pack("<H", 1) + circuit + weights + struct.pack("<I", len(oracles))
    for profile, root in oracles:
        out += struct.pack("<H", profile) + root
    return out + (b"\x01" + tokenizer if tokenizer else b"\x00")


def claim(chain, job, model_id, steps, inputs, outputs, assurance, prover):
    out = struct.pack("<HQ", 1, chain) + job + model_id + struct.pack("<I", steps)
    for tensors in (inputs, outputs):
        out += struct.pack("<I", len(tensors)) + b"".join(bytes([kind]) + digest for kind, digest in tensors)
    return out + assurance + prover


def fill(byte):
    return bytes([byte]) * 32


def main():
    image = bytes((7 * i + 3) % 256 for i in range(784))
    job, salt = bytes(range(32)), bytes(range(100, 132))
    secret = private_commitment(2, [28, 28, 1], image, job, salt)
    small = private_commitment(5, [3], struct.pack("<3i", -1, 0, 2**31 - 1), job, salt)
    others = {
        "int8": (1, [2, 5], struct.pack("<10b", -128, 127, -1, 0, 1, -7, 8, 99, -100, 3)),
        "int16": (3, [4], struct.pack("<4h", -32768, 32767, -1, 5)),
        "uint16": (4, [1, 5], struct.pack("<5H", 0, 65535, 1, 300, 40000)),
        "int64": (6, [6], struct.pack("<6q", -(2**63), 2**63 - 1, 0, -1, (P - 1) // 2, (P + 1) // 2)),
    }
    plain_model = model(fill(1), fill(2), [], None)
    full_model = model(fill(1), fill(2), [(1, fill(3)), (2, fill(4))], fill(5))
    model_id = derive("sirocco model commitment v1", full_model)
    public = blake.blake3(image)
    proved = claim(7, job, model_id, 1, [(2, secret)], [(1, fill(9))], b"\x01" + struct.pack("<H", 1), fill(8))
    roots = [fill(20 + i) for i in range(5)]
    step = {n: derive("sirocco trace step v1", bytes([n]) + blake.merkle_root(roots)) for n in (1, 2, 3)}
    run = derive("sirocco trace run v1", b"\x01" + blake.merkle_root([step[1], fill(77)]))
    optimistic = claim(
        2**63, job, model_id, 3, [(1, public), (1, fill(6))], [(1, fill(9))], b"\x02\x01" + run, fill(8)
    )
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(
        json.dumps(
            {
                "origin": "Tests/Scripts/claims_vectors.py",
                "private_image": secret.hex(),
                "private_int32": small.hex(),
                **{
                    f"private_{name}": private_commitment(*tensor, job, salt).hex() for name, tensor in others.items()
                },
                "plain_model": plain_model.hex(),
                "full_model": full_model.hex(),
                "plain_model_id": derive("sirocco model commitment v1", plain_model).hex(),
                "full_model_id": model_id.hex(),
                "proved_claim": proved.hex(),
                "proved_claim_id": derive("sirocco claim v1", proved).hex(),
                "optimistic_claim": optimistic.hex(),
                "optimistic_claim_id": derive("sirocco claim v1", optimistic).hex(),
                "step_roots": {str(n): root.hex() for n, root in step.items()},
                "run_root": run.hex(),
            },
            indent=1,
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
