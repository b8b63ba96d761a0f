"""What a shortcut is, and what it does to a signal before any training.

The pictures come from `snippets.diagrams`, this course's drawing library.
"""

# %% plain
import keras
import numpy as np
import plotly.graph_objects as go
from keras import layers

from snippets.diagrams import architecture_diagram


def block(x, residual, name):
    """Convolve twice, and add the input to the result if residual."""
    y = layers.Conv2D(16, 3, padding="same", name=f"{name}_a")(x)
    y = layers.ReLU(name=f"{name}_relu")(y)
    y = layers.Conv2D(16, 3, padding="same", name=f"{name}_b")(y)
    return layers.Add(name=f"{name}_add")([x, y]) if residual else y


def stack(blocks, residual):
    """Build a network of such blocks for images of 8 × 8 pixels."""
    x = image = keras.Input((8, 8, 16), name="maps")
    for number in range(1, blocks + 1):
        x = block(x, residual, f"block{number}")
    return keras.Model(image, x, name="residual" if residual else "plain")


architecture_diagram(stack(1, residual=False), opened=()).show()

# %% residual
architecture_diagram(stack(1, residual=True)).show()

# %% signal
BLOCKS = [1, 2, 4, 8, 16, 32]


def likeness(blocks, residual, seed):
    """Correlate a stack's output with its input, with random weights."""
    keras.utils.set_random_seed(seed)
    model = stack(blocks, residual)
    x = np.random.default_rng(seed).normal(size=(4, 8, 8, 16))
    y = np.asarray(model(x.astype("float32")))
    return abs(float(np.corrcoef(x.ravel(), y.ravel())[0, 1]))


seeds = 3
figure = go.Figure()
means = {}
for name, residual in (("plain", False), ("residual", True)):
    values = [
        [likeness(blocks, residual, seed) for seed in range(seeds)]
        for blocks in BLOCKS
    ]
    means[name] = [float(np.mean(of)) for of in values]
    figure.add_trace(
        go.Scatter(x=BLOCKS, y=means[name], mode="lines+markers", name=name)
    )
figure.update_layout(
    xaxis={"title": "blocks", "type": "log", "tickvals": BLOCKS},
    yaxis={"title": "correlation of output and input", "range": [0, 1]},
    height=360,
)
figure.show()

# %% compare
for blocks, *pair in zip(
    BLOCKS, means["plain"], means["residual"], strict=True
):
    print(f"{blocks:3} blocks: plain {pair[0]:.2f}, residual {pair[1]:.2f}")
plain_one = means["plain"][0]
residual_one, residual_most = means["residual"][0], means["residual"][-1]
most = BLOCKS[-1]
eight = BLOCKS.index(8)
plain_eight, residual_eight = means["plain"][eight], means["residual"][eight]
assert residual_eight > 3 * plain_eight, "claim: shortcut-hands-input-on"
