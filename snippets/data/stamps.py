"""Seventy-two small photographs of four kinds: a task of our own.

Each is another photograph, cut out and put on white, 128 pixels a side. They
come from the stamps of the drawing program Tux Paint; `credits.toml` beside
the four sheets says more.
"""

import numpy as np
from PIL import Image

from snippets.data.photographs import PLACE

KINDS = ["birds", "flowers", "hooves", "paws"]
SIDE = 128  # pixels of a photograph


def load_data(side: int = SIDE) -> tuple[np.ndarray, np.ndarray]:
    """Return the photographs, one kind after the other, and their kinds.

    Args:
        side: How many pixels a side the photographs shall have.

    Returns:
        Pictures `(72, side, side, 3)`, values from 0 to 255, `uint8`; and for
        each of them its kind `(72,)`, a place in `KINDS`.
    """
    pictures, kinds = [], []
    for kind, name in enumerate(KINDS):
        sheet = Image.open(PLACE / f"{name}.jpg").convert("RGB")
        for top in range(0, sheet.height, SIDE):
            for left in range(0, sheet.width, SIDE):
                tile = sheet.crop((left, top, left + SIDE, top + SIDE))
                tile = tile.resize((side, side), Image.Resampling.BICUBIC)
                pictures.append(np.asarray(tile))
                kinds.append(kind)
    return np.stack(pictures), np.array(kinds)


def draw(kinds: np.ndarray, count: int, seed: int):
    """Draw some pictures of each kind to learn from; the others are the test.

    Args:
        kinds: `(pictures,)`, as `load_data` returns them.
        count: Pictures of each kind to learn from.
        seed: Another seed, another draw.

    Returns:
        Places of the pictures to learn from, and places of the others. The
        same seed with a larger count keeps the pictures and adds some.
    """
    rng = np.random.default_rng(seed)
    learn, test = [], []
    for kind in np.unique(kinds):
        places = rng.permutation(np.flatnonzero(kinds == kind))
        learn.extend(places[:count])
        test.extend(places[count:])
    return np.array(learn), np.array(test)
