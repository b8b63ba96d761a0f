"""Traces: lines and points, bars, heatmaps, contour lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lessonkit.errors import LessonError
from lessonkit.figures import array
from lessonkit.still import maps
from lessonkit.still.axes import Part
from lessonkit.still.place import Place
from lessonkit.still.svg import path, tag, write

_DASHES = {
    "dash": "9,6",
    "dot": "2,4",
    "dashdot": "9,5,2,5",
    "longdash": "14,6",
    "longdashdot": "14,5,2,5",
    "solid": None,
}
_MOST = 400  # points of a line; more are not seen


def draw(trace: Part, place: Place) -> str:
    """Return a trace as SVG.

    Raises:
        LessonError: Its type is not known here.
    """
    kind = str(trace.get("type", "scatter"))
    if kind not in _DRAWN:
        raise LessonError(
            f"no still picture knows the trace type `{kind}`",
            f"Use {', '.join(sorted(_DRAWN))}, or teach lessonkit/still/traces.py.",
        )
    opacity = trace.get("opacity")
    inside = _DRAWN[kind](trace, place)
    return tag("g", inside, opacity=opacity) if opacity is not None else inside


def values(trace: Part, letter: str) -> list[Any]:
    """Return a trace's numbers along an axis, for its range; pen lifts are left out."""
    if trace.get("type") in ("heatmap", "contour"):
        found = maps.edges if trace["type"] == "heatmap" else maps.centres
        return found(trace, letter)
    own = [v for v in array(trace.get(letter)) if v is not None]
    if not own:
        other = "y" if letter == "x" else "x"
        own = list(range(len(array(trace.get(other)))))
    error = trace.get(f"error_{letter}") or {}
    up, down = list(array(error.get("array"))), list(array(error.get("arrayminus")))
    more = [v + e for v, e in zip(own, up, strict=False) if e is not None]
    less = [v - e for v, e in zip(own, down or up, strict=False) if e is not None]
    return own + more + less


def line_of(trace: Part, place: Place) -> Part:
    """Return how a trace's line looks, as attributes of SVG."""
    line = trace.get("line") or {}
    marker = trace.get("marker") or {}
    dash = str(line.get("dash", "solid"))
    fallback = marker.get("color")
    colour = line.get("color") or (fallback if isinstance(fallback, str) else None)
    return {
        "stroke": colour or place.colour,
        "stroke_width": line.get("width", 2.25),
        "stroke_dasharray": _DASHES.get(dash, dash.replace("px", "")),
    }


def _scatter(trace: Part, place: Place) -> str:
    x, y = list(array(trace.get("x"))), list(array(trace.get("y")))
    x = x or list(range(len(y)))
    points = [
        None if a is None or b is None else (place.x.pixel(a), place.y.pixel(b))
        for a, b in zip(x, y, strict=False)
    ]
    mode = str(trace.get("mode", "lines" if len(points) > 20 else "lines+markers"))
    parts = []
    if trace.get("fill") == "toself":
        line = line_of(trace, place)
        parts.append(tag("path", d=path(points), fill=trace.get("fillcolor"), **line))
    elif "lines" in mode:
        thinned = points if len(points) <= _MOST else _thin(points)
        parts.append(
            tag(
                "path",
                d=path(thinned),
                fill="none",
                stroke_linejoin="round",
                **line_of(trace, place),
            )
        )
    parts += _errors(trace, place, x, y)
    if "markers" in mode:
        parts += _markers(trace, place, points)
    if "text" in mode:
        parts += _labels(trace, place, points)
    return "".join(parts)


def _thin(points: Sequence[Any]) -> list[Any]:
    step = len(points) / _MOST
    return [points[int(n * step)] for n in range(_MOST)] + [points[-1]]


def _errors(trace: Part, place: Place, x: list[Any], y: list[Any]) -> Iterator[str]:
    error = trace.get("error_y")
    if not error or error.get("visible") is False:
        return
    up = list(array(error.get("array")))
    down = list(array(error.get("arrayminus"))) or up
    look = {
        "stroke": error.get("color") or _marker_colour(trace, place, 0),
        "stroke_width": error.get("thickness", 2),
    }
    for a, b, more, less in zip(x, y, up, down, strict=False):
        if None not in (a, b, more, less):
            at, top, low = (
                place.x.pixel(a),
                place.y.pixel(b + more),
                place.y.pixel(b - less),
            )
            yield tag("path", d=path([(at, top), (at, low)]), **look)


def _marker_colour(trace: Part, place: Place, n: int) -> str:
    given = (trace.get("marker") or {}).get("color")
    if isinstance(given, (list, tuple)) and n < len(given):
        given = given[n]
    line = (trace.get("line") or {}).get("color")
    return given if isinstance(given, str) else line or place.colour


def _markers(trace: Part, place: Place, points: Sequence[Any]) -> Iterator[str]:
    marker = trace.get("marker") or {}
    if marker.get("opacity") == 0:
        return
    edge = marker.get("line") or {}
    for n, point in enumerate(points):
        if point is not None:
            yield symbol(
                _one(marker.get("symbol", "circle"), n),
                point[0],
                point[1],
                float(_one(marker.get("size", 7), n)),
                _marker_colour(trace, place, n),
                edge=(
                    _one(edge.get("color") or place.colours["paper"], n),
                    edge.get("width", 0),
                ),
                opacity=marker.get("opacity"),
            )


def _one(given: Any, n: int) -> Any:
    listed = array(given)
    return listed[n % len(listed)] if listed else given


def symbol(
    name: str,
    x: float,
    y: float,
    size: float,
    colour: str,
    edge: tuple[str, float] = ("", 0),
    opacity: float | None = None,
) -> str:
    """Draw one marker."""
    r = size / 2
    look: Part = {"fill": colour, "opacity": opacity}
    if edge[1]:
        look |= {"stroke": edge[0], "stroke_width": edge[1]}
    if name.endswith("-open"):
        look |= {"fill": "none", "stroke": colour, "stroke_width": edge[1] or 1.5}
        name = name.removesuffix("-open")
    if name == "circle":
        return tag("circle", cx=x, cy=y, r=r, **look)
    if name == "square":
        r *= 0.9
        return tag("rect", x=x - r, y=y - r, width=2 * r, height=2 * r, **look)
    corners: dict[str, list[tuple[float, float] | None]] = {
        "diamond": [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0), (0, -1.3)],
        "triangle-up": [(0, -1.15), (1.15, 0.9), (-1.15, 0.9), (0, -1.15)],
        "x-thin": [(-0.8, -0.8), (0.8, 0.8), None, (0.8, -0.8), (-0.8, 0.8)],
        "line-ew": [(-1, 0), (1, 0)],
        "cross": [
            (-0.4, -1.2),
            (0.4, -1.2),
            (0.4, -0.4),
            (1.2, -0.4),
            (1.2, 0.4),
            (0.4, 0.4),
            (0.4, 1.2),
            (-0.4, 1.2),
            (-0.4, 0.4),
            (-1.2, 0.4),
            (-1.2, -0.4),
            (-0.4, -0.4),
            (-0.4, -1.2),
        ],
    }
    if name not in corners:
        raise LessonError(
            f"no still picture knows the marker `{name}`",
            f"Use circle, square or {', '.join(sorted(corners))}.",
        )
    shape = [p and (x + r * p[0], y + r * p[1]) for p in corners[name]]
    return tag("path", d=path(shape), **look)


def _labels(trace: Part, place: Place, points: Sequence[Any]) -> Iterator[str]:
    texts, ways = array(trace.get("text")), trace.get("textposition", "middle center")
    font = trace.get("textfont") or {}
    size = float(font.get("size", 12))
    for n, point in enumerate(points):
        text = _one(texts, n) if texts else ""
        if point is None or not text:
            continue
        way = str(_one(ways, n))
        r = float(_one((trace.get("marker") or {}).get("size", 7), n)) / 2
        anchor = "end" if "left" in way else "start" if "right" in way else "middle"
        aside = {"end": -4 - r, "start": 4 + r, "middle": 0}[anchor]
        down = (
            size + r + 2 if "bottom" in way else -4 - r if "top" in way else 0.35 * size
        )
        yield write(
            point[0] + aside,
            point[1] + down,
            text,
            size,
            font.get("color") or place.colours["ink"],
            anchor=anchor,
        )


def _bar(trace: Part, place: Place) -> str:
    share, shift = trace["_slot"]  # picture.py has put bars beside one another
    x, y = list(array(trace.get("x"))), list(array(trace.get("y")))
    one = abs(place.x.pixel(place.x.low + 1) - place.x.pixel(place.x.low))
    wide = 0.8 * one * share
    parts = []
    for a, b in zip(x, y, strict=False):
        left = place.x.pixel(a) - 0.4 * one + shift * 0.8 * one
        top, zero = sorted((place.y.pixel(b), place.y.pixel(0)))
        parts.append(
            tag(
                "rect",
                x=left,
                y=top,
                width=wide,
                height=zero - top,
                fill=_marker_colour(trace, place, 0),
            )
        )
    return "".join(parts)


_DRAWN: dict[str, Callable[[Part, Place], str]] = {
    "scatter": _scatter,
    "bar": _bar,
    "heatmap": maps.heatmap,
    "contour": maps.contour,
}
