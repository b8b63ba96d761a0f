"""Move the image, and the feature map moves along.

A convolution that visits every pixel does so exactly. One that visits every
second pixel does so only when the image moves by an even number of pixels.
"""

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots
from sklearn.datasets import load_digits

digit = load_digits().images[5] / 16
image = np.pad(digit, 5)  # a wide margin: nothing falls off the paper
SEEDS = range(5)


def moved(picture, pixels):
    """Move a picture to the right."""
    return np.roll(picture, pixels, axis=1)


# %% convolve
def feature_map(picture, seed, stride):
    """Apply one 3 × 3 kernel of random weights, then ReLU."""
    keras.utils.set_random_seed(seed)
    layer = keras.layers.Conv2D(
        1, 3, strides=stride, padding="same", activation="relu"
    )
    return np.asarray(layer(picture[None, ..., None]))[0, ..., 0]


def difference(seed, stride, pixels):
    """Compare: move and convolve, or convolve and move.

    Returns:
        The largest difference, as a share of the map's largest value. The map
        may move by any number of places; the best fit counts.
    """
    before = feature_map(image, seed, stride)
    after = feature_map(moved(image, pixels), seed, stride)
    fits = [np.abs(moved(before, n) - after).max() for n in range(4)]
    return float(min(fits) / before.max())


stride_1 = [difference(seed, 1, 1) for seed in SEEDS]
stride_2_even = [difference(seed, 2, 2) for seed in SEEDS]
stride_2_odd = [difference(seed, 2, 1) for seed in SEEDS]
for name, found in (
    ("stride 1, moved by 1", stride_1),
    ("stride 2, moved by 2", stride_2_even),
    ("stride 2, moved by 1", stride_2_odd),
):
    print(f"{name}: difference {min(found):.0%} to {max(found):.0%}")
assert max(stride_1) < 1e-5, "claim: stride-1-equivariant"
assert max(stride_2_even) < 1e-5, "claim: stride-2-even-shifts"
assert min(stride_2_odd) > 0.1, "claim: stride-2-breaks-equivariance"


# %% pool
def strongest(picture, seed):
    """Global max pooling: the map's largest value, wherever it is."""
    return float(feature_map(picture, seed, 1).max())


pooled = [strongest(image, seed) for seed in SEEDS]
pooled_moved = [strongest(moved(image, 3), seed) for seed in SEEDS]
pooled_change = [
    abs(a - b) for a, b in zip(pooled, pooled_moved, strict=True)
]
print(f"global max pooling, moved by 3: change {max(pooled_change):.0e}")
assert max(pooled_change) < 1e-5, "claim: global-pooling-invariant"

# %% figure
PAPER = [[0, "#ffffff"], [1, "#18212b"]]
FRAME = {
    "tickvals": [], "zeroline": False, "showgrid": False,
    "showline": True, "mirror": True, "linewidth": 1,
}  # fmt: skip
steps = moved(image, 4)
fig = make_subplots(
    2, 2,
    subplot_titles=["image", "feature map", "moved by 4", "its feature map"],
    vertical_spacing=0.12,
)  # fmt: skip
for place, picture in enumerate(
    (image, feature_map(image, 0, 1), steps, feature_map(steps, 0, 1))
):
    fig.add_trace(
        go.Heatmap(
            z=(picture / picture.max()).round(2),
            colorscale=PAPER, autocolorscale=False, showscale=False,
            zmin=0, zmax=1, xgap=0, ygap=0,
            name=("image", "map", "moved", "its map")[place],
        ),
        place // 2 + 1, place % 2 + 1,
    )  # fmt: skip
    anchor = f"x{place + 1}" if place else "x"
    fig.update_yaxes(
        scaleanchor=anchor, row=place // 2 + 1, col=place % 2 + 1
    )
fig.update_xaxes(**FRAME, constrain="domain")
fig.update_yaxes(**FRAME, constrain="domain", autorange="reversed")
twin = [["comparison", "largest difference"]]
twin += [["stride 1, moved by 1", max(stride_1)]]
twin += [["stride 2, moved by 1", max(stride_2_odd)]]
fig.update_layout(height=480, meta={"twin": twin})
fig.show()
