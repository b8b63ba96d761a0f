"""A dense layer grows with the image, a convolution does not.

Keras counts the parameters of both for images from 8 to 224 pixels wide.
"""

# %% count
import keras
import numpy as np
import plotly.graph_objects as go

SIZES = [8, 16, 32, 64, 128, 224]
NEURONS, FILTERS, KERNEL, CHANNELS = 100, 32, 3, 3


def parameters(layer, *shape):
    """Count a layer's parameters on inputs of this shape."""
    layer.build((None, *shape))
    return layer.count_params()


def dense_on(size):
    """Count a dense layer on all pixels of a colour image."""
    return parameters(keras.layers.Dense(NEURONS), size * size * CHANNELS)


def convolution_on(size):
    """Count a convolution on the same image."""
    layer = keras.layers.Conv2D(FILTERS, KERNEL)
    return parameters(layer, size, size, CHANNELS)


def places_on(size):
    """Count the places of the convolution's window."""
    return (size - KERNEL + 1) ** 2


def as_many_on(size):
    """Count a dense layer that gives as many answers as the convolution."""
    one = keras.layers.Dense(1)
    return places_on(size) * FILTERS * parameters(one, size * size * CHANNELS)


def unshared_on(size):
    """Count a layer as local as the convolution, with weights of its own
    at every place. Keras no longer has one: it is a row of dense layers.
    """
    one = keras.layers.Dense(FILTERS)
    return places_on(size) * parameters(one, KERNEL * KERNEL * CHANNELS)


dense = [dense_on(size) for size in SIZES]
as_many = [as_many_on(size) for size in SIZES]
unshared = [unshared_on(size) for size in SIZES]
convolution = [convolution_on(size) for size in SIZES]

dense_32, dense_224 = dense[2], dense[-1]
unshared_224, convolution_224 = unshared[-1], convolution[-1]
dense_growth = dense_224 / dense_32
as_many_billions = as_many[-1] / 1e9
print(f"pixels   dense, {NEURONS}   dense, as many        local  shared")
for row in zip(SIZES, dense, as_many, unshared, convolution, strict=True):
    print("{:6} {:12,} {:16,} {:12,} {:7,}".format(*row))
assert dense_224 > 40 * dense_32, "claim: dense-grows-with-image"
assert min(convolution) == max(convolution), "claim: convolution-never-grows"
assert as_many[-1] > 1000 * unshared_224, "claim: being-local-saves"
assert unshared_224 > 1000 * convolution_224, "claim: sharing-saves"

# %% reach
# Change one pixel in the middle of an image: how many answers change?
rng = np.random.default_rng(0)
image = rng.random((1, 32, 32, CHANNELS), "float32")
nudged = image.copy()
nudged[0, 16, 16] += 0.5


def reached(layer, *inputs):
    """Return the share of the answers that the change reaches."""
    before, after = (np.asarray(layer(x)) for x in inputs)
    return float((before != after).mean())


flat = [x.reshape(1, -1) for x in (image, nudged)]
reach_dense = [reached(keras.layers.Dense(NEURONS), *flat) for _ in range(5)]
reach_convolution = [
    reached(keras.layers.Conv2D(FILTERS, KERNEL), image, nudged)
    for _ in range(5)
]
dense_reached = max(reach_dense)
convolution_reached = max(reach_convolution)
print(f"one pixel changes {dense_reached:.0%} of the dense answers,")
print(f"{convolution_reached:.1%} of the convolution's")
assert min(reach_dense) > 0.95, "claim: a-pixel-reaches-all-of-dense"
assert (
    max(reach_convolution) <= 9 / 30**2
), "claim: a-pixel-reaches-few-of-convolution"  # fmt: skip

# %% small
# 8 x 8 pixels without colour, so that it can be counted by hand
small_places = places_on(8)
small_shared = KERNEL**2
small_unshared = small_places * small_shared
small_dense = small_places * 8**2
small_padded = 8**2 * small_shared

# %% figure
fig = go.Figure()
for name, counts, dash, symbol in (
    ("dense, as many answers", as_many, "longdash", "triangle-up"),
    (f"dense, {NEURONS} answers", dense, "solid", "circle"),
    ("local, not shared", unshared, "dash", "diamond"),
    (f"convolution, {FILTERS} kernels", convolution, "dot", "square"),
):
    fig.add_scatter(
        x=SIZES,
        y=counts,
        name=name,
        mode="lines+markers",
        line_dash=dash,
        marker_symbol=symbol,
    )
fig.update_xaxes(
    title="width of the colour image, pixels",
    type="log",
    tickvals=SIZES,
    ticktext=[str(size) for size in SIZES],
)
fig.update_yaxes(title="parameters of one layer", type="log", dtick=1)
fig.update_layout(height=420)
fig.show()
