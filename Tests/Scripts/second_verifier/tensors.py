"""Element types, shapes, intervals."""

from .errors import check

# Number, bytes, least and largest value.
TYPES = {
    1: ("int8", 1, -128, 127),
    2: ("uint8", 1, 0, 255),
    3: ("int16", 2, -(2**15), 2**15 - 1),
    4: ("uint16", 2, 0, 2**16 - 1),
    5: ("int32", 4, -(2**31), 2**31 - 1),
    6: ("int64", 8, -(2**63), 2**63 - 1),
}
SHARE = 2**61
HALF_FIELD = 2**63 - 2**31


class Type:
    def __init__(self, element, shape):
        check(element in TYPES, "no element type")
        check(1 <= len(shape) <= 6 and all(x >= 1 for x in shape), "no shape")
        self.element, self.shape, self.count = element, tuple(shape), 1
        for extent in shape:
            self.count *= extent
        check(self.count <= 2**31, "no shape")
        self.name, self.size, self.least, self.most = TYPES[element]
        self.byte_count = self.count * self.size

    def __eq__(self, other):
        return (self.element, self.shape) == (other.element, other.shape)

    def holds(self, interval):
        return self.least <= interval[0] and interval[1] <= self.most

    def values(self, data):
        size = self.size
        return [int.from_bytes(data[i : i + size], "little", signed=self.least < 0) for i in range(0, len(data), size)]


def read_type(reader):
    element, rank = reader.u8(), reader.u8()
    check(1 <= rank <= 6, "rank")
    return Type(element, [reader.u32() for _ in range(rank)])


def read_range(reader):
    low, high = reader.i64(), reader.i64()
    check(low <= high, "the lower bound is above the upper")
    return (low, high)


# Intervals are pairs.


def magnitude(a):
    return max(abs(a[0]), abs(a[1]))


def times(a, b):
    products = [x * y for x in a for y in b]
    return (min(products), max(products))


def with_zero(a):
    return (min(a[0], 0), max(a[1], 0))


def require_share(interval):
    check(magnitude(interval) < SHARE, "no spare bits for shares")


def require_fits(interval, kind):
    check(kind.holds(interval), "a value could wrap")
    require_share(interval)
