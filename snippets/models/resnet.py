"""ResNet: layers that learn what to add to their input, up to 152 deep.

**Input.** RGB images of 224 × 224 pixels, less the mean of the training
images.

**Layers.** A 7×7 convolution and a pooling, four stages of residual blocks,
global average pooling, one dense layer. A block has two 3×3 convolutions, or,
from 50 layers on, a bottleneck of 1×1, 3×3 and 1×1; its result is added to
its input. Batch normalisation follows each convolution, so the convolutions
have no bias. The stride of a stage is in its first convolution, in a
bottleneck the first 1×1; "v1.5" networks have it in the 3×3.

**Training in the paper.** SGD with batches of 256, momentum 0.9, weight decay
1e-4, no dropout, He's initialisation; learning rate 0.1, divided by 10 when
the error stops falling, up to 600,000 steps.

**Source.** K. He, X. Zhang, S. Ren and J. Sun, Deep Residual Learning for
Image Recognition, CVPR 2016,
[arXiv:1512.03385](https://arxiv.org/abs/1512.03385), Table 1. The borders are
padded alike on both sides, as in `keras.applications`.
"""

# %% blocks
import math

import keras
from keras import Model, layers, ops

Shape = tuple[int | None, ...]
IMAGE = (224, 224, 3)  # height, width, channels

# A block's convolutions: kernel size, and channels in widths of its stage.
BASIC = ((3, 1), (3, 1))
BOTTLENECK = ((1, 1), (3, 1), (1, 4))

# Table 1 of the paper: the kind of block, and how many in each stage.
DEPTHS = {
    18: (BASIC, (2, 2, 2, 2)),
    34: (BASIC, (3, 4, 6, 3)),
    50: (BOTTLENECK, (3, 4, 6, 3)),
    101: (BOTTLENECK, (3, 4, 23, 3)),
    152: (BOTTLENECK, (3, 8, 36, 3)),
}
WIDTHS = (64, 128, 256, 512)  # of the stages conv2 to conv5


def convolution(
    x, channels: int, size: int, name: str, *, stride: int, relu: bool = True
):
    """Convolve without bias, normalise, and rectify if asked."""
    if size > 1 and stride > 1:  # here "same" would pad one side only
        x = layers.ZeroPadding2D(size // 2, name=f"{name}_pad")(x)
    x = layers.Conv2D(
        channels, size, strides=stride, use_bias=False,
        padding="same" if stride == 1 else "valid",
        kernel_initializer="he_normal", name=name,
    )(x)  # fmt: skip
    x = layers.BatchNormalization(epsilon=1e-5, name=f"{name}_bn")(x)
    return layers.ReLU(name=f"{name}_relu")(x) if relu else x


def shortcut_of(x, channels: int, stride: int, option: str, name: str):
    """Make a block's input as large as its result, where it is not."""
    missing = channels - x.shape[-1]
    if stride == 1 and not missing:
        return x
    if option == "B":
        return convolution(x, channels, 1, name, stride=stride, relu=False)
    # option A: every second pixel, and maps of zeros behind the others
    x = layers.MaxPooling2D(1, strides=stride, name=f"{name}_pixels")(x)
    return ops.pad(x, ((0, 0), (0, 0), (0, 0), (0, missing)))


def block(
    x: keras.KerasTensor,
    kernels: list[tuple[int, int]],
    stride: int,
    option: str | None,
    name: str,
):
    """Add to the input what two or three convolutions make of it.

    Args:
        x: Feature maps, `(batch, height, width, channels)`.
        kernels: `(kernel size, channels)` of each convolution.
        stride: Stride of the first convolution.
        option: `A` or `B` of the paper; None leaves the shortcut out.
        name: What the layers' names begin with.
    """
    y, last = x, len(kernels) - 1
    for n, (size, channels) in enumerate(kernels):
        y = convolution(
            y, channels, size, f"{name}_{'abc'[n]}",
            stride=1 if n else stride, relu=n < last,
        )  # fmt: skip
    if option:
        skip = shortcut_of(x, channels, stride, option, f"{name}_shortcut")
        y = layers.Add(name=f"{name}_add")([y, skip])
    return layers.ReLU(name=f"{name}_relu")(y)


# %% build
def build_resnet(
    depth: int,
    input_shape: Shape = IMAGE,
    classes: int = 1000,
    *,
    shortcut: str | None = "B",
) -> Model:
    """Build a residual network of one of the paper's depths.

    Args:
        depth: 18, 34, 50, 101 or 152 layers with weights.
        input_shape: `(height, width, channels)`, 32 × 32 pixels at least;
            None for a height or width that may vary.
        classes: Number of classes.
        shortcut: What a shortcut does where the size changes: `B` projects
            with a 1×1 convolution, `A` takes every second pixel and pads with
            maps of zeros, which costs no parameter. None leaves all shortcuts
            out: the paper's plain network.

    Returns:
        An uncompiled model with random weights. Input `(batch, height, width,
        channels)`; output `(batch, classes)`, probabilities.

    Raises:
        ValueError: No such depth or shortcut, or the image is too small.
    """
    if depth not in DEPTHS:
        raise ValueError(f"no depth {depth}; there are {list(DEPTHS)}")
    if shortcut not in ("A", "B", None):
        raise ValueError(f"no shortcut {shortcut!r}; use 'A', 'B' or None")
    if any(side is not None and side < 32 for side in input_shape[:2]):
        raise ValueError(
            f"input_shape {input_shape} is too small: the network halves the"
            " image five times, so its sides need 32 pixels or more"
        )
    kind, blocks = DEPTHS[depth]
    image = keras.Input(input_shape, name="image")
    x = convolution(image, 64, 7, "conv1", stride=2)
    x = layers.ZeroPadding2D(1, name="pool1_pad")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1")(x)
    stages = zip(WIDTHS, blocks, strict=True)
    for stage, (width, count) in enumerate(stages, start=2):
        kernels = [(size, times * width) for size, times in kind]
        for number in range(1, count + 1):
            stride = 2 if stage > 2 and number == 1 else 1
            x = block(x, kernels, stride, shortcut, f"conv{stage}_{number}")
    x = layers.GlobalAveragePooling2D(name="pool5")(x)
    x = layers.Dense(classes, activation="softmax", name="fc")(x)
    return Model(image, x, name=f"{'resnet' if shortcut else 'plain'}{depth}")


# %% depths
def build_resnet18(
    input_shape: Shape = IMAGE,
    classes: int = 1000,
    *,
    shortcut: str | None = "B",
) -> Model:
    """Build ResNet-18, 11,689,512 trainable parameters: `build_resnet`."""
    return build_resnet(18, input_shape, classes, shortcut=shortcut)


def build_resnet34(
    input_shape: Shape = IMAGE,
    classes: int = 1000,
    *,
    shortcut: str | None = "B",
) -> Model:
    """Build ResNet-34, 21,797,672 trainable parameters: `build_resnet`."""
    return build_resnet(34, input_shape, classes, shortcut=shortcut)


def build_resnet50(input_shape: Shape = IMAGE, classes: int = 1000) -> Model:
    """Build ResNet-50, 25,557,032 trainable parameters: `build_resnet`."""
    return build_resnet(50, input_shape, classes)


def build_resnet101(input_shape: Shape = IMAGE, classes: int = 1000) -> Model:
    """Build ResNet-101, 44,549,160 trainable parameters: `build_resnet`."""
    return build_resnet(101, input_shape, classes)


def build_resnet152(input_shape: Shape = IMAGE, classes: int = 1000) -> Model:
    """Build ResNet-152, 60,192,808 trainable parameters: `build_resnet`."""
    return build_resnet(152, input_shape, classes)


# %% table
if __name__ == "__main__":

    def trainable(part) -> int:
        """Count the numbers that training changes."""
        return sum(math.prod(w.shape) for w in part.trainable_weights)

    # shapes without numbers in them: the weights are never made
    with keras.StatelessScope(initialize_variables=False):
        models = [build_resnet(depth) for depth in DEPTHS]
        option_a = [build_resnet(n, shortcut="A") for n in (18, 34)]

    stages: dict[str, list[keras.Layer]] = {}
    for layer in models[2].layers:
        stages.setdefault(layer.name.split("_")[0], []).append(layer)

    print(f"{'ResNet-50':12} {'output':>16} {'trainable parameters':>22}")
    for stage, parts in stages.items():
        shape = " × ".join(str(size) for size in parts[-1].output.shape[1:])
        print(f"{stage:12} {shape:>16} {sum(map(trainable, parts)):22,}")

    print()
    for model in models:
        print(f"{model.name:12} {trainable(model):39,}")
    for model in option_a:
        print(f"{model.name:12} {'option A':>16} {trainable(model):22,}")

    parameters, parameters_101 = trainable(models[2]), trainable(models[3])
    assert parameters == 25_557_032
    assert parameters_101 == 44_549_160
