"""The WHIR run: WHIRProtocol's documentation."""

from transcript_vectors import PRIME, derive_key, u64

from .errors import check
from .field import HALF, ONE, ZERO, add, base, bits_of, corner, mul, multilinear, powers, root_of_unity
from .field import lagrange, scale, sub, total


def reverse(index, bits):
    return int(format(index, f"0{bits}b")[::-1], 2) if bits else 0


def univariate(values, z):
    bits = len(values).bit_length() - 1
    result, coefficients = ZERO, [values[reverse(i, bits)] for i in range(len(values))]
    for coefficient in reversed(coefficients):
        result = add(mul(result, z), coefficient)
    return result


class Tree:
    """What a set of queries opens: the code of 2^variables coefficients, its rate, fold, queries and grinding."""

    def __init__(self, message, variables, columns, limbs):
        self.rate, self.fold = message["rate"], message["fold"]
        self.queries, self.grinding = message["queries"], message["grinding"]
        self.size, self.columns, self.limbs = variables + message["rate"], columns, limbs


class Opening:
    """Checks that each oracle's columns have the claimed values: claims are root, point and values."""

    def __init__(self, parameters, claims, messages, reader):
        self.parameters, self.claims, self.messages, self.reader = parameters, claims, messages, reader

    def sumcheck(self, count):
        values = self.reader.elements(2 * count)
        return [(values[2 * i], values[2 * i + 1]) for i in range(count)]

    def reduce(self, claim, rounds):
        challenges = []
        for zero, two in rounds:
            self.messages.elements("whir sumcheck", [zero, two])
            x = self.messages.challenge("whir fold")
            claim = lagrange([zero, sub(claim, zero), two], x)
            challenges.append(x)
        return claim, challenges

    def read_queries(self, tree):
        reader = self.reader
        words = tree.columns * tree.limbs << tree.fold
        reader.section("nonce")
        nonce = reader.u64()
        reader.section("rows")
        rows = [reader.limbs(words) for _ in range(reader.count(tree.queries))]
        reader.section("siblings")
        limit = tree.queries * (tree.size - tree.fold)
        return nonce, rows, [reader.take(32) for _ in range(reader.count(limit))]

    def open(self, root, tree, read, factors, challenges):
        """The points and folded values of the distinct leaves that the queries fall on."""
        nonce, rows, siblings = read
        depth = tree.size - tree.fold
        check(self.messages.shows_work(tree.grinding, nonce), "too little work")
        leaves = sorted(set(self.messages.challenge_indexes("whir queries", tree.queries, 2**depth)))
        check(len(leaves) == len(rows), "number of rows")
        check_opening(root, depth, leaves, rows, siblings)
        return [self.fold(tree, leaf, row, factors, challenges) for leaf, row in zip(leaves, rows)]

    def fold(self, tree, leaf, row, factors, challenges):
        run, values = 2**tree.fold, []
        for j in range(run):
            value = ZERO
            for c, factor in enumerate(factors):
                at = tuple(row[(c * tree.limbs + plane) * run + j] for plane in range(tree.limbs))
                value = add(value, mul(factor, at + (0,) * (3 - tree.limbs)))
            values.append(value)
        root = root_of_unity(tree.size)
        points = [7 * pow(root, reverse(leaf * run + j, tree.size), PRIME) % PRIME for j in range(run)]
        for x in challenges:
            folded = []
            for j in range(0, len(values), 2):
                a, b, point = values[j], values[j + 1], points[j]
                assert (point + points[j + 1]) % PRIME == 0
                even = scale(add(a, b), HALF)
                odd = scale(sub(a, b), pow(2 * point, -1, PRIME))
                folded.append(add(mul(sub(ONE, x), even), mul(x, odd)))
            values, points = folded, [point * point % PRIME for point in points[::2]]
        return base(points[0]), values[0]

    def verify(self):
        parameters, messages, reader = self.parameters, self.messages, self.reader
        reader.section("masks")
        check(reader.u32() == 0, "masks")
        messages.data("whir parameters", parameters.data())
        for claim in self.claims:
            messages.digest("whir root", claim["root"])
            messages.elements("whir point", claim["point"])
            messages.elements("whir values", claim["values"])
        column = messages.challenge("whir columns")

        carried, first = [], []
        reader.section("first folds")
        sumchecks = [self.sumcheck(oracle["fold"]) for oracle in parameters.oracles]
        for claim, rounds in zip(self.claims, sumchecks):
            value = total(mul(f, v) for f, v in zip(powers(column, len(claim["values"])), claim["values"]))
            value, challenges = self.reduce(value, rounds)
            carried.append(value)
            first.append(challenges)

        # What is opened in round 0: each oracle's tree, with how its columns and positions fold.
        before = [
            (
                claim["root"], Tree(oracle, oracle["variables"], oracle["columns"], 1),
                powers(column, oracle["columns"]), own)
            for claim, oracle, own in zip(self.claims, parameters.oracles, first)
        ]
        # Weights as (factor, kind, point, bound coordinates), evaluated whole at the end.
        weights = []
        for number, message in enumerate(parameters.rounds):
            variables, columns = parameters.size(number), len(carried)
            reader.section(f"round {number}: root")
            root = reader.digest()
            reader.section(f"round {number}: answers")
            answers = reader.elements(message["samples"] * columns)
            read = [self.read_queries(tree) for _, tree, _, _ in before]
            stacking = parameters.stacking if number == 0 else 0
            reader.section(f"round {number}: sumcheck")
            rounds = self.sumcheck(stacking + message["fold"])

            messages.digest("whir root", root)
            samples = [messages.challenge("whir sample") for _ in range(message["samples"])]
            messages.elements("whir answers", answers)
            opened = [
                self.open(own, tree, queries, factors, challenges)
                for (own, tree, factors, challenges), queries in zip(before, read)
            ]
            gamma = messages.challenge("whir combine")
            factor, claim, added = ONE, ZERO, []
            for c in range(columns):
                claim = add(claim, mul(factor, carried[c]))
                if number == 0:
                    added.append((factor, "point", self.claims[c]["point"], first[c], c))
                factor = mul(factor, gamma)
                pairs = [(z, answers[j * columns + c]) for j, z in enumerate(samples)] + opened[c]
                for z, value in pairs:
                    claim = add(claim, mul(factor, value))
                    added.append((factor, "power", z, [], c))
                    factor = mul(factor, gamma)
            claim, challenges = self.reduce(claim, rounds)
            stack, challenges = challenges[:stacking], challenges[stacking:]
            factors = [corner(stack, bits_of(c, stacking)) for c in range(columns)]
            added = [(mul(f, factors[c]), kind, what, bound) for f, kind, what, bound, c in added]
            weights = [(f, kind, what, bound + challenges) for f, kind, what, bound in weights + added]
            carried = [claim]
            before = [(root, Tree(message, variables, columns, 3), factors, challenges)]

        reader.section("final polynomial")
        final = reader.elements(2 ** (parameters.size(len(parameters.rounds))))
        (own, tree, factors, challenges), = before
        read = self.read_queries(tree)
        messages.elements("whir final", final)
        for z, value in self.open(own, tree, read, factors, challenges):
            check(univariate(final, z) == value, "final query")
        check(total(weigh(final, *weight) for weight in weights) == carried[0], "closing sum")


def weigh(final, factor, kind, rest, bound):
    """Factor times the sum over the hypercube of the polynomial in clear and one weight."""
    for x in bound:
        at = rest[0] if kind == "point" else rest
        if kind == "point":
            factor = mul(factor, add(mul(sub(ONE, x), sub(ONE, at)), mul(x, at)))
            rest = rest[1:]
        else:
            factor = mul(factor, add(sub(ONE, x), mul(x, at)))
            rest = mul(rest, rest)
    return mul(factor, multilinear(final, rest) if kind == "point" else univariate(final, rest))


def check_opening(root, depth, leaves, rows, siblings):
    """The Merkle tree over 2^depth rows: shared siblings once, from the leaves up, left to right."""
    siblings = list(siblings)
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
