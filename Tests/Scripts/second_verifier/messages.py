"""The transcript, speaking field elements, with a log of all that was absorbed and drawn after the claim."""

from transcript_vectors import BYTES, DIGEST, FIELD_ELEMENTS, GRINDING, Transcript, heading, keyed, u64

KINDS = ["bytes", "fieldElements", "digest", "integer", "grinding"]


class Messages(Transcript):
    def __init__(self, protocol, claim):
        self.log = []
        super().__init__(protocol, claim)
        self.log = []

    def absorb(self, kind, tag, message):
        super().absorb(kind, tag, message)
        self.log.append(f"{KINDS[kind]} {tag.replace(' ', '_')} {len(message)} {self.state[:8].hex()}")

    def data(self, tag, message):
        self.absorb(BYTES, tag, message)

    def digest(self, tag, message):
        self.absorb(DIGEST, tag, message)

    def numbers(self, tag, numbers):
        self.absorb(FIELD_ELEMENTS, tag, u64(*numbers))

    def elements(self, tag, elements):
        self.numbers(tag, [limb for element in elements for limb in element])

    def challenge(self, tag):
        limbs = self.limbs(tag, 3)
        self.log.append(f"challenge {tag.replace(' ', '_')} {' '.join(map(str, limbs))}")
        return tuple(limbs)

    def challenge_indexes(self, tag, count, bound):
        indexes = self.indexes(tag, count, bound)
        self.log.append(f"indexes {tag.replace(' ', '_')} {' '.join(map(str, indexes))}")
        return indexes

    def shows_work(self, bits, nonce):
        """Absorbs a nonce; whether it shows the work."""
        self.state = keyed(self.state, heading(GRINDING, "grinding", 16) + u64(bits, nonce))
        self.log.append(f"grinding {bits} {nonce} {self.state[:8].hex()}")
        return int.from_bytes(self.state[:8], "little") % 2**bits == 0 and (bits > 0 or nonce == 0)
