"""A pen: digits as paths, and the way from a path to what a network reads.

A drawing is a list of strokes, a stroke a list of points. `small_picture`
does to it what was done to the digits that ship with scikit-learn: full
height, one line width, 32 × 32 pixels averaged to 8 × 8. After that a drawing
and a digit of the data set are the same kind of thing. The script of the page
does the same in the browser, and a test compares the two.

`write` makes paths of its own: a few ways to write each digit, in a hand
that shakes, leans and stretches.
"""

# %% ways
import numpy as np
from PIL import Image

# Points from left to right and from top to bottom, in hundredths of the
# digit's height. Strokes are smooth; a comma lifts the pen.
WAYS = {
    0: [
        "35 0  8 20  0 50  10 85  35 100  60 85  70 50  60 15  35 0",
        "55 6  30 2  5 30  5 75  30 100  58 85  66 45  52 8  30 0",
    ],
    1: [
        "30 0  30 100",
        "5 28  30 0, 30 0  30 100",
        "0 35  32 0, 32 0  28 100",
        "5 25  30 0, 30 0  30 100, 2 100  58 100",
        "30 0  30 100, 5 100  55 100",
    ],
    2: [
        "2 22  15 5  40 0  62 12  60 35  30 70  0 100, 0 100  65 100",
        "5 20  30 0  60 15  50 50  20 90  2 95  10 80  30 88  70 100",
        "0 8  40 0  60 25  40 60  5 97, 5 97  35 92  68 98",
    ],
    3: [
        "5 10  30 0  58 12  50 38  25 48, 25 48  55 58  62 80  35 100  2 90",
        "5 0  60 0, 60 0  28 40, 28 40  58 55  60 82  30 100  0 90",
        "5 12  35 0  55 20  38 45  20 47  48 55  58 80  30 100  3 88",
    ],
    4: [
        "10 0  2 55, 2 55  65 55, 52 10  50 100",
        "50 0  0 65, 0 65  70 65, 50 0  50 100",
        "8 0  5 35  20 50  55 45, 60 0  50 100",
        "12 0  0 45, 0 45  60 45, 38 20  32 100",
    ],
    5: [
        "60 0  10 0, 10 0  6 45, 6 45  30 36  60 50  60 82  30 100  0 90",
        "65 2  20 2  8 40  40 42  62 65  45 97  0 95",
        "12 0  8 42, 8 42  40 38  60 60  50 92  5 98, 12 0  62 2",
    ],
    6: [
        "50 0  20 20  3 55  8 88  32 100  58 85  52 60  28 52  5 70",
        "42 0  12 40  2 75  25 100  52 85  42 62  8 72",
        "30 0  5 50  5 85  30 100  58 82  50 55  20 52  4 70",
    ],
    7: [
        "0 2  60 2, 60 2  20 100",
        "0 2  60 2, 60 2  25 100, 12 50  58 50",
        "0 12  15 3  62 5, 62 5  35 45  25 100",
        "2 22  2 3, 2 3  60 3, 60 3  30 45  22 100",
        "0 4  58 2, 58 2  30 50  20 100, 8 52  52 46",
    ],
    8: [
        "55 12  30 0  8 15  15 38  45 55  60 78  35 100  5 85  12 60  45 40"
        "  58 18  50 6",
        "30 0  8 22  30 46  53 22  30 0, 30 46  0 73  30 100  60 73  30 46",
        "30 48  8 22  32 0  55 20  30 48  2 78  30 100  58 78  30 48",
    ],
    9: [
        "55 15  30 0  5 20  15 45  40 45  57 20, 57 12  50 100",
        "55 18  30 0  5 22  20 46  50 35  57 12, 57 12  58 60  40 95  8 95",
        "50 8  20 5  5 30  25 48  52 25, 52 8  48 55  30 100",
    ],
}


def strokes_of(way: str) -> list[np.ndarray]:
    """Read one way to write a digit: strokes of shape `(points, 2)`."""
    lines = [stroke.split() for stroke in way.split(",")]
    return [np.array(line, float).reshape(-1, 2) / 100 for line in lines]


# %% write
def smooth(points: np.ndarray, steps: int = 6) -> np.ndarray:
    """Draw a Catmull-Rom curve through all points of a stroke."""
    if len(points) < 3:
        return points
    around = np.concatenate([points[:1], points, points[-1:]])
    before, start, end, after = (
        around[i : len(points) - 1 + i, None] for i in range(4)
    )
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    curve = (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    ) / 2
    return np.concatenate([curve.reshape(-1, 2), points[-1:]])


def write(
    digit: int, random: np.random.Generator, wildness: float = 1.0
) -> list[np.ndarray]:
    """Write a digit: pick a way, lean, turn, stretch, and shake.

    Args:
        digit: 0 to 9.
        random: Where the hand's whims come from.
        wildness: 1 is a tidy hand, 2 a wild one.
    """
    way = strokes_of(WAYS[digit][random.integers(len(WAYS[digit]))])
    turn, lean, wide = random.uniform(-1, 1, 3) * wildness
    angle = np.radians(10 * turn)
    shape = np.array(
        [[1.25 ** (1.2 * wide), 0], [0.0, 1.0]]
    ) @ np.array([[1, 0], [-0.22 * lean, 1]])  # fmt: skip
    cos, sin = np.cos(angle), np.sin(angle)
    matrix = shape @ np.array([[cos, sin], [-sin, cos]])
    shake = 0.022 * wildness
    return [
        smooth(
            (stroke + random.normal(0, shake, stroke.shape)) @ matrix
            + random.normal(0, shake, 2)
        )
        for stroke in way
    ]


# %% small_picture
SIDE = 32  # of the picture that is averaged
WIDTH = 24  # a digit may be as wide as this; its height is all of SIDE
STRETCH = 1.4  # a narrow digit becomes wider by this: loops stay open
LINE = 4.4  # line width


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


def ink(strokes: list[np.ndarray]) -> np.ndarray:
    """Redraw strokes at one line width, `(32, 32)`: 1 is ink.

    A pixel's ink falls from 1 to 0 within a pixel at the edge of the line.
    """
    pieces = [
        np.stack([s[:-1], s[1:]]) if len(s) > 1 else np.stack([s, s])
        for s in strokes
    ]
    ends = np.concatenate(pieces, axis=1).transpose(0, 2, 1)
    # all pieces in front of all pixels: `(pieces, 32, 32)`
    (x0, y0), (x1, y1) = ends[..., None, None]
    along_x, along_y = x1 - x0, y1 - y0
    length = np.maximum(along_x**2 + along_y**2, 1e-9)
    center = np.arange(SIDE) + 0.5
    right, down = center - x0, center[:, None] - y0
    t = np.clip((right * along_x + down * along_y) / length, 0, 1)
    far = (right - t * along_x) ** 2 + (down - t * along_y) ** 2
    edge = LINE / 2 + 0.5 - np.sqrt(far.min(axis=0))
    return np.clip(edge, 0, 1)


def small_picture(strokes: list[np.ndarray]) -> np.ndarray:
    """Turn a drawing into what the data set is: `(8, 8)`, 0 to 1."""
    return ink(fitted(strokes)).reshape(8, 4, 8, 4).mean(axis=(1, 3))


# %% enlarge
MARGIN = 4  # white, so that a digit can move


def ramp() -> np.ndarray:
    """Return the linear interpolation from 8 to 24 pixels, `(24, 8)`."""
    place = np.clip((np.arange(24) + 0.5) / 3 - 0.5, 0, 7)
    return np.maximum(0, 1 - np.abs(place[:, None] - np.arange(8)))


def enlarge(pictures: np.ndarray) -> np.ndarray:
    """Enlarge `(n, 8, 8)` to what a network reads, `(n, 32, 32, 1)`."""
    large = ramp() @ pictures @ ramp().T
    return np.pad(large, ((0, 0), (MARGIN,) * 2, (MARGIN,) * 2))[..., None]


# %% sheet
def sheet(wildness: list[float], seed: int = 0) -> Image.Image:
    """Draw a row of ten digits for each wildness."""
    random = np.random.default_rng(seed)
    rows = [
        np.hstack([small_picture(write(d, random, wild)) for d in range(10)])
        for wild in wildness
    ]
    grey = (255 * (1 - np.vstack(rows))).astype(np.uint8)
    size = (8 * grey.shape[1], 8 * grey.shape[0])
    return Image.fromarray(grey).resize(size, Image.Resampling.NEAREST)


ways = sum(map(len, WAYS.values()))
sheet([1, 1, 2, 2])
