"""Adam with decoupled weight decay on shuffled, perhaps mirrored pictures."""

from dataclasses import dataclass

import numpy as np

from fashion_mnist import CLASSES, network_input

FIRST_MOMENT_DECAY = np.float32(0.9)
SECOND_MOMENT_DECAY = np.float32(0.999)
EPSILON = np.float32(1e-8)


@dataclass(frozen=True)
class Recipe:
    epochs: int
    learning_rate: float
    weight_decay: float
    # Whether half of the pictures, drawn anew in every epoch, are mirrored left to right.
    mirror: bool
    # Probability mass taken from the true class and spread evenly: keeps the logits, and with
    # them the activations that a static scale must cover, from growing without bound.
    label_smoothing: float
    batch: int = 128


class Adam:
    """Adam (Kingma and Ba 2015), weight decay decoupled (Loshchilov and Hutter 2019)."""

    def __init__(self, parameters, weight_decay):
        self._parameters = parameters
        self._moments = [(np.zeros_like(p), np.zeros_like(p)) for p in parameters]
        self._weight_decay = weight_decay
        self._step = 0

    def update(self, gradients, learning_rate):
        self._step += 1
        bias_correction = np.sqrt(1 - SECOND_MOMENT_DECAY**self._step) / (
            1 - FIRST_MOMENT_DECAY**self._step
        )
        rate = np.float32(learning_rate * bias_correction)
        for parameter, gradient, (first, second) in zip(
            self._parameters, gradients, self._moments, strict=True
        ):
            first += (1 - FIRST_MOMENT_DECAY) * (gradient - first)
            second += (1 - SECOND_MOMENT_DECAY) * (gradient * gradient - second)
            # Biases are left alone: they are added exactly in the integer circuit, so shrinking
            # them buys no precision.
            if parameter.ndim > 1:
                parameter *= np.float32(1 - learning_rate * self._weight_decay)
            parameter -= rate * first / (np.sqrt(second) + EPSILON)


def half_mirrored(images, generator):
    mirrored = generator.random(len(images)) < 0.5
    return np.where(mirrored[:, None, None], images[:, :, ::-1], images)


def cross_entropy(logits, labels, smoothing):
    """Returns the mean loss and its gradient by the logits."""
    count = len(labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    targets = np.full_like(logits, smoothing / CLASSES)
    targets[np.arange(count), labels] += np.float32(1 - smoothing)
    loss = -(targets * log_probabilities).sum() / count
    return float(loss), (np.exp(log_probabilities) - targets) / np.float32(count)


def train(network, images, labels, recipe, generator, after_epoch):
    """Trains `network` in place; calls `after_epoch(epoch, mean_loss)` after each pass."""
    network.initialise(generator)
    weighted = network.weighted_layers
    parameters = [array for layer in weighted for array in (layer.weight, layer.bias)]
    optimiser = Adam(parameters, recipe.weight_decay)
    batches = len(images) // recipe.batch
    steps = recipe.epochs * batches

    for epoch in range(recipe.epochs):
        # The remainder of a pass is dropped; another shuffle leaves out other pictures.
        order = generator.permutation(len(images))[: batches * recipe.batch]
        total_loss = 0.0
        for index, chosen in enumerate(order.reshape(batches, recipe.batch)):
            pictures = images[chosen]
            if recipe.mirror:
                pictures = half_mirrored(pictures, generator)
            logits = network.forward(network_input(pictures))
            loss, gradient = cross_entropy(logits, labels[chosen], recipe.label_smoothing)
            network.backward(gradient)
            gradients = [
                array
                for layer in weighted
                for array in (layer.weight_gradient, layer.bias_gradient)
            ]
            # Half a cosine from the full rate down to zero: the last epochs average out noise.
            progress = (epoch * batches + index) / steps
            optimiser.update(
                gradients, recipe.learning_rate * 0.5 * (1 + np.cos(np.pi * progress))
            )
            total_loss += loss
        after_epoch(epoch, total_loss / batches)
