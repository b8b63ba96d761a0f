"""VGG: nothing but 3×3 convolutions, and five networks that differ in depth.

**Input.** RGB images of 224 × 224 pixels, less the mean colour of the
training images.

**Layers.** Five stages of 3×3 convolutions with stride 1, each followed by
ReLU; a 2×2 max pooling ends each stage and the next one has twice the feature
maps, up to 512. Then three dense layers. Columns A to E of the paper's table
have 11, 13, 16, 16 and 19 layers with weights.

**Training in the paper.** SGD with batches of 256, momentum 0.9, weight decay
5e-4, dropout 0.5 in `fc6` and `fc7`; learning rate 0.01, divided by 10 three
times within 74 epochs. The deeper networks started from the weights of
column A; later the authors found that Glorot's random weights, which are the
default in Keras, do as well.

**Source.** K. Simonyan and A. Zisserman, Very Deep Convolutional Networks for
Large-Scale Image Recognition, ICLR 2015,
[arXiv:1409.1556](https://arxiv.org/abs/1409.1556), Table 1.
"""

# %% columns
import keras
from keras import Model, layers

Shape = tuple[int, ...]
IMAGE = (224, 224, 3)  # height, width, channels

CHANNELS = (64, 128, 256, 512, 512)  # feature maps in each of the five stages

# Kernel sizes, stage by stage. Table 1 of the paper, turned on its side.
COLUMNS = {
    "A": ([3], [3], [3, 3], [3, 3], [3, 3]),
    "B": ([3, 3], [3, 3], [3, 3], [3, 3], [3, 3]),
    "C": ([3, 3], [3, 3], [3, 3, 1], [3, 3, 1], [3, 3, 1]),
    "D": ([3, 3], [3, 3], [3, 3, 3], [3, 3, 3], [3, 3, 3]),
    "E": ([3, 3], [3, 3], [3, 3, 3, 3], [3, 3, 3, 3], [3, 3, 3, 3]),
}


# %% build
def build_vgg(
    column: str,
    input_shape: Shape = IMAGE,
    classes: int = 1000,
    *,
    name: str | None = None,
) -> Model:
    """Build the network of one column of the paper's table.

    Args:
        column: `A`, `B`, `C`, `D` or `E`.
        input_shape: `(height, width, channels)`, 32 × 32 pixels at least.
        classes: Number of classes.
        name: The model's name; `vgg_a` and so on if left out.

    Returns:
        An uncompiled model with random weights. Input `(batch, height, width,
        channels)`; output `(batch, classes)`, probabilities.

    Raises:
        ValueError: There is no such column, or the image is too small.
    """
    if column not in COLUMNS:
        raise ValueError(f"no column {column!r}; there are {list(COLUMNS)}")
    if min(input_shape[:2]) < 32:
        raise ValueError(
            f"input_shape {input_shape} is too small: five poolings halve the"
            " image, so its sides need 32 pixels or more"
        )
    x = image = keras.Input(input_shape, name="image")
    stages = zip(CHANNELS, COLUMNS[column], strict=True)
    for stage, (channels, kernels) in enumerate(stages, start=1):
        for number, size in enumerate(kernels, start=1):
            x = layers.Conv2D(
                channels, size, padding="same", activation="relu",
                name=f"conv{stage}_{number}",
            )(x)  # fmt: skip
        x = layers.MaxPooling2D(2, name=f"pool{stage}")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(4096, activation="relu", name="fc6")(x)
    x = layers.Dropout(0.5, name="drop6")(x)
    x = layers.Dense(4096, activation="relu", name="fc7")(x)
    x = layers.Dropout(0.5, name="drop7")(x)
    x = layers.Dense(classes, activation="softmax", name="fc8")(x)
    return Model(image, x, name=name or f"vgg_{column.lower()}")


# %% depths
def build_vgg11(input_shape: Shape = IMAGE, classes: int = 1000) -> Model:
    """Build column A, 132,863,336 parameters; see `build_vgg`."""
    return build_vgg("A", input_shape, classes, name="vgg11")


def build_vgg13(input_shape: Shape = IMAGE, classes: int = 1000) -> Model:
    """Build column B, 133,047,848 parameters; see `build_vgg`."""
    return build_vgg("B", input_shape, classes, name="vgg13")


def build_vgg16c(input_shape: Shape = IMAGE, classes: int = 1000) -> Model:
    """Build column C, 133,638,952 parameters; see `build_vgg`."""
    return build_vgg("C", input_shape, classes, name="vgg16c")


def build_vgg16(input_shape: Shape = IMAGE, classes: int = 1000) -> Model:
    """Build column D, 138,357,544 parameters; see `build_vgg`."""
    return build_vgg("D", input_shape, classes, name="vgg16")


def build_vgg19(input_shape: Shape = IMAGE, classes: int = 1000) -> Model:
    """Build column E, 143,667,240 parameters; see `build_vgg`."""
    return build_vgg("E", input_shape, classes, name="vgg19")


# %% table
if __name__ == "__main__":
    # shapes without numbers in them: half a gigabyte of weights stays unmade
    with keras.StatelessScope(initialize_variables=False):
        vgg11, vgg13, vgg16c = build_vgg11(), build_vgg13(), build_vgg16c()
        vgg16, vgg19 = build_vgg16(), build_vgg19()

    print(f"{'VGG-16':10} {'output':>15} {'parameters':>13}")
    for layer in vgg16.layers:
        shape = " × ".join(str(size) for size in layer.output.shape[1:])
        print(f"{layer.name:10} {shape:>15} {layer.count_params():13,}")

    print()
    for model in (vgg11, vgg13, vgg16c, vgg16, vgg19):
        print(f"{model.name:10} {model.count_params():29,}")

    parameters, parameters_19 = vgg16.count_params(), vgg19.count_params()
    assert parameters == 138_357_544
    assert parameters_19 == 143_667_240
