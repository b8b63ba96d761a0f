"""Pictures and kernels for the convolution playground.

Two photographs and a digit, all from scikit-learn, made grey and small, and
the kernels that every textbook has. Imports from this repository: what
enlarges the digit.
"""

# %% pictures
import base64

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits, load_sample_images

from snippets.data.small_digits import enlarge

SIDE = 128


def carried(grey):
    """Return what the page carries of a square picture: its bytes as text."""
    whole = np.clip(np.round(grey), 0, 255).astype(np.uint8)
    return {
        "pixels": base64.b64encode(whole.tobytes()).decode(),
        "side": len(whole),
    }


def square(photograph):
    """Cut the middle of a photograph, grey, `(SIDE, SIDE)`."""
    grey = Image.fromarray(photograph).convert("L")
    side = min(grey.size)
    left, top = (grey.width - side) // 2, (grey.height - side) // 2
    middle = grey.crop((left, top, left + side, top + side))
    return np.array(middle.resize((SIDE, SIDE), Image.Resampling.LANCZOS))


temple, flower = map(square, load_sample_images().images)
digit = 255 * enlarge(load_digits().images[3:4] / 16)[0, ..., 0]
pictures = {
    "temple": carried(temple),
    "flower": carried(flower),
    "a digit": carried(digit),
}

# %% kernels
kernels = {  # weights, and what their sum is divided by
    "upright edges (Sobel)": ([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], 1),
    "level edges (Sobel)": ([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], 1),
    "all edges (Laplace)": ([[0, 1, 0], [1, -4, 1], [0, 1, 0]], 1),
    "nothing (identity)": ([[0, 0, 0], [0, 1, 0], [0, 0, 0]], 1),
    "blur (box)": ([[1, 1, 1]] * 3, 9),
    "blur (Gauss, 5 × 5)": (
        np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]).tolist(), 256,
    ),
    "blur (box, 7 × 7)": ([[1] * 7] * 7, 49),
    "sharpen": ([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 1),
    "emboss": ([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], 1),
}  # fmt: skip
kernels = {
    name: {"weights": weights, "by": by}
    for name, (weights, by) in kernels.items()
}
kernel_count = len(kernels)


# %% picture
def convolved(picture, weights):
    """Lay a 3 × 3 kernel on every place of a picture."""
    rows, columns = (side - 2 for side in picture.shape)
    return sum(
        weights[i][j] * picture[i : i + rows, j : j + columns].astype(float)
        for i in range(3)
        for j in range(3)
    )


edges = convolved(temple, kernels["upright edges (Sobel)"]["weights"])
kept = np.maximum(edges, 0)
pooled = kept[:126, :126].reshape(63, 2, 63, 2).max(axis=(1, 3))
panels = [
    temple,
    128 + 127 * edges / np.abs(edges).max(),
    255 - 255 * kept / kept.max(),
    255 - 255 * pooled / pooled.max(),
]
canvas = Image.new("L", (4 * 190 + 30, 190), 255)
for place, panel in enumerate(panels):
    tile = Image.fromarray(panel.astype(np.uint8))
    tile = tile.resize((190, 190), Image.Resampling.NEAREST)
    canvas.paste(tile, (place * 200, 0))
canvas
