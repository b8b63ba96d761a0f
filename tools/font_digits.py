"""Make `snippets/playground/font_digits.json`: digits and letters of handwriting fonts.

    npm install --prefix FOLDER @fontsource/amatic-sc ... (those of FONTS)
    python tools/font_digits.py FOLDER

Each glyph is thinned to its middle line and followed from end to end, so it becomes a
path as a pen would leave it. The playground measures on these, and never trains.

FONTS are two of every three in an alphabetical list of 38 fonts that imitate a hand;
the others could be looked at while the recipe was chosen. None was left out later.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS = [
    "annie-use-your-telescope", "architects-daughter", "caveat", "cedarville-cursive",
    "covered-by-your-grace", "delicious-handrawn", "gaegu", "gloria-hallelujah",
    "handlee", "homemade-apple", "kalam", "mansalva", "nanum-pen-script", "neucha",
    "patrick-hand", "permanent-marker", "poor-story", "reenie-beanie", "schoolbell",
    "shadows-into-light", "short-stack", "sriracha", "swanky-and-moo-moo",
    "the-girl-next-door", "zen-kurenaido",
]  # fmt: skip
LETTERS = "ACEFHJKLMNPRTUVWXY"  # not those that a digit looks like, such as O and S
TARGET = Path(__file__).parents[1] / "snippets" / "playground" / "font_digits.json"
Pixel = tuple[int, int]
KEEP = 4  # of how many pixels of a line one is kept


def glyph(font: Path, sign: str) -> np.ndarray:
    """Draw a sign about 90 pixels high; True is ink."""
    image = Image.new("L", (300, 300))
    drawing = ImageDraw.Draw(image)
    drawing.text((80, 60), sign, 255, ImageFont.truetype(str(font), 120))
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


def neighbours(line: np.ndarray) -> dict[Pixel, list[Pixel]]:
    """Join each pixel with those beside it; aslant only where there is no other way."""
    pixels = {(int(x), int(y)) for y, x in np.argwhere(line)}
    near: dict[Pixel, list[Pixel]] = {pixel: [] for pixel in pixels}
    for x, y in pixels:
        for right, down in ((1, 0), (0, 1), (1, 1), (1, -1)):
            other = (x + right, y + down)
            round_about = {(x + right, y), (x, y + down)} & pixels
            if other in pixels and not (right and down and round_about):
                near[x, y].append(other)
                near[other].append((x, y))
    return near


def straight_on(path: list[Pixel], ways: list[Pixel]) -> Pixel:
    """Choose the next pixel: the one that turns least."""
    here = np.array(path[-1])
    behind = here - path[max(0, len(path) - 6)]

    def ahead(pixel: Pixel) -> float:
        step = pixel - here
        return float(step @ behind / np.linalg.norm(step))

    return max(ways, key=ahead)


def strokes(line: np.ndarray) -> list[np.ndarray]:
    """Follow thin lines, from free ends first; each piece is drawn once."""
    near = neighbours(line)
    order = sorted(near, key=lambda p: (len(near[p]) != 1, p[1], p[0]))
    found = [[pixel] for pixel in order if not near[pixel]]  # dots
    for start in order:
        while near[start]:
            path = [start]
            while ways := near[path[-1]]:
                after = straight_on(path, ways)
                ways.remove(after)
                near[after].remove(path[-1])
                path.append(after)
            found.append(path)
    return [np.array(path[:-1:KEEP] + path[-1:]) for path in found]


def way(font: Path, sign: str) -> str:
    """Write a sign as `pen.py` does: hundredths of its height, strokes by commas."""
    found = strokes(thinned(glyph(font, sign)))
    if not found:
        raise SystemExit(f"{font.name} has nothing to show for {sign!r}")
    points = np.concatenate(found)
    low = points.min(axis=0)
    scale = 100 / max(points[:, 1].max() - low[1], 1)
    whole = [np.round((stroke - low) * scale).astype(int) for stroke in found]
    return ", ".join("  ".join(f"{x} {y}" for x, y in stroke) for stroke in whole)


def main() -> None:
    """Write the file."""
    packages = Path(sys.argv[1]) / "node_modules" / "@fontsource"
    made = {}
    for name in FONTS:
        package = json.loads((packages / name / "package.json").read_text("utf-8"))
        font = packages / name / "files" / f"{name}-latin-400-normal.woff"
        made[name] = {
            "package": f"@fontsource/{name} {package['version']}",
            "licence": package["license"],
            "digits": [way(font, sign) for sign in "0123456789"],
            "letters": [way(font, sign) for sign in LETTERS],
        }
    TARGET.write_text(json.dumps(made, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
