"""The lookup argument over range tables: LookupVerifier's and FractionTreeVerifier's documentation."""

from .errors import check
from .field import ONE, ZERO, add, base, bits_of, corner, mul, scale, sub, total
from .grids import binary_blocks, variables
from .sumchecks import last


class Statement:
    """Table i holds the values of widths[i] bits; query i looks up lengths[i] values in table i."""

    def __init__(self, widths, lengths):
        check(1 <= len(widths) <= 256 and all(1 <= w <= 16 for w in widths), "tables")
        self.widths = widths
        self.segments = [[w] for w in widths] + [[log2 for _, log2 in binary_blocks(n)] for n in lengths]
        check(all(self.segments) and sum(map(len, self.segments)) <= 2**14, "blocks")
        self.leaves = sum(2**log2 for blocks in self.segments for log2 in blocks)
        check(self.leaves <= 2**30, "leaves")
        self.layers = variables(max(self.leaves, 1))
        # Largest first; blocks of one size in the order of segments and of their blocks.
        order = sorted(
            ((-log2, s, b) for s, blocks in enumerate(self.segments) for b, log2 in enumerate(blocks)))
        self.positions, place = {}, 0
        for negative, s, b in order:
            self.positions[s, b] = place
            place += 2**-negative

    def terms(self, segment, point):
        """(coefficient, first row, log2 of the rows) of each block: its indicator at the point."""
        result, start = [], 0
        for number, log2 in enumerate(self.segments[segment]):
            high = self.layers - log2
            place = self.positions[segment, number] >> log2
            result.append((corner(point, bits_of(place, high)), start, log2))
            start += 2**log2
        return result

    def words(self):
        words = [len(self.widths)]
        for width in self.widths:
            words += [width, 0, 1, 1, width]
        words.append(len(self.widths))
        for table in range(len(self.widths)):
            blocks = self.segments[len(self.widths) + table]
            words += [table, len(blocks), *blocks]
        return words

    def errors(self):
        """Numerators of the error, over p^3."""
        n = self.layers
        return [
            ("lookup identity", 2 * self.leaves), ("lookup denominators", self.leaves), ("lookup layer batching", n),
            ("lookup layer rounds", n * (n - 1)), ("lookup layer merging", n),
        ]


def reduce(statement, reader, messages):
    """The leaf point, and for each table's multiplicities, then each query: (terms, value)."""
    reader.section("lookup: root")
    root = reader.element()
    reader.section("lookup: layers")
    layers = []
    for layer in range(statement.layers):
        layers.append(([(reader.element(), reader.element()) for _ in range(layer)], reader.elements(4)))
    tables = len(statement.widths)
    reader.section("lookup: values")
    values = reader.elements(2 * tables)

    messages.numbers("lk-shape", statement.words())
    gamma = messages.challenge("lk-gamma")
    alpha = messages.challenge("lk-alpha")
    messages.elements("lk-root", [root])
    check(root != ZERO, "a zero denominator")
    point, numerator, denominator = [], ZERO, root
    for rounds, ends in layers:
        lam = messages.challenge("lk-batch")
        value, new = add(numerator, mul(lam, denominator)), []
        for (slope, curvature), z in zip(rounds, point):
            messages.elements("lk-round", [slope, curvature])
            r = messages.challenge("lk-point")
            value = add(value, mul(slope, sub(r, z)))
            value = add(value, mul(curvature, mul(r, sub(r, ONE))))
            new.append(r)
        messages.elements("lk-ends", ends)
        low_n, high_n, low_d, high_d = ends
        expected = add(mul(low_n, high_d), mul(high_n, low_d))
        check(value == add(expected, mul(lam, mul(low_d, high_d))), "lookup: a layer")
        mu = messages.challenge("lk-merge")
        point = [mu] + new
        numerator = add(low_n, mul(mu, sub(high_n, low_n)))
        denominator = add(low_d, mul(mu, sub(high_d, low_d)))

    messages.elements("lk-values", values)
    terms = [statement.terms(segment, point) for segment in range(2 * tables)]
    ones = [total(coefficient for coefficient, _, _ in own) for own in terms]
    expected_n, expected_d = ZERO, ONE
    for table, width in enumerate(statement.widths):
        row = ZERO
        for x in last(point, width):
            row = add(scale(row, 2), x)
        row = mul(terms[table][0][0], row)
        query = tables + table
        expected_n = add(expected_n, sub(values[table], ones[query]))
        for segment, column in ((table, row), (query, values[query])):
            expected_d = add(expected_d, mul(sub(sub(alpha, base(width)), ONE), ones[segment]))
            expected_d = sub(expected_d, mul(gamma, column))
    check(numerator == expected_n, "lookup: the numerator")
    check(denominator == expected_d, "lookup: the denominator")
    return point, list(zip(terms, values))
