"""What a 1×1 convolution saves in front of a large kernel.

Module 3a of GoogLeNet, built twice: with the reducing 1×1 convolutions, and
without. The picture comes from `snippets.diagrams`.
"""

# %% build
import keras
from keras import layers

from snippets.diagrams import architecture_diagram, layer_table


def conv(x, maps, size, name):
    """Convolve; the output is as large as the input."""
    return layers.Conv2D(
        maps, size, padding="same", activation="relu", name=name
    )(x)


def module(reduced):
    """Build module 3a as in Figure 2b of the paper, or naively as in 2a."""
    x = image = keras.Input((28, 28, 192), name="maps")
    three = conv(x, 96, 1, "reduce_3x3") if reduced else x
    five = conv(x, 16, 1, "reduce_5x5") if reduced else x
    pooled = layers.MaxPooling2D(3, 1, padding="same", name="pool")(x)
    branches = [
        conv(x, 64, 1, "conv_1x1"),
        conv(three, 128, 3, "conv_3x3"),
        conv(five, 32, 5, "conv_5x5"),
        conv(pooled, 32, 1, "after_pool") if reduced else pooled,
    ]
    joined = layers.Concatenate(name="stack")(branches)
    return keras.Model(image, joined, name="inception_3a")


# %% diagram
reduced, naive = module(reduced=True), module(reduced=False)
architecture_diagram(reduced).show()

# %% compare
for name, model in (("without 1×1", naive), ("with 1×1", reduced)):
    rows = layer_table(model)
    print(
        f"{name:12}{sum(row['params'] for row in rows):9,} parameters"
        f"{sum(row['macs'] for row in rows):13,} MACs"
    )
naive_maps, maps = naive.output.shape[-1], reduced.output.shape[-1]
naive_parameters, parameters = naive.count_params(), reduced.count_params()
naive_macs = sum(row["macs"] for row in layer_table(naive))
macs = sum(row["macs"] for row in layer_table(reduced))
macs_saved = 1 - macs / naive_macs
parameters_saved = 1 - parameters / naive_parameters
assert (naive_parameters, parameters) == (387_296, 163_696), (
    "claim: bottleneck-saves"
)
