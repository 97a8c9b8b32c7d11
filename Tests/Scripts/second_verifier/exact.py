"""The formulas of the security report as numbers, by exact integers and fractions; square roots and logarithms to far
more bits than the report has."""

from fractions import Fraction
from math import isqrt

from transcript_vectors import PRIME

FIELD = PRIME**3
ROOT_OF_TWO = Fraction(isqrt(2 << 400), 1 << 200)
PRECISION = 64


def log2_integer(n):
    """2^64 log2(n), rounded down, up to a few units: squaring a mantissa of 256 bits shifts the next bit out."""
    result, bits = n.bit_length() - 1, 256
    mantissa = n << (bits - n.bit_length()) if n.bit_length() <= bits else n >> (n.bit_length() - bits)
    for _ in range(PRECISION):
        mantissa = mantissa * mantissa
        top = mantissa.bit_length() == 2 * bits
        mantissa >>= bits if top else bits - 1
        result = 2 * result + top
    return result


def bits(error):
    """-log2 of an error, to about 2^-62 bit."""
    return Fraction(log2_integer(error.denominator) - log2_integer(error.numerator), 2**PRECISION)


def half_power(exponent):
    """2^(exponent / 2)."""
    return Fraction(2) ** (exponent // 2) * (ROOT_OF_TWO if exponent % 2 else 1)


class Code:
    """2^size coefficients at rate 2^-rate, argued about up to the distance that `m` stands for; None is half the
    code's own."""

    def __init__(self, m, rate):
        self.m, self.rate = m, rate
        self.list = 1 if m is None else m * 2**rate

    def exceptions(self, size):
        if self.m is None:
            return Fraction(2 ** (size + self.rate))
        # 4 ((m + 1/2) / sqrt(rho))^7 / 3 (rho n)^2, rho n the number of coefficients.
        return Fraction(2 * self.m + 1, 2) ** 7 * half_power(7 * self.rate) * Fraction(4, 3) * 4**size

    def fold(self, size):
        return (self.exceptions(size) + 3 * self.list) / FIELD

    def queries(self, count):
        if self.m is None:
            return ((1 + Fraction(1, 2**self.rate)) / 2) ** count
        return (half_power(-self.rate) * (1 + Fraction(1, 2 * self.m))) ** count


def commitment_errors(parameters):
    """name: error without grinding, as the documentation of WHIRTerm has it."""
    oracles, rounds, johnson = parameters.oracles, parameters.rounds, parameters.profile.johnson
    codes = [Code(parameters.oracle_bounds(i).m, oracle["rate"]) for i, oracle in enumerate(oracles)]
    errors = {}
    for i, (oracle, code) in enumerate(zip(oracles, codes)):
        for variable in range(oracle["fold"]):
            errors[f"oracle {i}: fold {variable}"] = code.fold(oracle["variables"] - variable - 1)
        errors[f"oracle {i}: queries"] = code.queries(oracle["queries"])
    size, claims = parameters.common, len(oracles) + sum(oracle["queries"] for oracle in oracles)
    for i, message in enumerate(rounds):
        code = Code(parameters.round_bounds(i).m, message["rate"])
        if johnson:
            samples = Fraction(2**size, FIELD) ** message["samples"]
            errors[f"round {i}: out-of-domain samples"] = Fraction(code.list**2, 2) * samples
        claims += message["samples"] * (len(oracles) if i == 0 else 1)
        errors[f"round {i}: combination"] = Fraction(code.list * (claims - 1), FIELD)
        if i == 0:
            for variable in range((len(oracles) - 1).bit_length()):
                errors[f"round 0: stacking {variable}"] = code.fold(size)
        for variable in range(message["fold"]):
            errors[f"round {i}: fold {variable}"] = code.fold(size - variable - 1)
        errors[f"round {i}: queries"] = code.queries(message["queries"])
        size, claims = size - message["fold"], 1 + message["queries"]
    return errors


def statement_errors(numerators, parameters):
    """name: error, with the candidates that the oracles' roots leave open."""
    candidates = 1
    for i, oracle in enumerate(parameters.oracles):
        candidates *= Code(parameters.oracle_bounds(i).m, oracle["rate"]).list
    return {name: Fraction(numerator * candidates, FIELD) for name, numerator in numerators if numerator > 0}
