"""The five layers the two networks need, forward and backward, on NumPy arrays.

Pictures travel as [channels, batch, height, width]. With the channel outermost, unfolding a
convolution copies whole rows and its product is one matrix multiplication whose result needs no
transpose. Weights keep the layout of ONNX, so exporting copies them as they are.

`forward` computes in the type of its operands: float32 when training, float64 holding integers
in the integer check (exact while sums stay below 2^53).
"""

import numpy as np


class FullyConnected:
    """y = x · weightᵀ + bias, with x [batch, inputs] and weight [outputs, inputs]."""

    def __init__(self, name, inputs, outputs):
        self.name = name
        self.weight = np.zeros((outputs, inputs), np.float32)
        self.bias = np.zeros(outputs, np.float32)

    def forward(self, x):
        self._x = x
        return x @ self.weight.T + self.bias

    def backward(self, gradient):
        self.weight_gradient = gradient.T @ self._x
        self.bias_gradient = gradient.sum(axis=0)
        return gradient @ self.weight


class Convolution:
    """Stride-1 cross-correlation, as ONNX `Conv`: weight [outputs, inputs, kernel, kernel]."""

    def __init__(self, name, inputs, outputs, kernel, padding=0, needs_input_gradient=True):
        self.name = name
        self.kernel = kernel
        self.padding = padding
        self.weight = np.zeros((outputs, inputs, kernel, kernel), np.float32)
        self.bias = np.zeros(outputs, np.float32)
        # The first layer's input is the picture: nobody reads its gradient, and folding it back
        # would be the dearest step of the whole backward pass.
        self._needs_input_gradient = needs_input_gradient

    def _taps(self, height, width):
        """The kernel positions, each with the window of the padded input it is multiplied by."""
        for row in range(self.kernel):
            for column in range(self.kernel):
                yield row, column, np.s_[:, :, row : row + height, column : column + width]

    def forward(self, x):
        channels, batch, height, width = x.shape
        border = (self.padding, self.padding)
        padded = np.pad(x, ((0, 0), (0, 0), border, border)) if self.padding else x
        out_height = height + 2 * self.padding - self.kernel + 1
        out_width = width + 2 * self.padding - self.kernel + 1

        unfolded = np.empty(
            (channels, self.kernel, self.kernel, batch, out_height, out_width), x.dtype
        )
        for row, column, window in self._taps(out_height, out_width):
            unfolded[:, row, column] = padded[window]
        self._unfolded = unfolded.reshape(channels * self.kernel**2, -1)
        self._padded_shape = padded.shape

        outputs = len(self.weight)
        y = self.weight.reshape(outputs, -1) @ self._unfolded
        y += self.bias[:, None]
        return y.reshape(outputs, batch, out_height, out_width)

    def backward(self, gradient):
        outputs, _, out_height, out_width = gradient.shape
        flat = gradient.reshape(outputs, -1)
        self.weight_gradient = (flat @ self._unfolded.T).reshape(self.weight.shape)
        self.bias_gradient = flat.sum(axis=1)
        if not self._needs_input_gradient:
            return None

        channels, batch, padded_height, padded_width = self._padded_shape
        unfolded = (self.weight.reshape(outputs, -1).T @ flat).reshape(
            channels, self.kernel, self.kernel, batch, out_height, out_width
        )
        folded = np.zeros(self._padded_shape, gradient.dtype)
        for row, column, window in self._taps(out_height, out_width):
            folded[window] += unfolded[:, row, column]
        inner = slice(self.padding, padded_height - self.padding)
        return folded[:, :, inner, inner]


class Relu:
    def forward(self, x):
        self._positive = x > 0
        return np.maximum(x, 0)

    def backward(self, gradient):
        return gradient * self._positive


class MaxPool:
    """Maximum over disjoint 2×2 windows of a picture with even sides."""

    def forward(self, x):
        self._x = x
        rows = np.maximum(x[:, :, 0::2], x[:, :, 1::2])
        self._y = np.maximum(rows[..., 0::2], rows[..., 1::2])
        return self._y

    def backward(self, gradient):
        # Every entry that attains the maximum gets the whole gradient. Behind a ReLU a tie is
        # almost always between zeros, whose gradient the ReLU drops anyway.
        result = np.empty_like(self._x)
        for row in (0, 1):
            for column in (0, 1):
                corner = np.s_[:, :, row::2, column::2]
                result[corner] = gradient * (self._x[corner] == self._y)
        return result


class Flatten:
    """[channels, batch, height, width] to [batch, channels · height · width], as ONNX orders it."""

    def forward(self, x):
        self._shape = x.shape
        return np.ascontiguousarray(x.transpose(1, 0, 2, 3)).reshape(x.shape[1], -1)

    def backward(self, gradient):
        channels, batch, height, width = self._shape
        pictures = gradient.reshape(batch, channels, height, width)
        return np.ascontiguousarray(pictures.transpose(1, 0, 2, 3))
