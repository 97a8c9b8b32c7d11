#!/usr/bin/env python3
"""Writes Tests/Vectors/algebra/algebra.json: answers by definition, in plain Python integers.

Run from anywhere, with any Python 3.8 or later and nothing else; the output is the same every time.
Nothing here shares code or formulas with the Swift and C sources: transforms are sums over all
indices, multilinear values are sums over the hypercube, round constants come from the Grain generator
(Poseidon paper, eprint 2019/458, appendix E). It stops if it cannot reproduce the published Poseidon2
outputs in Tests/Vectors/poseidon2/poseidon2.json, both the authors' and Plonky3's.
"""
import itertools
import json
import pathlib
import random

P = 2**64 - 2**32 + 1
VECTORS = pathlib.Path(__file__).resolve().parent.parent / "Vectors"
rng = random.Random("sirocco algebra vectors 1")
EDGES = [0, 1, 2, P - 1, P - 2, 2**32 - 1, 2**32, 2**32 + 1, 2**63, (P - 1) // 2, (P + 1) // 2, P - 2**32]


def element():
    return rng.randrange(P)


def inverse(a):
    return pow(a, -1, P) if a else 0


# The cubic extension F_p[X]/(X^3 - 2), as lists of three.


def cubic():
    return [element() for _ in range(3)]


def add(a, b):
    return [(x + y) % P for x, y in zip(a, b)]


def sub(a, b):
    return [(x - y) % P for x, y in zip(a, b)]


def mul(a, b):
    wide = [0] * 5
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            wide[i + j] += x * y
    return [(wide[0] + 2 * wide[3]) % P, (wide[1] + 2 * wide[4]) % P, wide[2] % P]


def power(a, e):
    result = [1, 0, 0]
    while e:
        if e & 1:
            result = mul(result, a)
        a, e = mul(a, a), e >> 1
    return result


def total(items):
    result = [0, 0, 0]
    for item in items:
        result = add(result, item)
    return result


def product(items):
    result = [1, 0, 0]
    for item in items:
        result = mul(result, item)
    return result


# Transforms.


def root(order_log2):
    return pow(7, (P - 1) >> order_log2, P)


def reverse(i, bits):
    return int(format(i, "b").zfill(bits)[::-1], 2) if bits else 0


def evaluate(coefficients, x):
    return sum(c * pow(x, i, P) for i, c in enumerate(coefficients)) % P


def forward(coefficients, log2):
    return [evaluate(coefficients, pow(root(log2), reverse(i, log2), P)) for i in range(1 << log2)]


def codeword(coefficients, log2, rate):
    bits = log2 + rate
    return [evaluate(coefficients, 7 * pow(root(bits), reverse(i, bits), P) % P) for i in range(1 << bits)]


# Multilinear polynomials: point[0] is the most significant index bit.


def equality(point, index):
    bits = [index >> (len(point) - 1 - j) & 1 for j in range(len(point))]
    return product(x if bit else sub([1, 0, 0], x) for x, bit in zip(point, bits))


def multilinear(values, point):
    return total(mul(v, equality(point, i)) for i, v in enumerate(values))


def sumcheck(polynomials, terms, challenges, degree):
    """Round polynomials by brute force: the values at 0, 2, 3, ..., degree of each."""
    n = len(challenges)

    def expression(point):
        values = [multilinear(p, point) for p in polynomials]
        return total(mul(c, product(values[f] for f in factors)) for c, factors in terms)

    def rest(prefix):
        free = n - len(prefix)
        return total(
            expression(prefix + [[bit, 0, 0] for bit in bits]) for bits in itertools.product([0, 1], repeat=free)
        )

    rounds = [
        [rest(challenges[:k] + [[t, 0, 0]]) for t in [0] + list(range(2, degree + 1))] for k in range(n)
    ]
    return rest([]), rounds, expression(challenges)


# Poseidon2.


def grain(width, external, internal):
    """The round constants: a self-shrinking 80-bit LFSR, with values not below p drawn again."""
    bits = []
    for value, length in [(1, 2), (0, 4), (64, 12), (width, 12), (external, 10), (internal, 10), (2**30 - 1, 30)]:
        bits += [int(b) for b in format(value, "b").zfill(length)]

    def clock():
        bit = bits[62] ^ bits[51] ^ bits[38] ^ bits[23] ^ bits[13] ^ bits[0]
        bits.pop(0)
        bits.append(bit)
        return bit

    for _ in range(160):
        clock()

    def shrunk():
        while clock() == 0:
            clock()
        return clock()

    constants = []
    while len(constants) < external * width + internal:
        value = int("".join(str(shrunk()) for _ in range(64)), 2)
        if value < P:
            constants.append(value)
    return constants


AUTHORS = {
    "block": [[5, 7, 1, 3], [4, 6, 1, 1], [1, 3, 5, 7], [1, 1, 4, 6]],
    "diagonal": [
        0xC3B6C08E23BA9300, 0xD84B5DE94A324FB6, 0x0D0C371C5B35B84F, 0x7964F570E7188037, 0x5DAF18BBD996604B,
        0x6743BC47B9595257, 0x5528B9362C59BB70, 0xAC45E25B7127B68B, 0xA2077D7DFBB606B5, 0xF3FAAC6FAEE378AE,
        0x0C6388B51545E883, 0xD27DBB6944917B60,
    ],
}
HALF = inverse(2)
PLONKY3 = {
    "block": [[2, 3, 1, 1], [1, 2, 3, 1], [1, 1, 2, 3], [3, 1, 1, 2]],
    "diagonal": [
        -2, 1, 2, HALF, 3, 4, -HALF, -3, -4, HALF**2, -(HALF**2), HALF**3,
    ],
}
CONSTANTS = grain(12, 8, 22)


def permute(state, instance=AUTHORS):
    def external(s):
        blocks = [
            [sum(m * x for m, x in zip(row, s[4 * k:4 * k + 4])) for row in instance["block"]] for k in range(3)
        ]
        return [(blocks[i // 4][i % 4] + sum(b[i % 4] for b in blocks)) % P for i in range(12)]

    def full(s, constants):
        return external([pow(x + c, 7, P) for x, c in zip(s, constants)])

    state = external(state)
    for k in range(4):
        state = full(state, CONSTANTS[12 * k:12 * k + 12])
    for constant in CONSTANTS[48:70]:
        state = [pow(state[0] + constant, 7, P)] + state[1:]
        state = [(sum(state) + d * x) % P for d, x in zip(instance["diagonal"], state)]
    for k in range(4):
        state = full(state, CONSTANTS[70 + 12 * k:82 + 12 * k])
    return state


def packed(data):
    return [int.from_bytes(data[i:i + 7], "little") for i in range(0, len(data), 7)]


def sponge(label, message):
    name = (packed(label) + [0])[:2]
    state = [0] * 8 + name + [len(message), 4]
    padded = message + [0] * (-len(message) % 8 if message else 8)
    for i in range(0, len(padded), 8):
        state = permute([(a + b) % P for a, b in zip(state, padded[i:i + 8] + [0] * 4)])
    return state[:4]


# Writing. Numbers go as hexadecimal strings: not every JSON reader keeps 64 bits.


def hexadecimal(value):
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return format(value % P, "016x")
    if isinstance(value, dict):
        return {k: hexadecimal(v) if k not in COUNTS else v for k, v in value.items()}
    return [hexadecimal(v) for v in value]


COUNTS = {"sizeLog2", "rateLog2", "degree", "factors", "label", "bytes"}


def field_vectors():
    pairs = list(itertools.product(EDGES, repeat=2)) + [(element(), element()) for _ in range(100)]
    return [
        {"a": a, "b": b, "sum": a + b, "difference": a - b, "product": a * b, "inverse": inverse(a)} for a, b in pairs
    ]


def cubic_vectors():
    some = [cubic() for _ in range(12)] + [[a, b, 0] for a, b in [(0, 1), (1, 0), (P - 1, P - 1)]]
    some += [[P - 1] * 3, [0, 0, P - 1], [2**32, 2**32 - 1, 2**32 + 1]]
    return [
        {"a": a, "b": b, "product": mul(a, b), "inverse": power(a, P**3 - 2), "frobenius": power(a, P)}
        for a, b in zip(some, some[3:] + some[:3])
    ]


def transform_vectors():
    result = []
    for log2 in range(7):
        values = [element() for _ in range(1 << log2)]
        result.append({"sizeLog2": log2, "coefficients": values, "values": forward(values, log2)})
    return result


def code_vectors():
    result = []
    for log2, rate in [(0, 0), (0, 2), (3, 0), (3, 1), (4, 3)]:
        values = [element() for _ in range(1 << log2)]
        result.append(
            {"sizeLog2": log2, "rateLog2": rate, "coefficients": values, "codeword": codeword(values, log2, rate)}
        )
    return result


def multilinear_vectors():
    result = []
    for n in range(6):
        base, extended = [element() for _ in range(1 << n)], [cubic() for _ in range(1 << n)]
        point, other = [cubic() for _ in range(n)], [cubic() for _ in range(n)]
        result.append({
            "base": base,
            "extended": extended,
            "point": point,
            "other": other,
            "baseValue": multilinear([[v, 0, 0] for v in base], point),
            "extendedValue": multilinear(extended, point),
            "table": [equality(point, i) for i in range(1 << n)],
            "equality": product(
                add(mul(x, y), mul(sub([1, 0, 0], x), sub([1, 0, 0], y))) for x, y in zip(point, other)
            ),
        })
    return result


def sumcheck_vectors():
    result = []
    for n, degree, shapes in [(1, 1, [[0]]), (3, 2, [[0, 1], [2]]), (3, 3, [[0, 1, 2], [2, 2], []]), (2, 4, [[0, 1, 2, 2]])]:
        base = [[element() for _ in range(1 << n)] for _ in range(2)]
        extended = [cubic() for _ in range(1 << n)]
        terms = [(cubic(), factors) for factors in shapes]
        challenges = [cubic() for _ in range(n)]
        claimed, rounds, final = sumcheck(
            [[[v, 0, 0] for v in p] for p in base] + [extended], terms, challenges, degree)
        result.append({
            "degree": degree,
            "base": base,
            "extended": extended,
            "terms": [{"coefficient": c, "factors": f} for c, f in terms],
            "challenges": challenges,
            "sum": claimed,
            "rounds": rounds,
            "value": final,
        })
    return result


def poseidon2_vectors():
    states = [[0] * 12, [P - 1] * 12, [2**32 - 1] * 12] + [[element() for _ in range(12)] for _ in range(5)]
    return [{"input": s, "output": permute(s)} for s in states]


def sponge_vectors():
    result = []
    for label, count in [("a", 0), ("a", 1), ("sirocco", 7), ("sirocco", 8), ("sirocco.", 9), ("fourteen bytes", 40)]:
        message = [element() for _ in range(count)]
        result.append({"label": label, "message": message, "digest": sponge(label.encode(), message)})
    return result


def packing_vectors():
    return [
        {"bytes": data.hex(), "elements": packed(data)}
        for data in [bytes(range(1, n + 1)) for n in [0, 1, 6, 7, 8, 14, 15]] + [b"\xff" * 7]
    ]


def check_published():
    published = json.loads((VECTORS / "poseidon2" / "poseidon2.json").read_text())
    for name, instance in [("authors", AUTHORS), ("plonky3", PLONKY3)]:
        vector = published[name]
        output = permute([int(x, 16) for x in vector["input"]], instance)
        assert output == [int(x, 16) for x in vector["output"]], name


def main():
    check_published()
    document = {
        "generator": "Tests/Scripts/algebra_vectors.py",
        "field": field_vectors(),
        "cubic": cubic_vectors(),
        "roots": [root(k) for k in range(33)],
        "transforms": transform_vectors(),
        "codes": code_vectors(),
        "multilinear": multilinear_vectors(),
        "sumcheck": sumcheck_vectors(),
        "poseidon2Constants": {
            "external": CONSTANTS[:48] + CONSTANTS[70:], "internal": CONSTANTS[48:70],
        },
        "poseidon2": poseidon2_vectors(),
        "sponge": sponge_vectors(),
        "packing": packing_vectors(),
    }
    body = ",\n".join(f'"{key}": {json.dumps(hexadecimal(value))}' for key, value in document.items())
    (VECTORS / "algebra" / "algebra.json").write_text("{\n" + body + "\n}\n")


if __name__ == "__main__":
    main()
