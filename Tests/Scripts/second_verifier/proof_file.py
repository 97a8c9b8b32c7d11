"""A proof file, from its first byte to its last."""

from transcript_vectors import blake3, derive_key

from .circuit import Circuit
from .errors import check
from .logarithms import UNIT, sum_units
from .messages import Messages
from .operators import Argmax
from .parameters import derive, model_shape, witness_shape
from .plan import Plan
from .reader import Reader
from .security import PROFILES, commitment_terms, statement_terms
from .statement import Statement
from .whir import Opening


class Claim:
    def __init__(self, data):
        reader = Reader(data)
        self.data, self.id = data, derive_key("sirocco claim v1", data)
        check(reader.u16() == 1, "claim version")
        self.chain, self.job, self.model, self.steps = reader.u64(), reader.digest(), reader.digest(), reader.u32()
        check(1 <= self.steps <= 2**24, "steps")
        self.inputs, self.outputs = self.tensors(reader), self.tensors(reader)
        check(reader.u8() == 1, "the claim is not one that a proof supports")
        self.profile, self.prover = reader.u16(), reader.digest()
        reader.finish()

    @staticmethod
    def tensors(reader):
        count = reader.count(4096)
        check(count >= 1, "there is none")
        roots = []
        for _ in range(count):
            check(reader.u8() == 1, "a private tensor")
            roots.append(reader.digest())
        return roots


class Model:
    def __init__(self, data):
        reader = Reader(data)
        check(reader.u16() == 1, "model version")
        self.circuit, self.weights = reader.digest(), reader.digest()
        pairs = [(reader.u16(), reader.digest()) for _ in range(reader.count(16))]
        check(all(a[0] < b[0] for a, b in zip(pairs, pairs[1:])), "profiles ascend")
        self.oracles = dict(pairs)
        if reader.boolean():
            reader.digest()
        reader.finish()
        self.id = derive_key("sirocco model commitment v1", data)


class Setting:
    """What follows from a circuit and a profile alone."""

    known = {}

    def __init__(self, circuit, profile):
        self.plan = Plan(circuit)
        self.parameters = derive(
            [witness_shape(self.plan.witness.log2), model_shape(self.plan.model.log2)], profile)
        numerators = Statement(self.plan, [], 0, 0).errors()
        self.terms = statement_terms(numerators, self.parameters.candidates_log2()) + commitment_terms(self.parameters)
        self.sum = sum_units([term.total for term in self.terms])
        check(self.sum >= profile.floor * UNIT, "below the floor")

    @classmethod
    def of(cls, circuit, profile):
        """The same for every proof about a circuit, so made once."""
        key = (circuit.hash, profile.number)
        if key not in cls.known:
            cls.known[key] = cls(circuit, profile)
        return cls.known[key]


class Proof:
    """The header, decoded and tied to its claim; `verify` reads the body."""

    def __init__(self, data, allow_insecure=False):
        reader = self.reader = Reader(data)
        reader.section("mark")
        check(reader.take(4) == b"SIRP", "not a proof")
        reader.section("version")
        check(reader.u16() == 1, "unsupported version")
        reader.section("claim")
        self.claim = Claim(reader.string(2**20))
        reader.section("model")
        self.model = Model(reader.string(2**20))
        reader.section("circuit")
        self.circuit = Circuit(reader.string(2**24))
        reader.section("inputs")
        self.inputs = [(kind, reader.take(kind.byte_count)) for _, kind, _ in self.circuit.inputs]
        reader.section("outputs")
        self.outputs = [(o.type, reader.take(o.type.byte_count)) for _, o in self.circuit.outputs]
        reader.section("witness root")
        self.witness_root = reader.digest()
        claim = self.claim
        check(claim.model == self.model.id, "another model")
        check(self.model.circuit == self.circuit.hash, "another circuit")
        check(claim.profile in PROFILES, "unknown profile")
        self.profile = PROFILES[claim.profile]
        check(allow_insecure or not self.profile.is_insecure, "insecure profile")
        check(claim.profile in self.model.oracles, "no oracle for this profile")
        self.model_root = self.model.oracles[claim.profile]
        check(claim.steps == 1, "several steps")
        for tensors, roots in ((self.inputs, claim.inputs), (self.outputs, claim.outputs)):
            check([blake3(data) for _, data in tensors] == roots, "another tensor")
        self.values = [kind.values(data) for kind, data in self.inputs]
        for values, (_, _, (low, high)) in zip(self.values, self.circuit.inputs):
            check(all(low <= value <= high for value in values), "an input out of range")

    def argmax(self):
        """Score and index; an output given twice has to agree."""
        found = [None, None]
        for (_, operand), (kind, data) in zip(self.circuit.outputs, self.outputs):
            _, position, result = operand.source
            check(isinstance(self.circuit.operators[position].kind, Argmax) and kind.count == 1, "outputs")
            value = kind.values(data)[0]
            check(found[result] in (None, value), "outputs")
            found[result] = value
        check(None not in found, "outputs")
        return found

    def verify(self):
        """The transcript of an accepted proof."""
        setting = Setting.of(self.circuit, self.profile)
        score, index = self.argmax()
        statement = Statement(setting.plan, self.values, score, index)
        messages = Messages("sirocco proof v1", self.claim.data)
        messages.digest("circuit", self.circuit.hash)
        for root in self.claim.inputs:
            messages.digest("input", root)
        for root in self.claim.outputs:
            messages.digest("output", root)
        messages.digest("weight root", self.model_root)
        messages.digest("witness root", self.witness_root)
        values = statement.reduce(self.reader, messages)
        claims = [
            {"root": root, "point": point, "values": [value]}
            for root, (point, value) in zip((self.witness_root, self.model_root), values)
        ]
        Opening(setting.parameters, claims, messages, self.reader).verify()
        self.reader.finish()
        return messages
