"""The circuit in a proof file: its one encoding, its hash, and the interval of every value."""

from transcript_vectors import blake3, derive_key, merkle_root

from .errors import check
from .operators import KINDS, check_footprint, check_intervals
from .reader import Reader
from .tensors import Type, read_range, read_type, require_share


class Operand:
    def __init__(self, reader):
        source = reader.u8()
        if source in (1, 4):
            self.source = ("input" if source == 1 else "state", reader.u32())
        elif source == 2:
            self.source = ("weight", reader.u64())
            check(self.source[1] <= 2**40, "beyond any layout")
        elif source == 3:
            self.source = ("table", reader.digest())
        else:
            check(source == 5, "no source")
            self.source = ("result", reader.u32(), reader.u8())
        self.type = read_type(reader)


class Operator:
    def __init__(self, reader):
        start = reader.offset
        self.label, self.is_checkpoint = reader.name(), reader.boolean()
        kind = reader.u16()
        check(kind in KINDS, "no gadget for this operator")
        self.kind = KINDS[kind](reader)
        self.operands = [Operand(reader) for _ in range(reader.u8())]
        stated = [read_type(reader) for _ in range(reader.u8())]
        check(len(self.operands) <= 64, "operands")
        types = [operand.type for operand in self.operands]
        self.results = self.kind.results(types)
        check(self.results == stated, "other results than the definition gives")
        check_footprint(self.kind, types)
        self.record = reader.data[start : reader.offset]


def unique(names):
    check(len(set(names)) == len(names), "two have one name")


class Circuit:
    def __init__(self, data):
        reader = Reader(data)
        check(reader.take(4) == b"SIRC" and reader.u16() == 1, "not a circuit of version 1")
        start = reader.offset
        self.name = reader.name()
        self.limb = reader.u8()
        check(self.limb in (8, 12, 16), "limb width")
        self.inputs = [(reader.name(), read_type(reader), read_range(reader)) for _ in range(reader.count(4096))]
        self.states = []
        for _ in range(reader.count(4096)):
            name, bounds = reader.name(), read_range(reader)
            self.states.append((name, Operand(reader), bounds))
        self.weights = {}
        self.read_weights(reader)
        self.tables = {}
        self.read_tables(reader)
        self.outputs = [(reader.name(), Operand(reader)) for _ in range(reader.count(4096))]
        header = data[start : reader.offset]
        self.operators = [Operator(reader) for _ in range(reader.count(2**16))]
        reader.finish()
        records = [header] + [op.record for op in self.operators]
        self.hash = merkle_root([derive_key("sirocco circuit record v1", record) for record in records])
        self.check_header()
        self.analyse()

    def read_weights(self, reader):
        end, names = 0, []
        for _ in range(reader.count(2**16)):
            name, kind, offset, bounds = reader.name(), read_type(reader), reader.u64(), read_range(reader)
            check(offset == -(-end // 1024) * 1024 and kind.holds(bounds), "layout")
            end = offset + kind.byte_count
            check(end <= 2**40, "layout")
            self.weights[offset] = (kind, bounds)
            names.append(name)
        unique(names)

    def read_tables(self, reader):
        roots = []
        for _ in range(reader.count(2**10)):
            kind = read_type(reader)
            check(len(kind.shape) == 1 and kind.count <= 2**16, "table")
            data = reader.take(kind.byte_count)
            values = kind.values(data)
            roots.append(blake3(data))
            check(len(roots) == 1 or roots[-2] < roots[-1], "tables ascend")
            self.tables[roots[-1]] = (kind, (min(values), max(values)))

    def check_header(self):
        check(self.inputs and self.outputs and self.operators, "a circuit without inputs, outputs or operators")
        for slots in (self.inputs, self.states, self.outputs):
            unique([slot[0] for slot in slots])
        check(all(kind.holds(bounds) for _, kind, bounds in self.inputs), "input range")
        for _, operand, bounds in self.states:
            check(operand.type.holds(bounds) and bounds[0] <= 0 <= bounds[1], "state range")

    def resolve(self, operand):
        """The interval of a source, which has to have the operand's elements."""
        source = operand.source
        kind, bounds = None, None
        if source[0] == "input" and source[1] < len(self.inputs):
            _, kind, bounds = self.inputs[source[1]]
        elif source[0] == "state" and source[1] < len(self.states):
            kind, bounds = self.states[source[1]][1].type, self.states[source[1]][2]
        elif source[0] == "weight" and source[1] in self.weights:
            kind, bounds = self.weights[source[1]]
        elif source[0] == "table" and source[1] in self.tables:
            kind, bounds = self.tables[source[1]]
        elif source[0] == "result" and source[1] < len(self.intervals):
            if source[2] < len(self.intervals[source[1]]):
                kind = self.operators[source[1]].results[source[2]]
                bounds = self.intervals[source[1]][source[2]]
        check(kind is not None, "a source that is not there")
        check(kind.element == operand.type.element and kind.count == operand.type.count, "read as another type")
        return bounds

    def analyse(self):
        self.intervals = []
        for op in self.operators:
            known = [self.resolve(operand) for operand in op.operands]
            for interval in known:
                require_share(interval)
            found = op.kind.intervals([operand.type for operand in op.operands], known, self.limb)
            self.intervals.append(check_intervals(op.kind, found, op.results))
        for _, operand in self.outputs:
            check(operand.source[0] == "result", "an output is an operator's result")
            self.resolve(operand)
        for _, operand, bounds in self.states:
            check(operand.source[0] == "result", "a state's next value is an operator's result")
            low, high = self.resolve(operand)
            check(bounds[0] <= low and high <= bounds[1], "a state's range")
