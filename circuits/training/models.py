"""The two networks, and what any network of `layers` can do."""

import numpy as np

from layers import Convolution, Flatten, FullyConnected, MaxPool, Relu

# Pictures pushed through a network at once outside training; bounds the unfolded convolutions to
# some tens of megabytes.
EVALUATION_BATCH = 500


class Network:
    def __init__(self, layers):
        self.layers = layers

    @property
    def weighted_layers(self):
        return [layer for layer in self.layers if hasattr(layer, "weight")]

    def initialise(self, generator):
        """He initialisation (He et al. 2015): the variance that keeps ReLU activations level."""
        for layer in self.weighted_layers:
            fan_in = layer.weight[0].size
            spread = np.sqrt(2 / fan_in)
            layer.weight[...] = generator.standard_normal(layer.weight.shape) * spread
            layer.bias[...] = 0

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, gradient):
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)


def evaluate_in_batches(forward, x):
    """Applies `forward` to [channels, count, height, width] in slices; logits [count, 10]."""
    count = x.shape[1]
    starts = range(0, count, EVALUATION_BATCH)
    return np.concatenate([forward(x[:, start : start + EVALUATION_BATCH]) for start in starts])


def accuracy(logits, labels):
    return float(np.mean(logits.argmax(axis=1) == labels))


def multilayer_perceptron():
    return Network([
        Flatten(),
        FullyConnected("fc1", 784, 128),
        Relu(),
        FullyConnected("fc2", 128, 10),
    ])


def convolutional_network():
    """LeNet-5 (LeCun et al. 1998) with ReLU and max pooling in place of tanh and averages."""
    return Network([
        Convolution("conv1", 1, 6, kernel=5, padding=2, needs_input_gradient=False),
        Relu(),
        MaxPool(),
        Convolution("conv2", 6, 16, kernel=5),
        Relu(),
        MaxPool(),
        Flatten(),
        FullyConnected("fc1", 400, 120),
        Relu(),
        FullyConnected("fc2", 120, 84),
        Relu(),
        FullyConnected("fc3", 84, 10),
    ])


MODELS = {
    "fashion-mlp": multilayer_perceptron,
    "fashion-cnn": convolutional_network,
}
