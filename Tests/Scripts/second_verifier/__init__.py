"""The second verifier: proof files checked from the written protocol alone, in plain Python.

One module a section of Sources/Claims/Claims.docc/ProofProtocol.md. Nothing is imported but the standard library and
the transcript's second implementation. Speed is no goal.
"""
