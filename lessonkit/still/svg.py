"""Elements of SVG as strings, and Plotly's text in them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from lessonkit.text import printable

FAMILY = "system-ui,-apple-system,Segoe UI,Roboto,Helvetica Neue,Arial,sans-serif"
LETTER = 0.56  # of the size: how wide a letter is on average
_BREAK = re.compile(r"<br\s*/?>")
_TAG = re.compile(r"<[^>]*>")


def number(value: float) -> str:
    """Write a coordinate: one decimal, no more than needed."""
    short = f"{value:.1f}"
    return "0" if short == "-0.0" else short.removesuffix(".0")


def tag(name: str, inside: str = "", **attributes: object) -> str:
    """Write an element; an attribute that is None is left out."""
    said = "".join(
        f' {key.strip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{inside}</{name}>" if inside else f"<{name}{said}/>"


def _value(value: object) -> str:
    if isinstance(value, float):
        return number(value)
    return html.escape(str(value))


def plain(text: object) -> str:
    """Return Plotly's text without its tags, lines apart by a space."""
    return _TAG.sub("", _BREAK.sub(" ", str(text or "")))


def lines(text: object) -> list[str]:
    """Return the lines of Plotly's text, without tags."""
    return [html.unescape(_TAG.sub("", part)) for part in _BREAK.split(str(text or ""))]


def width(text: str, size: float) -> float:
    """Estimate how many pixels a line takes."""
    return len(text) * LETTER * size


def write(
    x: float,
    y: float,
    text: object,
    size: float,
    colour: str,
    *,
    anchor: str = "start",
    middle: bool = False,
    turned: float = 0,
    weight: str | None = None,
) -> str:
    """Write text, line by line; `y` is the first baseline, or the middle of all."""
    written = lines(text)
    step = 1.25 * size
    first = y + 0.35 * size - step * (len(written) - 1) / 2 if middle else y
    parts = [
        html.escape(printable(line))
        if n == 0
        else tag("tspan", html.escape(printable(line)), x=x, dy=step)
        for n, line in enumerate(written)
        if line or n == 0
    ]
    return tag(
        "text",
        "".join(parts) or " ",
        x=x,
        y=first,
        font_size=size,
        fill=colour,
        text_anchor=None if anchor == "start" else anchor,
        font_weight=weight,
        transform=f"rotate({number(turned)} {number(x)} {number(y)})"
        if turned
        else None,
    )


def path(points: Iterable[tuple[float, float] | None]) -> str:
    """Return path data; a None lifts the pen. Points on a pixel already drawn go."""
    parts: list[str] = []
    command, last = "M", ""
    for point in points:
        if point is None:
            command, last = "M", ""
            continue
        place = f"{number(point[0])} {number(point[1])}"
        if place != last:
            parts.append(command + place)
        command, last = "L", place
    return "".join(parts)
