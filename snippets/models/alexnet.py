"""AlexNet: five convolutions and three dense layers, on two graphics cards.

**Input.** RGB images of 227 × 227 pixels, less the mean of the training
images. The paper prints 224, but 11×11 kernels with stride 4 make its
55 × 55 maps only of 227.

**Layers.** Five convolutions with ReLU. The first two are normalised across
neighbouring maps; 3×3 max poolings with stride 2 follow the first, second and
fifth. Then three dense layers. In the original, `conv2`, `conv4` and `conv5`
see only the half of the maps that is on their own card: two groups.

**Training in the paper.** SGD with batches of 128, momentum 0.9, weight decay
5e-4, dropout 0.5 in `fc6` and `fc7`; learning rate 0.01, divided by 10 three
times within about 90 epochs. Random crops of 256 × 256 images, mirrored, with
shifted colours.

**Source.** A. Krizhevsky, I. Sutskever and G. Hinton, ImageNet Classification
with Deep Convolutional Neural Networks, NIPS 2012,
[doi:10.1145/3065386](https://doi.org/10.1145/3065386), sections 3 and 5.
"""

# %% normalisation
import keras
from keras import Model, layers, ops


@keras.saving.register_keras_serializable("alexnet")
class LocalResponseNormalization(layers.Layer):
    """Divide each map by the strength of its neighbours, pixel by pixel.

    Section 3.3 of the paper: x / (k + alpha · s)^beta, where s is the sum of
    the squares of n maps, the map itself in their middle.
    """

    diagram_kind = "norm"
    k, n, alpha, beta = 2.0, 5, 1e-4, 0.75

    def call(self, x):
        """Normalise `(batch, height, width, maps)`."""
        maps, reach = x.shape[-1], self.n // 2
        borders = [(0, 0)] * (len(x.shape) - 1) + [(reach, reach)]
        squares = ops.pad(ops.square(x), borders)
        total = sum(squares[..., i : i + maps] for i in range(self.n))
        return x / (self.k + self.alpha * total) ** self.beta

    def compute_output_shape(self, input_shape):
        """Keep the shape."""
        return input_shape


# %% build
def conv(name: str, maps: int, size: int, bias: float = 0, **more):
    """Convolve and rectify, with the paper's first weights."""
    return layers.Conv2D(
        maps, size, activation="relu", name=name,
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.01),
        bias_initializer=keras.initializers.Constant(bias), **more,
    )  # fmt: skip


def dense(name: str, units: int, activation: str, bias: float = 0):
    """Connect all units, with the paper's first weights."""
    return layers.Dense(
        units, activation=activation, name=name,
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.01),
        bias_initializer=keras.initializers.Constant(bias),
    )  # fmt: skip


def build_alexnet(
    input_shape: tuple[int, ...] = (227, 227, 3),
    classes: int = 1000,
    *,
    groups: int = 2,
) -> Model:
    """Build AlexNet, with 60,965,224 parameters in its two groups.

    Args:
        input_shape: `(height, width, channels)`, 67 × 67 pixels at least.
            224 × 224 works as well, but is another network: 54 × 54 maps
            after `conv1` and fewer weights in `fc6`.
        classes: Number of classes.
        groups: 2 for the original, 1 for the network without groups
            (62,378,344 parameters).

    Returns:
        An uncompiled model with random weights. Input `(batch, height, width,
        channels)`; output `(batch, classes)`, probabilities.

    Raises:
        ValueError: The image is too small, or `groups` is not 1 or 2.
    """
    if groups not in (1, 2):
        raise ValueError(
            f"groups is {groups}; use 2 for the original, 1 for none"
        )
    if min(input_shape[:2]) < 67:
        raise ValueError(
            f"input_shape {input_shape} is too small: conv1 and three pools"
            " leave nothing of it; its sides need 67 pixels or more"
        )

    same = {"padding": "same"}
    split = {"padding": "same", "groups": groups}
    return keras.Sequential(
        [
            keras.Input(input_shape, name="image"),
            conv("conv1", 96, 11, strides=4),
            LocalResponseNormalization(name="norm1"),
            layers.MaxPooling2D(3, strides=2, name="pool1"),
            conv("conv2", 256, 5, bias=1, **split),
            LocalResponseNormalization(name="norm2"),
            layers.MaxPooling2D(3, strides=2, name="pool2"),
            conv("conv3", 384, 3, **same),
            conv("conv4", 384, 3, bias=1, **split),
            conv("conv5", 256, 3, bias=1, **split),
            layers.MaxPooling2D(3, strides=2, name="pool5"),
            layers.Flatten(name="flatten"),
            dense("fc6", 4096, "relu", bias=1),
            layers.Dropout(0.5, name="drop6"),
            dense("fc7", 4096, "relu", bias=1),
            layers.Dropout(0.5, name="drop7"),
            dense("fc8", classes, "softmax"),
        ],
        name="alexnet" if groups == 2 else "alexnet_ungrouped",
    )


# %% table
if __name__ == "__main__":
    # shapes without numbers in them: the weights are never made
    with keras.StatelessScope(initialize_variables=False):
        model = build_alexnet()
        ungrouped = build_alexnet(groups=1)

    print(f"{'two groups':10} {'output':>13} {'parameters':>12}")
    for layer in model.layers:
        shape = " × ".join(str(size) for size in layer.output.shape[1:])
        print(f"{layer.name:10} {shape:>13} {layer.count_params():12,}")
    parameters = model.count_params()
    parameters_ungrouped = ungrouped.count_params()
    print(f"{'together':24} {parameters:12,}")
    print(f"{'without groups':24} {parameters_ungrouped:12,}")
    assert parameters == 60_965_224
    assert parameters_ungrouped == 62_378_344
