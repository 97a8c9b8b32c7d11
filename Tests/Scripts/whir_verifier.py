#!/usr/bin/env python3
"""WHIR alone, by the second verifier: accepts every proof of Tests/Vectors/whir/*.json, rejects each with one byte
changed.

    python3 Tests/Scripts/whir_verifier.py             every 97th byte changed
    python3 Tests/Scripts/whir_verifier.py --all       every byte
"""

import json
import pathlib
import sys

from second_verifier.errors import Rejected
from second_verifier.messages import Messages
from second_verifier.parameters import Parameters
from second_verifier.reader import Reader
from second_verifier.security import PROFILES
from second_verifier.whir import Opening

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "Vectors" / "whir"


def verify(vector, proof):
    """The transcript's state after an accepted proof."""
    given = vector["parameters"]
    parameters = Parameters(PROFILES[given["profile"]], given["oracles"], given["rounds"])
    claims = [
        {
            "root": bytes.fromhex(c["root"]),
            "point": [tuple(map(int, x)) for x in c["point"]],
            "values": [tuple(map(int, x)) for x in c["values"]],
        }
        for c in vector["claims"]
    ]
    messages, reader = Messages(vector["protocol"], bytes.fromhex(vector["statement"])), Reader(proof)
    Opening(parameters, claims, messages, reader).verify()
    reader.finish()
    return messages.state


def main():
    step = 1 if "--all" in sys.argv else 97
    for path in sorted(VECTORS.glob("*.json")):
        vector = json.loads(path.read_text())
        proof = bytes.fromhex(vector["proof"])
        if verify(vector, proof).hex() != vector["state"]:
            sys.exit(f"{path.name}: another state")
        rejected = 0
        for position in range(0, len(proof), step):
            changed = bytearray(proof)
            changed[position] ^= 1
            try:
                verify(vector, bytes(changed))
            except Rejected:
                rejected += 1
                continue
            sys.exit(f"{path.name}: byte {position} changed, and accepted")
        print(f"{path.name}: accepted; {rejected} mutants rejected")


if __name__ == "__main__":
    main()
