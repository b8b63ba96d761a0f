"""Plotly figures on their way to a page: checked, and without what it does not need.

Works on the JSON that plotly.py hands to Jupyter, without importing plotly.
"""

from __future__ import annotations

import base64
import math
import struct
from collections.abc import Sequence
from typing import Any

from lessonkit.figure import data_script

PLOTLY = "application/vnd.plotly.v1+json"
DEFAULT_HEIGHT = 420  # pixels
LEAST_HEIGHT = 10  # as in the schema of Plotly, layout.height
DIGITS = 5  # significant; a page shows less

_NOT_SENT = ("template", "meta")
_FORMATS = {
    "f8": "d", "f4": "f", "i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i",
    "u4": "I", "i8": "q", "u8": "Q",
}  # fmt: skip


def array(value: Any) -> Sequence[Any]:
    """Return a figure's array as a list, also where plotly packed it in base64."""
    if not isinstance(value, dict) or "bdata" not in value:
        return value if isinstance(value, (list, tuple)) else []
    code = _FORMATS[value["dtype"].lstrip("<|=")]
    raw = base64.b64decode(value["bdata"])
    flat = list(struct.unpack(f"<{len(raw) // struct.calcsize(code)}{code}", raw))
    shape = [int(n) for n in str(value.get("shape", "")).split(",") if n.strip()]
    for width in reversed(shape[1:]):  # fold the last axis first
        flat = [flat[i : i + width] for i in range(0, len(flat), width)]
    return flat


def widget(figure: dict[str, Any]) -> tuple[str, Any] | None:
    """Return the name and data of the page's own script for a figure, if it has one.

    A figure says so in `layout.meta["widget"]`; Plotly draws it elsewhere.
    """
    meta = figure.get("layout", {}).get("meta") or {}
    own = meta.get("widget")
    return (str(own["name"]), own["data"]) if own else None


def slim(figure: dict[str, Any]) -> dict[str, Any]:
    """Return the figure as a page needs it: no template, rounded numbers.

    The site has one template of its own, which follows the reader's theme. Of the
    author's only that stays which decides what the numbers are: plotly.py's own takes
    texts for names, also where they look like numbers.
    """
    given = figure.get("layout", {})
    layout = {key: part for key, part in given.items() if key not in _NOT_SENT}
    theirs = (given.get("template") or {}).get("layout") or {}
    if "autotypenumbers" in theirs:
        layout.setdefault("autotypenumbers", theirs["autotypenumbers"])
    parts = {"data": figure.get("data", []), "layout": layout}
    if figure.get("frames"):
        parts["frames"] = figure["frames"]
    return {key: _rounded(part) for key, part in parts.items()}


# a build asks three times for each figure; the figure is kept, so its id stays its own
_assets: dict[int, tuple[dict[str, Any], tuple[str, str]]] = {}


def asset(figure: dict[str, Any]) -> tuple[str, str]:
    """Return a figure's key and the script that carries it.

    A classic script rather than JSON: it loads from `file://` too.
    """
    known = _assets.get(id(figure))
    if known is None or known[0] is not figure:
        known = _assets[id(figure)] = (figure, _asset(figure))
    return known[1]


def _asset(figure: dict[str, Any]) -> tuple[str, str]:
    own = widget(figure)
    if own:
        return data_script.script(_rounded(own[1]))
    return data_script.script(slim(figure), "figure")


def height(figure: dict[str, Any]) -> int:
    """Return the pixels that a page reserves for a figure.

    Raises:
        ValueError: The figure's own height is not one that Plotly accepts.
    """
    given = figure.get("layout", {}).get("height")
    if given is None:
        return DEFAULT_HEIGHT
    is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
    if not is_number or not LEAST_HEIGHT <= given < math.inf:
        raise ValueError(
            f"height {given!r}: Plotly accepts {LEAST_HEIGHT} pixels or more"
        )
    return int(given)


def panels(figure: dict[str, Any]) -> int:
    """Return how many panels stand side by side in one row; phones stack them."""
    layout = figure.get("layout", {})
    places = []
    for name, axis in layout.items():
        if name.startswith("xaxis"):
            below = "yaxis" + str(axis.get("anchor", "y")).removeprefix("y")
            bottom = (layout.get(below, {}).get("domain") or [0, 1])[0]
            places.append(((axis.get("domain") or [0, 1])[0], bottom))
    lefts, bottoms = ({place[n] for place in places} for n in (0, 1))
    return len(places) if len(bottoms) == 1 and len(lefts) == len(places) else 1


def _rounded(value: Any) -> Any:
    """Round floats and unpack base64 arrays, all the way down."""
    if isinstance(value, dict):
        if "bdata" in value:
            return _rounded(array(value))
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(part) for part in value]
    if isinstance(value, float):
        short = float(f"{value:.{DIGITS}g}")
        return int(short) if short.is_integer() and abs(short) < 1e15 else short
    return value
