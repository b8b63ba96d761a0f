"""Plotly figures on their way to a page: checked, slimmed, and as a table.

Works on the JSON that plotly.py hands to Jupyter, without importing plotly.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import struct
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from lessonkit.errors import LessonError
from lessonkit.text import printable

PLOTLY = "application/vnd.plotly.v1+json"
DEFAULT_HEIGHT = 420  # pixels
DIGITS = 5  # significant; a page shows less

_NOT_SENT = ("template", "meta")
# what the part of plotly.js that pages load can draw
TRACES = (
    "bar", "box", "contour", "heatmap", "histogram", "histogram2d",
    "histogram2dcontour", "image", "pie", "scatter", "scatterternary", "violin",
)  # fmt: skip
_ROWS = 24  # of a table twin; more are thinned out evenly
_COORDINATES = ("x", "y", "z", "values")
_FORMATS = {
    "f8": "d", "f4": "f", "i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i",
    "u4": "I", "i8": "q", "u8": "Q",
}  # fmt: skip


def check_figure(figure: dict[str, Any]) -> None:
    """Refuse a figure that would be drawn with holes, or not at all.

    A None in all coordinates of a point is a pen lift, and fine; a None in one of them
    is what became of a NaN.

    Raises:
        LessonError: There is no trace, a trace has missing numbers, or this is not
            what Plotly makes.
    """
    try:
        _check_traces(figure)
        for use in (asset, height, panels, twin):  # all that a page asks of it
            use(figure)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError,
            struct.error) as error:  # fmt: skip
        raise LessonError(
            f"the figure is not what Plotly makes ({type(error).__name__}: {error})",
            "Make it with plotly.graph_objects and show it with `fig.show()`.",
        ) from error


def _check_traces(figure: dict[str, Any]) -> None:
    traces = figure.get("data") or []
    if not traces:
        raise LessonError("the figure has no trace", "Add one before `fig.show()`.")
    framed = [t for frame in figure.get("frames", []) for t in frame.get("data", [])]
    for picture in figure.get("layout", {}).get("images") or []:
        if not str(picture.get("source") or "data:").startswith("data:"):
            raise LessonError(
                "the figure shows a picture from elsewhere, which no page loads",
                "Open the file with Pillow, and give the image itself as `source`.",
            )
    for number, trace in enumerate([*traces, *framed]):
        kind = trace.get("type", "scatter")
        if number < len(traces) and kind not in TRACES and not widget(figure):
            raise LessonError(
                f"the figure has a trace `{kind}`, which pages cannot draw",
                f"They draw {', '.join(TRACES)}.",
            )
        arrays = [list(array(trace[key])) for key in _COORDINATES if key in trace]
        # a frame may leave out the coordinate that shows that the pen is lifted
        alone = len(arrays) == 1 and number < len(traces)
        for cells in zip_longest(*arrays, fillvalue=0):
            missing = [_is_missing(part) for cell in cells for part in _flatten(cell)]
            if any(missing) and (alone or not all(missing)):
                raise LessonError(
                    f"the figure's trace `{trace.get('name') or number}` holds NaN",
                    "Find where the number is lost; drop points that do not exist.",
                )


def _is_missing(number: Any) -> bool:
    return number is None or (isinstance(number, float) and not math.isfinite(number))


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
    part = _rounded(own[1]) if own else slim(figure)
    body = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
    key = hashlib.sha256(body.encode()).hexdigest()[:16]
    return key, f'lessonkit.{"data" if own else "figure"}("{key}",{body});\n'


def height(figure: dict[str, Any]) -> int:
    """Return the pixels that a page reserves for a figure."""
    return int(figure.get("layout", {}).get("height") or DEFAULT_HEIGHT)


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


def twin(figure: dict[str, Any]) -> str:
    """Return the figure's numbers as HTML tables, for screen readers and paper."""
    tables = []
    for rows in _tables(figure):
        head, *body = rows
        thinned, note = (body, "") if widget(figure) else _thin(body)
        numeric = [all(map(_is_number, column)) for column in zip(*body, strict=False)]
        aligned = [' class="lk-num"' if yes else "" for yes in numeric]
        aligned += [""] * len(head)
        cells = "".join(
            f'<th scope="col"{place}>{_text(cell)}</th>'
            for place, cell in zip(aligned, head, strict=False)
        )
        lines = "".join(
            "<tr>"
            + "".join(
                f"<td{place}>{_text(cell)}</td>"
                for place, cell in zip(aligned, row, strict=False)
            )
            + "</tr>"
            for row in thinned
        )
        tables.append(
            f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>{note}"
        )
    return "".join(tables)


def _tables(figure: dict[str, Any]) -> Iterator[list[list[Any]]]:
    """Group traces that share their x into one table each."""
    axes = figure.get("layout", {})
    given = (axes.get("meta") or {}).get("twin")
    if given:  # a picture whose coordinates mean nothing brings its own table
        yield given
        return
    x_title = _title(axes.get("xaxis")) or "x"
    groups: dict[str, list[list[Any]]] = {}
    for number, trace in enumerate(figure.get("data", [])):
        if trace.get("hoverinfo") == "skip":
            continue  # decoration
        name = trace.get("name") or f"{number + 1}"
        if any(isinstance(row, (list, tuple)) for row in array(trace.get("z"))):
            yield _matrix(trace, axes, name)
            continue
        x, y = list(array(trace.get("x"))), list(array(trace.get("y")))
        if trace.get("orientation") == "h":
            x, y = y, x
        if not y:  # a histogram
            x, y = [], x
        points = [(a, b) for a, b in zip(x or range(len(y)), y, strict=False)
                  if a is not None]  # fmt: skip
        if not points:
            continue
        key = json.dumps([a for a, _ in points], default=str)
        columns = groups.setdefault(key, [[x_title, *(a for a, _ in points)]])
        columns.append([name, *(b for _, b in points)])
    for columns in groups.values():
        yield [list(row) for row in zip(*columns, strict=True)]


def _matrix(trace: dict[str, Any], axes: dict[str, Any], name: str) -> list[list[Any]]:
    rows = [list(row) for row in array(trace["z"])]
    width = max(map(len, rows), default=0)
    x = list(array(trace.get("x"))) or list(range(width))
    y = list(array(trace.get("y"))) or list(range(len(rows)))
    corner = " \\ ".join(
        filter(None, (_title(axes.get("yaxis")), _title(axes.get("xaxis"))))
    )
    step = max(1, math.ceil(width / 12))
    head = [corner or name, *x[::step]]
    return [head, *([label, *row[::step]] for label, row in zip(y, rows, strict=False))]


def _thin(rows: list[list[Any]]) -> tuple[list[list[Any]], str]:
    if len(rows) <= _ROWS:
        return rows, ""
    step = (len(rows) - 1) / (_ROWS - 1)
    picked = [rows[round(i * step)] for i in range(_ROWS)]
    return picked, f"<p>{_ROWS} of {len(rows)} rows.</p>"


def _title(axis: Any) -> str:
    title = (axis or {}).get("title", "")
    return str(title.get("text", "") if isinstance(title, dict) else title)


def _is_number(value: Any) -> bool:
    return value is None or isinstance(value, (int, float))


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        value = f"{value:.4g}".replace("-", "−")
    return html.escape(printable(str(value).replace("<br>", " ")))


def _flatten(value: Any) -> Iterator[Any]:
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _flatten(part)
    else:
        yield value


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
