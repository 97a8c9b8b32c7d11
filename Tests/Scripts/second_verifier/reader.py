"""Canonical bytes: little-endian integers, counts and lengths in 32 bits, nothing between the fields."""

import struct

from transcript_vectors import PRIME

from .errors import check


class Reader:
    def __init__(self, data):
        self.data = data
        self.offset = 0
        self.sections = []

    def section(self, name):
        """Notes that what follows is called so: where mutants are made."""
        self.sections.append((name, self.offset))

    def take(self, count):
        check(count <= len(self.data) - self.offset, "truncated")
        self.offset += count
        return self.data[self.offset - count : self.offset]

    def unpack(self, form):
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))[0]

    def u8(self):
        return self.unpack("B")

    def u16(self):
        return self.unpack("H")

    def u32(self):
        return self.unpack("I")

    def u64(self):
        return self.unpack("Q")

    def i64(self):
        return self.unpack("q")

    def boolean(self):
        value = self.u8()
        check(value <= 1, "a Boolean is 0 or 1")
        return value == 1

    def count(self, limit):
        value = self.u32()
        check(value <= limit, "a count above its limit")
        return value

    def string(self, limit):
        return self.take(self.count(limit))

    def name(self):
        value = self.string(64)
        check(printable(value), "a name is 1 to 64 printable ASCII characters")
        return value

    def digest(self):
        return self.take(32)

    def limbs(self, count):
        words = list(struct.unpack(f"<{count}Q", self.take(8 * count)))
        check(all(w < PRIME for w in words), "a limb is not below p")
        return words

    def elements(self, count):
        words = self.limbs(3 * count)
        return [tuple(words[3 * i : 3 * i + 3]) for i in range(count)]

    def element(self):
        return self.elements(1)[0]

    def finish(self):
        check(self.offset == len(self.data), "trailing bytes")


def printable(name):
    return 1 <= len(name) <= 64 and all(0x20 <= c <= 0x7E for c in name)
