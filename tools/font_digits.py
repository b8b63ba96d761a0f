"""Make `snippets/playground/font_digits.json`: digits of handwriting fonts, 8 × 8.

    python tools/font_digits.py FOLDER

FOLDER is searched for the fonts of FONTS, which are in the Debian packages named there
(`apt-get download`, `dpkg -x`). Each glyph is thinned to its middle line, which then
goes the way of a pen path. The playground measures on these digits, and never trains.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from snippets.playground.pen import small_picture

FONTS = {
    "BecauseWeBuild-Regular": "fonts-bwht",
    "BecauseWeConnect-Regular": "fonts-bwht",
    "BecauseWeCreate-Regular": "fonts-bwht",
    "BecauseWeLearn-Regular": "fonts-bwht",
    "BecauseWeMentor-Regular": "fonts-bwht",
    "BecauseWeOrganize-Regular": "fonts-bwht",
    "Breip": "fonts-breip",
    "DancingScript-Regular": "fonts-dancingscript",
    "Delphine": "fonts-sjfonts",
    "Humor-Sans": "fonts-humor-sans",
    "KleeOne-Regular": "fonts-klee",
    "Kristi": "fonts-kristi",
    "Rufscript010": "fonts-rufscript",
    "SteveHand": "fonts-sjfonts",
    "dkg": "fonts-dkg-handwriting",
}
TARGET = Path(__file__).parents[1] / "snippets" / "playground" / "font_digits.json"


def glyph(font: Path, digit: int) -> np.ndarray:
    """Draw a digit about 90 pixels high; True is ink."""
    image = Image.new("L", (260, 260))
    drawing = ImageDraw.Draw(image)
    drawing.text((70, 50), str(digit), 255, ImageFont.truetype(str(font), 120))
    return np.array(image) > 127


def thinned(image: np.ndarray) -> np.ndarray:
    """Thin ink to lines of one pixel, as Zhang and Suen do (CACM 27(3), 1984)."""
    image = np.pad(image, 1)
    around = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]
    while True:
        before = image.sum()
        for first in (True, False):
            p = [np.roll(image, (-y, -x), (0, 1)) for y, x in around]
            count = sum(q.astype(int) for q in p)
            turns = sum((~p[i] & p[(i + 1) % 8]).astype(int) for i in range(8))
            n, e, s, w = p[0], p[2], p[4], p[6]
            open_side = (
                ~(n & e & s) & ~(e & s & w) if first else ~(n & e & w) & ~(n & s & w)
            )
            image &= ~((count >= 2) & (count <= 6) & (turns == 1) & open_side)
        if image.sum() == before:
            return image[1:-1, 1:-1]


def strokes(line: np.ndarray) -> list[np.ndarray]:
    """Join each pixel of a thin line with its neighbours."""
    pixels = {(int(x), int(y)) for y, x in np.argwhere(line)}
    steps = [(1, 0), (0, 1), (1, 1), (1, -1)]
    return [np.array([p], float) for p in pixels] + [
        np.array([p, q], float)
        for p in pixels
        for q in [(p[0] + x, p[1] + y) for x, y in steps]
        if q in pixels
    ]


def main() -> None:
    """Write the file."""
    found = {p.stem: p for p in sorted(Path(sys.argv[1]).rglob("*.[to]tf"))}
    digits = {}
    for name in FONTS:
        pictures = [
            small_picture(strokes(thinned(glyph(found[name], digit))))
            for digit in range(10)
        ]
        # a letter a pixel: a is no ink, q is all
        digits[name] = [
            "".join(chr(97 + round(16 * v)) for v in picture.ravel())
            for picture in pictures
        ]
    TARGET.write_text(json.dumps(digits, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
