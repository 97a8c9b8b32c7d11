"""The error of every round of a proof, in units of 2^-24 bit."""

from .logarithms import UNIT, log_ceiling, log_floor, sum_units

# 3 log2 p, rounded down: p > 2^64 (1 - 2^-32).
FIELD = 192 * UNIT - 1


class Profile:
    def __init__(self, number, name, m, floor, grinding, large_grinding):
        self.number, self.name, self.m, self.floor = number, name, m, floor
        self.grinding, self.large_grinding = grinding, large_grinding
        self.johnson = m is not None
        self.is_insecure = name.startswith("insecure_")


PROFILES = {
    profile.number: profile
    for profile in (
        Profile(1, "P100", 64, 100, 12, 20), Profile(2, "UD100", None, 100, 12, 20),
        Profile(0xFFFF, "insecure_test", 4, 10, 2, 2))
}


class Bounds:
    """What is known of the code of one tree: 2^size coefficients at rate 2^-rate."""

    def __init__(self, profile, size, rate, columns):
        self.rate, self.m = rate, profile.m
        if self.m is not None:
            allowed = FIELD - (profile.floor + 6) * UNIT - log_ceiling(max(1, columns - 1))
            while self.m > 4 and self.exceptions(size) > allowed:
                self.m //= 2

    def list_size(self):
        return 0 if self.m is None else log_ceiling(self.m) + self.rate * UNIT

    def exceptions(self, size):
        if self.m is None:
            return (size + self.rate) * UNIT
        numerator = log_ceiling(2 * self.m + 1) - UNIT
        return 7 * numerator - log_floor(3) + 7 * self.rate * UNIT // 2 + (2 * size + 2) * UNIT

    def query(self):
        """Bits of one query."""
        if self.m is None:
            k = min(self.rate, 40)
            return (k + 1) * UNIT - log_ceiling(2**k + 1)
        return self.rate * UNIT // 2 - (log_ceiling(2 * self.m + 1) - log_floor(2 * self.m))

    def fold(self, size):
        return [FIELD - self.exceptions(size), FIELD - log_ceiling(3) - self.list_size()]


class Term:
    def __init__(self, name, units, grinding=0):
        self.name, self.units, self.grinding = name, units, grinding
        self.total = units + grinding * UNIT


def commitment_terms(parameters):
    """Every round of the WHIR run, in its order."""
    profile, oracles, rounds = parameters.profile, parameters.oracles, parameters.rounds
    terms = []
    for number, oracle in enumerate(oracles):
        bounds = parameters.oracle_bounds(number)
        if oracle["columns"] > 1:
            claims = log_ceiling(oracle["columns"] - 1)
            parts = [FIELD - claims - bounds.exceptions(oracle["variables"]), FIELD - claims - bounds.list_size()]
            terms.append(Term(f"oracle {number}: columns", sum_units(parts)))
        for variable in range(oracle["fold"]):
            parts = bounds.fold(oracle["variables"] - variable - 1)
            terms.append(Term(f"oracle {number}: fold {variable}", sum_units(parts)))
    for number, message in enumerate(rounds):
        size, bounds = parameters.size(number), parameters.round_bounds(number)
        size_list = bounds.list_size()
        if profile.johnson:
            units = message["samples"] * (FIELD - size * UNIT) - 2 * size_list + UNIT
            terms.append(Term(f"round {number}: out-of-domain samples", sum_units([units])))
        columns = len(oracles) if number == 0 else 1
        claims = columns * (1 + message["samples"])
        if number == 0:
            opened = [(f"oracle {i}: queries", o, parameters.oracle_bounds(i)) for i, o in enumerate(oracles)]
        else:
            opened = [(f"round {number - 1}: queries", rounds[number - 1], parameters.round_bounds(number - 1))]
        for name, tree, own in opened:
            claims += tree["queries"]
            terms.append(Term(name, sum_units([tree["queries"] * own.query()]), tree["grinding"]))
        if claims > 1:
            units = FIELD - size_list - log_ceiling(claims - 1)
            terms.append(Term(f"round {number}: combination", sum_units([units])))
        if number == 0:
            for variable in range(parameters.stacking):
                terms.append(Term(f"round 0: stacking {variable}", sum_units(bounds.fold(size))))
        for variable in range(message["fold"]):
            terms.append(Term(f"round {number}: fold {variable}", sum_units(bounds.fold(size - variable - 1))))
    final = len(rounds) - 1
    units = rounds[final]["queries"] * parameters.round_bounds(final).query()
    terms.append(Term(f"round {final}: queries", sum_units([units]), rounds[final]["grinding"]))
    return terms


def statement_terms(numerators, candidates):
    """Challenges of the statement: candidates times numerator over p^3, floor(log2 p^3) = 191."""
    return [
        Term(name, max(0, 191 - (numerator - 1).bit_length() - candidates) * UNIT)
        for name, numerator in numerators if numerator > 0
    ]
