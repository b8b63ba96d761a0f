"""EfficientNet-Lite0: a network that recognises a photograph in an instant.

**Input.** RGB images of 224 × 224 pixels; of each value 127 is taken away,
and the rest divided by 128.

**Layers.** A 3×3 convolution, seven stages of inverted bottlenecks, a 1×1
convolution, global average pooling, one dense layer. A block turns few maps
into many (1×1), looks at each on its own (depthwise, 3×3 or 5×5), and turns
them into few again (1×1). Where size and number of maps stay, its input is
added to its result. Batch normalisation follows each convolution, then ReLU6,
which ends at 6; after the last 1×1 of a block nothing follows.

**Training in the paper.** RMSProp with decay and momentum 0.9, weight decay
1e-5, learning rate 0.256 that falls by 3 % every 2.4 epochs, dropout 0.2
before the dense layer, blocks left out at random, AutoAugment. That is
EfficientNet-B0; "Lite" has no squeeze-and-excitation, and ReLU6 for swish.

**Source.** M. Tan and Q. V. Le, EfficientNet: Rethinking Model Scaling for
Convolutional Neural Networks, ICML 2019,
[arXiv:1905.11946](https://arxiv.org/abs/1905.11946), Table 1 and section 5.2;
the block: M. Sandler et al., MobileNetV2, CVPR 2018,
[arXiv:1801.04381](https://arxiv.org/abs/1801.04381), Table 1.
"""

# %% table_1
import math

import keras
from keras import Model, layers

# Table 1 of the paper, stages 2 to 8: how many blocks, kernel size, stride of
# the first block, expansion (maps in a block, to maps that enter), maps.
STAGES = {
    "stage2": (1, 3, 1, 1, 16),
    "stage3": (2, 3, 2, 6, 24),
    "stage4": (2, 5, 2, 6, 40),
    "stage5": (3, 3, 2, 6, 80),
    "stage6": (3, 5, 1, 6, 112),
    "stage7": (4, 5, 2, 6, 192),
    "stage8": (1, 3, 1, 6, 320),
}


# %% blocks
def normalised(x, name: str, *, relu: bool = True):
    """Normalise, and cut off below 0 and above 6 if asked."""
    x = layers.BatchNormalization(epsilon=1e-3, name=f"{name}_bn")(x)
    return layers.ReLU(max_value=6, name=f"{name}_relu")(x) if relu else x


def convolution(
    x, maps: int, size: int, name: str, *, stride: int = 1, relu: bool = True
):
    """Convolve all maps together, without bias, and normalise."""
    x = layers.Conv2D(
        maps, size, strides=stride, padding="same", use_bias=False, name=name
    )(x)
    return normalised(x, name, relu=relu)


def depthwise(x, size: int, name: str, *, stride: int):
    """Convolve each map on its own, without bias, and normalise."""
    x = layers.DepthwiseConv2D(
        size, strides=stride, padding="same", use_bias=False, name=name
    )(x)
    return normalised(x, name)


def block(
    x: keras.KerasTensor,
    size: int,
    stride: int,
    expansion: int,
    maps: int,
    name: str,
):
    """Expand, look at each map on its own, reduce.

    Args:
        x: Feature maps, `(batch, height, width, maps that enter)`.
        size: Side of the depthwise kernels.
        stride: Stride of the depthwise convolution.
        expansion: How many times as many maps there are inside.
        maps: Feature maps that leave the block.
        name: What the layers' names begin with.
    """
    y, entering = x, x.shape[-1]
    if expansion > 1:
        y = convolution(y, expansion * entering, 1, f"{name}_expand")
    y = depthwise(y, size, f"{name}_depthwise", stride=stride)
    y = convolution(y, maps, 1, f"{name}_project", relu=False)
    if stride == 1 and maps == entering:
        y = layers.Add(name=f"{name}_add")([x, y])
    return y


# %% build
def build_efficientnet_lite0(
    input_shape: tuple[int | None, ...] = (224, 224, 3),
    classes: int = 1000,
    *,
    activation: str | None = "softmax",
) -> Model:
    """Build EfficientNet-Lite0, with 4,652,008 trainable parameters.

    Args:
        input_shape: `(height, width, channels)`, 32 × 32 pixels at least;
            None for a height or width that may vary.
        classes: Number of classes.
        activation: Of the last layer; None returns its sums as they are
            (logits).

    Returns:
        An uncompiled model with random weights. Input `(batch, height, width,
        channels)`; output `(batch, classes)`, probabilities.

    Raises:
        ValueError: The image is too small.
    """
    if any(side is not None and side < 32 for side in input_shape[:2]):
        raise ValueError(
            f"input_shape {input_shape} is too small: the network halves the"
            " image five times, so its sides need 32 pixels or more"
        )
    image = keras.Input(input_shape, name="image")
    x = convolution(image, 32, 3, "stem", stride=2)
    for stage, (count, size, stride, expansion, maps) in STAGES.items():
        for n in range(1, count + 1):
            step = stride if n == 1 else 1
            x = block(x, size, step, expansion, maps, f"{stage}_{n}")
    x = convolution(x, 1280, 1, "head")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(0.2, name="drop")(x)
    x = layers.Dense(classes, activation=activation, name="fc")(x)
    return Model(image, x, name="efficientnet_lite0")


# %% table
if __name__ == "__main__":
    # shapes without numbers in them: the weights are never made
    with keras.StatelessScope(initialize_variables=False):
        model = build_efficientnet_lite0()

    def trainable(part) -> int:
        """Count the numbers that training changes."""
        return sum(math.prod(w.shape) for w in part.trainable_weights)

    rows: dict[str, list[keras.Layer]] = {}
    for layer in model.layers:
        rows.setdefault(layer.name.split("_")[0], []).append(layer)
    print(f"{'stage':8} {'output':>18} {'trainable parameters':>22}")
    for row, parts in rows.items():
        shape = " × ".join(str(size) for size in parts[-1].output.shape[1:])
        print(f"{row:8} {shape:>18} {sum(map(trainable, parts)):22,}")

    parameters = trainable(model)
    print(f"{'in all':8} {parameters:41,}")
    assert parameters == 4_652_008
