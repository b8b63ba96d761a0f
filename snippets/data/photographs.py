"""The photographs that pages show; who made them stands in `credits.toml`."""

import base64
import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

PLACE = Path(__file__).parents[2] / "docs" / "assets" / "photographs"
NAMES = [
    "cat", "coffee", "photographer", "temple", "officer", "rocket",
    "raccoon", "dahlia", "astronaut",
]  # fmt: skip
HEAT = [  # red, green, blue: from no light to the most
    (40, 20, 90), (130, 35, 115), (215, 65, 80), (250, 150, 30),
    (255, 245, 120),
]  # fmt: skip


def photograph(name: str) -> Image.Image:
    """Open a photograph, in colour.

    Raises:
        FileNotFoundError: There is none of that name.
    """
    return Image.open(PLACE / f"{name}.jpg").convert("RGB")


def for_page(picture: Image.Image | np.ndarray, side: int = 224) -> str:
    """Return a picture as a page can show it: as WebP, written as text.

    Args:
        picture: An image, or an array of values from 0 to 255, `(height,
            width)` or `(height, width, 3)`.
        side: Pixels of the shorter side, to save bytes.

    Returns:
        A `data:` address.
    """
    if not isinstance(picture, Image.Image):
        picture = Image.fromarray(np.uint8(np.clip(picture, 0, 255)))
    scale = side / min(picture.size)
    size = [round(scale * n) for n in picture.size]
    small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    small.save(stream, "WEBP", quality=70, method=6)
    text = base64.b64encode(stream.getvalue()).decode()
    return f"data:image/webp;base64,{text}"


def drawing_for_page(picture: np.ndarray) -> str:
    """Return a picture with sharp edges as a page can show it, a PNG as text.

    Args:
        picture: Values from 0 to 255, `(height, width, 4)`: red, green, blue,
            and how opaque.

    Returns:
        A `data:` address.
    """
    stream = io.BytesIO()
    exact = Image.fromarray(np.uint8(np.clip(picture, 0, 255)))
    exact.save(stream, "PNG", optimize=True)
    text = base64.b64encode(stream.getvalue()).decode()
    return f"data:image/png;base64,{text}"


def percent(share: float) -> str:
    """Write a share as the pages write it: 0.934 is 93 %."""
    return f"{100 * share:.0f}\u202f%"


def heat(photograph: Image.Image, light: np.ndarray) -> Image.Image:
    """Lay light over a photograph, in colours from violet (none) to yellow.

    Args:
        photograph: A square photograph.
        light: `(rows, columns)`, from 0 to 1. Lines part the places.
    """
    mask = Image.fromarray(np.uint8(255 * np.clip(light, 0, 1)))
    mask = mask.resize(photograph.size, Image.Resampling.BICUBIC)
    channels = np.array(HEAT).T
    stops = np.linspace(0, 255, len(HEAT))
    colours = [np.interp(np.asarray(mask), stops, part) for part in channels]
    grey = np.asarray(photograph.convert("L"))[..., None]
    picture = Image.fromarray(
        np.uint8(0.5 * grey + 0.5 * np.stack(colours, axis=-1))
    )
    pen = ImageDraw.Draw(picture, "RGBA")
    side, places = picture.width, len(light)
    for line in (side * n // places for n in range(1, places)):
        for ends in ((line, 0, line, side), (0, line, side, line)):
            pen.line(ends, fill=(255, 255, 255, 60))
    return picture
