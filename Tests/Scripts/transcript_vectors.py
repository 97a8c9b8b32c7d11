#!/usr/bin/env python3
"""Known answers for Sources/Transcript, from the written rules alone.

A second, slow implementation of BLAKE3, of the transcript, of Merkle roots and of slices in plain
Python; nothing is imported but the standard library. Writes Tests/Vectors/transcript/*.json:

    python3 Tests/Scripts/transcript_vectors.py            write the files
    python3 Tests/Scripts/transcript_vectors.py --check    compare with the files, and this BLAKE3
                                                           with the published vectors
"""

import json
import pathlib
import struct
import sys

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "Vectors"
PRIME = 2**64 - 2**32 + 1

# BLAKE3, after section 2 of the paper.

IV = [
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
    0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
]
PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]
CHUNK_START, CHUNK_END, PARENT, ROOT = 1, 2, 4, 8
KEYED_HASH, DERIVE_KEY_CONTEXT, DERIVE_KEY_MATERIAL = 16, 32, 64
WORD = 0xFFFFFFFF


def rotate_right(word, bits):
    return (word >> bits | word << (32 - bits)) & WORD


def mix(v, a, b, c, d, x, y):
    v[a] = (v[a] + v[b] + x) & WORD
    v[d] = rotate_right(v[d] ^ v[a], 16)
    v[c] = (v[c] + v[d]) & WORD
    v[b] = rotate_right(v[b] ^ v[c], 12)
    v[a] = (v[a] + v[b] + y) & WORD
    v[d] = rotate_right(v[d] ^ v[a], 8)
    v[c] = (v[c] + v[d]) & WORD
    v[b] = rotate_right(v[b] ^ v[c], 7)


def compress(value, block, counter, length, flags):
    m = list(struct.unpack("<16I", block.ljust(64, b"\0")))
    v = list(value) + IV[:4] + [counter & WORD, counter >> 32, length, flags]
    for _ in range(7):
        for i in range(4):
            mix(v, i, 4 + i, 8 + i, 12 + i, m[2 * i], m[2 * i + 1])
        for i in range(4):
            mix(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[8 + 2 * i], m[9 + 2 * i])
        m = [m[i] for i in PERMUTATION]
    return [v[i] ^ v[i + 8] for i in range(8)] + [v[i + 8] ^ value[i] for i in range(8)]


class Node:
    """A compression still to be made: as a chaining value, or as the root's output."""

    def __init__(self, value, block, counter, length, flags):
        self.fields = (value, block, counter, length, flags)

    def chaining_value(self):
        value, block, counter, length, flags = self.fields
        return compress(value, block, counter, length, flags)[:8]

    def output(self, count):
        value, block, _, length, flags = self.fields
        blocks = -(-count // 64)
        words = [compress(value, block, i, length, flags | ROOT) for i in range(blocks)]
        return b"".join(struct.pack("<16I", *w) for w in words)[:count]


def node(message, key, flags, counter=0):
    chunks = max(1, -(-len(message) // 1024))
    if chunks == 1:
        value, start = key, CHUNK_START
        while len(message) > 64:
            value = compress(value, message[:64], counter, 64, flags | start)[:8]
            message, start = message[64:], 0
        return Node(value, message, counter, len(message), flags | start | CHUNK_END)
    left = 1
    while 2 * left < chunks:
        left *= 2
    children = node(message[: 1024 * left], key, flags, counter).chaining_value()
    children += node(message[1024 * left :], key, flags, counter + left).chaining_value()
    return Node(key, struct.pack("<16I", *children), 0, 64, flags | PARENT)


def blake3(message, count=32):
    return node(message, IV, 0).output(count)


def keyed(key, message, count=32):
    return node(message, list(struct.unpack("<8I", key)), KEYED_HASH).output(count)


def derive_key(context, material, count=32):
    key = node(context.encode(), IV, DERIVE_KEY_CONTEXT).output(32)
    return node(material, list(struct.unpack("<8I", key)), DERIVE_KEY_MATERIAL).output(count)


# The transcript, after the rules above `struct Transcript`.

BYTES, FIELD_ELEMENTS, DIGEST, INTEGER, GRINDING, FIELD_CHALLENGE, INDEX_CHALLENGE = range(7)


def u64(*values):
    return struct.pack(f"<{len(values)}Q", *values)


def heading(kind, tag, length):
    assert 1 <= len(tag) <= 15
    return tag.encode().ljust(15, b"\0") + bytes([kind]) + u64(length)


class Transcript:
    def __init__(self, protocol, claim):
        self.state = derive_key("sirocco transcript v1", protocol.encode())
        self.absorb(BYTES, "claim", claim)

    def absorb(self, kind, tag, message):
        self.state = keyed(self.state, heading(kind, tag, len(message)) + message)

    def words(self, kind, tag, operands, enough):
        """Words of output after the state, as many as `enough` asks for."""
        message = heading(kind, tag, len(operands)) + operands
        output = keyed(self.state, message, 32 + 8 * enough)
        self.state = output[:32]
        return list(struct.unpack(f"<{enough}Q", output[32:]))

    def limbs(self, tag, count):
        # Eight to spare: each candidate is refused once in 2^32 draws.
        words = self.words(FIELD_CHALLENGE, tag, u64(count), count + 8)
        return [w for w in words if w < PRIME][:count]

    def indexes(self, tag, count, bound):
        return [w % bound for w in self.words(INDEX_CHALLENGE, tag, u64(count, bound), count)]

    def grind(self, bits):
        nonce = 0
        while True:
            message = heading(GRINDING, "grinding", 16) + u64(bits, nonce)
            state = keyed(self.state, message)
            if struct.unpack("<Q", state[:8])[0] % 2**bits == 0:
                self.state = state
                return nonce
            nonce += 1


def steps(transcript, script):
    result = []
    for step in script:
        operation = step["operation"]
        tag = step.get("tag")
        if operation == "bytes":
            transcript.absorb(BYTES, tag, bytes.fromhex(step["message"]))
        elif operation == "fieldElements":
            transcript.absorb(FIELD_ELEMENTS, tag, u64(*map(int, step["elements"])))
        elif operation == "digest":
            transcript.absorb(DIGEST, tag, bytes.fromhex(step["message"]))
        elif operation == "integer":
            transcript.absorb(INTEGER, tag, u64(int(step["integer"])))
        elif operation == "limbs":
            step["limbs"] = [str(x) for x in transcript.limbs(tag, step["count"])]
        elif operation == "indexes":
            step["indexes"] = transcript.indexes(tag, step["count"], step["bound"])
        elif operation == "grind":
            step["nonce"] = str(transcript.grind(step["bits"]))
        step["state"] = transcript.state.hex()
        result.append(step)
    return result


def pattern(count):
    """The input rule of the published BLAKE3 vectors."""
    return bytes(i % 251 for i in range(count))


PROTOCOL = "sirocco test protocol"
# Found by search (about 2^30 tries): the fourth candidate of its challenge is not below p.
REDRAW_NONCE = 1018432816


def transcripts():
    cases = [
        ("every kind", b"the claim", [
            {"operation": "bytes", "tag": "empty", "message": ""},
            {"operation": "bytes", "tag": "message", "message": pattern(3000).hex()},
            {"operation": "fieldElements", "tag": "round", "elements": ["0", "1", str(PRIME - 1)]},
            {"operation": "digest", "tag": "root", "message": blake3(b"root").hex()},
            {"operation": "integer", "tag": "nonce", "integer": str(2**64 - 1)},
            {"operation": "limbs", "tag": "alpha", "count": 3},
            {"operation": "limbs", "tag": "alpha", "count": 3},
            {"operation": "limbs", "tag": "fifteen letters", "count": 29},
            {"operation": "indexes", "tag": "queries", "count": 50, "bound": 4096},
            {"operation": "indexes", "tag": "queries", "count": 3, "bound": 1},
            {"operation": "indexes", "tag": "queries", "count": 5, "bound": 2**62},
            {"operation": "grind", "bits": 0},
            {"operation": "grind", "bits": 3},
            {"operation": "grind", "bits": 9},
            {"operation": "limbs", "tag": "alpha", "count": 0},
            {"operation": "limbs", "tag": "alpha", "count": 1},
        ]),
        ("empty claim", b"", [{"operation": "limbs", "tag": "alpha", "count": 3}]),
        ("kinds differ: bytes", b"k", [{"operation": "bytes", "tag": "root", "message": u64(7).hex()}]),
        ("kinds differ: elements", b"k", [{"operation": "fieldElements", "tag": "root", "elements": ["7"]}]),
        ("kinds differ: integer", b"k", [{"operation": "integer", "tag": "root", "integer": "7"}]),
        ("a candidate is drawn again", b"redraw", [
            {"operation": "integer", "tag": "nonce", "integer": str(REDRAW_NONCE)},
            {"operation": "limbs", "tag": "alpha", "count": 4},
        ]),
    ]
    return [
        {"name": name, "claim": claim.hex(), "steps": steps(Transcript(PROTOCOL, claim), script)}
        for name, claim, script in cases
    ]


# Merkle trees, after the rules above `struct MerkleTree`.


def merkle_levels(rows):
    levels = [[derive_key("sirocco merkle leaf v1", row) for row in rows]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        level = [
            derive_key("sirocco merkle node v1", below[i] + below[i + 1]) for i in range(0, len(below) - 1, 2)
        ]
        levels.append(level + below[len(below) - len(below) % 2 :])
    return levels


def merkle_root(rows):
    top = merkle_levels(rows)[-1][0] if rows else bytes(32)
    return derive_key("sirocco merkle root v1", u64(len(rows)) + top)


def paired_siblings(levels, indexes):
    siblings = []
    for level in levels[:-1]:
        known = set(indexes)
        for i in sorted(known):
            other = i ^ 1
            if other < len(level) and other not in known:
                siblings.append(level[other])
        indexes = sorted({i // 2 for i in known})
    return siblings


def merkle_trees():
    result = []
    for count, length, indexes in [
        (0, 32, []), (1, 32, [0]), (2, 32, [1]), (3, 32, [0, 2]), (5, 24, [4]), (7, 24, [0, 1, 5]),
        (8, 1500, [2, 3, 7]), (33, 1, [0, 9, 10, 32]),
    ]:
        rows = [bytes((i * 7 + j) % 251 for j in range(length)) for i in range(count)]
        case = {"leafCount": count, "rowByteCount": length, "root": merkle_root(rows).hex(), "indexes": indexes}
        case["siblings"] = [s.hex() for s in paired_siblings(merkle_levels(rows), indexes)] if rows else []
        result.append(case)
    return result


# Slices of a message against its plain hash.


def chaining_value(message, counter):
    return struct.pack("<8I", *node(message, IV, 0, counter).chaining_value())


def slices():
    result = []
    for length, first, count in [(0, 0, 1), (1000, 0, 1), (1025, 1, 1), (5000, 1, 2), (9 * 1024, 8, 1), (20001, 3, 9)]:
        message = pattern(length)
        siblings, known, width = [], list(range(first, first + count)), 1024
        while width < length:
            for i in known:
                other = (i ^ 1) * width
                if other < length and i ^ 1 not in known:
                    siblings.append(chaining_value(message[other : other + width], other // 1024))
            known = sorted({i // 2 for i in known})
            width *= 2
        result.append({
            "totalLength": length, "root": blake3(message).hex(), "firstChunk": first, "chunkCount": count,
            "siblings": [s.hex() for s in siblings],
        })
    return result


def files():
    comment = "Made by Tests/Scripts/transcript_vectors.py, which holds the rules. Do not edit."
    return {
        "transcripts.json": {"_comment": comment, "protocol": PROTOCOL, "cases": transcripts()},
        "merkle.json": {"_comment": comment + " Byte j of row i is (7i + j) mod 251.", "cases": merkle_trees()},
        "slices.json": {"_comment": comment + " Byte i of a message is i mod 251.", "cases": slices()},
    }


def check_published():
    published = json.loads((VECTORS / "blake3" / "test_vectors.json").read_text())
    key = published["key"].encode()
    for case in published["cases"]:
        message = pattern(case["input_len"])
        count = len(case["hash"]) // 2
        assert blake3(message, count).hex() == case["hash"], case["input_len"]
        assert keyed(key, message, count).hex() == case["keyed_hash"], case["input_len"]
        assert derive_key(published["context_string"], message, count).hex() == case["derive_key"], case["input_len"]


def main():
    folder = VECTORS / "transcript"
    check = "--check" in sys.argv
    if check:
        check_published()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        text = json.dumps(content, indent=1) + "\n"
        if not check:
            (folder / name).write_text(text)
        elif (folder / name).read_text() != text:
            sys.exit(f"{name} differs from what the rules give")


if __name__ == "__main__":
    main()
