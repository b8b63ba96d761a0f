"""The digits that ship with scikit-learn: what they look like to a network.

They are scans of 8 × 8 pixels, and fill them from top to bottom.
`small_picture` brings a drawing into that form, `enlarge` brings both to the
32 × 32 pixels that LeNet-5 reads. Scripts of the page do the same in the
browser, and a test compares the two.
"""

import numpy as np

from snippets.playground.pen import ink

SIDE = 32  # of the picture that is averaged
WIDTH = 24  # a digit may be as wide as this; its height is all of SIDE
STRETCH = 1.4  # a narrow digit becomes wider by this: loops stay open
LINE = 4.4  # line width
MARGIN = 4  # white, so that a digit can move


def fitted(strokes: list[np.ndarray]) -> list[np.ndarray]:
    """Scale a drawing to full height and centre it in 32 × 32 pixels."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.array([WIDTH, SIDE]) - LINE
    size = np.maximum(high - low, 1e-6)
    scale = (room / size).min()
    stretch = np.clip(room[0] / (size[0] * scale), 1, STRETCH)
    scales = np.array([scale * stretch, scale])
    return [(s - (low + high) / 2) * scales + SIDE / 2 for s in strokes]


def small_picture(strokes: list[np.ndarray]) -> np.ndarray:
    """Turn a drawing into what the data set is: `(8, 8)`, 0 to 1."""
    large = ink(fitted(strokes), SIDE, LINE)
    return large.reshape(8, 4, 8, 4).mean(axis=(1, 3))


def ramp() -> np.ndarray:
    """Return the linear interpolation from 8 to 24 pixels, `(24, 8)`."""
    place = np.clip((np.arange(24) + 0.5) / 3 - 0.5, 0, 7)
    return np.maximum(0, 1 - np.abs(place[:, None] - np.arange(8)))


def enlarge(pictures: np.ndarray) -> np.ndarray:
    """Enlarge `(n, 8, 8)` to what a network reads, `(n, 32, 32, 1)`."""
    large = ramp() @ pictures @ ramp().T
    return np.pad(large, ((0, 0), (MARGIN,) * 2, (MARGIN,) * 2))[..., None]
