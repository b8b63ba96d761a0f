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
        "50 0  12 15  2 50  15 88  48 100  82 85  94 50  82 12  50 0",
        "22 4  3 35  8 82  38 100  66 76  68 32  48 6  34 10",
    ],
    1: [
        "30 0  30 100",
        "5 28  30 0, 30 0  30 100",
        "0 35  32 0, 32 0  28 100",
        "5 25  30 0, 30 0  30 100, 2 100  58 100",
        "30 0  30 100, 5 100  55 100",
        "0 52  38 0, 38 0  36 100",
        "0 30  14 22  28 0, 28 0  22 100",
    ],
    2: [
        "2 22  15 5  40 0  62 12  60 35  30 70  0 100, 0 100  65 100",
        "5 20  30 0  60 15  50 50  20 90  2 95  10 80  30 88  70 100",
        "0 8  40 0  60 25  40 60  5 97, 5 97  35 92  68 98",
        "3 14  30 0  58 12  54 38  28 68  0 100, 0 100  72 100",
    ],
    3: [
        "5 10  30 0  58 12  50 38  25 48, 25 48  55 58  62 80  35 100  2 90",
        "5 0  60 0, 60 0  28 40, 28 40  58 55  60 82  30 100  0 90",
        "5 12  35 0  55 20  38 45  20 47  48 55  58 80  30 100  3 88",
        "2 14  30 0  56 14  50 36  22 46  52 54  64 76  48 96  22 100  0 88",
    ],
    4: [
        "10 0  2 55, 2 55  65 55, 52 10  50 100",
        "50 0  0 65, 0 65  70 65, 50 0  50 100",
        "8 0  5 35  20 50  55 45, 60 0  50 100",
        "12 0  0 45, 0 45  60 45, 38 20  32 100",
        "62 0  0 64, 0 64  84 64, 62 0  60 100",
        "6 0  4 48  30 54  58 46, 60 0  58 100",
        "52 0  30 24  2 60  28 64  80 60, 50 4  46 100",
    ],
    5: [
        "60 0  10 0, 10 0  6 45, 6 45  30 36  60 50  60 82  30 100  0 90",
        "65 2  20 2  8 40  40 42  62 65  45 97  0 95",
        "12 0  8 42, 8 42  40 38  60 60  50 92  5 98, 12 0  62 2",
        "62 0  14 2, 14 2  8 44, 8 44  34 34  62 48  64 76  40 98  4 94",
    ],
    6: [
        "50 0  20 20  3 55  8 88  32 100  58 85  52 60  28 52  5 70",
        "42 0  12 40  2 75  25 100  52 85  42 62  8 72",
        "30 0  5 50  5 85  30 100  58 82  50 55  20 52  4 70",
        "8 0  4 60  12 94  38 100  58 80  46 58  20 60  5 76",
        "56 4  24 22  4 62  20 96  54 94  62 68  40 54  8 66",
    ],
    7: [
        "0 2  60 2, 60 2  20 100",
        "0 2  60 2, 60 2  25 100, 12 50  58 50",
        "0 12  15 3  62 5, 62 5  35 45  25 100",
        "2 22  2 3, 2 3  60 3, 60 3  30 45  22 100",
        "0 4  58 2, 58 2  30 50  20 100, 8 52  52 46",
        "0 8  2 0, 2 0  58 0, 58 0  40 40  34 100",
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
        "58 10  30 0  5 20  15 48  44 44  60 16, 60 4  60 100",
        "58 12  34 0  8 14  8 40  36 50  56 28, 58 8  56 66  40 94  12 98",
        "60 22  40 0  10 10  6 36  30 50  60 22, 60 22  36 62  24 100",
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
    """Write a digit: pick one of its ways, and let a hand follow it.

    Args:
        digit: 0 to 9.
        random: Where the hand's whims come from.
        wildness: 1 is a tidy hand, 2 a wild one.
    """
    way = WAYS[digit][random.integers(len(WAYS[digit]))]
    return by_hand(way, random, wildness)


def by_hand(
    way: str, random: np.random.Generator, wildness: float = 1.0
) -> list[np.ndarray]:
    """Follow a way as a hand would: lean, turn, stretch, and shake."""
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
        for stroke in strokes_of(way)
    ]


# %% picture
SIDE = 32  # pixels of what a network reads
BOX = 20  # pixels that hold a digit, whole
MIDDLE = 16.5  # where its weight comes to lie: MNIST's is half a pixel off
LINE = 2.5  # line width, about that of MNIST


def centre(strokes: list[np.ndarray]) -> np.ndarray:
    """Return where the weight of a drawing lies: long strokes count most."""
    firsts = np.concatenate([s[: max(1, len(s) - 1)] for s in strokes])
    lasts = np.concatenate([s[min(1, len(s) - 1) :] for s in strokes])
    lengths = np.linalg.norm(lasts - firsts, axis=1) + 1e-9
    return np.average((firsts + lasts) / 2, axis=0, weights=lengths)


def fitted(strokes: list[np.ndarray]) -> list[np.ndarray]:
    """Scale a drawing into 20 × 20 pixels, and its weight to the middle."""
    points = np.concatenate(strokes)
    size = np.ptp(points, axis=0).max()
    scale = (BOX - LINE) / max(size, 1e-6)
    return [(s - centre(strokes)) * scale + MIDDLE for s in strokes]


def ink(
    strokes: list[np.ndarray], side: int = SIDE, line: float = LINE
) -> np.ndarray:
    """Redraw strokes at one line width, `(side, side)`: 1 is ink.

    A pixel's ink falls from 1 to 0 within a pixel at the edge of the line.
    """
    pieces = [
        np.stack([s[:-1], s[1:]]) if len(s) > 1 else np.stack([s, s])
        for s in strokes
    ]
    ends = np.concatenate(pieces, axis=1).transpose(0, 2, 1)
    # all pieces in front of all pixels: `(pieces, side, side)`
    (x0, y0), (x1, y1) = ends[..., None, None]
    along_x, along_y = x1 - x0, y1 - y0
    length = np.maximum(along_x**2 + along_y**2, 1e-9)
    center = np.arange(side) + 0.5
    right, down = center - x0, center[:, None] - y0
    t = np.clip((right * along_x + down * along_y) / length, 0, 1)
    far = (right - t * along_x) ** 2 + (down - t * along_y) ** 2
    edge = line / 2 + 0.5 - np.sqrt(far.min(axis=0))
    return np.clip(edge, 0, 1)


def picture(strokes: list[np.ndarray]) -> np.ndarray:
    """Turn a drawing into what MNIST's digits are: `(32, 32)`, 0 to 1."""
    return ink(fitted(strokes))


def framed(pictures: np.ndarray) -> np.ndarray:
    """Lay MNIST's `(n, 28, 28)`, 0 to 255, on what a network reads."""
    return np.pad(pictures, ((0, 0), (2, 2), (2, 2))) / np.float32(255)


# %% sheet
def sheet(wildness: list[float], seed: int = 0) -> Image.Image:
    """Draw a row of ten digits for each wildness."""
    random = np.random.default_rng(seed)
    rows = [
        np.hstack([picture(write(d, random, wild)) for d in range(10)])
        for wild in wildness
    ]
    grey = (255 * (1 - np.vstack(rows))).astype(np.uint8)
    size = (2 * grey.shape[1], 2 * grey.shape[0])
    large = Image.fromarray(grey).resize(size, Image.Resampling.NEAREST)
    return large.quantize(16)  # greys: half the bytes


ways = sum(map(len, WAYS.values()))
sheet([1, 1, 2, 2])
