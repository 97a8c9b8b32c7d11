"""Why a proof is refused. Any other exception is a fault of this verifier."""


class Rejected(Exception):
    pass


def check(condition, reason):
    if not condition:
        raise Rejected(reason)
