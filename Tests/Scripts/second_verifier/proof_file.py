"""A proof file, from its first byte to its last."""

import struct

from transcript_vectors import PRIME, blake3, derive_key

from .circuit import Circuit
from .errors import check
from .logarithms import UNIT, sum_units
from .messages import Messages
from .operators import Argmax
from .parameters import Shape, derive, model_shape, witness_shape
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
            kind = reader.u8()
            check(kind in (1, 2), "commitment kind")
            if kind == 2:
                check(all(word < PRIME for word in struct.unpack("<4Q", reader.data[reader.offset :][:32].ljust(32))), "limb")
            roots.append((kind == 2, reader.digest()))
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

    def __init__(self, circuit, profile, privacy=None):
        public = Plan(circuit)
        self.plan = public if privacy is None or not any(map(any, privacy)) else Plan(circuit, privacy)
        model = model_shape(public.model.log2)
        self.parameters = derive([witness_shape(public.witness.log2), model], profile)
        if self.plan.witness.log2 != public.witness.log2:
            # A model is registered once: its oracle has the first fold that it has where all is public.
            fold = self.parameters.oracles[1]["fold"]
            model = Shape(model.variables, model.rate, folds=range(fold, fold + 1))
            self.parameters = derive([witness_shape(self.plan.witness.log2), model], profile)
        numerators = Statement(self.plan, [], 0, 0).errors()
        self.terms = statement_terms(numerators, self.parameters.candidates_log2()) + commitment_terms(self.parameters)
        self.sum = sum_units([term.total for term in self.terms])
        check(self.sum >= profile.floor * UNIT, "below the floor")

    @classmethod
    def of(cls, circuit, profile, privacy):
        """The same for every proof about a circuit, so made once."""
        key = (circuit.hash, profile.number, repr(privacy))
        if key not in cls.known:
            cls.known[key] = cls(circuit, profile, privacy)
        return cls.known[key]


class Proof:
    """The header, decoded and tied to its claim; `verify` reads the body."""

    def __init__(self, data, allow_insecure=False):
        check(len(data) <= 2**23, "a file that is too long")
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
        self.circuit = Circuit(reader.string(2**20))
        reader.section("inputs")
        claim = self.claim
        check(len(claim.inputs) == len(self.circuit.inputs), "inputs")
        check(len(claim.outputs) == len(self.circuit.outputs), "outputs")
        self.privacy = ([hidden for hidden, _ in claim.inputs], [hidden for hidden, _ in claim.outputs])
        self.inputs = self.tensors([kind for _, kind, _ in self.circuit.inputs], claim.inputs)
        reader.section("outputs")
        self.outputs = self.tensors([operand.type for _, operand in self.circuit.outputs], claim.outputs)
        reader.section("witness root")
        self.witness_root = reader.digest()
        check(claim.model == self.model.id, "another model")
        check(self.model.circuit == self.circuit.hash, "another circuit")
        check(claim.profile in PROFILES, "unknown profile")
        self.profile = PROFILES[claim.profile]
        check(allow_insecure or not self.profile.is_insecure, "insecure profile")
        check(claim.profile in self.model.oracles, "no oracle for this profile")
        self.model_root = self.model.oracles[claim.profile]
        check(claim.steps == 1, "several steps")
        for tensors, roots in ((self.inputs, claim.inputs), (self.outputs, claim.outputs)):
            for tensor, (hidden, root) in zip(tensors, roots):
                check(hidden or blake3(tensor[1]) == root, "another tensor")
        self.values = [tensor and tensor[0].values(tensor[1]) for tensor in self.inputs]
        for values, (_, _, (low, high)) in zip(self.values, self.circuit.inputs):
            check(values is None or all(low <= value <= high for value in values), "an input out of range")

    def tensors(self, kinds, commitments):
        """Type and bytes by slot; None of private ones, which have no bytes here."""
        return [
            None if hidden else (kind, self.reader.take(kind.byte_count)) for kind, (hidden, _) in zip(kinds, commitments)]

    def argmax(self):
        """Score and index; an output given twice has to agree."""
        found = [None, None]
        for (_, operand), tensor in zip(self.circuit.outputs, self.outputs):
            if tensor is None:
                continue
            kind, data = tensor
            _, position, result = operand.source
            check(isinstance(self.circuit.operators[position].kind, Argmax) and kind.count == 1, "outputs")
            value = kind.values(data)[0]
            check(found[result] in (None, value), "outputs")
            found[result] = value
        check(None not in found or any(self.privacy[1]), "outputs")
        return found

    def verify(self):
        """The transcript of an accepted proof."""
        setting = Setting.of(self.circuit, self.profile, self.privacy)
        score, index = self.argmax()
        hidden = [digest for is_hidden, digest in self.claim.inputs + self.claim.outputs if is_hidden]
        digests = [struct.unpack("<4Q", digest) for digest in hidden]
        statement = Statement(setting.plan, self.values, score, index, self.claim.job, digests)
        messages = Messages("sirocco proof v1", self.claim.data)
        messages.digest("circuit", self.circuit.hash)
        for hidden, root in self.claim.inputs:
            if not hidden:
                messages.digest("input", root)
        for hidden, root in self.claim.outputs:
            if not hidden:
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
