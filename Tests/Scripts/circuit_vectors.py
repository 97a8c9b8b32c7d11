"""Writes Tests/Vectors/circuit/operators.json: what every operator gives, from plain Python integers.

Each definition below is written from the operator's documentation, not from its Swift code, on exact
integers that are reduced only where the documentation says that values wrap. Records are encoded here
too, so the vectors also pin the canonical bytes of every attribute.

    python3 Tests/Scripts/circuit_vectors.py > Tests/Vectors/circuit/operators.json
"""

import itertools
import json
import math

TYPES = {"int8": 1, "uint8": 2, "int16": 3, "uint16": 4, "int32": 5, "int64": 6}
BITS = {"int8": 8, "uint8": 8, "int16": 16, "uint16": 16, "int32": 32, "int64": 64}


def bounds(t):
    return (0, 2 ** BITS[t] - 1) if t[0] == "u" else (-(2 ** (BITS[t] - 1)), 2 ** (BITS[t] - 1) - 1)


def wrap(v, t):
    lo, _ = bounds(t)
    return (v - lo) % 2 ** BITS[t] + lo


def w64(v):
    return wrap(v, "int64")


# --- canonical records -------------------------------------------------------------------------


def le(v, size):
    return (v % 2 ** (8 * size)).to_bytes(size, "little")


def ty(t):
    element, shape = t
    return bytes([TYPES[element], len(shape)]) + b"".join(le(d, 4) for d in shape)


def record(name, tag, attributes, operands, results, table=None):
    out = le(len(name), 4) + name.encode() + b"\0" + le(tag, 2) + attributes + bytes([len(operands)])
    for slot, operand in enumerate(operands):
        out += (bytes([3]) + bytes(32) if slot == table else bytes([1]) + le(slot, 4)) + ty(operand)
    return out + bytes([len(results)]) + b"".join(ty(r) for r in results)


# --- bit patterns ------------------------------------------------------------------------------

state = 20_260_101


def word():
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return state >> 16


def edge(t):
    """Edges often, otherwise any bit pattern."""
    lo, hi = bounds(t)
    choice = word() % 12
    if choice < 6:
        return [lo, hi, 0, max(lo, -1), 1, lo + 1][choice]
    magnitude = 1 + word() % BITS[t]
    v = word() * 2**24 + word()
    return wrap(v, t) if choice < 9 else wrap(v % 2**magnitude * (-1) ** (word() % 2), t)


def fill(t):
    return [edge(t[0]) for _ in range(math.prod(t[1]))]


# --- tensors as dictionaries from coordinates ---------------------------------------------------


def coordinates(shape):
    return list(itertools.product(*[range(d) for d in shape]))


def grid(t, values):
    return dict(zip(coordinates(t[1]), values))


def outer(shape):
    return list(shape[:-1]) or [1]


def row_of(at, shape):
    return at[:-1] if len(shape) > 1 else (0,)


cases = []


def case(name, tag, attributes, operands, values, results, outputs, table=None):
    """outputs: for each result a function from coordinates to the exact, unwrapped value."""
    cases.append({
        "name": name,
        "record": record(name, tag, attributes, operands, results, table).hex(),
        "operands": values,
        "results": [
            [wrap(w64(f(at)), element) for at in coordinates(shape)]
            for (element, shape), f in zip(results, outputs)
        ],
    })


def clamp(v, lo, hi):
    return lo if v < lo else hi if v > hi else v


# --- the operators ------------------------------------------------------------------------------


def matrix_product(a, b, bias, accumulator, start=0, count=0):
    operands = [a, b] + ([(accumulator, [b[1][-2]])] if bias else [])
    values = [fill(t) for t in operands]
    x, y = grid(a, values[0]), grid(b, values[1])
    part = range(start, start + count) if count else range(a[1][-1])

    def f(at):
        m, n = at[:-1], at[-1]
        batch = m[:1] if len(a[1]) == 3 else ()
        return sum(x[m + (k,)] * y[batch + (n, k)] for k in part) + (values[2][n] if bias else 0)

    case("matrixProduct", 1, bytes([TYPES[accumulator]]) + le(start, 4) + le(count, 4), operands, values,
         [(accumulator, a[1][:-1] + [b[1][-2]])], [f])


def convolution(x, w, bias, accumulator, sy, sx):
    operands = [x, w] + ([(accumulator, [w[1][0]])] if bias else [])
    values = [fill(t) for t in operands]
    image, filters = grid(x, values[0]), grid(w, values[1])
    (H, W, C), (O, KH, KW, _) = x[1], w[1]

    def f(at):
        i, j, o = at
        total = sum(
            image[i * sy + dy, j * sx + dx, c] * filters[o, dy, dx, c]
            for dy in range(KH) for dx in range(KW) for c in range(C))
        return total + (values[2][o] if bias else 0)

    shape = [(H - KH) // sy + 1, (W - KW) // sx + 1, O]
    case("convolution", 2, le(sy, 2) + le(sx, 2) + bytes([TYPES[accumulator]]), operands, values,
         [(accumulator, shape)], [f])


def requantise(x, to, multiplier, shift, lo, hi, kind=None):
    if kind is None:
        operands, attribute = [x], bytes([0]) + le(multiplier, 2)
    else:
        operands, attribute = [x, kind], bytes([1 if multiplier == "channel" else 2])
    values = [fill(t) for t in operands]
    # Halves, and their neighbours, on both sides of zero.
    if kind is None and multiplier % 2 and shift < 30:
        inverse = pow(multiplier, -1, 2**shift)
        low, high = bounds(x[0])
        for place, offset in enumerate([-1, 0, 1]):
            v = (2 ** (shift - 1) + offset) * inverse % 2**shift
            for slot, candidate in ((place, v), (place + 3, v - 2**shift)):
                if slot < len(values[0]) and low <= candidate <= high:
                    values[0][slot] = candidate
    v = grid(x, values[0])

    def f(at):
        m = multiplier
        if m == "channel":
            m = values[1][at[-1]]
        elif m == "row":
            m = grid(operands[1], values[1])[row_of(at, x[1])]
        return clamp(w64(v[at] * m + 2 ** (shift - 1)) // 2**shift, lo, hi)

    case("requantise", 3, bytes([TYPES[to]]) + attribute + bytes([shift]) + le(lo, 8) + le(hi, 8), operands, values,
         [(to, x[1])], [f])


def elementwise(function, broadcast, a, b, to):
    values = [fill(a), fill(b)]
    x, y = grid(a, values[0]), grid(b, values[1])

    def f(at):
        other = y[{0: at, 1: at[len(at) - len(b[1]):], 2: row_of(at, a[1])}[broadcast]]
        return {1: x[at] + other, 2: x[at] - other, 3: x[at] * other}[function]

    case("elementwise", 4, bytes([function, broadcast, TYPES[to]]), [a, b], values, [(to, a[1])], [f])


def clamp_to(x, to, lo, hi):
    v = fill(x)
    case("clamp", 5, bytes([TYPES[to]]) + le(lo, 8) + le(hi, 8), [x], [v], [(to, x[1])],
         [lambda at: clamp(grid(x, v)[at], lo, hi)])


def lookup(x, table, first, indexes=None):
    values = [fill(x), fill(table)]
    for place, index in enumerate(indexes or []):
        values[0][place] = index
    v = grid(x, values[0])

    def f(at):
        i = v[at] - first
        return values[1][i] if 0 <= i < table[1][0] else 0

    case("lookup", 6, le(first, 8), [x, table], values, [(table[0], x[1])], [f], table=1)


def reduction(function, x, accumulator="int64", values=None):
    values = values or fill(x)
    v = grid(x, values)
    K = x[1][-1]

    def row(at):
        prefix = at if len(x[1]) > 1 else ()
        return [v[prefix + (k,)] for k in range(K)]

    shape = outer(x[1])
    if function == 1:
        results, f = [(accumulator, shape)], [lambda at: sum(row(at))]
    elif function == 2:
        results = [(x[0], shape), ("int32", shape)]
        f = [lambda at: max(row(at)), lambda at: row(at).index(max(row(at)))]
    else:
        sizes = lambda at: [abs(e) for e in row(at)]
        results = [("int64", shape), ("int32", shape)]
        f = [lambda at: max(1, max(sizes(at))), lambda at: sizes(at).index(max(sizes(at)))]
    case("reduction", 7, bytes([function, TYPES[accumulator]]), [x], [values], results, f)


def pooling(function, x, wy, wx, sy, sx):
    values = fill(x)
    v = grid(x, values)
    shape = [(x[1][0] - wy) // sy + 1, (x[1][1] - wx) // sx + 1, x[1][2]]
    to = x[0] if function == 1 else "int64" if BITS[x[0]] >= 32 else "int32"

    def f(at):
        i, j, c = at
        window = [v[i * sy + dy, j * sx + dx, c] for dy in range(wy) for dx in range(wx)]
        return max(window) if function == 1 else sum(window)

    case("pooling", 8, bytes([function]) + le(wy, 2) + le(wx, 2) + le(sy, 2) + le(sx, 2), [x], [values],
         [(to, shape)], [f])


def division(x, y, factor, nearest, per_row, to, lo, hi, values=None):
    values = values or [fill(x), fill(y)]
    v, d = grid(x, values[0]), grid(y, values[1])

    def f(at):
        divisor = d[row_of(at, x[1]) if per_row else at]
        if divisor <= 0:
            return clamp(0, lo, hi)
        n = factor * v[at]
        return clamp((2 * n + divisor) // (2 * divisor) if nearest else n // divisor, lo, hi)

    case("division", 9, le(factor, 4) + bytes([nearest, per_row, TYPES[to]]) + le(lo, 8) + le(hi, 8), [x, y],
         values, [(to, x[1])], [f])


def square_root(x, values=None):
    values = values or fill(x)
    case("squareRoot", 10, b"", [x], [values], [("int64", x[1])],
         [lambda at: math.isqrt(max(0, grid(x, values)[at]))])


def gather(data, index, indexes):
    values = [fill(data), fill(index)]
    values[1][: len(indexes)] = indexes
    d, i = grid(data, values[0]), grid(index, values[1])

    def f(at):
        row = i[at[: len(index[1])]]
        return d[(row,) + at[len(index[1]):]] if 0 <= row < data[1][0] else 0

    case("gather", 11, b"", [data, index], values, [(data[0], index[1] + data[1][1:])], [f])


def padding(x, before, after, value):
    values = fill(x)
    v = grid(x, values)
    shape = [b + d + a for b, d, a in zip(before, x[1], after)]
    case("padding", 12, bytes([len(before)]) + b"".join(le(n, 2) for n in before + after) + le(value, 8), [x],
         [values], [(x[0], shape)], [lambda at: v.get(tuple(p - b for p, b in zip(at, before)), value)])


def slicing(x, axis, start, count, step):
    values = fill(x)
    v = grid(x, values)
    shape = x[1][:axis] + [count] + x[1][axis + 1:]
    case("slicing", 13, bytes([axis]) + le(start, 4) + le(count, 4) + le(step, 4), [x], [values], [(x[0], shape)],
         [lambda at: v[at[:axis] + (start + step * at[axis],) + at[axis + 1:]]])


def concatenation(operands, axis):
    values = [fill(t) for t in operands]
    whole, offset = {}, 0
    for t, content in zip(operands, values):
        for at, v in grid(t, content).items():
            whole[at[:axis] + (at[axis] + offset,) + at[axis + 1:]] = v
        offset += t[1][axis]
    shape = operands[0][1][:axis] + [offset] + operands[0][1][axis + 1:]
    case("concatenation", 14, bytes([axis]), operands, values, [(operands[0][0], shape)], [lambda at: whole[at]])


def permutation(x, axes):
    values = fill(x)
    v = grid(x, values)

    def f(at):
        source = [0] * len(axes)
        for place, axis in enumerate(axes):
            source[axis] = at[place]
        return v[tuple(source)]

    case("permutation", 15, bytes([len(axes)]) + bytes(axes), [x], [values],
         [(x[0], [x[1][a] for a in axes])], [f])


# --- what is covered ----------------------------------------------------------------------------

FACTORS = ["int8", "uint8", "int16"]
for p, q in itertools.product(FACTORS, FACTORS):
    matrix_product((p, [2, 9]), (q, [3, 9]), p == q, "int32")
    convolution((p, [4, 5, 2]), (q, [3, 2, 3, 2]), p != q, "int32", 1, 2)
for accumulator in ["int32", "int64"]:
    matrix_product(("int16", [2, 3, 40]), ("int16", [2, 4, 40]), True, accumulator)
    matrix_product(("int8", [2, 9]), ("int8", [3, 9]), False, accumulator, 2, 5)
    matrix_product(("int8", [1, 9]), ("int16", [1, 9]), True, accumulator, 0, 8)
    convolution(("int16", [5, 4, 3]), ("int16", [2, 3, 3, 3]), True, accumulator, 2, 1)
    convolution(("int8", [3, 3, 1]), ("int8", [1, 3, 3, 1]), False, accumulator, 7, 9)
for t in TYPES:
    lo, hi = bounds(t)
    for shift in [1, 2, 7, 15, 31, 47, 61, 62]:
        requantise((t, [2, 8]), "int64", 65_535 if shift % 2 else 1, shift, *bounds("int64"))
    requantise((t, [2, 8]), "int8", 40_503, 16, -127, 127)
    requantise((t, [2, 8]), "uint8", 3, 2, 0, 255)
    requantise((t, [2, 8]), "int32", 1, 1, *bounds("int32"))
    requantise((t, [2, 3, 4]), "int16", "channel", 9, -32_768, 32_767, ("uint16", [4]))
    for m in ["uint16", "int32", "int64"]:
        requantise((t, [2, 3, 4]), "int32", "row", 20, -2**31, 2**31 - 1, (m, [2, 3]))
    requantise((t, [6]), "uint16", "row", 5, 3, 60_000, ("int64", [1]))
    for function in [1, 2, 3]:
        elementwise(function, 0, (t, [2, 7]), ("int8", [2, 7]), "int64")
        elementwise(function, 1, (t, [2, 3, 4]), ("int64", [3, 4]), "int64")
        elementwise(function, 2, (t, [2, 3, 4]), ("int32", [2, 3]), "int32")
        elementwise(function, 2, (t, [5]), ("uint16", [1]), ["int8", "int16", "int32"][function - 1])
        pooling(function % 2 + 1, (t, [4, 5, 2]), 1 + function % 3, 2, function, 1)
        reduction(function, (t, [3, 6]) if (function, t) != (3, "int64") else ("int32", [3, 6]))
        reduction(function, (t, [7]) if (function, t) != (3, "int64") else ("int32", [7]))
    reduction(1, (t, [2, 2, 9]), "int32")
    clamp_to((t, [16]), "int8", -127, 127)
    clamp_to((t, [16]), "uint16", 5, 70)
    clamp_to((t, [16]), "int64", max(lo, -9), 2**40)
    if t != "int64":
        lookup((t, [12]), ("int16", [50]), max(lo, -20), [max(lo, -20), max(lo, -20) + 49, max(lo, -20) + 50])
        lookup((t, [4, 3]), ("int64", [3]), -2**31, [lo, 0])
        lookup((t, [4, 3]), ("uint8", [300]), 2**31 - 1, [hi])
        gather((t, [5, 2, 2]), (t, [3, 2]), [0, 4, min(hi, 5), lo])
        gather(("int64", [7]), (t, [6]), [6, 1, hi])
    for nearest, per_row in itertools.product([0, 1], [0, 1]):
        y = (t, [3] if per_row else [3, 5])
        division(("int64", [3, 5]), y, 2**32 - 1, nearest, per_row, "int64", *bounds("int64"))
        division((t, [3, 5]), ("int64", y[1]), 127, nearest, per_row, "int8", -127, 127)
        division((t, [3, 5]), y, 1, nearest, per_row, "uint16", 2, 900)
    square_root((t, [16]))
    padding((t, [2, 3]), [1, 0], [0, 2], lo)
    slicing((t, [4, 7]), 1, 1, 3, 2)
    concatenation([(t, [2, 3]), (t, [2, 1]), (t, [2, 4])], 1)
    permutation((t, [2, 3, 4]), [2, 0, 1])
# Halves of both signs in a division to nearest; divisors 0 and below.
division(("int16", [14]), ("int16", [14]), 1, 1, 0, "int32", -2**31, 2**31 - 1,
         [[-7, -5, -3, -1, 1, 3, 5, 7, -8, 8, 5, 5, -5, 0], [2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 0, -2, -32_768, 7]])
division(("int16", [1, 6]), ("int64", [1]), 127, 1, 1, "int8", -127, 127, [[-300, -150, -1, 0, 1, 300], [300]])
squares = [s * s + d for s in [1, 2, 46_340, 46_341, 3_037_000_499] for d in [-1, 0, 1]]
square_root(("int64", [17]), squares + [2**63 - 1, -2**63])
# Ties of maxima go to the lowest index; the widest magnitudes; a zero row divides by 1.
reduction(2, ("int32", [4, 5]), values=[3, 9, 9, 1, 9] + [-2**31] * 5 + [0] * 5 + [-1, -2, -1, -3, -1])
reduction(3, ("int32", [4, 5]), values=[3, -9, 9, 1, 9] + [-2**31] * 5 + [0] * 5 + [2**31 - 1, -2**31, 0, 0, 0])
reduction(3, ("int8", [2, 4]), values=[-128, 127, -128, 0] + [-127, 127, 0, 0])
padding(("int8", [2, 1, 2, 1, 2, 1]), [1, 0, 1, 0, 0, 2], [0, 1, 0, 0, 1, 0], 7)
slicing(("int32", [5]), 0, 4, 1, 2**32 - 1)
slicing(("int32", [3, 2, 4]), 0, 0, 2, 2)
concatenation([("int8", [3])], 0)
concatenation([("int8", [2, 2, 2])] * 64, 0)
concatenation([("int16", [1, 2, 2]), ("int16", [3, 2, 2])], 0)
permutation(("int8", [2, 1, 3, 1, 2, 2]), [5, 3, 1, 0, 4, 2])
permutation(("int64", [4]), [0])

print("[")
print(",\n".join(json.dumps(c, separators=(",", ":")) for c in cases))
print("]")
