"""The plan: what a proof of a circuit commits to and shows, a function of the circuit alone."""

from transcript_vectors import PRIME

from .errors import check
from .grids import Grid, Layout
from .operators import Argmax, Convolution, Padding, Pooling, Product, Requantise
from .private_tensors import BOXES, MAXIMUM_PERMUTATIONS, Choice, Input, Message, Tensor
from .tensors import HALF_FIELD, magnitude

MAXIMUM_OPERATORS, MAXIMUM_EXTENT, MAXIMUM_INPUT = 256, 2**16, 2**16
MAXIMUM_COLUMNS, MAXIMUM_BLOCKS, MAXIMUM_CELLS_LOG2 = 2048, 2**14, 24


class Column:
    def __init__(self, position, role, grid, width):
        self.position, self.role, self.grid, self.width = position, role, grid, width


class Form:
    """Sum of factor times column, a constant on the grid's cells, and perhaps what an argmax adds."""

    def __init__(self, terms, constant=0, is_argmax=False):
        self.terms, self.constant, self.is_argmax = terms, constant % PRIME, is_argmax


class Operand:
    """A value on its grid: of a public input (its number) or of columns (a form)."""

    def __init__(self, value, grid):
        self.value, self.grid = value, grid

    @property
    def is_input(self):
        return isinstance(self.value, int)


class Gadget:
    def __init__(self, kind, position, **parts):
        self.kind, self.position = kind, position
        self.__dict__.update(parts)


class Pending:
    """A product whose form its first reader defines."""

    def __init__(self, gadget, grid):
        self.gadget, self.grid = gadget, grid


class Padded:
    def __init__(self, operand, image, top, left):
        self.operand, self.image, self.top, self.left = operand, image, top, left


CLOSED = "read already, or public"


def limb_terms(columns, widths, factor=1):
    terms, offset = [], 0
    for column, width in zip(columns, widths):
        terms.append((column, factor * 2**offset % PRIME))
        offset += width
    return terms


class Builder:
    def __init__(self, circuit, privacy):
        self.circuit, self.columns, self.weights, self.gadgets, self.known = circuit, [], [], [], []
        self.privacy, self.private_inputs, self.choice = privacy, {}, None
        self.commit_inputs()
        steps = {
            Requantise: self.requantise, Product: self.product, Convolution: self.convolution, Padding: self.padding,
            Pooling: self.pooling, Argmax: self.argmax,
        }
        for position, op in enumerate(circuit.operators):
            self.known.append(None)
            steps[type(op.kind)](op.kind, op, position)
        for position, known in enumerate(self.known):
            if isinstance(known, Pending):
                self.define(position, None)
            check(not isinstance(known, Padded), "nothing reads this padding")
        for _, operand in circuit.outputs:
            check(self.known[operand.source[1]] is CLOSED, "outputs are those of an argmax")

    # Private tensors.

    def commit_inputs(self):
        for slot, (_, kind, (low, high)) in enumerate(self.circuit.inputs):
            if not self.privacy[0][slot]:
                continue
            width = (high - low).bit_length()
            check(width > 0 and low >= -(2**62) and high < 2**62, "a private input's range")
            position, grid = -2 - slot, Grid(kind.shape)
            value = limb_terms(*self.limbs(width, position, "input", grid))
            whole = high - low + 1 == 2**width
            complement = limb_terms(*self.limbs(0 if whole else width, position, "complement", grid))
            self.private_inputs[slot] = Input(position, value, complement, low, high - low, grid)

    def private_tensors(self):
        """The tensors whose commitments are opened, and the column of the S-boxes."""
        sources = [(source, self.circuit.inputs[slot][1]) for slot, source in self.private_inputs.items()]
        for slot, (_, operand) in enumerate(self.circuit.outputs):
            if self.privacy[1][slot]:
                check(self.choice is not None and operand.source[1] == self.choice.position, "no argmax's")
                check(operand.type.count == 1, "no argmax's")
                sources.append((("score", "index")[operand.source[2]], operand.type))
        tensors, first = [], 0
        for source, kind in sources:
            message = Message(kind)
            check(first + message.permutations <= MAXIMUM_PERMUTATIONS, "permutations")
            salt = self.column(-1, "salt", Grid([5]), None)
            tensors.append(Tensor(source, message, salt, first))
            first += message.permutations
        boxes = self.column(-1, "sboxes", Grid([first, BOXES]), None) if tensors else None
        return tensors, boxes

    # Pieces.

    def column(self, position, role, grid, width):
        self.columns.append(Column(position, role, grid, width))
        return len(self.columns) - 1

    def limbs(self, bits, position, role, grid):
        limb = self.circuit.limb
        widths = [limb] * (bits // limb) + ([bits % limb] if bits % limb else [])
        return [self.column(position, role, grid, width) for width in widths], widths

    def define(self, position, form):
        pending = self.known[position]
        if form is None:
            form = Form([(self.column(position, "free", pending.grid, None), 1)])
        pending.gadget.result = form
        self.gadgets.append(pending.gadget)
        self.known[position] = Operand(form, pending.grid)
        return self.known[position]

    def operand(self, source):
        if source[0] == "input" and source[1] in self.private_inputs:
            own = self.private_inputs[source[1]]
            return Operand(Form(own.value, own.low), own.grid)
        if source[0] == "input":
            return Operand(source[1], Grid(self.circuit.inputs[source[1]][1].shape))
        check(source[0] == "result" and source[2] == 0, "reads what is no input and no first result")
        known = self.known[source[1]]
        if isinstance(known, Pending):
            return self.define(source[1], None)
        check(isinstance(known, Operand), "reads a padding that a convolution took over, or an argmax")
        return known

    def pending(self, source):
        if source[0] == "result" and source[2] == 0 and isinstance(self.known[source[1]], Pending):
            return self.known[source[1]]
        return None

    def weight(self, source, shape):
        check(source[0] == "weight", "this operand has to be a weight")
        grid = Grid(shape)
        for index, (offset, other) in enumerate(self.weights):
            if offset == source[1]:
                check(other == grid, "a weight is read twice, in two ways")
                return index
        self.weights.append((source[1], grid))
        return len(self.weights) - 1

    def interval(self, source):
        if source[0] == "input":
            return self.circuit.inputs[source[1]][2]
        check(source[0] == "result", "reads what is no input and no result")
        return self.circuit.intervals[source[1]][source[2]]

    # Operators.

    def requantise(self, kind, op, position):
        source = op.operands[0].source
        pending = self.pending(source)
        operand = None if pending else self.operand(source)
        grid = (pending or operand).grid
        span, limb = kind.high - kind.low, self.circuit.limb
        width = span.bit_length()
        check(1 <= width <= limb, "clamps to more than a limb, or to one value")
        value = self.column(position, "value", grid, width)
        complement = None if span + 1 == 2**width else self.column(position, "complement", grid, width)
        x = self.interval(source)
        least, most = kind.quotients(x)
        above_bits = max(0, most - kind.high).bit_length()
        below_bits = max(0, kind.low - least).bit_length()
        reach = max(abs(kind.high) + 2**above_bits, abs(kind.low) + 2**below_bits) + 1
        check(reach << kind.shift < HALF_FIELD, "could wrap")
        check(magnitude(x) * kind.multiplier + 2 ** (kind.shift - 1) < HALF_FIELD, "could wrap")
        above = self.limbs(above_bits, position, "above", grid)
        below = self.limbs(below_bits, position, "below", grid)
        remainder = self.limbs(kind.shift, position, "remainder", grid)
        if pending:
            inverse = pow(kind.multiplier, -1, PRIME)
            scale = inverse * 2**kind.shift % PRIME
            self.define(source[1], Form(
                [(value, scale)] + limb_terms(*above, scale) + limb_terms(*below, -scale)
                + limb_terms(*remainder, inverse),
                scale * kind.low - inverse * 2 ** (kind.shift - 1)))
        self.gadgets.append(Gadget(
            "requantise", position, input=operand, multiplier=kind.multiplier, shift=kind.shift, low=kind.low,
            span=span, value=value, complement=complement, above=limb_terms(*above), below=limb_terms(*below),
            remainder=limb_terms(*remainder)))
        self.known[position] = Operand(Form([(value, 1)], kind.low), grid)

    def product(self, kind, op, position):
        a, b = op.operands[0].type.shape, op.operands[1].type.shape
        check(len(a) == 2 and a[0] == 1 and kind.start == 0 and kind.length == 0, "only whole products of one row")
        operand = self.operand(op.operands[0].source)
        weight = self.weight(op.operands[1].source, [b[0]] + operand.grid.extents)
        bias = self.weight(op.operands[2].source, [b[0]]) if len(op.operands) == 3 else None
        self.known[position] = Pending(
            Gadget("product", position, operand=operand, weight=weight, bias=bias), Grid([b[0]]))

    def padding(self, kind, op, position):
        image = op.operands[0].type.shape
        check(kind.value == 0 and len(image) == 3 and kind.before[2] == kind.after[2] == 0, "padding")
        operand = self.operand(op.operands[0].source)
        check(operand.grid == Grid(image), "reads a view of an image")
        self.known[position] = Padded(operand, image, kind.before[0], kind.before[1])

    def convolution(self, kind, op, position):
        source, image, top, left = op.operands[0].source, op.operands[0].type.shape, 0, 0
        padded = self.known[source[1]] if source[0] == "result" and source[2] == 0 else None
        if isinstance(padded, Padded):
            check(image == self.circuit.operators[source[1]].results[0].shape, "reads a view of a padding")
            operand, image, top, left = padded.operand, padded.image, padded.top, padded.left
            self.known[source[1]] = CLOSED
        else:
            operand = self.operand(source)
        check(operand.grid == Grid(image), "reads a view of an image")
        filters = op.operands[1].type.shape
        weight = self.weight(op.operands[1].source, filters)
        bias = self.weight(op.operands[2].source, [filters[0]]) if len(op.operands) == 3 else None
        output = op.results[0].shape
        self.known[position] = Pending(
            Gadget(
                "convolution", position, operand=operand, image=image, filters=filters, output=output, top=top,
                left=left, stride=kind.stride, weight=weight, bias=bias), Grid(output))

    def pooling(self, kind, op, position):
        image, (y, x) = op.operands[0].type.shape, kind.window
        check(kind.stride == kind.window and y in (1, 2, 4) and x in (1, 2, 4) and y * x <= 4, "windows")
        operand = self.operand(op.operands[0].source)
        low, high = self.circuit.intervals[position][0]
        width = (high - low).bit_length()
        check(1 <= width <= self.circuit.limb, "values span more than a limb")
        check(image[0] % y == 0 and image[1] % x == 0, "windows have to cover the image")
        grid = Grid(op.results[0].shape)
        check(len(grid.extents) == len(Grid(image).extents), "a pooling down to one place on an axis")
        check(operand.grid == Grid(image), "reads a view of an image")
        # Along each axis that the grid keeps.
        window = [w for extent, w in zip(image, (y, x, 1)) if extent > 1]
        value = self.column(position, "free", grid, None)
        gaps = [self.column(position, "gap", grid, width) for _ in range(y * x)]
        self.gadgets.append(Gadget("pooling", position, operand=operand, window=window, value=value, gaps=gaps))
        self.known[position] = Operand(Form([(value, 1)]), grid)

    def argmax(self, kind, op, position):
        source = op.operands[0].source
        pending = self.pending(source)
        check(op.results[0].count == 1 and pending is not None, "only the argmax of one row of products")
        check(all(gadget.kind != "argmax" for gadget in self.gadgets), "one argmax")
        check(len(pending.grid.extents) <= 1, "an argmax over several axes")
        low, high = self.circuit.intervals[source[1]][0]
        check(high > low, "an argmax of constants")
        leads = self.limbs((high - low).bit_length(), position, "lead", pending.grid)
        if any(self.privacy[1]):
            choice, bar = (self.column(position, role, pending.grid, None) for role in ("choice", "bar"))
            self.choice = Choice(position, choice, bar, pending.grid.count, limb_terms(*leads))
            self.define(source[1], Form([(bar, 1)] + limb_terms(*leads, -1)))
        else:
            self.define(source[1], Form(limb_terms(*leads, -1), is_argmax=True))
        self.gadgets.append(Gadget("argmax", position, leads=leads[0], count=pending.grid.count))
        self.known[position] = CLOSED


class Site:
    """The columns of one operator: one grid, opened at one point."""

    def __init__(self, position, columns, numbers, gadgets, choice):
        self.position, self.columns, self.grid = position, numbers, columns[numbers[0]].grid
        self.zero = None
        for gadget in gadgets:
            if gadget.position == position and gadget.kind == "requantise" and gadget.above + gadget.below:
                self.zero = gadget
            if gadget.position == position and gadget.kind == "pooling":
                self.zero = gadget
            if gadget.position == position and gadget.kind == "argmax":
                self.zero = choice


class Plan:
    def __init__(self, circuit, privacy=None):
        """`privacy`: of each input and of each output, whether it is private."""
        check_limits(circuit)
        builder = Builder(circuit, privacy or ([False] * len(circuit.inputs), [False] * len(circuit.outputs)))
        self.private, self.boxes = builder.private_tensors()
        self.private_inputs, self.choice = list(builder.private_inputs.values()), builder.choice
        self.gadgets, self.weights = builder.gadgets, builder.weights
        own = builder.columns
        order = list(dict.fromkeys(column.position for column in own if column.position != -1))
        self.sites = [
            Site(p, own, [i for i, column in enumerate(own) if column.position == p], self.gadgets, self.choice)
            for p in order]
        self.place = {c: (site, i) for site in self.sites for i, c in enumerate(site.columns)}
        self.widths = sorted({column.width for column in own if column.width is not None})
        self.columns = own + [Column(-1, "multiplicity", Grid([2**w]), None) for w in self.widths]
        for grids in ([column.grid for column in self.columns], [grid for _, grid in self.weights]):
            check(len(grids) <= MAXIMUM_COLUMNS, "columns")
            check(sum(grid.block_count() for grid in grids) <= MAXIMUM_BLOCKS, "blocks")
        self.witness = Layout([
            (column.grid, len(self.widths) if column.width is None else self.widths.index(column.width))
            for column in self.columns])
        self.model = Layout([(grid, 0) for _, grid in self.weights])
        check(max(self.witness.log2, self.model.log2) <= MAXIMUM_CELLS_LOG2, "cells")

    def multiplicity(self, table):
        return len(self.columns) - len(self.widths) + table

    def of(self, kind):
        return [gadget for gadget in self.gadgets if gadget.kind == kind]


def check_limits(circuit):
    check(len(circuit.operators) <= MAXIMUM_OPERATORS, "operators")
    check(sum(kind.count for _, kind, _ in circuit.inputs) <= MAXIMUM_INPUT, "input elements")
    for op in circuit.operators:
        for kind in op.results + [operand.type for operand in op.operands]:
            check(max(kind.shape) <= MAXIMUM_EXTENT, "an extent")
            check(Grid(kind.shape).block_count() <= MAXIMUM_BLOCKS, "blocks")
