"""A kernel that answers to edges of one slant only."""

# %% solution
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

KERNEL = np.array([[-2, -1, 0], [-1, 0, 1], [0, 1, 2]])  # bright lower right

rows, columns = np.mgrid[:9, :9]
edges = {
    "upright": columns > 4,
    "level": rows > 4,
    "from lower left to upper right": rows + columns > 8,
    "from upper left to lower right": columns > rows,
}
answers = {}
for name, image in edges.items():
    patches = sliding_window_view(image.astype(float), (3, 3))
    answers[name] = int(np.abs((patches * KERNEL).sum(axis=(2, 3))).max())
    print(f"{answers[name]:2}  {name}")

own = answers["from lower left to upper right"]
opposite = answers["from upper left to lower right"]
assert own == max(answers.values()) and own > 1.3 * answers["level"]
