"""Writes Tests/Vectors/circuit/tables.json: correctly rounded function tables and their BLAKE3 roots.

Python integers only, and other methods than the Swift code: plain alternating Taylor series without any
reduction of the argument, at a precision that absorbs their cancellation, erf for the normal
distribution, Gauss's formula for pi, integer bisection for inverse roots. Every value comes with an
error bound, and a value that is too near a rounding boundary stops the script.

    python3 Tests/Scripts/table_vectors.py > Tests/Vectors/circuit/tables.json
"""

import json
import struct
from fractions import Fraction
from math import isqrt

P = 2600  # fractional bits
ONE = 1 << P
ERROR = 1 << 1400  # 2^-1200: far above what the truncations below can add up to


# --- BLAKE3, from the specification, for whole small messages ------------------------------------

IV = [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19]
ORDER = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]
CHUNK_START, CHUNK_END, PARENT, ROOT = 1, 2, 4, 8
M32 = 0xFFFFFFFF


def compress(cv, words, counter, length, flags):
    v = cv + IV[:4] + [counter & M32, counter >> 32, length, flags]

    def mix(a, b, c, d, x, y):
        v[a] = (v[a] + v[b] + x) & M32
        v[d] = (v[d] ^ v[a]) >> 16 | (v[d] ^ v[a]) << 16 & M32
        v[c] = (v[c] + v[d]) & M32
        v[b] = (v[b] ^ v[c]) >> 12 | (v[b] ^ v[c]) << 20 & M32
        v[a] = (v[a] + v[b] + y) & M32
        v[d] = (v[d] ^ v[a]) >> 8 | (v[d] ^ v[a]) << 24 & M32
        v[c] = (v[c] + v[d]) & M32
        v[b] = (v[b] ^ v[c]) >> 7 | (v[b] ^ v[c]) << 25 & M32

    m = list(words)
    for _ in range(7):
        for k, (a, b, c, d) in enumerate([(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                                          (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]):
            mix(a, b, c, d, m[2 * k], m[2 * k + 1])
        m = [m[i] for i in ORDER]
    return [a ^ b for a, b in zip(v[:8], v[8:])]


def node(data, counter, flags):
    """Chaining value of a subtree; flags holds ROOT at the top."""
    if len(data) <= 1024:
        cv = IV
        blocks = [data[i:i + 64] for i in range(0, len(data), 64)] or [b""]
        for i, block in enumerate(blocks):
            f = (CHUNK_START if i == 0 else 0) | (CHUNK_END | flags if i == len(blocks) - 1 else 0)
            cv = compress(cv, struct.unpack("<16I", block.ljust(64, b"\0")), counter, len(block), f)
        return cv
    left = 1 << ((len(data) - 1) // 1024).bit_length() - 1
    both = node(data[:left * 1024], counter, 0) + node(data[left * 1024:], counter + left, 0)
    return compress(IV, both, 0, 64, PARENT | flags)


def blake3(data):
    return struct.pack("<8I", *node(data, 0, ROOT)).hex()


assert blake3(b"") == "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"

# --- functions: fixed-point values whose error is below ERROR ------------------------------------


def fixed(x):
    return x.numerator * ONE // x.denominator


def exp_minus(x):
    """e^-x by its alternating series, 0 <= x <= 130: terms reach 2^188."""
    t, total, n, v = ONE, ONE, 0, fixed(x)
    while t:
        n += 1
        t = t * v // n >> P
        total += t if n % 2 == 0 else -t
    return total


def arctangent(n):
    total, power, k = 0, ONE // n, 0
    while power:
        total += power // (2 * k + 1) if k % 2 == 0 else -(power // (2 * k + 1))
        power //= n * n
        k += 1
    return total


PI = 48 * arctangent(18) + 32 * arctangent(57) - 20 * arctangent(239)


def normal_tail(x):
    """(1 - erf(x / sqrt 2)) / 2; erf by its alternating series, 0 <= x <= 20: terms reach 2^290."""
    v = fixed(x)
    square = v * v >> P + 1
    t, total, k = v, v, 0
    while t:
        k += 1
        t = t * square // k >> P
        total += t // (2 * k + 1) if k % 2 == 0 else -(t // (2 * k + 1))
    return ONE // 2 - total * ONE // isqrt(2 * PI * ONE)


def circular(v, start):
    """Sine (start 1) or cosine (start 0) of the fixed-point v below 100 by the whole series."""
    t, total, n = ONE if start == 0 else v, 0, start
    while t:
        total += t if (n - start) % 4 == 0 else -t
        t = t * v // (n + 1) >> P
        t = t * v // (n + 2) >> P
        n += 2
    return total


def odd(f):
    return lambda x: f(x) if x >= 0 else -f(-x)


def gelu(x):
    tail = normal_tail(abs(x)) if abs(x) < 20 else 0  # not used beyond: see `entry`
    return (fixed(x) - (fixed(x) * tail >> P)) if x > 0 else (fixed(x) * tail >> P)


def sigmoid(x):
    e = exp_minus(min(abs(x), 130))
    return ONE * ONE // (ONE + e) if x >= 0 else e * ONE // (ONE + e)


def silu(x):
    return fixed(x) * sigmoid(x) >> P


def tanh(x):
    e = exp_minus(min(2 * abs(x), 130))
    return (ONE - e) * ONE // (ONE + e)


def logarithm_of_2():
    """sum 1 / (k 2^k)."""
    return sum((ONE >> k) // k for k in range(1, P))


LN2 = logarithm_of_2()


def exp2(x):
    return exp_minus(Fraction(-x * LN2 / ONE)) if x > -180 else 0


EXACT = {
    "gelu": lambda x: 0 if x == 0 else None,
    "silu": lambda x: 0 if x == 0 else None,
    "tanh": lambda x: 0 if x == 0 else None,
    "sine": lambda x: 0 if x == 0 else None,
    "cosine": lambda x: 1 if x == 0 else None,
    "sigmoid": lambda x: Fraction(1, 2) if x == 0 else None,
    "exp2": lambda x: Fraction(1, 2 ** int(-x)) if x.denominator == 1 else None,
}
FUNCTION = {
    "gelu": gelu, "silu": silu, "sigmoid": sigmoid, "exp2": exp2, "tanh": odd(tanh),
    "sine": odd(lambda x: circular(fixed(x), 1)), "cosine": lambda x: circular(fixed(abs(x)), 0),
}


def clamp(v, element):
    low, high = {"int8": (-127, 127), "uint8": (0, 255), "int16": (-2**15, 2**15 - 1), "uint16": (0, 2**16 - 1),
                 "int32": (-2**31, 2**31 - 1)}[element]
    return min(max(v, low), high)


def half_up(x):
    return (2 * x.numerator + x.denominator) // (2 * x.denominator)


def nearest(value, error, unit):
    """The integer that every real of value +- error rounds to in this unit."""
    low, high = [half_up(Fraction(value + e, ONE) / unit) for e in (-error, error)]
    assert low == high, "too near a boundary"
    return low


def entry(name, x, unit):
    if name == "reciprocalSquareRoot":
        # n - 1/2 <= 1 / (unit sqrt x), that is (2n - 1)^2 unit^2 x <= 4, for the largest n.
        c = unit * unit * x
        bound = Fraction(4) / c
        root = isqrt(bound.numerator // bound.denominator)
        return (root + 1) // 2
    exact = EXACT[name](x)
    if exact is not None:
        return half_up(Fraction(exact) / unit)
    value = FUNCTION[name](x)
    far = {"gelu": 20, "silu": 130, "sigmoid": 130, "tanh": 65, "exp2": 180}.get(name)
    if far is not None and abs(x) >= far:
        # Within 2^-160 of the limit, never on it; entries there do not depend on how near.
        limit = {"gelu": max(x, 0), "silu": max(x, 0), "sigmoid": int(x > 0), "tanh": 1 if x > 0 else -1, "exp2": 0}[name]
        side = -1 if x > 0 or name in ("gelu", "silu") else 1
        far_off, near = [half_up((limit + side * Fraction(1, 2**k)) / unit) for k in (160, 4000)]
        assert far_off == near, "too near a boundary"
        return near
    return nearest(value, ERROR, unit)


def case(name, numerator, shift, out_numerator, out_shift, low, high, element):
    unit = Fraction(out_numerator, 2**out_shift)
    values = [clamp(entry(name, Fraction(q * numerator, 2**shift), unit), element) for q in range(low, high + 1)]
    return finish({"function": name, "input": [numerator, shift], "output": [out_numerator, out_shift],
                   "range": [low, high], "element": element}, values, element)


def finish(out, values, element):
    size = {"int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "int32": 4}[element]
    data = b"".join((v % 2 ** (8 * size)).to_bytes(size, "little") for v in values)
    out["root"] = blake3(data)
    if len(values) <= 300:
        out["values"] = values
    return out


def rotary(positions, width, base, out_numerator, out_shift, element):
    unit = Fraction(out_numerator, 2**out_shift)
    found = []
    for start in (1, 0):
        values = []
        for p in range(positions):
            for i in range(width // 2):
                if p == 0:
                    values.append(clamp(half_up((1 - start) / unit), element))
                    continue
                # theta^width = base^(-2i), so theta is a root: floor of (ONE^width / base^2i)^(1/width).
                theta = frequency(base, 2 * i, width)
                values.append(clamp(nearest(circular(p * theta, start), ERROR, unit), element))
        found.append(finish({"function": ["cosine", "sine"][start], "output": [out_numerator, out_shift],
                             "rotary": [positions, width, base], "element": element}, values, element))
    return found


FREQUENCIES = {}


def frequency(base, up, down):
    """floor(2^P base^(-up/down)) by bisection on integers."""
    key = Fraction(up, down), base
    if key not in FREQUENCIES:
        a, b = key[0].numerator, key[0].denominator
        goal = (ONE**b) // base**a if b else ONE
        low, high = 0, ONE + 1
        while high - low > 1:
            middle = (low + high) // 2
            if middle**b <= goal:
                low = middle
            else:
                high = middle
        FREQUENCIES[key] = low
    return FREQUENCIES[key]


cases = []
for name in ["gelu", "silu", "tanh", "sigmoid", "sine", "cosine"]:
    cases += [
        case(name, 1, 4, 1, 4, -128, 127, "int8"),
        case(name, 3, 7, 5, 9, -128, 127, "int8"),
        case(name, 40_503, 20, 1, 15, -128, 127, "int16"),
        case(name, 2_654_435_769, 38, 4_000_000_007, 40, -100, 150, "int32"),
    ]
for name in ["gelu", "silu", "tanh", "sigmoid"]:
    # Far from zero, where entries lie just below a half: units of 2 and of 3.
    cases += [case(name, 1, 0, 2, 0, -200, 64, "int16"), case(name, 5, 1, 3, 0, -64, 200, "uint8")]
for numerator, shift, out_numerator, out_shift, element in [
        (1, 4, 1, 15, "uint16"), (1, 8, 1, 16, "uint16"), (369_329, 25, 1, 7, "int8"), (1, 0, 1, 40, "int32"),
        (7, 3, 3, 3, "uint8")]:
    cases.append(case("exp2", numerator, shift, out_numerator, out_shift, -255, 0, element))
for numerator, shift, out_numerator, out_shift, element in [
        (1, 0, 1, 0, "int8"), (1, 0, 1, 8, "int16"), (1, 2, 1, 15, "uint16"), (9, 4, 2, 4, "uint8"),
        (123_457, 20, 99, 20, "int32")]:
    cases.append(case("reciprocalSquareRoot", numerator, shift, out_numerator, out_shift, 1, 256, element))
cases += [
    case("silu", 1, 11, 1, 11, -2048, 2047, "int16"),
    case("gelu", 1, 11, 1, 11, -2048, 2047, "int16"),
    case("reciprocalSquareRoot", 1, 4, 1, 14, 1, 65_536, "uint16"),
]
cases += rotary(40, 8, 10_000, 1, 7, "int8") + rotary(20, 12, 10_000, 1, 14, "int16") + rotary(5, 6, 500_000, 3, 16, "int16")

print("[")
print(",\n".join(json.dumps(c, separators=(",", ":")) for c in cases))
print("]")
