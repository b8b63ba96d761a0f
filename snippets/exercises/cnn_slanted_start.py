"""Start here: a kernel for edges of one slant.

Fill in the kernel, then ask: `python -m pytest cnn_slanted_start.py`
"""

# %% yours
import numpy as np

KERNEL = np.array(  # yours
    [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
    ]
)

# %% check
from numpy.lib.stride_tricks import sliding_window_view

rows, columns = np.mgrid[:9, :9]
EDGES = {
    "even grey": np.ones((9, 9)),
    "upright": columns > 4,
    "level": rows > 4,
    "from lower left to upper right": rows + columns > 8,
    "from upper left to lower right": columns > rows,
}


def strongest(name):
    """Return the kernel's strongest answer to a picture, without its sign."""
    patches = sliding_window_view(EDGES[name].astype(float), (3, 3))
    return float(np.abs((patches * KERNEL).sum(axis=(2, 3))).max())


def test_kernel():
    """Ask what it answers to edges of four directions."""
    assert np.shape(KERNEL) == (3, 3), "The kernel has 3 rows of 3 numbers."
    assert np.any(KERNEL), "All weights are still zero."
    assert strongest("even grey") == 0, (
        "It answers where there is no edge: its weights must add up to 0."
    )
    wanted = strongest("from lower left to upper right")
    other = strongest("from upper left to lower right")
    assert other <= wanted, "This is the other slant: mirror it."
    for name in ("upright", "level"):
        assert strongest(name) < wanted, (
            f"It answers to {name} edges at least as strongly."
        )
    assert other < wanted / 2, "It answers to the other slant, too."


# %% try
for name in EDGES:
    print(f"{strongest(name):4.0f}  {name}")
