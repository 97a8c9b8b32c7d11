#!/usr/bin/env python3
"""A second opinion on `sirocco params check`: parameters and security of circuits, computed anew.

    proof_security.py < REPORT

REPORT is JSON: a list of objects with `circuit` (path), `profile` (number), `inputs` and `outputs` (of each, whether it
is private), `parameters` (canonical bytes in
hexadecimal), `terms` (name, units, grinding) and `sum`, units being 2^-24 bit as the verifier has them. Each report
has to be what this verifier derives, unit by unit; and each term has to be at most what its formula gives as a
number, and less by no more than its rounding.
"""

import json
import pathlib
import sys
from fractions import Fraction

from second_verifier import exact
from second_verifier.circuit import Circuit
from second_verifier.logarithms import UNIT
from second_verifier.proof_file import Setting
from second_verifier.security import PROFILES
from second_verifier.statement import Statement

# A logarithm is rounded by at most two units, and a term takes no more than twelve of them, or a query's for each
# query; a statement's are rounded to whole bits: of numerator, candidates and field.
UNITS_A_TERM, WHOLE_BITS = 24, 3


def compare(report):
    circuit = Circuit(pathlib.Path(report["circuit"]).read_bytes())
    setting = Setting(circuit, PROFILES[report["profile"]], (report["inputs"], report["outputs"]))
    parameters = setting.parameters
    name = f"{report['circuit']} under {parameters.profile.name}"
    if parameters.data().hex() != report["parameters"]:
        sys.exit(f"{name}: other parameters: {parameters.oracles} {parameters.rounds}")
    ours = [{"name": term.name, "units": term.units, "grinding": term.grinding} for term in setting.terms]
    for mine, theirs in zip(ours, report["terms"]):
        if mine != theirs:
            sys.exit(f"{name}: {theirs}, where this verifier has {mine}")
    if len(ours) != len(report["terms"]) or setting.sum != report["sum"]:
        sys.exit(f"{name}: {len(report['terms'])} terms and {report['sum']}, not {len(ours)} and {setting.sum}")
    check_exactly(name, circuit, setting)


def check_exactly(name, circuit, setting):
    parameters = setting.parameters
    numerators = Statement(setting.plan, [], 0, 0).errors()
    whole = exact.statement_errors(numerators, parameters)
    errors = {**whole, **exact.commitment_errors(parameters)}
    if [term.name for term in setting.terms if term.name not in errors] or len(errors) != len(setting.terms):
        sys.exit(f"{name}: terms without a formula, or the reverse")
    total, widest = Fraction(0), Fraction(0)
    for term in setting.terms:
        queries = [tree["queries"] for tree in parameters.oracles + parameters.rounds]
        allowed = UNITS_A_TERM * max(queries) if "queries" in term.name else UNITS_A_TERM
        slack = Fraction(WHOLE_BITS if term.name in whole else Fraction(allowed, UNIT))
        truth = exact.bits(errors[term.name])
        loss = truth - Fraction(term.units, UNIT)
        if not 0 <= loss <= slack:
            sys.exit(f"{name}: {term.name}: {term.units} units for {float(truth)} bits")
        widest = max(widest, loss if term.name not in whole else 0)
        total += errors[term.name] / 2**term.grinding
    truth, found = exact.bits(total), Fraction(setting.sum, UNIT)
    if not 0 <= truth - found <= Fraction(1, 2**10):
        sys.exit(f"{name}: the sum is {float(found)} for {float(truth)} bits")
    print(
        f"{name}: {len(errors)} terms, sum {float(truth):.6f} bits; rounding loses at most {float(widest):.2e} bits a "
        "round of the commitment")


if __name__ == "__main__":
    for report in json.load(sys.stdin):
        compare(report)
