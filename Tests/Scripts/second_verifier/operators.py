"""The operators that a proof supports: attributes, result types, intervals, and what one element reads."""

from .errors import check
from .tensors import HALF_FIELD, TYPES, Type, magnitude, require_fits, require_share, times, with_zero

NARROW, ACCUMULATORS, INT64 = (1, 2, 3), (5, 6), 6


def element_type(reader):
    element = reader.u8()
    check(element in TYPES, "no element type")
    return element


class Product:
    def __init__(self, reader):
        self.accumulator = element_type(reader)
        self.start, self.length = reader.u32(), reader.u32()

    def results(self, types):
        check(len(types) in (2, 3), "operands")
        a, b = types[0].shape, types[1].shape
        check(types[0].element in NARROW and types[1].element in NARROW, "factors")
        check(self.accumulator in ACCUMULATORS and len(a) in (2, 3), "product")
        check(len(b) == len(a) and b[-1] == a[-1] and (len(a) == 2 or a[0] == b[0]), "does not contract")
        if self.length == 0:
            check(self.start == 0, "contraction")
        else:
            check(self.start < a[-1] and self.start + self.length <= a[-1] and self.length < a[-1], "contraction")
        if len(types) == 3:
            check(types[2].element == self.accumulator and types[2].shape == (b[-2],), "bias")
        count = self.length or a[-1]
        self.reads = ([count, count] + [1] * (len(types) - 2), count)
        return [Type(self.accumulator, a[:-1] + (b[-2],))]

    def intervals(self, types, known, limb):
        low, high = with_zero(times(known[0], known[1]))
        length = self.length or types[0].shape[-1]
        total = (low * length, high * length)
        if len(known) == 3:
            bias = with_zero(known[2])
            total = (total[0] + bias[0], total[1] + bias[1])
        return [total]


class Convolution:
    def __init__(self, reader):
        self.stride = (reader.u16(), reader.u16())
        self.accumulator = element_type(reader)

    def results(self, types):
        check(len(types) in (2, 3), "operands")
        x, w = types[0].shape, types[1].shape
        check(types[0].element in NARROW and types[1].element in NARROW, "factors")
        check(self.accumulator in ACCUMULATORS and min(self.stride) >= 1 and len(x) == 3, "convolution")
        check(len(w) == 4 and w[3] == x[2] and w[1] <= x[0] and w[2] <= x[1], "filter")
        if len(types) == 3:
            check(types[2].element == self.accumulator and types[2].shape == (w[0],), "bias")
        taps = w[1] * w[2] * w[3]
        self.reads = ([taps, taps] + [1] * (len(types) - 2), taps)
        height, width = [(x[i] - w[i + 1]) // self.stride[i] + 1 for i in range(2)]
        return [Type(self.accumulator, (height, width, w[0]))]

    def intervals(self, types, known, limb):
        w = types[1].shape
        low, high = with_zero(times(known[0], known[1]))
        total = (low * w[1] * w[2] * w[3], high * w[1] * w[2] * w[3])
        if len(known) == 3:
            bias = with_zero(known[2])
            total = (total[0] + bias[0], total[1] + bias[1])
        return [total]


class Requantise:
    def __init__(self, reader):
        self.to = element_type(reader)
        check(reader.u8() == 0, "multipliers have to be constant")
        self.multiplier, self.shift = reader.u16(), reader.u8()
        self.low, self.high = reader.i64(), reader.i64()

    def results(self, types):
        check(len(types) == 1 and 1 <= self.shift <= 62 and self.multiplier >= 1, "requantise")
        least, most = (-127, 127) if self.to == 1 else TYPES[self.to][2:]
        check(least <= self.low <= self.high <= most, "clamp")
        self.reads = ([1], 1)
        return [Type(self.to, types[0].shape)]

    def quotients(self, x):
        """Before the clamp."""
        half = 2 ** (self.shift - 1)
        return tuple((v * self.multiplier + half) >> self.shift for v in x)

    def intervals(self, types, known, limb):
        low, high = [v * self.multiplier for v in known[0]]
        require_share((low, high + 2 ** (self.shift - 1)))
        least, most = self.quotients(known[0])
        bound = 2**limb
        while bound - 1 < max(abs(least), abs(most)) and bound < 2**96:
            bound <<= limb
        check(bound << self.shift < HALF_FIELD, "(Q + 1) 2^s")
        return [tuple(min(max(v, self.low), self.high) for v in (least, most))]


class Pooling:
    def __init__(self, reader):
        check(reader.u8() == 1, "only maxima are proved")
        self.window = (reader.u16(), reader.u16())
        self.stride = (reader.u16(), reader.u16())

    def results(self, types):
        check(len(types) == 1 and len(types[0].shape) == 3, "pooling")
        x = types[0].shape
        check(min(self.stride) >= 1 and min(self.window) >= 1, "window")
        check(self.window[0] <= x[0] and self.window[1] <= x[1], "window")
        taps = self.window[0] * self.window[1]
        self.reads = ([taps], taps)
        height, width = [(x[i] - self.window[i]) // self.stride[i] + 1 for i in range(2)]
        return [Type(types[0].element, (height, width, x[2]))]

    def intervals(self, types, known, limb):
        span = known[0][1] - known[0][0]
        require_share((-span, span))
        return [known[0]]


class Argmax:
    def __init__(self, reader):
        check(reader.u8() == 2, "only maxima are proved")
        check(element_type(reader) == INT64, "int64 where there is no sum")

    def results(self, types):
        check(len(types) == 1, "operands")
        shape = types[0].shape[:-1] or (1,)
        check(types[0].shape[-1] <= 2**31 - 1, "indexes must fit int32")
        self.reads = None
        return [Type(types[0].element, shape), Type(5, shape)]

    def intervals(self, types, known, limb):
        span = known[0][1] - known[0][0]
        require_share((-span, span))
        return [known[0], (0, types[0].shape[-1] - 1)]


class Padding:
    def __init__(self, reader):
        rank = reader.u8()
        check(1 <= rank <= 6, "rank")
        self.before = [reader.u16() for _ in range(rank)]
        self.after = [reader.u16() for _ in range(rank)]
        self.value = reader.i64()

    def results(self, types):
        check(len(types) == 1 and len(types[0].shape) == len(self.before), "padding")
        check(types[0].least <= self.value <= types[0].most, "value")
        # What the first element reads: nothing where it lies in the margin.
        self.reads = ([0 if any(self.before) else 1], 0)
        return [Type(types[0].element, [x + b + a for x, b, a in zip(types[0].shape, self.before, self.after)])]

    def intervals(self, types, known, limb):
        return [(min(known[0][0], self.value), max(known[0][1], self.value))]


KINDS = {1: Product, 2: Convolution, 3: Requantise, 7: Argmax, 8: Pooling, 12: Padding}


def check_footprint(definition, types):
    """One element reads at most 12 KiB and 4096 products; maxima of rows are compared, not read."""
    if definition.reads is None:
        return
    counts, multiply_adds = definition.reads
    check(sum(n * t.size for n, t in zip(counts, types)) <= 12 * 1024, "footprint")
    check(multiply_adds <= 4096, "footprint")


def check_intervals(definition, found, results):
    for interval, kind in zip(found, results):
        require_fits(interval, kind)
    return found
