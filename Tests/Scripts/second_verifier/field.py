"""The cubic extension F_p[X]/(X^3 - 2), p = 2^64 - 2^32 + 1; elements are triples of integers below p."""

from transcript_vectors import PRIME

ZERO, ONE = (0, 0, 0), (1, 0, 0)
HALF = (PRIME + 1) // 2


def base(x):
    return (x % PRIME, 0, 0)


def add(a, b):
    return ((a[0] + b[0]) % PRIME, (a[1] + b[1]) % PRIME, (a[2] + b[2]) % PRIME)


def sub(a, b):
    return ((a[0] - b[0]) % PRIME, (a[1] - b[1]) % PRIME, (a[2] - b[2]) % PRIME)


def mul(a, b):
    a0, a1, a2 = a
    b0, b1, b2 = b
    return (
        (a0 * b0 + 2 * (a1 * b2 + a2 * b1)) % PRIME,
        (a0 * b1 + a1 * b0 + 2 * a2 * b2) % PRIME,
        (a0 * b2 + a1 * b1 + a2 * b0) % PRIME,
    )


def scale(a, x):
    """a times a number of the base field."""
    return (a[0] * x % PRIME, a[1] * x % PRIME, a[2] * x % PRIME)


def total(elements):
    result = ZERO
    for element in elements:
        result = add(result, element)
    return result


def product(elements):
    result = ONE
    for element in elements:
        result = mul(result, element)
    return result


def power(a, n):
    result = ONE
    while n:
        if n & 1:
            result = mul(result, a)
        a, n = mul(a, a), n >> 1
    return result


def powers(a, count):
    result = [ONE]
    for _ in range(count - 1):
        result.append(mul(result[-1], a))
    return result


def root_of_unity(bits):
    return pow(7, (PRIME - 1) >> bits, PRIME)


def bits_of(index, count):
    """The lowest `count` bits of an index, the top one first."""
    return [index >> (count - 1 - j) & 1 for j in range(count)]


def corner(point, bits):
    """eq of a point and a corner of the hypercube."""
    return product(x if bit else sub(ONE, x) for x, bit in zip(point, bits))


def eq(a, b):
    assert len(a) == len(b)
    return product(add(mul(sub(ONE, x), sub(ONE, y)), mul(x, y)) for x, y in zip(a, b))


def multilinear(values, point):
    """The value at a point, variable 0 at the top bit of the index."""
    for x in point:
        half = len(values) // 2
        values = [add(low, mul(x, sub(high, low))) for low, high in zip(values[:half], values[half:])]
    return values[0]


def lagrange(values, x):
    """The value at x of the polynomial with values[i] at i."""
    result = ZERO
    for i, value in enumerate(values):
        top, bottom = ONE, 1
        for j in range(len(values)):
            if j != i:
                top, bottom = mul(top, sub(x, base(j))), bottom * (i - j) % PRIME
        result = add(result, mul(value, scale(top, pow(bottom, -1, PRIME))))
    return result
