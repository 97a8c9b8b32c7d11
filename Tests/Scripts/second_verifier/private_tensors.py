"""Private inputs and outputs: their commitments opened inside the proof."""

from algebra_vectors import AUTHORS, CONSTANTS, packed
from transcript_vectors import PRIME

from .errors import check
from .field import ONE, ZERO, add, base, bits_of, corner, eq, mul, scale, sub, total
from .grids import Claim, eq_table
from .sumchecks import Instance, last, reduce

BOXES, ROWS_LOG2, RATE = 118, 7, 8
SALT, JOB, HEADER, START = range(5, 10), range(0, 5), range(10, 16), 16
MAXIMUM_PERMUTATIONS = 2**13
LABEL = packed(b"sirocco-io-v2")
# Values an element.
VALUES = {1: 7, 2: 7, 3: 3, 4: 3, 5: 1}


class Message:
    """Where a sponge absorbs what, of a tensor of this type."""

    def __init__(self, kind):
        self.kind = kind
        self.is_wide = kind.name == "int64"
        self.count = START + (2 * kind.count if self.is_wide else -(-kind.count // VALUES[kind.element]))
        self.permutations = -(-self.count // RATE)
        self.offset = 0 if self.is_wide or kind.least == 0 else -kind.least
        header = bytes([kind.element, len(kind.shape)]) + b"".join(x.to_bytes(4, "little") for x in kind.shape)
        self.header = packed(header.ljust(42, b"\0"))

    def place(self, index):
        """Position and factor of a value."""
        if self.is_wide:
            return START + 2 * index, 1
        place, digit = divmod(index, VALUES[self.kind.element])
        return START + place, 2 ** (8 * self.kind.size * digit)


class Tensor:
    def __init__(self, source, message, salt, first):
        self.source, self.message, self.salt, self.first = source, message, salt, first


class Input:
    """Columns of a private input: value limbs and, unless its range is a whole power of two, complement limbs."""

    def __init__(self, position, value, complement, low, span, grid):
        self.position, self.value, self.complement = position, value, complement
        self.low, self.span, self.grid = low, span, grid


class Choice:
    def __init__(self, position, choice, bar, classes, leads):
        self.position, self.choice, self.bar, self.classes, self.leads = position, choice, bar, classes, leads


def external(state):
    blocks = [[sum(m * x for m, x in zip(row, state[4 * k : 4 * k + 4])) for row in AUTHORS["block"]] for k in range(3)]
    return [(blocks[i // 4][i % 4] + sum(block[i % 4] for block in blocks)) % PRIME for i in range(12)]


COLUMNS = [external([int(i == column) for i in range(12)]) for column in range(12)]


def transposed_external(form):
    return [total(scale(f, COLUMNS[column][row]) for row, f in enumerate(form)) for column in range(12)]


def transposed_internal(form):
    everything = total(form)
    return [add(everything, scale(f, d)) for f, d in zip(form, AUTHORS["diagonal"])]


class Relation:
    """The coefficients of the sponges' rows at a random point z."""

    def __init__(self, point, lengths):
        self.point = point
        w = eq_table(last(point, ROWS_LOG2))
        self.shares = eq_table(point[: len(point) - ROWS_LOG2])[: sum(lengths)]
        b = [ZERO] * BOXES
        for start in (94, 82, 70):
            b[start : start + 12] = transposed_external(w[start + 12 : start + 24])
        g = list(w[70:82])
        for box in reversed(range(48, 70)):
            g = transposed_internal(g)
            b[box], g[0] = g[0], w[box]
        b[36:48] = transposed_external(g)
        for start in (24, 12, 0):
            b[start : start + 12] = transposed_external(w[start + 12 : start + 24])
        self.entry = transposed_external(w[:12])
        onward = transposed_external(self.entry)
        closing = transposed_external(list(w[118:122]) + [ZERO] * 8)
        self.rows, self.b = w, []
        starts = {sum(lengths[:i]) for i in range(len(lengths))}
        for p, share in enumerate(self.shares):
            self.b += [mul(share, x) for x in b[:106]]
            ends = p + 1 in starts or p + 1 == len(self.shares)
            self.b += [mul(share, x) for x in closing] if ends else [mul(self.shares[p + 1], x) for x in onward]

    def weight(self, first, position):
        return mul(self.shares[first + position // RATE], self.entry[position % RATE])

    def known(self, tensor, digest):
        """What a sponge adds besides its message: round constants, capacity, digest."""
        own = self.shares[tensor.first : tensor.first + tensor.message.permutations]
        constants = total(scale(w, c) for w, c in zip(self.rows, CONSTANTS))
        capacity = LABEL + [tensor.message.count, 4]
        start = total(scale(d, c) for d, c in zip(self.entry[RATE:], capacity))
        end = total(scale(w, d) for w, d in zip(self.rows[BOXES : BOXES + 4], digest))
        return sub(add(mul(total(own), constants), mul(own[0], start)), mul(own[-1], end))

    def extend(self, point):
        """b at a point of the cells."""
        rows, permutations = eq_table(last(point, ROWS_LOG2)), eq_table(point[: len(point) - ROWS_LOG2])
        return total(
            mul(permutations[p], total(mul(rows[j], self.b[BOXES * p + j]) for j in range(BOXES)))
            for p in range(len(self.shares)))


class Dense(Claim):
    """That a sum of coefficient times cell has this value: parts are (layout, tensor, coefficients)."""

    def __init__(self, layout, parts, value):
        super().__init__([], value)
        self.layout, self.parts = layout, parts

    def weight(self, point):
        parts = []
        for tensor, coefficients in self.parts:
            for address, box in self.layout.placements[tensor]:
                low = sum(log2 for _, log2 in box)
                table, elements = eq_table(last(point, low)), cells(self.layout.grids[tensor], box)
                own = total(mul(x, coefficients[element]) for x, element in zip(table, elements))
                high = len(point) - low
                parts.append(mul(own, corner(point, bits_of(address >> low, high))))
        return total(parts)


def cells(grid, box):
    """The row-major numbers of a block's cells."""
    numbers = [0]
    for extent, (start, log2) in zip(grid.extents, box):
        numbers = [n * extent + start + i for n in numbers for i in range(2**log2)]
    return numbers


def private_instance(plan, claim):
    """Public: eq(z, .) and b. Committed: what enters the S-boxes."""
    terms = [(ONE, [0, 2]), (sub(ZERO, ONE), [1] + [2] * 7)]
    return Instance(plan.columns[plan.boxes].grid.variables, terms, 2, 1, claim)


def blank_instance(plan):
    return private_instance(plan, ZERO)


class Opening:
    """Step 5: reads the message's share and the sumcheck, returns the claims."""

    def __init__(self, plan, job, digests, score, index):
        self.plan, self.job, self.digests, self.score, self.index = plan, job, digests, score, index

    def value_weights(self, tensor, relation):
        weights = []
        for number in range(tensor.message.kind.count):
            position, factor = tensor.message.place(number)
            weights.append(scale(relation.weight(tensor.first, position), factor))
        return weights

    def known(self, relation):
        result = ZERO
        for tensor, digest in zip(self.plan.private, self.digests):
            elements = list(zip(JOB, packed(self.job))) + list(zip(HEADER, tensor.message.header))
            for position, element in elements:
                result = add(result, scale(relation.weight(tensor.first, position), element))
            low = tensor.source.low if isinstance(tensor.source, Input) else 0
            constant = (low + tensor.message.offset) % PRIME
            result = add(result, scale(total(self.value_weights(tensor, relation)), constant))
            result = add(result, relation.known(tensor, digest))
        return result

    def message_parts(self, relation):
        parts, choice = [], self.plan.choice
        for tensor in self.plan.private:
            parts.append((tensor.salt, [relation.weight(tensor.first, position) for position in SALT]))
            weights = self.value_weights(tensor, relation)
            if isinstance(tensor.source, Input):
                for column, factor in tensor.source.value:
                    parts.append((column, [scale(weight, factor) for weight in weights]))
            elif tensor.source == "index":
                parts.append(self.index_part(choice, weights[0]))
            else:
                parts.append(self.maximum_part(choice, weights[0]))
        return parts

    @staticmethod
    def index_part(choice, factor):
        return choice.choice, [scale(factor, j) for j in range(choice.classes)]

    @staticmethod
    def maximum_part(choice, factor):
        return choice.bar, [ZERO] * (choice.classes - 1) + [factor]

    def reduce(self, reader, messages, statement):
        plan, layout = self.plan, self.plan.witness
        grid = plan.columns[plan.boxes].grid
        z = [messages.challenge("io-check") for _ in range(grid.variables)]
        relation = Relation(z, [tensor.message.permutations for tensor in plan.private])
        reader.section("private message")
        share = reader.element()
        messages.elements("io-message", [share])
        instance = private_instance(plan, add(share, self.known(relation)))
        point, values = reduce(
            "private tensors", [instance], reader, messages, lambda _, at: [eq(z, at), relation.extend(at)])
        claims = [layout.claim(plan.boxes, point, values[0][0]), Dense(layout, self.message_parts(relation), share)]
        choice = plan.choice
        if choice is None:
            return claims
        site = statement.site(choice.position)
        at = statement.points[site]
        claims.append(Dense(layout, [(choice.choice, [ONE] * choice.classes)], ONE))
        table, below, prefixes = eq_table(at), ZERO, []
        for j in range(choice.classes):
            prefixes.append(sub(ZERO, below))
            below = add(below, table[j])
        parts = [self.maximum_part(choice, site.grid.indicator(at)), (choice.choice, prefixes)]
        claims.append(Dense(layout, parts, statement.column(choice.bar)))
        if self.index is not None:
            claims.append(Dense(layout, [self.index_part(choice, ONE)], base(self.index)))
        if self.score is not None:
            claims.append(Dense(layout, [self.maximum_part(choice, ONE)], base(self.score)))
        return claims
