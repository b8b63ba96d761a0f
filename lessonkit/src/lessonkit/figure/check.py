"""Refuses a figure that a page would draw with holes, or not at all."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from lessonkit.errors import LessonError
from lessonkit.figure import data_table
from lessonkit.figure.plotly_json import array, asset, height, panels, widget

# what the part of plotly.js that pages load can draw
TRACES = (
    "bar", "box", "contour", "heatmap", "histogram", "histogram2d",
    "histogram2dcontour", "image", "pie", "scatter", "scatterternary", "violin",
)  # fmt: skip
_COORDINATES = ("x", "y", "z", "values")


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
        for use in (
            asset,
            height,
            panels,
            data_table.tables,
        ):  # all that a page asks of it
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


def _flatten(value: Any) -> Iterator[Any]:
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _flatten(part)
    else:
        yield value
