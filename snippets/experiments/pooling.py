"""Pooling: a quarter of the numbers, most of the picture, not the place.

Max pooling keeps the largest number of every 2 × 2 window. Nothing is trained
here: a kernel that answers to edges looks at real digits.
"""

# %% data
import keras
import numpy as np
from plotly.subplots import make_subplots
from scipy.ndimage import zoom
from sklearn.datasets import load_digits

from snippets.diagrams import layer_table

digits = load_digits()
x = zoom(digits.images[:500] / 16, (1, 2, 2), order=1)  # 16 × 16, ink is 1
x = np.pad(x, ((0, 0), (2, 2), (2, 2)))[..., None].astype("float32")
upright = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
kernel = np.array(upright, "float32")[:, :, None, None]


def edges(images):
    """Return one feature map: where ink ends on the right-hand side."""
    return np.asarray(keras.ops.relu(keras.ops.conv(images, kernel)))


def pooled(maps):
    """Keep the largest of each 2 × 2 window."""
    return np.asarray(keras.ops.max_pool(maps, 2, strides=2))


# %% size
maps, small = edges(x), pooled(edges(x))
print("feature map ", maps.shape[1:3], maps[0].size, "numbers")
print("after pooling", small.shape[1:3], small[0].size, "numbers")
numbers_before, numbers_after = maps[0].size, small[0].size


def next_layer_macs(pool):
    """Count the work of a second convolution, pooled before or not."""
    layers = keras.layers
    model = keras.Sequential([keras.Input((32, 32, 8))])
    if pool:
        model.add(layers.MaxPooling2D(2))
    model.add(layers.Conv2D(16, 3, padding="same", name="next"))
    return {row["name"]: row["macs"] for row in layer_table(model)}["next"]


macs_without, macs_with = next_layer_macs(False), next_layer_macs(True)
print(f"next convolution: {macs_without:,} MACs, pooled {macs_with:,}")
assert (
    numbers_before == 4 * numbers_after and macs_without == 4 * macs_with
), "claim: pooling-quarters-work"  # fmt: skip

# %% shift
changes = {}
for name, layer in (("maps", lambda m: m), ("pooled", pooled)):
    here = layer(edges(x))
    there = layer(edges(np.roll(x, 1, axis=2)))  # one pixel to the right
    apart = np.linalg.norm((there - here).reshape(len(x), -1), axis=1)
    size = np.linalg.norm(here.reshape(len(x), -1), axis=1)
    changes[name] = apart / size
map_change = float(np.median(changes["maps"]))
pooled_change = float(np.median(changes["pooled"]))
share_calmer = float((changes["pooled"] < changes["maps"]).mean())
digit_count = len(x)
print("moved by one pixel, a map changes by (median of its size)")
print(f"  before pooling {map_change:.0%}")
print(f"  after pooling  {pooled_change:.0%}")
print(f"  less for {share_calmer:.1%} of {digit_count} digits")
assert share_calmer > 0.95, "claim: pooling-blurs-position"

# %% lost
every = np.arange(2**16)[:, None] >> np.arange(16) & 1  # every picture
pictures = every.reshape(-1, 4, 4, 1).astype("float32")
different = len(np.unique(pooled(pictures).reshape(-1, 4), axis=0))
picture_count = len(pictures)
print(f"{picture_count:,} pictures of 4 × 4 black or white pixels")
print(f"{different} different ones are left after max pooling")
assert different == 16, "claim: pooling-loses-where"

# %% figure
PAPER = [[0, "#ffffff"], [1, "#18212b"]]
shown = int(np.flatnonzero(digits.target == 0)[0])
panels = [
    ("the digit", x[shown, ..., 0]),
    ("its feature map", maps[shown, ..., 0]),
    ("pooled", small[shown, ..., 0]),
]
fig = make_subplots(1, 3, subplot_titles=[name for name, _ in panels])
for place, (name, picture) in enumerate(panels, start=1):
    fig.add_heatmap(
        z=(picture / picture.max()).round(2), colorscale=PAPER, name=name,
        autocolorscale=False, showscale=False, zmin=0, zmax=1, xgap=1, ygap=1,
        row=1, col=place,
    )  # fmt: skip
    axis = "x" if place == 1 else f"x{place}"
    fig.update_yaxes(scaleanchor=axis, row=1, col=place)
off = {"tickvals": [], "zeroline": False, "showgrid": False}
fig.update_xaxes(**off, constrain="domain")
fig.update_yaxes(**off, constrain="domain", autorange="reversed")
rows = [["picture", "pixels", "numbers"]]
for name, picture in panels:
    rows.append([name, "{} × {}".format(*picture.shape), picture.size])
fig.update_layout(height=320, meta={"twin": rows})
fig.show()
