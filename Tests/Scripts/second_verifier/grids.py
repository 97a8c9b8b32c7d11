"""Grids of tensors, their binary blocks, and where the blocks stand in an oracle."""

from .field import ONE, ZERO, add, base, bits_of, corner, eq, mul, multilinear, sub, total


def variables(extent):
    """ceil(log2 extent)."""
    return (extent - 1).bit_length()


def binary_blocks(length):
    """(first index, log2 of the size), the largest first."""
    blocks, start = [], 0
    for bit in reversed(range(length.bit_length())):
        if length >> bit & 1:
            blocks.append((start, bit))
            start += 1 << bit
    return blocks


class Grid:
    def __init__(self, shape):
        self.extents = [x for x in shape if x > 1]
        self.axes = [variables(x) for x in self.extents]
        self.variables = sum(self.axes)
        self.count = 1
        for extent in self.extents:
            self.count *= extent

    def __eq__(self, other):
        return self.extents == other.extents

    def blocks(self):
        """Boxes as lists of (start, log2) over the axes, row-major over the axes' blocks."""
        boxes = [[]]
        for extent in self.extents:
            boxes = [box + [block] for box in boxes for block in binary_blocks(extent)]
        return boxes

    def block_count(self):
        count = 1
        for extent in self.extents:
            count *= bin(extent).count("1")
        return count

    def split(self, point):
        parts, start = [], 0
        for axis in self.axes:
            parts.append(point[start : start + axis])
            start += axis
        return parts

    def indicator(self, point):
        """1 on cells that exist, 0 in the padding."""
        result = ONE
        for extent, part in zip(self.extents, self.split(point)):
            result = mul(result, prefix(extent, part))
        return result

    def extend(self, values, point):
        """The multilinear extension of integers, row-major, padded with zeros along each axis."""
        padded = [0] * 2**self.variables
        for index, value in enumerate(values):
            place, shift = 0, 0
            for extent, axis in zip(reversed(self.extents), reversed(self.axes)):
                index, rest = divmod(index, extent)
                place |= rest << shift
                shift += axis
            padded[place] = value
        return multilinear([base(v) for v in padded], point)


def prefix(count, point):
    """The sum of eq(point, i) over i below count."""
    if count >= 2 ** len(point):
        return ONE
    result = ZERO
    for start, log2 in binary_blocks(count):
        high = len(point) - log2
        result = add(result, corner(point, bits_of(start >> log2, high)))
    return result


class Layout:
    """Where the cells of tensors stand in an oracle. Tensors are (grid, region)."""

    def __init__(self, tensors):
        self.grids = [grid for grid, _ in tensors]
        self.placements = [[] for _ in tensors]
        count = max((region for _, region in tensors), default=-1) + 1
        sizes = [sum(grid.count for grid, region in tensors if region == r) for r in range(count)]
        self.regions = [(0, 0)] * count
        end = 0
        for region in sorted(range(count), key=lambda r: (-sizes[r], r)):
            if sizes[region] == 0:
                continue
            alignment = 1 << (sizes[region].bit_length() - 1)
            address = -(-end // alignment) * alignment
            self.regions[region] = (address, sizes[region])
            boxes = [
                (sum(log2 for _, log2 in box), index, box)
                for index, (grid, own) in enumerate(tensors) if own == region
                for box in grid.blocks()
            ]
            # Sorting is stable: blocks of one size keep the order of tensors and of their blocks.
            for size, index, box in sorted(boxes, key=lambda entry: -entry[0]):
                self.placements[index].append((address, box))
                address += 1 << size
            end = address
        self.log2 = variables(max(end, 1))

    def claim(self, tensor, point, value):
        """That a tensor, padded, has this value at a point of its grid."""
        grid, terms = self.grids[tensor], []
        assert len(point) == grid.variables
        for address, box in self.placements[tensor]:
            coefficient, low = ONE, []
            for (start, log2), part in zip(box, grid.split(point)):
                high = len(part) - log2
                coefficient = mul(coefficient, corner(part, bits_of(start >> log2, high)))
                low += part[high:]
            terms.append((coefficient, address, low))
        return Claim(terms, value)


class Claim:
    """About an oracle: the sum over terms (coefficient, address, low) of coefficient times the value, at `low`, of the
    subcube of 2^len(low) cells that begins at the address."""

    def __init__(self, terms, value):
        self.terms, self.value = terms, value

    def weight(self, point):
        """What the opening's sumcheck multiplies the oracle by."""
        parts = []
        for coefficient, address, low in self.terms:
            high = len(point) - len(low)
            there = corner(point, bits_of(address >> len(low), high))
            parts.append(mul(coefficient, mul(there, eq(point[high:], low))))
        return total(parts)


def extend_short(values, point):
    """The multilinear extension of a short vector, padded with zeros."""
    return multilinear(values + [ZERO] * (2 ** len(point) - len(values)), point)


def eq_table(point):
    table = [ONE]
    for x in point:
        table = [entry for t in table for entry in (mul(t, sub(ONE, x)), mul(t, x))]
    return table
