"""LeNet-5: the network of 1998, and the one that everybody copies.

**Input.** Grey images of 32 × 32 pixels, the digit in the middle. In the
paper white is -0.1 and black 1.175: mean 0 and variance 1, roughly.

**Layers.** Convolutions C1, C3, C5 with 5×5 kernels, subsampling S2, S4, a
dense layer F6 and ten outputs. The original differs from its copies: its
subsampling is trained; a map of C3 sees only some maps of S2; its squashing
function is 1.7159·tanh(2a/3); and an output is a *distance* to the fixed
picture of a digit, so that the **smallest** output wins.

**Training in the paper.** 20 passes over 60,000 digits, one digit at a time,
by stochastic diagonal Levenberg-Marquardt: each weight has a learning rate of
its own; together they fall from 5e-4 to 1e-5. The loss is `distance_loss`.

**Source.** Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-Based
Learning Applied to Document Recognition, Proc. IEEE 86(11), 1998,
[doi:10.1109/5.726791](https://doi.org/10.1109/5.726791), section II-B,
Table I, equation 9.
"""

# %% build
import math

import keras
from keras import Model, layers, ops


def build_lenet5(
    input_shape: tuple[int, ...] = (32, 32, 1),
    classes: int = 10,
    *,
    activation: str = "tanh",
    padding: str = "valid",
) -> Model:
    """Build LeNet-5 as it is usually copied: 61,706 parameters.

    Args:
        input_shape: `(height, width, channels)`, 16 × 16 pixels at least.
        classes: Number of classes.
        activation: Of all layers but the last.
        padding: Of C1. With `same`, a 28 × 28 image gives the same map sizes
            as a 32 × 32 one.

    Returns:
        An uncompiled model with random weights. Input `(batch, height, width,
        channels)`; output `(batch, classes)`, probabilities.

    Raises:
        ValueError: The image is too small.
    """
    check_size(input_shape, 12 if padding == "same" else 16)
    return keras.Sequential(
        [
            keras.Input(input_shape, name="image"),
            layers.Conv2D(
                6, 5, padding=padding, activation=activation, name="C1"
            ),
            layers.AveragePooling2D(2, name="S2"),
            layers.Conv2D(16, 5, activation=activation, name="C3"),
            layers.AveragePooling2D(2, name="S4"),
            layers.Flatten(name="flatten"),
            layers.Dense(120, activation=activation, name="C5"),
            layers.Dense(84, activation=activation, name="F6"),
            layers.Dense(classes, activation="softmax", name="output"),
        ],
        name="lenet5",
    )


def check_size(input_shape: tuple[int, ...], least: int) -> None:
    """Raise a ValueError for an image of which nothing would be left."""
    if min(input_shape[:2]) < least:
        raise ValueError(
            f"input_shape {input_shape} is too small: C1 to S4 leave too"
            f" little of it; its sides need {least} pixels or more"
        )


# %% subsampling
register = keras.saving.register_keras_serializable("lenet5")


@register
def squash(a):
    """Return 1.7159·tanh(2a/3): 1 stays 1, and -1 stays -1."""
    return 1.7159 * ops.tanh(2 / 3 * a)


@register
class Subsampling(layers.Layer):
    """Sum 2×2 units, times a trained coefficient, plus a bias, squashed."""

    diagram_kind = "pool"
    kernel_size = strides = (2, 2)
    padding = "valid"
    activation = staticmethod(squash)

    def build(self, input_shape):
        """Make two numbers a map; at first they average the four units."""
        maps, mean = input_shape[-1:], keras.initializers.Constant(1 / 4)
        self.coefficient = self.add_weight(maps, mean, name="coefficient")
        self.bias = self.add_weight(maps, "zeros", name="bias")

    def call(self, x):
        """Halve height and width."""
        total = 4 * ops.average_pool(x, 2, strides=2)
        return self.activation(self.coefficient * total + self.bias)

    def compute_output_shape(self, input_shape):
        """Keep the number of maps."""
        batch, height, width, maps = input_shape
        return batch, height // 2, width // 2, maps


# %% partial_convolution
# Table I of the paper: a row for each map of S2, a column for each of C3.
TABLE_I = """
X . . . X X X . . X X X X . X X
X X . . . X X X . . X X X X . X
X X X . . . X X X . . X . X X X
. X X X . . X X X X . . X . X X
. . X X X . . X X X X . X X . X
. . . X X X . . X X X X . X X X
"""
SEEN = [place for place, mark in enumerate(TABLE_I.split()) if mark == "X"]


@register
class PartialConvolution(layers.Layer):
    """Convolve with 60 kernels of 5×5, one for each map that is seen."""

    diagram_kind = "conv"
    kernel_size, strides, padding = (5, 5), (1, 1), "valid"
    activation = staticmethod(squash)

    def build(self, input_shape):
        """Make the kernels, and a bias for each of the 16 maps."""
        kernels = (5, 5, len(SEEN))
        # LeCun's uniform numbers for 94 inputs, as many as a unit has here
        small = keras.initializers.RandomUniform(-0.18, 0.18)
        self.kernels = self.add_weight(kernels, small, name="kernels")
        self.bias = self.add_weight((16,), "zeros", name="bias")

    def call(self, x):
        """Put the kernels in their places among 6·16; the others are zero."""
        dense = self.kernels @ ops.one_hot(SEEN, 6 * 16)
        dense = ops.reshape(dense, (5, 5, 6, 16))
        return self.activation(ops.conv(x, dense) + self.bias)

    def compute_output_shape(self, input_shape):
        """Lose two units at each border."""
        batch, height, width, _ = input_shape
        return batch, height - 4, width - 4, 16

    def diagram_macs(self) -> int:
        """Count the multiply-accumulates for one image."""
        return math.prod((*self.output.shape[1:3], *self.kernels.shape))


# %% distances
DIGITS = """
.####. ..##.. .####. ###### ....## ###### ...### ###### ..##.. .####.
##..## .###.. ##..## ....## ...### ##.... ..##.. ....## .####. ##..##
##..## ####.. ....## ...##. ..#### ##.... .##... ....## ##..## ##..##
##..## ..##.. ....## ..##.. .##.## ##.... ##.... ...##. ##..## ##..##
##..## ..##.. ....## .####. ##..## #####. ##.... ...##. .####. ##..##
##..## ..##.. ...##. ...### ##..## ##..## #####. ..##.. ..##.. ######
##..## ..##.. ..##.. ....## ##..## ....## ###### ..##.. .####. .#####
##..## ..##.. .##... ....## ###### ....## ##..## .##... ##..## ....##
##..## ..##.. ##.... ....## ....## ....## ##..## .##... ##..## ....##
##..## ..##.. ##.... ##..## ....## ....## ##..## ##.... ##..## ...##.
##..## ..##.. ##.... ##..## ....## ##..## ##..## ##.... .####. ..##..
.####. ###### ###### .####. ....## .####. .####. ##.... ..##.. ###...
"""


def code_of(digit: int) -> list[float]:
    """Return a picture's 7 × 12 pixels: 1 is ink; a white column follows."""
    rows = DIGITS.split()[digit::10]
    return [1.0 if ink == "#" else -1.0 for row in rows for ink in row + "."]


@register
class DistanceToDigits(layers.Layer):
    """Measure how far F6 is from each digit's picture; the nearest wins.

    Euclidean radial basis functions: 84 fixed numbers for each class.
    """

    diagram_kind = "output"

    def __init__(self, classes: int = 10, **kwargs):
        """Take the number of classes, ten at most."""
        super().__init__(**kwargs)
        self.classes = classes

    def build(self, input_shape):
        """Keep the pictures with the model."""
        codes = [code_of(digit) for digit in range(self.classes)]
        self.codes = self.add_weight(
            (self.classes, 84), lambda *_, **__: ops.array(codes),
            trainable=False, name="codes",
        )  # fmt: skip

    def call(self, x):
        """Return squared distances, `(batch, classes)`."""
        return ops.sum(ops.square(x[:, None] - self.codes), axis=-1)

    def compute_output_shape(self, input_shape):
        """Return a distance for each class."""
        return input_shape[0], self.classes

    def get_config(self):
        """Save the number of classes."""
        return {**super().get_config(), "classes": self.classes}

    def diagram_macs(self) -> int:
        """Count the multiply-accumulates for one image."""
        return self.classes * 84


@register
def distance_loss(digits, distances, j=1.0):
    """Pull the right digit near, and push the wrong ones that are near too.

    Equation 9, for right classes `(batch,)` and distances `(batch, classes)`.
    Wrong digits farther than about `j`, for which the paper has no value,
    are left alone.
    """
    digits = ops.cast(ops.reshape(digits, (-1, 1)), "int32")
    right = ops.take_along_axis(distances, digits, axis=-1)[:, 0]
    return right + ops.logaddexp(-j, ops.logsumexp(-distances, axis=-1))


# %% build_1998
def build_lenet5_1998(
    input_shape: tuple[int, ...] = (32, 32, 1), classes: int = 10
) -> Model:
    """Build LeNet-5 as published: 60,000 trainable parameters.

    Args:
        input_shape: `(height, width, channels)`, 32 × 32 pixels at least.
        classes: Number of classes, ten at most: there are ten pictures.

    Returns:
        An uncompiled model with random weights. Input `(batch, height, width,
        channels)`; output `(batch, classes)`, **distances**: compile it with
        `distance_loss` and take `argmin`.

    Raises:
        ValueError: The image is too small, or there are over ten classes.
    """
    check_size(input_shape, 32)
    if not 1 <= classes <= 10:
        raise ValueError(f"{classes} classes, but there are ten digits only")
    trained = {"activation": squash, "kernel_initializer": "lecun_uniform"}
    return keras.Sequential(
        [
            keras.Input(input_shape, name="image"),
            layers.Conv2D(6, 5, **trained, name="C1"),
            Subsampling(name="S2"),
            PartialConvolution(name="C3"),
            Subsampling(name="S4"),
            layers.Conv2D(120, 5, **trained, name="C5"),
            layers.Flatten(name="flatten"),
            layers.Dense(84, **trained, name="F6"),
            DistanceToDigits(classes, name="output"),
        ],
        name="lenet5_1998",
    )


# %% table
def connections(layer: keras.Layer) -> int:
    """Count the inputs of all units of a layer, and their biases."""
    if isinstance(layer, Subsampling):
        return math.prod(layer.output.shape[1:]) * (2 * 2 + 1)
    positions = math.prod(layer.output.shape[1:-1])
    return positions * layer.count_params()  # each is used once a position


def trainable(part: keras.Layer) -> int:
    """Count the numbers that training changes."""
    return sum(math.prod(w.shape) for w in part.trainable_weights)


if __name__ == "__main__":
    original, model = build_lenet5_1998(), build_lenet5()
    copied = {layer.name: layer.count_params() for layer in model.layers}

    print("                      connections, parameters  parameters")
    print("layer         output     as published           as copied")
    for layer in original.layers:
        shape = " × ".join(str(size) for size in layer.output.shape[1:])
        print(
            f"{layer.name:7} {shape:>12} {connections(layer):12,}"
            f" {trainable(layer):11,} {copied[layer.name]:11,}"
        )
    connections_1998 = sum(map(connections, original.layers))
    parameters_1998, parameters = trainable(original), model.count_params()
    print(f"{connections_1998:33,} {parameters_1998:11,} {parameters:11,}")
    assert connections_1998 == 340_908
    assert parameters_1998 == 60_000
    assert parameters == 61_706
