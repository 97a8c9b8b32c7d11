"""Verifies a proof file through libsirocco_verifier.so, with nothing but the standard library.

    python3 verify.py .build/verifier-library/libsirocco_verifier.so run.proof [job [prover]]

Prints the statement as JSON and exits with what sirocco_verify answers.
"""
import ctypes
import json
import sys

ACCEPTED, REFUSED, DIFFERENT, TOO_COSTLY, ARGUMENTS = range(5)
Bytes32 = ctypes.c_uint8 * 32


class Expectations(ctypes.Structure):
    _fields_ = [
        ("model", ctypes.c_char_p),
        ("job", ctypes.c_char_p),
        ("prover", ctypes.c_char_p),
        ("chain", ctypes.POINTER(ctypes.c_uint64)),
        ("inputs", ctypes.c_char_p),
        ("input_count", ctypes.c_size_t),
        ("outputs", ctypes.c_char_p),
        ("output_count", ctypes.c_size_t),
    ]


class Statement(ctypes.Structure):
    _fields_ = [(name, Bytes32) for name in ("claim", "model", "circuit", "weights", "job", "prover")] + [
        ("chain", ctypes.c_uint64),
        ("cost", ctypes.c_uint64),
        ("security", ctypes.c_uint32),
        ("profile", ctypes.c_uint32),
    ]


def load(path):
    library = ctypes.CDLL(path)
    library.sirocco_verify.argtypes = [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(Expectations), ctypes.c_uint64, ctypes.c_uint32,
        ctypes.POINTER(Statement), ctypes.c_char_p, ctypes.c_size_t,
    ]
    library.sirocco_verify.restype = ctypes.c_int32
    library.sirocco_verifier_interface.restype = ctypes.c_uint32
    if library.sirocco_verifier_interface() != 1:
        raise SystemExit("another interface than this program's")
    return library


def verify(library, proof, job=None, prover=None, cost_limit=2**64 - 1, flags=0):
    expected, statement = Expectations(job=job, prover=prover), Statement()
    message = ctypes.create_string_buffer(256)
    answer = library.sirocco_verify(
        proof, len(proof), ctypes.byref(expected), cost_limit, flags, ctypes.byref(statement), message, len(message))
    fields = {}
    for name, _ in Statement._fields_:
        value = getattr(statement, name)
        fields[name] = value if isinstance(value, int) else "0x" + bytes(value).hex()
    return answer, fields, message.value.decode("utf-8", "replace")


def main(arguments):
    library = load(arguments[0])
    with open(arguments[1], "rb") as file:
        proof = file.read()
    wanted = [bytes.fromhex(text.removeprefix("0x")) for text in arguments[2:]]
    answer, statement, message = verify(library, proof, *wanted)
    print(json.dumps({"answer": answer, "message": message, "statement": statement}))
    # One byte more, one less, none, one changed: never accepted.
    middle = len(proof) // 2
    for other in (proof + b"\0", proof[:-1], b"", proof[:middle] + bytes([proof[middle] ^ 1]) + proof[middle + 1:]):
        if verify(library, other)[0] != REFUSED:
            raise SystemExit("a changed proof was not refused")
    return answer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
