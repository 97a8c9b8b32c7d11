"""Checks the hand-written gradients and the integer rounding. Run: python -m unittest"""

import unittest

import numpy as np

from fashion_mnist import balanced_indices
from integer_network import Requantisation, quantised_pixels
from layers import Convolution, Flatten, FullyConnected, MaxPool, Relu
from models import Network
from training import cross_entropy

STEP = 1e-6


def small_network(generator):
    """Every kind of layer once or more, in float64, where finite differences are sharp."""
    network = Network([
        Convolution("conv1", 2, 3, kernel=3, padding=1),
        Relu(),
        MaxPool(),
        Convolution("conv2", 3, 4, kernel=3),
        Relu(),
        Flatten(),
        FullyConnected("fc1", 16, 10),
    ])
    for layer in network.weighted_layers:
        layer.weight = generator.standard_normal(layer.weight.shape)
        layer.bias = generator.standard_normal(layer.bias.shape)
    return network


class Gradients(unittest.TestCase):
    def test_gradients_match_central_differences(self):
        generator = np.random.default_rng(7)
        network = small_network(generator)
        x = generator.standard_normal((2, 5, 8, 8))
        labels = np.array([0, 3, 9, 3, 1])

        def loss():
            return cross_entropy(network.forward(x), labels, smoothing=0.1)[0]

        _, gradient = cross_entropy(network.forward(x), labels, smoothing=0.1)
        for layer in reversed(network.layers):
            gradient = layer.backward(gradient)
        pairs = [(x, gradient)]
        for layer in network.weighted_layers:
            pairs += [(layer.weight, layer.weight_gradient), (layer.bias, layer.bias_gradient)]

        for array, computed in pairs:
            for flat_index in generator.choice(array.size, size=min(array.size, 12), replace=False):
                index = np.unravel_index(flat_index, array.shape)
                original = array[index]
                array[index] = original + STEP
                above = loss()
                array[index] = original - STEP
                below = loss()
                array[index] = original
                self.assertAlmostEqual((above - below) / (2 * STEP), computed[index], places=6)


class IntegerRules(unittest.TestCase):
    def test_requantisation_rounds_halves_up_and_clamps(self):
        half = Requantisation(multiplier=1 << 15, shift=16, lowest=-127)
        accumulator = np.array([3, 1, 0, -1, -3, 1000, -1000])
        self.assertEqual(half(accumulator).tolist(), [2, 1, 0, 0, -1, 127, -127])

    def test_rectified_requantisation_clamps_at_zero(self):
        half = Requantisation(multiplier=1 << 15, shift=16, lowest=0)
        self.assertEqual(half(np.array([-40, 4])).tolist(), [0, 2])

    def test_multiplier_uses_all_sixteen_bits(self):
        for factor in (1.0, 0.5, 0.99999999, 0.0123, 1e-5):
            chosen = Requantisation.by(factor, lowest=0)
            self.assertTrue(1 << 15 <= chosen.multiplier < 1 << 16, factor)
            self.assertLess(abs(chosen.multiplier / 2**chosen.shift / factor - 1), 2**-16)

    def test_pixels_round_to_nearest(self):
        images = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
        nearest = np.floor(images[None].astype(np.float64) * 127 / 255 + 0.5)
        np.testing.assert_array_equal(quantised_pixels(images), nearest)


class Calibration(unittest.TestCase):
    def test_quotas_go_to_the_lowest_classes_first(self):
        labels = np.arange(200)[::-1] % 10
        counts = np.bincount(labels[balanced_indices(labels, 56)], minlength=10)
        self.assertEqual(counts.tolist(), [6] * 6 + [5] * 4)


if __name__ == "__main__":
    unittest.main()
