"""Imported before NumPy, so that the same seed gives the same weights on another machine.

A float sum depends on its order. OpenBLAS picks that order by the number of threads and by the
processor it finds; both are fixed here (any x86-64 processor with AVX2 runs the Haswell kernels).
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OPENBLAS_CORETYPE"] = "Haswell"
