"""GoogLeNet: nine inception modules, 22 layers deep, in few parameters.

**Input.** RGB images of 224 × 224 pixels, less their mean.

**Layers.** Three convolutions, nine inception modules, global average
pooling, one dense layer. A module looks at its input through 1×1, 3×3 and 5×5
convolutions and a max pooling, and stacks what they find. 1×1 convolutions
before the large kernels, and after the pooling, keep the number of maps
small. ReLU follows each convolution; there is no batch normalisation.

**Training in the paper.** SGD with momentum 0.9 on many machines at once; the
learning rate falls by 4 % every 8 epochs, and the final weights are averages.
Dropout 0.4 before the dense layer. Two auxiliary heads, with dropout 0.7,
classify from the middle of the network: their losses count 0.3 each, and they
are left out afterwards. In Keras:
`model.compile(..., loss_weights=[1, 0.3, 0.3])`.

**Source.** C. Szegedy et al., Going Deeper with Convolutions, CVPR 2015,
[arXiv:1409.4842](https://arxiv.org/abs/1409.4842), Table 1, Figure 3,
sections 5 and 6.
"""

# %% modules
import keras
from keras import Model, layers, ops

# Table 1 of the paper: maps of each convolution in a module.
MODULES = {
    #           3×3           5×5           pool
    #     1×1   reduce  3×3   reduce  5×5   1×1
    "3a": (64,   96,    128,   16,    32,   32),
    "3b": (128,  128,   192,   32,    96,   64),
    "4a": (192,  96,    208,   16,    48,   64),
    "4b": (160,  112,   224,   24,    64,   64),
    "4c": (128,  128,   256,   24,    64,   64),
    "4d": (112,  144,   288,   32,    64,   64),
    "4e": (256,  160,   320,   32,    128,  128),
    "5a": (256,  160,   320,   32,    128,  128),
    "5b": (384,  192,   384,   48,    128,  128),
}  # fmt: skip


def conv(x, maps: int, size: int, name: str, *, stride: int = 1):
    """Convolve and rectify; the output is as large as the input."""
    return layers.Conv2D(
        maps, size, strides=stride, padding="same", activation="relu",
        name=name,
    )(x)  # fmt: skip


def pool(x, name: str, *, stride: int = 2):
    """Take the largest of 3×3 pixels."""
    layer = layers.MaxPooling2D(3, strides=stride, padding="same", name=name)
    return layer(x)


def inception(x, row: tuple[int, ...], name: str):
    """Look at the input in four ways and stack the maps."""
    one, reduce_three, three, reduce_five, five, after_pool = row
    a = conv(x, one, 1, f"{name}_1x1")
    b = conv(x, reduce_three, 1, f"{name}_3x3_reduce")
    b = conv(b, three, 3, f"{name}_3x3")
    c = conv(x, reduce_five, 1, f"{name}_5x5_reduce")
    c = conv(c, five, 5, f"{name}_5x5")
    d = pool(x, f"{name}_pool", stride=1)
    d = conv(d, after_pool, 1, f"{name}_pool_proj")
    return layers.Concatenate(name=f"{name}_concat")([a, b, c, d])


def auxiliary_head(x, classes: int, name: str):
    """Classify from the middle of the network; for training only."""
    x = layers.AveragePooling2D(5, strides=3, name=f"{name}_pool")(x)
    x = conv(x, 128, 1, f"{name}_conv")
    x = layers.Flatten(name=f"{name}_flatten")(x)
    x = layers.Dense(1024, activation="relu", name=f"{name}_fc")(x)
    x = layers.Dropout(0.7, name=f"{name}_drop")(x)
    return layers.Dense(classes, activation="softmax", name=name)(x)


@keras.saving.register_keras_serializable("googlenet")
class LocalResponseNormalization(layers.Layer):
    """Divide each map by the strength of its neighbours, as in AlexNet.

    The result is x / (k + alpha · s)^beta, where s is the sum of the squares
    of n maps, the map itself in their middle.
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
def build_googlenet(
    input_shape: tuple[int | None, ...] = (224, 224, 3),
    classes: int = 1000,
    *,
    auxiliary: bool = False,
) -> Model:
    """Build GoogLeNet, with 6,998,552 parameters.

    Args:
        input_shape: `(height, width, channels)`, 32 × 32 pixels at least, 65
            with auxiliary heads; without them, None for a height or width
            that may vary.
        classes: Number of classes.
        auxiliary: Add the two heads for training: 13,378,280 parameters, and
            three outputs.

    Returns:
        An uncompiled model with random weights. Input `(batch, height, width,
        channels)`; output `(batch, classes)`, probabilities, or a list of
        three of them: the main one, then the heads on modules 4a and 4d.

    Raises:
        ValueError: The image is too small.
    """
    least = 65 if auxiliary else 32
    if any(side is not None and side < least for side in input_shape[:2]):
        raise ValueError(
            f"input_shape {input_shape} is too small: the network"
            f" {'with auxiliary heads ' if auxiliary else ''}needs sides of"
            f" {least} pixels or more"
        )
    image = keras.Input(input_shape, name="image")
    x = conv(image, 64, 7, "conv1", stride=2)
    x = pool(x, "pool1")
    x = LocalResponseNormalization(name="norm1")(x)
    x = conv(x, 64, 1, "conv2_reduce")
    x = conv(x, 192, 3, "conv2")
    x = LocalResponseNormalization(name="norm2")(x)
    x = pool(x, "pool2")
    ends = {}
    for module, row in MODULES.items():
        x = ends[module] = inception(x, row, f"inception_{module}")
        if module in ("3b", "4e"):
            x = pool(x, f"pool{module[0]}")
    x = layers.GlobalAveragePooling2D(name="pool5")(x)
    x = layers.Dropout(0.4, name="drop5")(x)
    x = layers.Dense(classes, activation="softmax", name="fc")(x)
    if not auxiliary:
        return Model(image, x, name="googlenet")
    first = auxiliary_head(ends["4a"], classes, "aux1")
    second = auxiliary_head(ends["4d"], classes, "aux2")
    return Model(image, [x, first, second], name="googlenet_auxiliary")


# %% table
if __name__ == "__main__":
    # shapes without numbers in them: the weights are never made
    with keras.StatelessScope(initialize_variables=False):
        model = build_googlenet()
        training = build_googlenet(auxiliary=True)

    rows: dict[str, list[keras.Layer]] = {}
    for layer in model.layers:
        row = "_".join(layer.name.split("_")[:2])
        rows.setdefault(row.removesuffix("_reduce"), []).append(layer)

    print(f"{'GoogLeNet':14} {'output':>14} {'parameters':>12}")
    for row, parts in rows.items():
        shape = " × ".join(str(size) for size in parts[-1].output.shape[1:])
        count = sum(part.count_params() for part in parts)
        print(f"{row:14} {shape:>14} {count:12,}")
    parameters = model.count_params()
    parameters_auxiliary = training.count_params()
    print(f"{'together':29} {parameters:12,}")
    print(f"{'with auxiliary heads':29} {parameters_auxiliary:12,}")
    assert parameters == 6_998_552
    assert parameters_auxiliary == 13_378_280
