"""The WHIR parameters of two oracles under a profile: the one deterministic choice."""

import struct

from .errors import check
from .logarithms import UNIT, log_floor, sum_units
from .security import Bounds, commitment_terms

MAXIMUM_QUERIES, LARGE_LOG2, CLEAR_LOG2 = 4096, 20, 8


class Shape:
    def __init__(self, variables, rate, columns=1, folds=range(9)):
        self.variables, self.rate, self.columns, self.folds = variables, rate, columns, folds


def witness_shape(variables):
    return Shape(variables, 3)


def model_shape(variables):
    return Shape(variables, 2 if variables <= 20 else 1)


class Parameters:
    def __init__(self, profile, oracles, rounds):
        self.profile, self.oracles, self.rounds = profile, oracles, rounds
        self.common = oracles[0]["variables"] - oracles[0]["fold"]
        self.stacking = (len(oracles) - 1).bit_length()

    def size(self, number):
        """Variables of the polynomial that a round commits to."""
        return self.common - sum(message["fold"] for message in self.rounds[:number])

    def oracle_bounds(self, number):
        oracle = self.oracles[number]
        return Bounds(self.profile, oracle["variables"], oracle["rate"], oracle["columns"])

    def round_bounds(self, number):
        columns = len(self.oracles) if number == 0 else 1
        return Bounds(self.profile, self.size(number), self.rounds[number]["rate"], columns)

    def error_sum(self):
        return sum_units([term.total for term in commitment_terms(self)])

    def candidates_log2(self):
        """log2 of the codewords that the oracles' roots leave open, in whole bits, rounded up."""
        units = sum(self.oracle_bounds(number).list_size() for number in range(len(self.oracles)))
        return -(-units // UNIT)

    def data(self):
        data = struct.pack("<HI", self.profile.number, len(self.oracles))
        for o in self.oracles:
            data += struct.pack(
                "<IBBBBI", o["columns"], o["variables"], o["rate"], o["fold"], o["grinding"], o["queries"])
        data += struct.pack("<I", len(self.rounds))
        for r in self.rounds:
            data += struct.pack("<BBBBI", r["rate"], r["fold"], r["samples"], r["grinding"], r["queries"])
        return data


def least_queries(bounds, units):
    each = max(1, bounds.query())
    return min(MAXIMUM_QUERIES, max(1, -(-max(0, units) // each)))


class Search:
    """The smallest estimated proof over first folds, later folds and rates."""

    def __init__(self, shapes, profile):
        self.shapes, self.profile = shapes, profile
        large = sum(s.columns << s.variables for s in shapes) >= 2**LARGE_LOG2
        self.grinding = profile.large_grinding if large else profile.grinding
        committed = sum(s.columns << (s.variables + s.rate) for s in shapes)
        self.limit = max(committed if large else 2 * committed, 64)
        self.known, self.counts = {}, {}

    def best(self):
        least = max(max(0, s.variables - s.folds[-1]) for s in self.shapes)
        most = min(s.variables - s.folds[0] for s in self.shapes)
        check(least <= most, "the oracles have no common size")
        best = None
        for common in range(least, most + 1):
            cost = sum(
                self.opening(s.variables, s.rate, s.variables - common, s.columns, 8) + 48 * (s.variables - common)
                for s in self.shapes)
            columns, domain = len(self.shapes), 0
            while domain < 32 and 3 * (columns << (domain + 1)) <= self.limit:
                domain += 1
            tail, rounds = self.cheapest(common, columns, domain, 1)
            if best is None or cost + tail < best[0]:
                best = (cost + tail, common, rounds)
        return best[1:]

    def opening(self, variables, rate, fold, columns, size):
        """Estimated bytes of one opening: rows, and for each query the levels below those that all fill."""
        key = (variables, rate, columns)
        if key not in self.counts:
            bounds = Bounds(self.profile, variables, rate, columns)
            self.counts[key] = least_queries(bounds, (self.profile.floor + 2 - self.grinding) * UNIT)
        queries = self.counts[key]
        filled = log_floor(queries) // (UNIT // 16)
        siblings = queries * max(0, 16 * (variables + rate - fold) - filled) // 16
        return queries * (columns * size << fold) + siblings * 32 + 16

    def cheapest(self, variables, columns, domain, least_rate):
        """(bytes, [(rate, fold)]) of a commitment and what follows."""
        best = None
        for rate in range(least_rate, 13):
            if variables + rate > domain and rate != least_rate:
                continue
            for fold in [0] if variables == 0 else range(1, min(variables, 5) + 1):
                left = variables - fold
                cost = 32 + columns * 24 + 48 * fold + self.opening(variables, rate, fold, columns, 24)
                if left <= CLEAR_LOG2 and (best is None or cost + (24 << left) < best[0]):
                    best = (cost + (24 << left), [(rate, fold)])
                if left > 0:
                    tail, rounds = self.tail(left, variables + rate, rate)
                    if best is None or cost + tail < best[0]:
                        best = (cost + tail, [(rate, fold)] + rounds)
        return best

    def tail(self, variables, domain, rate):
        key = (variables, domain, rate)
        if key not in self.known:
            self.known[key] = self.cheapest(variables, 1, domain - 1, rate)
        return self.known[key]


def derive(shapes, profile):
    search = Search(shapes, profile)
    common, plan = search.best()

    def make(units):
        def tree(variables, rate, fold, columns):
            bounds = Bounds(profile, variables, rate, columns)
            return {
                "rate": rate, "fold": fold, "grinding": search.grinding,
                "queries": least_queries(bounds, units - search.grinding * UNIT)}

        oracles = [
            dict(tree(s.variables, s.rate, s.variables - common, s.columns), columns=s.columns, variables=s.variables)
            for s in shapes]
        rounds, size = [], common
        for number, (rate, fold) in enumerate(plan):
            columns = len(shapes) if number == 0 else 1
            rounds.append(dict(tree(size, rate, fold, columns), samples=1 if profile.johnson else 0))
            size -= fold
        return Parameters(profile, oracles, rounds)

    floor = profile.floor * UNIT
    units, current = floor, make(floor)
    for _ in range(64):
        if current.error_sum() < floor:
            units += UNIT // 8
            current = make(units)
    for tree in current.oracles + current.rounds:
        while tree["queries"] > 1:
            tree["queries"] -= 1
            if current.error_sum() < floor:
                tree["queries"] += 1
                break
    check(current.error_sum() >= floor, "below the floor")
    return current
