"""Nine numbers find the edges of a photograph.

A kernel is laid on every place of the image. What it answers depends on its
weights alone: here they are written by hand.
"""

# %% data
import keras
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from plotly.subplots import make_subplots
from sklearn.datasets import load_sample_image

colours = load_sample_image("china.jpg")[:426, :636] / 255
grey = colours.mean(axis=2)
image = grey.reshape(71, 6, 106, 6).mean(axis=(1, 3))  # 6 × 6 pixels to one
height, width = image.shape

# %% kernels
KERNELS = {
    "upright edges": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "level edges": np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "blur": np.full((3, 3), 1 / 9),
}


# %% convolve
def convolve(picture, kernel):
    """Multiply the kernel with the pixels at every place, and add up."""
    patches = sliding_window_view(picture, kernel.shape)
    return (patches * kernel).sum(axis=(2, 3))


maps = {name: convolve(image, kernel) for name, kernel in KERNELS.items()}
row, column = 30, 50
patch = image[row : row + 3, column : column + 3]
answer = float((patch * KERNELS["upright edges"]).sum())
print(patch.round(2))
print(f"times the kernel, added up: {answer:.2f}")


# %% keras
def by_keras(picture, kernel):
    """Let a Conv2D layer with the same nine weights do it."""
    layer = keras.layers.Conv2D(1, 3, use_bias=False)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[..., None, None]])
    return np.asarray(layer(picture[None, ..., None]))[0, ..., 0]


by_hand_and_keras = [
    float(np.abs(maps[name] - by_keras(image, kernel)).max())
    for name, kernel in KERNELS.items()
]
largest_difference = max(by_hand_and_keras)
print(f"largest difference: {largest_difference:.0e}")
assert max(by_hand_and_keras) < 1e-5, "claim: convolution-by-hand"

# %% edges
even = np.full((9, 9), 0.7)
dark, light = 0.2, 0.9
step = np.where(np.arange(9) < 5, dark, light) * np.ones((9, 1))
edge = KERNELS["upright edges"]
answer_even = float(np.abs(convolve(even, edge)).max())
answer_step = float(np.abs(convolve(step, edge)).max())
answer_step_lying = float(np.abs(convolve(step.T, edge)).max())
print(f"even grey {answer_even:.1f}, an upright edge {answer_step:.1f}")
print(f"the same edge, lying: {answer_step_lying:.1f}")
assert (
    answer_step > 1 and max(answer_even, answer_step_lying) < 1e-9
), "claim: edge-kernel-wants-its-edge"  # fmt: skip

turned = np.abs(maps["level edges"].T - convolve(image.T, edge)).max()
turned_difference = float(turned)
assert turned_difference < 1e-9, "claim: turned-kernel-turned-edges"

# %% figure
PHOTO = [[0, "#18212b"], [1, "#ffffff"]]
PLAIN = {"tickvals": [], "zeroline": False, "showgrid": False}
titles = ["photograph", *KERNELS]
fig = make_subplots(
    2, 2, subplot_titles=titles, vertical_spacing=0.1, horizontal_spacing=0.04
)
shown = {"photograph": image, **maps}
for place, (name, picture) in enumerate(shown.items()):
    where = {"row": place // 2 + 1, "col": place % 2 + 1}
    signed = "edges" in name
    if signed:
        look = {"coloraxis": "coloraxis"}
        picture = picture / np.abs(picture).max()
    else:
        look = {
            "colorscale": PHOTO, "autocolorscale": False, "showscale": False,
            "zmin": 0, "zmax": 1,
        }  # fmt: skip
    fig.add_heatmap(
        z=picture.round(2), **look, xgap=0, ygap=0, name=name, **where
    )
    fig.update_yaxes(scaleanchor=f"x{place + 1}" if place else "x", **where)
fig.update_xaxes(**PLAIN, constrain="domain")
fig.update_yaxes(**PLAIN, constrain="domain", autorange="reversed")
strength = [["kernel", "strongest answer", "mean answer, without sign"]]
for name, picture in maps.items():
    size = np.abs(picture)
    strength.append([name, round(size.max(), 2), round(size.mean(), 2)])
fig.update_layout(
    height=460,
    coloraxis={"cmin": -1, "cmax": 1, "showscale": False},
    coloraxis_colorscale=[[0, "#a33b00"], [0.5, "#f4f3f1"], [1, "#005b94"]],
    meta={"twin": strength},
)
fig.show()
