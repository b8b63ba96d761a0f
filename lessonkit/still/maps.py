"""Maps: heatmaps, and lines of equal height."""

from __future__ import annotations

import base64
import io
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image

from lessonkit.figures import array
from lessonkit.still import colours as scales
from lessonkit.still.axes import Axis, Part
from lessonkit.still.place import Colours, Place
from lessonkit.still.svg import path, tag, write

_CELLS = 600  # of a map without gaps; a larger one becomes an image


def _grid(trace: Part) -> list[list[Any]]:
    return [list(row) for row in array(trace.get("z"))]


def centres(trace: Part, letter: str) -> list[Any]:
    """Return the number in the middle of each column (`x`) or row (`y`)."""
    grid = _grid(trace)
    count = len(grid) if letter == "y" else max(map(len, grid), default=0)
    given = list(array(trace.get(letter)))
    if given:
        return given
    first, step = trace.get(f"{letter}0", 0), trace.get(f"d{letter}", 1)
    return [first + n * step for n in range(count)]


def edges(trace: Part, letter: str) -> list[Any]:
    """Return where the cells of a heatmap begin and end."""
    middles = centres(trace, letter)
    if any(isinstance(middle, str) for middle in middles):
        return middles
    if len(middles) == 1:
        return [middles[0] - 0.5, middles[0] + 0.5]
    between = [(a + b) / 2 for a, b in itertools.pairwise(middles)]
    return [2 * middles[0] - between[0], *between, 2 * middles[-1] - between[-1]]


def bounds(traces: Sequence[Part], coloraxis: Part) -> tuple[float, float]:
    """Return the numbers at both ends of the colour scale that these traces share."""
    cells = [v for t in traces for row in _grid(t) for v in row if v is not None]
    first = traces[0]
    low = next(
        (v for v in (first.get("zmin"), coloraxis.get("cmin")) if v is not None), None
    )
    high = next(
        (v for v in (first.get("zmax"), coloraxis.get("cmax")) if v is not None), None
    )
    return (min(cells) if low is None else low, max(cells) if high is None else high)


def scale_of(
    trace: Part, coloraxis: Part, colours: Colours, low: float
) -> scales.Scale:
    """Return a heatmap's colour scale; the site's own where it names none."""
    name = "div" if low < 0 else "seq"
    usual = [colours[f"{name}-{n}"] for n in range(5)]
    given = trace.get("colorscale") or coloraxis.get("colorscale")
    return scales.scale(given, usual)


def heatmap(trace: Part, place: Place) -> str:
    """Draw a heatmap."""
    grid = _grid(trace)
    low, high = trace["_bounds"]
    colours = scale_of(trace, place.coloraxis, place.colours, low)
    xs, ys = _pixels(trace, place.x, "x"), _pixels(trace, place.y, "y")
    small = float(max(map(len, grid), default=0) <= 16)
    gaps = (_gap(trace, "xgap", small), _gap(trace, "ygap", small))
    span = (high - low) or 1
    paints = [
        [None if v is None else scales.at(colours, (v - low) / span) for v in line]
        for line in grid
    ]
    if not any(gaps) and len(grid) * len(xs) > _CELLS:
        return _raster(paints, xs, ys)
    parts = []
    for row, (line, (top, bottom)) in enumerate(zip(grid, ys, strict=True)):
        for first, last, paint in _runs(paints[row], joined=not gaps[0]):
            left, right = xs[first][0] + gaps[0] / 2, xs[last][1] - gaps[0] / 2
            # cells without a gap overlap by a hair, or the paper would shine through
            wide = right - left + (0 if gaps[0] else 0.3)
            tall = bottom - top - gaps[1] + (0 if gaps[1] else 0.3)
            parts.append(
                tag(
                    "rect",
                    x=left,
                    y=top + gaps[1] / 2,
                    width=wide,
                    height=tall,
                    fill=paint,
                )
            )
        parts += _numbers(trace, line, row, xs, (top, bottom), paints[row])
    return "".join(parts)


def _gap(trace: Part, key: str, usual: float) -> float:
    given = trace.get(key)
    return usual if given is None else float(given)


def _runs(
    paints: Sequence[str | None], *, joined: bool
) -> Iterator[tuple[int, int, str]]:
    """Return the cells of a row that are painted; equal neighbours may be one."""
    for paint, group in itertools.groupby(range(len(paints)), lambda n: paints[n]):
        cells = list(group)
        if paint and joined:
            yield cells[0], cells[-1], paint
        elif paint:
            yield from ((n, n, paint) for n in cells)


def _raster(
    paints: list[list[str | None]],
    xs: list[tuple[float, float]],
    ys: list[tuple[float, float]],
) -> str:
    """Draw a large map as pixels: a photograph as rectangles weighs ten times more."""
    image = Image.new("RGB", (len(xs), len(ys)), "white")
    # an axis may run backwards
    across = sorted(range(len(xs)), key=lambda n: xs[n])
    down = sorted(range(len(ys)), key=lambda n: ys[n])
    for y, row in enumerate(down):
        for x, column in enumerate(across):
            paint = paints[row][column]
            if paint:
                image.putpixel((x, y), _whole(scales.rgb(paint)))
    stream = io.BytesIO()
    image.quantize(64).save(stream, "PNG", optimize=True)
    data = base64.b64encode(stream.getvalue()).decode()
    left, top = min(xs)[0], min(ys)[0]
    return tag(
        "image",
        href=f"data:image/png;base64,{data}",
        x=left,
        y=top,
        width=max(xs)[1] - left,
        height=max(ys)[1] - top,
        preserveAspectRatio="none",
        style="image-rendering:pixelated",
    )


def _whole(colour: tuple[float, float, float]) -> tuple[int, int, int]:
    red, green, blue = map(round, colour)
    return red, green, blue


def _numbers(
    trace: Part,
    line: list[Any],
    row: int,
    xs: list[tuple[float, float]],
    span: tuple[float, float],
    paints: list[str | None],
) -> Iterator[str]:
    """Write into each cell what it says, dark on light and light on dark."""
    if not trace.get("texttemplate"):
        return
    given = list(array(trace.get("text")))
    for n, value in enumerate(line):
        text = given[row][n] if given else f"{value:g}".replace("-", "−")
        paint = paints[n]
        dark = bool(paint) and sum(scales.rgb(paint or "#ffffff")) < 330
        yield write(
            (xs[n][0] + xs[n][1]) / 2,
            sum(span) / 2,
            text,
            float((trace.get("textfont") or {}).get("size", 11)),
            "#ffffff" if dark else "#18212b",
            anchor="middle",
            middle=True,
        )


def _pixels(trace: Part, axis: Axis, letter: str) -> list[tuple[float, float]]:
    """Return the first and last pixel of each column, or row."""
    ends = edges(trace, letter)
    if axis.categories:
        half = abs(axis.pixel(axis.categories[-1]) - axis.pixel(axis.categories[0]))
        half = (
            half / max(1, len(axis.categories) - 1) / 2
            or abs(axis.end - axis.start) / 2
        )
        return [(axis.pixel(c) - half, axis.pixel(c) + half) for c in ends]
    placed = [axis.pixel(edge) for edge in ends]
    return [(min(a, b), max(a, b)) for a, b in itertools.pairwise(placed)]


def contour(trace: Part, place: Place) -> str:
    """Draw bare lines of equal height; each cell is crossed by straight ones."""
    grid, levels = _grid(trace), trace.get("contours") or {}
    xs = [place.x.pixel(v) for v in centres(trace, "x")]
    ys = [place.y.pixel(v) for v in centres(trace, "y")]
    start, end = float(levels.get("start", 0)), float(levels.get("end", 0))
    step = float(levels.get("size") or 1)
    points: list[tuple[float, float] | None] = []
    for n in range(int((end - start) / step + 1e-9) + 1):
        for row, column in itertools.product(range(len(ys) - 1), range(len(xs) - 1)):
            points += _crossed(grid, xs, ys, row, column, start + n * step)
    line = trace.get("line") or {}
    return tag(
        "path",
        d=path(points),
        fill="none",
        stroke_width=line.get("width", 1),
        stroke=line.get("color") or place.colours["line-strong"],
    )


def _crossed(
    grid: list[list[Any]],
    xs: list[float],
    ys: list[float],
    row: int,
    column: int,
    level: float,
) -> list[tuple[float, float] | None]:
    corners = [
        (row, column),
        (row, column + 1),
        (row + 1, column + 1),
        (row + 1, column),
    ]
    met: list[tuple[float, float]] = []
    for (i, j), (k, m) in zip(corners, [*corners[1:], corners[0]], strict=True):
        a, b = grid[i][j], grid[k][m]
        if (a < level) != (b < level):
            part = (level - a) / (b - a)
            met.append((xs[j] + part * (xs[m] - xs[j]), ys[i] + part * (ys[k] - ys[i])))
    found: list[tuple[float, float] | None] = []
    for n in range(0, len(met), 2):  # a cell's edge is crossed twice, or four times
        found += [met[n], met[n + 1], None]
    return found
