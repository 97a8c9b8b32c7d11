#!/usr/bin/env python3
"""A second verifier of WHIR, from the written protocol alone (Sources/Verifier/WHIR/WHIRProtocol.swift).

Slow and plain: nothing is imported but the standard library and the transcript's second implementation.
Accepts every proof of Tests/Vectors/whir/*.json and rejects each with one byte changed:

    python3 Tests/Scripts/whir_verifier.py             every 97th byte changed
    python3 Tests/Scripts/whir_verifier.py --all       every byte
"""

import json
import pathlib
import struct
import sys

from transcript_vectors import DIGEST, FIELD_ELEMENTS, BYTES, GRINDING, PRIME, Transcript
from transcript_vectors import derive_key, heading, keyed, u64

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "Vectors" / "whir"


class Rejected(Exception):
    pass


def check(condition, reason):
    if not condition:
        raise Rejected(reason)


# The field F_p[X]/(X^3 - 2); elements are triples.

ZERO, ONE = (0, 0, 0), (1, 0, 0)


def add(a, b):
    return tuple((x + y) % PRIME for x, y in zip(a, b))


def sub(a, b):
    return tuple((x - y) % PRIME for x, y in zip(a, b))


def mul(a, b):
    c = [0] * 5
    for i in range(3):
        for j in range(3):
            c[i + j] += a[i] * b[j]
    return ((c[0] + 2 * c[3]) % PRIME, (c[1] + 2 * c[4]) % PRIME, c[2] % PRIME)


def base(x):
    return (x % PRIME, 0, 0)


def total(elements):
    result = ZERO
    for element in elements:
        result = add(result, element)
    return result


def power(a, n):
    result = ONE
    for _ in range(n):
        result = mul(result, a)
    return result


def reverse(index, bits):
    return int(format(index, f"0{bits}b")[::-1], 2) if bits else 0


def root_of_unity(bits):
    return pow(7, (PRIME - 1) >> bits, PRIME)


def multilinear(values, point):
    """The value at a point, variable 0 at the top bit of the index."""
    for x in point:
        half = len(values) // 2
        values = [add(low, mul(x, sub(high, low))) for low, high in zip(values[:half], values[half:])]
    return values[0]


def univariate(values, z):
    bits = len(values).bit_length() - 1
    return total(mul(v, power(z, reverse(i, bits))) for i, v in enumerate(values))


class Reader:
    def __init__(self, data):
        self.data = data

    def take(self, count):
        check(count <= len(self.data), "truncated")
        taken, self.data = self.data[:count], self.data[count:]
        return taken

    def u32(self):
        return struct.unpack("<I", self.take(4))[0]

    def limbs(self, count):
        words = list(struct.unpack(f"<{count}Q", self.take(8 * count)))
        check(all(w < PRIME for w in words), "a limb is not below p")
        return words

    def elements(self, count):
        words = self.limbs(3 * count)
        return [tuple(words[3 * i : 3 * i + 3]) for i in range(count)]

    def sumcheck(self, count):
        values = self.elements(2 * count)
        return [(values[2 * i], values[2 * i + 1]) for i in range(count)]


class Verifier:
    def __init__(self, vector, proof):
        self.oracles = vector["parameters"]["oracles"]
        self.rounds = vector["parameters"]["rounds"]
        self.profile = vector["parameters"]["profile"]
        self.claims = [
            {
                "root": bytes.fromhex(c["root"]),
                "point": [tuple(map(int, x)) for x in c["point"]],
                "values": [tuple(map(int, x)) for x in c["values"]],
            }
            for c in vector["claims"]
        ]
        self.transcript = Transcript(vector["protocol"], bytes.fromhex(vector["statement"]))
        self.reader = Reader(proof)

    def absorb(self, tag, elements):
        self.transcript.absorb(FIELD_ELEMENTS, tag, u64(*[limb for e in elements for limb in e]))

    def challenge(self, tag):
        return tuple(self.transcript.limbs(tag, 3))

    def parameters(self):
        data = struct.pack("<HI", self.profile, len(self.oracles))
        for o in self.oracles:
            data += struct.pack(
                "<IBBBBI", o["columns"], o["variables"], o["rate"], o["fold"], o["grinding"], o["queries"])
        data += struct.pack("<I", len(self.rounds))
        for r in self.rounds:
            data += struct.pack("<BBBBI", r["rate"], r["fold"], r["samples"], r["grinding"], r["queries"])
        return data

    def reduce(self, claim, messages):
        challenges = []
        for zero, two in messages:
            self.absorb("whir sumcheck", [zero, two])
            x = self.challenge("whir fold")
            one = sub(claim, zero)
            half = base((PRIME + 1) // 2)
            # Lagrange on 0, 1, 2.
            x1, x2 = sub(x, ONE), sub(x, base(2))
            claim = total([
                mul(zero, mul(half, mul(x1, x2))),
                mul(sub(ZERO, one), mul(x, x2)),
                mul(two, mul(half, mul(x, x1))),
            ])
            challenges.append(x)
        return claim, challenges

    def open(self, root, tree, columns, limbs, factors, challenges):
        """The points and folded values of the distinct leaves that the queries fall on."""
        reader, transcript = self.reader, self.transcript
        bits = tree["variables"] + tree["rate"]
        depth = bits - tree["fold"]
        size = 2 ** tree["fold"]
        nonce = struct.unpack("<Q", reader.take(8))[0]
        count = reader.u32()
        rows = [reader.limbs(columns * limbs * size) for _ in range(count)]
        siblings = [reader.take(32) for _ in range(reader.u32())]

        message = heading(GRINDING, "grinding", 16) + u64(tree["grinding"], nonce)
        transcript.state = keyed(transcript.state, message)
        check(struct.unpack("<Q", transcript.state[:8])[0] % 2 ** tree["grinding"] == 0, "too little work")
        leaves = sorted(set(transcript.indexes("whir queries", tree["queries"], 2**depth)))
        check(len(leaves) == count, "number of rows")

        nodes = {leaf: derive_key("sirocco merkle leaf v1", u64(*row)) for leaf, row in zip(leaves, rows)}
        for _ in range(depth):
            parents = {}
            for index in sorted(nodes):
                if index // 2 in parents:
                    continue
                other = nodes.get(index ^ 1)
                if other is None:
                    check(siblings, "missing siblings")
                    other = siblings.pop(0)
                pair = nodes[index] + other if index % 2 == 0 else other + nodes[index]
                parents[index // 2] = derive_key("sirocco merkle node v1", pair)
            nodes = parents
        check(not siblings, "extra siblings")
        check(derive_key("sirocco merkle root v1", u64(2**depth) + nodes[0]) == root, "root")

        opened = []
        for leaf, row in zip(leaves, rows):
            values = [ZERO] * size
            for c in range(columns):
                for j in range(size):
                    at = [row[(c * limbs + plane) * size + j] for plane in range(limbs)]
                    values[j] = add(values[j], mul(factors[c], tuple(at + [0] * (3 - limbs))))
            points = [7 * pow(root_of_unity(bits), reverse(leaf * size + j, bits), PRIME) % PRIME for j in range(size)]
            for x in challenges:
                folded = []
                for j in range(0, len(values), 2):
                    a, b, point = values[j], values[j + 1], points[j]
                    check((point + points[j + 1]) % PRIME == 0, "pairs are opposite points")
                    even = mul(add(a, b), base(pow(2, -1, PRIME)))
                    odd = mul(sub(a, b), base(pow(2 * point, -1, PRIME)))
                    folded.append(add(mul(sub(ONE, x), even), mul(x, odd)))
                values = folded
                points = [point * point % PRIME for point in points[::2]]
            opened.append((base(points[0]), values[0]))
        return opened

    def verify(self):
        transcript, reader = self.transcript, self.reader
        check(reader.u32() == 0, "masks")
        transcript.absorb(BYTES, "whir parameters", self.parameters())
        for claim in self.claims:
            transcript.absorb(DIGEST, "whir root", claim["root"])
            self.absorb("whir point", claim["point"])
            self.absorb("whir values", claim["values"])
        column = self.challenge("whir columns")

        carried, oracle_challenges = [], []
        for oracle, claim in zip(self.oracles, self.claims):
            value = total(mul(power(column, c), v) for c, v in enumerate(claim["values"]))
            value, challenges = self.reduce(value, reader.sumcheck(oracle["fold"]))
            carried.append(value)
            oracle_challenges.append(challenges)

        # Weights as lists of (factor, what, bound coordinates): evaluated at the end, whole.
        weights = []
        variables = self.oracles[0]["variables"] - self.oracles[0]["fold"]
        stacking = (len(self.oracles) - 1).bit_length()
        root, before = None, None
        for number, message in enumerate(self.rounds):
            columns = len(self.oracles) if number == 0 else 1
            new_root = reader.take(32)
            transcript.absorb(DIGEST, "whir root", new_root)
            answers = reader.elements(message["samples"] * columns)
            samples = [self.challenge("whir sample") for _ in range(message["samples"])]
            self.absorb("whir answers", answers)
            if number == 0:
                opened = [
                    self.open(
                        claim["root"], oracle, oracle["columns"], 1,
                        [power(column, c) for c in range(oracle["columns"])], challenges)
                    for oracle, claim, challenges in zip(self.oracles, self.claims, oracle_challenges)
                ]
            else:
                opened = [self.open(root, *before)]
            gamma = self.challenge("whir combine")
            factor, claim, added = ONE, ZERO, []
            for c in range(columns):
                claim = add(claim, mul(factor, carried[c]))
                if number == 0:
                    added.append((factor, "point", self.claims[c]["point"], oracle_challenges[c], c))
                factor = mul(factor, gamma)
                pairs = [(z, answers[j * columns + c]) for j, z in enumerate(samples)] + opened[c]
                for z, value in pairs:
                    claim = add(claim, mul(factor, value))
                    added.append((factor, "power", z, [], c))
                    factor = mul(factor, gamma)
            first = stacking if number == 0 else 0
            claim, challenges = self.reduce(claim, reader.sumcheck(first + message["fold"]))
            stack, challenges = challenges[:first], challenges[first:]
            factors = []
            for c in range(columns):
                product = ONE
                for j, x in enumerate(stack):
                    product = mul(product, x if c >> (first - 1 - j) & 1 else sub(ONE, x))
                factors.append(product)
            if number == 0:
                added = [(mul(f, factors[c]), kind, what, bound, 0) for f, kind, what, bound, c in added]
            weights = [(f, kind, what, bound + challenges, 0) for f, kind, what, bound, _ in weights + added]
            carried = [claim]
            root, before = new_root, (dict(message, variables=variables), columns, 3, factors, challenges)
            variables -= message["fold"]

        final = reader.elements(2**variables)
        self.absorb("whir final", final)
        for z, value in self.open(root, *before):
            check(univariate(final, z) == value, "final query")
        check(reader.data == b"", "trailing bytes")
        closing = ZERO
        for factor, kind, what, bound, _ in weights:
            rest = what
            for x in bound:
                at = rest[0] if kind == "point" else rest
                one_less = sub(ONE, x)
                if kind == "point":
                    factor = mul(factor, add(mul(one_less, sub(ONE, at)), mul(x, at)))
                    rest = rest[1:]
                else:
                    factor = mul(factor, add(one_less, mul(x, at)))
                    rest = mul(rest, rest)
            value = multilinear(final, rest) if kind == "point" else univariate(final, rest)
            closing = add(closing, mul(factor, value))
        check(closing == carried[0], "closing sum")
        return transcript.state


def main():
    step = 1 if "--all" in sys.argv else 97
    for path in sorted(VECTORS.glob("*.json")):
        vector = json.loads(path.read_text())
        proof = bytes.fromhex(vector["proof"])
        state = Verifier(vector, proof).verify()
        assert state.hex() == vector["state"], f"{path.name}: another state"
        rejected = 0
        for position in range(0, len(proof), step):
            changed = bytearray(proof)
            changed[position] ^= 1
            try:
                Verifier(vector, bytes(changed)).verify()
            except Rejected:
                rejected += 1
                continue
            sys.exit(f"{path.name}: byte {position} changed, and accepted")
        print(f"{path.name}: accepted; {rejected} mutants rejected")


if __name__ == "__main__":
    main()
