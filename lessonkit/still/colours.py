"""Colour scales: from a number between 0 and 1 to a colour."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any

from lessonkit.errors import LessonError

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_LIGHT = re.compile(r":root\s*\{(.*?)\}", re.S)
_TOKEN = re.compile(r"--lk-([\w-]+)\s*:\s*(#[0-9a-f]{6});")
_RGB = re.compile(r"rgba?\(\s*([\d.]+)\s*,\s*([\d.]+)\s*,\s*([\d.]+)")
# Plotly's own names, those that the figures of the site use
_NAMED = {
    "greys": ["#ffffff", "#000000"],
    "gray": ["#000000", "#ffffff"],
    "greys_r": ["#000000", "#ffffff"],
    "blues": ["#f7fbff", "#08306b"],
}
Scale = list[tuple[float, tuple[float, float, float]]]


def light(css: str) -> dict[str, str]:
    """Return the colours of the light theme: those of a stylesheet's first `:root`."""
    block = _LIGHT.search(_COMMENT.sub("", css))
    return dict(_TOKEN.findall(block[1])) if block else {}


def scale(given: Any, usual: Sequence[str]) -> Scale:
    """Read a colour scale.

    Args:
        given: Plotly's: a name, colours, or pairs of a place and a colour; may be None.
        usual: Colours that are taken where none is given.

    Raises:
        LessonError: A name that is not known here.
    """
    if isinstance(given, str):
        named = _NAMED.get(given.lower())
        if named is None:
            raise LessonError(
                f"no still picture knows the colour scale `{given}`",
                "Give the scale as a list of colours (snippets/diagrams/tokens.py).",
            )
        given = named
    listed = list(given or usual)
    if isinstance(listed[0], str):
        last = max(1, len(listed) - 1)
        listed = [(n / last, colour) for n, colour in enumerate(listed)]
    return [(float(at), rgb(colour)) for at, colour in listed]


def rgb(colour: str) -> tuple[float, float, float]:
    """Return red, green, blue (0 to 255) of `#rrggbb` or `rgb(…)`."""
    found = _RGB.match(colour)
    if found:
        return float(found[1]), float(found[2]), float(found[3])
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[n : n + 2], 16) for n in (0, 2, 4))
    return red, green, blue


def at(colours: Scale, place: float) -> str:
    """Return the colour at a place from 0 to 1, as `#rrggbb`."""
    place = min(max(place, colours[0][0]), colours[-1][0])
    for (low, one), (high, other) in itertools.pairwise(colours):
        if place <= high:
            part = (place - low) / ((high - low) or 1)
            mixed = (a + part * (b - a) for a, b in zip(one, other, strict=True))
            return "#" + "".join(f"{round(channel):02x}" for channel in mixed)
    return "#" + "".join(f"{round(channel):02x}" for channel in colours[-1][1])
