"""What a network loses when it runs on integers alone.

The rules are those of the integer circuits: int8 weights and activations, one symmetric static
scale a tensor, exact accumulators, and requantisation by an integer multiplier and a shift. This
is a forecast of a circuit's accuracy, not the circuit: an importer may choose other scales.
"""

from copy import copy
from dataclasses import dataclass

import numpy as np

from layers import Relu
from models import evaluate_in_batches

INT8_LIMIT = 127
MULTIPLIER_BITS = 16


def quantised_pixels(images):
    """Bytes 0...255 to integers 0...127: 127·p/255 rounded to nearest, laid out for `layers`."""
    return ((images.astype(np.int64) * INT8_LIMIT + 127) // 255)[None].astype(np.float64)


def _rounded(values):
    return np.floor(np.asarray(values, np.float64) + 0.5)


@dataclass(frozen=True)
class Requantisation:
    """q = clamp(floor((acc · multiplier + 2^(shift-1)) / 2^shift), lowest, 127)."""

    multiplier: int
    shift: int
    lowest: int

    @classmethod
    def by(cls, factor, lowest):
        """Approximates `factor` by m / 2^s with m in [2^15, 2^16), the most precise m allowed."""
        # frexp writes the factor as fraction · 2^exponent with fraction in [1/2, 1).
        fraction, exponent = np.frexp(factor)
        multiplier = int(_rounded(fraction * 2**MULTIPLIER_BITS))
        shift = MULTIPLIER_BITS - int(exponent)
        if multiplier == 2**MULTIPLIER_BITS:
            multiplier, shift = multiplier // 2, shift - 1
        if shift < 1:
            raise ValueError(f"a factor of {factor} leaves no fraction to round")
        return cls(multiplier, shift, lowest)

    def __call__(self, accumulator):
        # `>>` on signed integers is arithmetic, so it rounds towards minus infinity as floor does.
        scaled = (accumulator * self.multiplier + (1 << (self.shift - 1))) >> self.shift
        return np.clip(scaled, self.lowest, INT8_LIMIT)


class IntegerNetwork:
    """A trained network with quantised weights, evaluated by copies of the float layers.

    Integers are held in float64, where every sum of a layer stays far below 2^53 and is exact in
    any order of addition. So the convolution needs no integer twin.
    """

    def __init__(self, network, calibration_input):
        """`calibration_input` [1, count, 28, 28] float32 sets the scale of every activation."""
        self._steps = []
        input_scale = 1 / INT8_LIMIT
        x = calibration_input
        for layer, following in zip(network.layers, [*network.layers[1:], None], strict=True):
            x = layer.forward(x)
            if not hasattr(layer, "weight"):
                self._steps.append((layer, None))
                continue

            # The clamp at zero does the work of a ReLU, so only what survives it needs a place
            # on the scale. The ReLU that follows then changes nothing.
            rectified = isinstance(following, Relu)
            largest = float(x.max() if rectified else np.abs(x).max())
            output_scale = largest / INT8_LIMIT
            weight_scale = float(np.abs(layer.weight).max()) / INT8_LIMIT
            accumulator_scale = input_scale * weight_scale

            quantised = copy(layer)
            quantised.weight = _rounded(layer.weight / np.float64(weight_scale))
            quantised.bias = _rounded(layer.bias / np.float64(accumulator_scale))
            requantisation = Requantisation.by(
                accumulator_scale / output_scale, lowest=0 if rectified else -INT8_LIMIT
            )
            self._steps.append((quantised, requantisation))
            input_scale = output_scale

    def _forward(self, x):
        for layer, requantisation in self._steps:
            x = layer.forward(x)
            if requantisation:
                x = requantisation(x.astype(np.int64)).astype(np.float64)
        return x

    def logits(self, images):
        """Int8 logits, as int64 [count, 10], of uint8 pictures [count, 28, 28]."""
        return evaluate_in_batches(self._forward, quantised_pixels(images)).astype(np.int64)
