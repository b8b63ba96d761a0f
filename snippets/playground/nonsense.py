"""What is no digit: letters, shapes and scribbles, as paths of a pen.

A network that has seen only digits takes everything for one. Here is what it
sees besides, with the answer "each digit is as likely"; and what it is then
asked about, which is other shapes, other scribbles, and letters of fonts.
Letters that a digit looks like, such as O, S and Z, are on neither side.
"""

# %% ways
import numpy as np
from PIL import Image

from snippets.playground import pen

# As in `pen.WAYS`: hundredths of the height; a comma lifts the pen.
LETTERS = {
    "A": "0 100  32 0, 32 0  66 100, 12 64  54 64",
    "C": "64 14  38 0  8 20  2 55  14 90  42 100  66 86",
    "E": "60 0  5 0, 5 0  5 100, 5 100  62 100, 5 48  50 48",
    "F": "60 0  5 0, 5 0  5 100, 5 48  50 48",
    "H": "4 0  4 100, 62 0  62 100, 4 50  62 50",
    "J": "52 0  52 76  36 100  10 92  2 72",
    "K": "5 0  5 100, 60 0  5 55, 18 44  64 100",
    "L": "6 0  6 100, 6 100  60 100",
    "M": "0 100  8 0, 8 0  42 70, 42 70  76 0, 76 0  84 100",
    "N": "4 100  4 0, 4 0  62 100, 62 100  62 0",
    "P": "6 0  6 100, 6 2  44 0  60 24  44 50  6 52",
    "R": "6 0  6 100, 6 2  44 0  58 24  44 48  6 50, 24 50  62 100",
    "T": "0 0  70 0, 35 0  35 100",
    "U": "4 0  4 66  18 96  48 96  62 66  62 0",
    "V": "0 0  32 100, 32 100  66 0",
    "W": "0 0  20 100, 20 100  44 30, 44 30  68 100, 68 100  90 0",
    "X": "0 0  66 100, 66 0  0 100",
    "Y": "0 0  34 48, 68 0  34 48, 34 48  34 100",
    "a": "62 30  34 20  4 50  12 92  40 96  62 60, 64 24  64 100",
    "h": "4 0  4 100, 4 60  32 40  56 56  58 100",
    "k": "4 0  4 100, 48 40  6 68, 16 62  52 100",
    "m": "0 30  0 100, 0 54  24 32  40 50  40 100, 40 54  64 32  82 50"
    "  82 100",
    "n": "2 20  2 100, 2 48  32 20  62 40  64 100",
    "r": "2 20  2 100, 2 50  26 22  54 26",
    "w": "0 20  8 80  28 96  42 40, 42 40  56 94  78 84  84 20",
}
SHAPES = {
    "triangle": "50 0  0 90, 0 90  100 90, 100 90  50 0",
    "square": "0 0  90 0, 90 0  90 90, 90 90  0 90, 0 90  0 0",
    "plus": "45 0  45 90, 0 45  90 45",
    "star": "50 0  20 95, 20 95  98 35, 98 35  2 35, 2 35  80 95, 80 95"
    "  50 0",
    "arrow": "0 40  100 40, 70 10  100 40, 100 40  70 70",
    "zigzag": "0 0  60 20, 60 20  0 40, 0 40  60 60, 60 60  0 80, 0 80"
    "  60 100",
    "two lines": "0 0  90 0, 0 40  90 40",
    "wave": "0 30  15 0  30 30  45 60  60 30  75 0  90 30  105 60  120 30",
    "spiral": "50 50  58 42  64 54  50 66  34 54  38 30  62 26  82 48  72 82"
    "  40 90  10 66  14 26",
    "grid": "30 0  30 90, 60 0  60 90, 0 30  90 30, 0 60  90 60",
    "crossed square": "0 0  80 0, 80 0  80 80, 80 80  0 80, 0 80  0 0, 0 0"
    "  80 80",
    "two circles": "20 0  0 20  20 40  40 20  20 0, 80 0  60 20  80 40"
    "  100 20  80 0",
}
OTHER_SHAPES = {
    "house": "0 40  50 0, 50 0  100 40, 10 40  10 100, 10 100  90 100,"
    " 90 100  90 40",
    "heart": "50 25  30 2  4 14  8 46  50 96, 50 96  92 46  96 14  70 2"
    "  50 25",
    "fish": "0 40  30 12  70 20  100 60, 0 40  30 68  70 60  100 20",
    "flag": "5 0  5 100, 5 4  70 4, 70 4  70 44, 70 44  5 44",
    "moon": "50 0  14 14  0 50  14 86  50 100, 50 100  30 76  26 50  30 24"
    "  50 0",
    "lightning": "50 0  10 52, 10 52  52 48, 52 48  14 100",
    "tree": "50 0  12 60, 12 60  88 60, 88 60  50 0, 50 60  50 100",
    "cup": "0 10  12 96, 12 96  62 96, 62 96  74 10, 74 10  0 10, 70 34"
    "  96 36  92 66  66 70",
    "face": "50 0  8 18  2 60  30 96  70 96  98 60  92 18  50 0, 34 34"
    "  34 44, 66 34  66 44, 30 64  50 76  70 64",
    "umbrella": "0 50  14 14  50 0  86 14  100 50, 0 50  100 50, 50 50"
    "  50 92  36 100  28 88",
    "envelope": "0 0  100 0, 100 0  100 64, 100 64  0 64, 0 64  0 0, 0 0"
    "  50 36, 50 36  100 0",
    "kite": "40 0  0 40, 0 40  40 100, 40 100  80 40, 80 40  40 0, 40 0"
    "  40 100, 0 40  80 40",
}


# %% draw
def drawn(ways, count, random, least=0.5, most=2.6):
    """Draw what `ways` describe, one after the other: `(count, 32, 32)`."""
    each = list(ways.values())
    hands = random.uniform(least, most, count)
    return np.array(
        [
            pen.picture(pen.by_hand(each[n % len(each)], random, hand))
            for n, hand in enumerate(hands)
        ]
    )


def scribbles(count, random):
    """Draw curves through random points: no digits, or only by chance."""
    drawings = [
        [
            pen.smooth(random.uniform(0, 1, (random.integers(3, 9), 2)))
            for _ in range(random.integers(1, 4))
        ]
        for _ in range(count)
    ]
    return np.array([pen.picture(drawing) for drawing in drawings])


def polygons(count, random):
    """Join three to eight random corners by straight lines, all around."""
    drawings = []
    for _ in range(count):
        corners = random.uniform(0, 1, (random.integers(3, 9), 2))
        drawings.append([np.concatenate([corners, corners[:1]])])
    return np.array([pen.picture(drawing) for drawing in drawings])


def to_learn(count, random):
    """Draw nonsense to learn from: letters, shapes, scribbles, polygons."""
    parts = [
        drawn(LETTERS, count * 2 // 5, random),
        drawn(SHAPES, count // 5, random),
        scribbles(count // 5, random),
        polygons(count // 5, random),
    ]
    return np.concatenate(parts)


# %% sheet
def sheet(seed=0):
    """Draw two rows each of letters, of shapes, and of scribbles."""
    random = np.random.default_rng(seed)
    pictures = [
        drawn(LETTERS, 24, random, 1, 1),
        drawn(SHAPES, 12, random, 1, 1),
        drawn(OTHER_SHAPES, 12, random, 1, 1),
        scribbles(12, random),
    ]
    rows = np.concatenate(pictures).reshape(-1, 12, pen.SIDE, pen.SIDE)
    grey = (255 * (1 - np.vstack([np.hstack(row) for row in rows]))).astype(
        np.uint8
    )
    size = (2 * grey.shape[1], 2 * grey.shape[0])
    large = Image.fromarray(grey).resize(size, Image.Resampling.NEAREST)
    return large.quantize(16)  # greys: half the bytes


sheet()
