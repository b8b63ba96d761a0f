"""A picture for each page, which other sites show beside a link to it."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from lessonkit.errors import LessonError

SIZE = (1200, 630)  # pixels, what sharing sites ask for
_MARGIN = 80
_INK, _SOFT, _PAPER, _LINE = "#ffffff", "#a5b1bd", "#11161c", "#6cb8ec"
_TEXT_WIDTH = 640
_CELL, _PICTURE_AT = 38, (SIZE[0] - _MARGIN - 8 * 38, 163)
_RECT = re.compile(r'<rect x="(\d+)" y="(\d+)" fill-opacity="([\d.]+)"')
_Squares = list[tuple[str, str, str]]  # left, top, opacity
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def picture(docs: Path, name: str) -> Path | None:
    """Return the picture for cards, if there is one.

    Raises:
        LessonError: It is not there, or it is no SVG of squares.
    """
    if not name:
        return None
    path = docs / name
    with suppress(OSError, UnicodeDecodeError):
        if _RECT.search(path.read_text("utf-8")):
            return path
    raise LessonError(
        f"the card's picture `{name}` is no SVG of squares below docs/",
        'Make it of `<rect x="1" y="1" fill-opacity="0.5" …>`, 8 × 8 of them at most,'
        " 12 apart; or take `card_picture` away.",
        "mkdocs.yml",
    )


def card(
    title: str, description: str, site: str, picture: Path | None, folder: Path
) -> Path:
    """Draw a page's card, or find the one drawn before.

    Args:
        title: The page's title.
        description: What the page says of itself.
        site: The site's name.
        picture: The site's own: an SVG of 8 × 8 squares, each of its own opacity.
        folder: Where cards are kept between builds, each under a hash of its words and
            of this program.

    Returns:
        A PNG file of 1200 × 630 pixels.
    """
    squares = _RECT.findall(picture.read_text("utf-8")) if picture else []
    code = Path(__file__).read_text("utf-8")
    made_of = "\n".join((title, description, site, repr(squares), code))
    path = folder / f"{hashlib.sha256(made_of.encode()).hexdigest()[:16]}.png"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}.tmp")  # two may build at once
        _draw(title, description, site, squares).save(unfinished, "PNG", optimize=True)
        unfinished.replace(path)
    return path


def _draw(title: str, description: str, site: str, squares: _Squares) -> Image.Image:
    image = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    _draw_squares(draw, squares)
    size = 76
    while len(lines := _wrapped(title, _font(size))) > 3 and size > 40:
        size -= 6
    top = 150 if len(lines) < 3 else 120
    for line in lines:
        draw.text((_MARGIN, top), line, _INK, _font(size))
        top += round(1.15 * size)
    top += 24
    for line in _wrapped(description, _font(30))[:4]:
        draw.text((_MARGIN, top), line, _SOFT, _font(30))
        top += 42
    draw.text((_MARGIN, SIZE[1] - 84), site, _LINE, _font(30))
    return image.quantize(64)


def _draw_squares(draw: ImageDraw.ImageDraw, squares: _Squares) -> None:
    left, top = _PICTURE_AT
    for x, y, ink in squares:
        column, row = (int(x) - 1) // 12, (int(y) - 1) // 12
        corner = (left + column * _CELL, top + row * _CELL)
        paper, blue = (17, 22, 28), (108, 184, 236)
        part = float(ink)
        colour = tuple(
            round(p + part * (b - p)) for p, b in zip(paper, blue, strict=True)
        )
        draw.rounded_rectangle(
            (*corner, corner[0] + _CELL - 5, corner[1] + _CELL - 5), 5, colour
        )


def _font(size: int) -> _Font:
    """Return the face that comes with Pillow: the same on every machine."""
    return ImageFont.load_default(size)


def _wrapped(text: str, font: _Font) -> list[str]:
    lines = [""]
    for word in text.replace("‑", "-").split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= _TEXT_WIDTH or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
