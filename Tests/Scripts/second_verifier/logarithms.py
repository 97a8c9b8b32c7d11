"""The integer logarithms that parameters are derived with: units of 2^-24 bit, direction of rounding known."""

from math import isqrt

BITS = 24
UNIT = 1 << BITS


def log_floor(x):
    """At most two units below the truth; 0 for 0. Bit by bit: squaring a 64-bit mantissa shifts the next bit out."""
    if x == 0:
        return 0
    x = min(x, 2**64 - 1)
    result = (x.bit_length() - 1) * UNIT
    mantissa = x << (64 - x.bit_length())
    for bit in reversed(range(BITS)):
        square = mantissa * mantissa
        if square >> 127:
            result += 1 << bit
            mantissa = square >> 64
        else:
            mantissa = square >> 63
    return result


def log_ceiling(x):
    return log_floor(x) if x & (x - 1) == 0 else log_floor(x) + 2


def roots():
    """2^32 2^(-1/2), 2^32 2^(-1/4), ...: each the square root of the one before, rounded up."""
    result, value = [], 2**31
    for _ in range(BITS):
        value = isqrt((value << 32) - 1) + 1
        result.append(value)
    return result


ROOTS = roots()


def inverse_power(units):
    """2^40 2^(-units / 2^24), rounded up."""
    whole, value = units >> BITS, 2**32
    if whole >= 41:
        return 1
    for index, root in enumerate(ROOTS):
        if units >> (BITS - 1 - index) & 1:
            value = (value * root + 2**32 - 1) >> 32
    return ((value << 8) >> whole) + 1


def sum_units(terms):
    """Units of the sum of errors, each given by its units."""
    if not terms:
        return UNIT << 20
    least = min(terms)
    scaled = sum(inverse_power(term - least) for term in terms)
    return least - (log_ceiling(scaled) - 40 * UNIT)
