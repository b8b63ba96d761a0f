"""The whole picture: measures, margins, and the order in which things are drawn."""

from __future__ import annotations

import re
from typing import Any

from lessonkit.figures import height as height_of
from lessonkit.still import furniture
from lessonkit.still.axes import Axis, Part, matched, spread
from lessonkit.still.furniture import NORMAL, SMALL, Area, Frame
from lessonkit.still.maps import bounds, scale_of
from lessonkit.still.place import Colours, Place
from lessonkit.still.svg import FAMILY, lines, number, tag, width, write
from lessonkit.still.traces import draw, values

WIDTH = 720
_AXIS = re.compile(r"[xy]axis\d*")


def picture(figure: Part, colours: Colours) -> str:
    """Draw a figure.

    Args:
        figure: What Plotly hands to Jupyter, in its JSON.
        colours: The light theme's tokens without `--lk-`, each as `#rrggbb`.

    Returns:
        SVG that needs no style, font or script.

    Raises:
        LessonError: The figure uses what is not known here.
    """
    return _Picture(figure, colours).svg()


class _Picture:
    def __init__(self, figure: Part, colours: Colours) -> None:
        self.layout: Part = figure.get("layout") or {}
        self.colours = colours
        self.traces: list[Part] = [dict(t) for t in figure.get("data") or []]
        self.width = float(self.layout.get("width") or WIDTH)
        self.height = float(height_of(figure))
        self.diagram = bool((self.layout.get("meta") or {}).get("widget"))
        self.clips: dict[str, str] = {}
        self.coloraxis: Part = self.layout.get("coloraxis") or {}
        self.axes = self._find_axes()
        self._prepare()
        self._ranges()
        self.shown = furniture.legend_items(self.traces, self.layout)
        if self.diagram:
            self._shorten()
        self.plot = self._plot()
        self._place()

    def _find_axes(self) -> dict[str, Axis]:
        names = {key for key in self.layout if _AXIS.fullmatch(key)}
        for trace in self.traces:
            names |= {self._axis_name(trace, letter) for letter in "xy"}
        return {name: Axis(name, self.layout.get(name) or {}) for name in sorted(names)}

    def _axis_name(self, trace: Part, letter: str) -> str:
        return f"{letter}axis" + str(trace.get(f"{letter}axis", letter))[1:]

    def _shorten(self) -> None:
        """Cut the room that Plotly's own controls would take above and below."""
        x, y = self.axes["xaxis"], self.axes["yaxis"]
        scale = (self.width - 32) / abs(x.high - x.low)
        self.height = min(self.height, scale * abs(y.high - y.low) + 76)

    def _visible(self) -> list[Part]:
        return [t for t in self.traces if t.get("visible") in (None, True)]

    def _prepare(self) -> None:
        """Put bars side by side, and give maps that share a scale the same ends."""
        bars = [t for t in self._visible() if t.get("type") == "bar"]
        for n, trace in enumerate(bars):
            trace["_slot"] = (1 / len(bars), n / len(bars))
        maps = [t for t in self._visible() if t.get("type") == "heatmap"]
        shared = [t for t in maps if t.get("coloraxis")]
        for trace in maps:
            together = shared if trace.get("coloraxis") else [trace]
            trace["_bounds"] = bounds(
                together, self.coloraxis if trace in shared else {}
            )

    def _ranges(self) -> None:
        for axis in self.axes.values():
            letter = axis.name[0]
            own = [
                t for t in self._visible() if self._axis_name(t, letter) == axis.name
            ]
            known = [v for t in own for v in values(t, letter)]
            kinds = {str(t.get("type", "scatter")) for t in own}
            points = any("markers" in str(t.get("mode", "markers")) for t in own)
            filled = bool(kinds) and kinds <= {"heatmap", "contour"}
            padding = 0.0 if filled or (letter == "x" and not points) else 0.055
            spread(axis, known, padding, zero="bar" in kinds and letter == "y")
            if "bar" in kinds and letter == "x" and not axis.categories:
                axis.low, axis.high = axis.low - 0.5, axis.high + 0.5
        matched(self.axes, lambda axis: self._other(axis.part.get("matches")))

    def _other(self, ref: Any) -> str | None:
        return f"{str(ref)[0]}axis{str(ref)[1:]}" if ref else None

    def _has_bar(self) -> Part | None:
        """Return the trace whose colour scale is drawn."""
        for trace in self._visible():
            if trace.get("type") == "heatmap":
                part = self.coloraxis if trace.get("coloraxis") else trace
                if part.get("showscale", True) is not False:
                    return trace
        return None

    def _plot(self) -> Area:
        """Find the area of paper coordinates: all but the margins."""
        given = self.layout.get("margin") or {}
        names = [str(self.traces[n].get("name") or "") for n in self.shown]
        rows = len(furniture.legend_rows(names, self.width - 16)) if names else 0
        titles = [
            note
            for note in self.layout.get("annotations") or []
            if note.get("yref") == "paper" and note.get("yanchor") == "bottom"
        ]
        head = 24 if furniture.title_of(self.layout) else 0
        tall = max([0, *(20 * len(lines(note.get("text"))) for note in titles)])
        top = 10 + 21 * rows + (6 if rows else 0) + tall + head
        sides = {"left": 16.0, "right": 16.0, "top": 0.0, "bottom": 16.0}
        for axis in self.axes.values():
            self._reserve(axis, sides)
        right = max(sides["right"], 74 if self._has_bar() else 0)
        if "l" in given and given["l"] == 0:
            sides["left"] = 4.0
        return Area(
            sides["left"],
            max(top + sides["top"], 12),
            self.width - right,
            self.height - sides["bottom"],
        )

    def _reserve(self, axis: Axis, sides: dict[str, float]) -> None:
        """Make room for an axis's words on its side; inner panels have their gaps."""
        if axis.part.get("visible") is False:
            return
        axis.start, axis.end = (0, self.height) if axis.upright else (0, self.width)
        texts = [t for _, t in axis.ticks()] if furniture.shows_labels(axis) else []
        widest = max([0.0, *(width(line, SMALL) for t in texts for line in lines(t))])
        said = furniture.title_of(axis.part)
        title = 8 + 16 * len(lines(said)) if said else 0
        if axis.upright:
            if axis.part.get("side") == "right":
                sides["right"] = max(sides["right"], widest + title + 20)
            elif self._at_edge(axis):
                sides["left"] = max(sides["left"], widest + title + 14)
        elif axis.part.get("side") == "top":
            sides["top"] = max(sides["top"], 28 + title)
        elif self._at_edge(axis):
            turned = bool(axis.part.get("tickangle"))
            tall = widest * 0.75 + 14 if turned else 28 * bool(texts)
            sides["bottom"] = max(sides["bottom"], tall + title)

    def _at_edge(self, axis: Axis) -> bool:
        """Say whether an axis stands at the picture's left or lower edge."""
        anchor = str(axis.part.get("anchor", "x" if axis.upright else "y"))
        other = self.axes.get(f"{anchor[0]}axis{anchor[1:]}")
        domain = (other.part.get("domain") if other else None) or [0, 1]
        return bool(domain[0] <= 0.02)

    def _place(self) -> None:
        """Give each axis its pixels; equal scales shrink their domain."""
        plot = self.plot
        for axis in self.axes.values():
            below = self._other(axis.part.get("overlaying"))
            low, high = (self.axes[below] if below else axis).part.get("domain") or [
                0,
                1,
            ]
            if axis.upright:
                tall = plot.bottom - plot.top
                axis.start, axis.end = (
                    plot.bottom - low * tall,
                    plot.bottom - high * tall,
                )
            else:
                wide = plot.right - plot.left
                axis.start, axis.end = plot.left + low * wide, plot.left + high * wide
        for axis in self.axes.values():
            other = self.axes.get(self._other(axis.part.get("scaleanchor")) or "")
            if other:
                _equal(axis, other)

    def _area(self, axis: Axis) -> Area:
        """Return the panel that an axis belongs to."""
        letter = "x" if axis.upright else "y"
        anchor = str(axis.part.get("anchor") or letter + axis.name[5:])
        if axis.part.get("overlaying"):
            anchor = letter
        other = self.axes.get(f"{letter}axis{anchor[1:]}") or self.axes[f"{letter}axis"]
        x, y = (other, axis) if axis.upright else (axis, other)
        return Area(
            *sorted((x.start, x.end))[:1],
            *sorted((y.start, y.end))[:1],
            *sorted((x.start, x.end))[1:],
            *sorted((y.start, y.end))[1:],
        )

    def _clipped(self, drawn: str, place: Place) -> str:
        """Cut off what lies beyond the panel, half a marker left at its edge."""
        area = self._area(place.x)
        key = "-".join(number(n) for n in (area.left, area.top))
        if key not in self.clips:
            self.clips[key] = tag(
                "clipPath",
                tag(
                    "rect",
                    x=area.left - 5,
                    y=area.top - 5,
                    width=area.right - area.left + 10,
                    height=area.bottom - area.top + 10,
                ),
                id=f"panel-{key}",
            )
        return tag("g", drawn, clip_path=f"url(#panel-{key})")

    def svg(self) -> str:
        """Return the picture."""
        colours, frame = self.colours, Frame(self.axes, self.plot)
        way = [f"series-{n}" for n in range(1, 8)]
        places = [
            Place(
                self.axes[self._axis_name(t, "x")],
                self.axes[self._axis_name(t, "y")],
                colours[way[n % len(way)]],
                colours,
                self.coloraxis,
            )
            for n, t in enumerate(self.traces)
        ]
        parts = [
            tag(
                "rect",
                width=self.width,
                height=self.height,
                fill=self.layout.get("plot_bgcolor") or colours["paper"],
            )
        ]
        parts += furniture.shapes(self.layout, frame, colours)
        for axis in self.axes.values():
            parts += furniture.grid(axis, self._area(axis), colours)
        areas = [self._area(axis) for axis in self.axes.values()]
        for trace, place in sorted(zip(self.traces, places, strict=True), key=_depth):
            if trace.get("visible") in (None, True):
                drawn = draw(trace, place)
                whole = trace.get("cliponaxis") is False or self.diagram
                parts.append(drawn if whole else self._clipped(drawn, place))
        for axis in self.axes.values():
            area = self._area(axis)
            before = [a.right for a in areas if a.right < area.left]
            parts += furniture.labels(axis, area, colours, max(before, default=0))
        parts += furniture.notes(self.layout, frame, colours)
        parts += furniture.legend(self.traces, places, self.shown, self.width - 16)
        title = furniture.title_of(self.layout)
        if title:
            parts.append(write(8, 20, title, NORMAL + 1, colours["ink"], weight="600"))
        barred = self._has_bar()
        if barred:
            area = Area(
                self.plot.right + 18, self.plot.top, self.width, self.plot.bottom
            )
            ends = barred["_bounds"]
            part = self.coloraxis if barred.get("coloraxis") else barred
            parts += furniture.colour_bar(
                scale_of(barred, self.coloraxis, colours, ends[0]),
                ends,
                furniture.title_of(part.get("colorbar")),
                area,
                colours,
            )
        parts.insert(0, tag("defs", "".join(self.clips.values())) if self.clips else "")
        size = f"{number(self.width)} {number(self.height)}"
        return tag(
            "svg",
            "".join(parts),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {size}",
            width=number(self.width),
            height=number(self.height),
            font_family=FAMILY,
        )


def _depth(pair: tuple[Part, Place]) -> int:
    """Draw maps first, then lines of equal height, then what stands on them."""
    return {"heatmap": 0, "contour": 1}.get(str(pair[0].get("type")), 2)


def _equal(one: Axis, other: Axis) -> None:
    """Give two axes the same pixels a unit; one shrinks around its middle."""
    each = [abs(a.end - a.start) / (abs(a.high - a.low) or 1) for a in (one, other)]
    ratio = float(one.part.get("scaleratio", 1))
    goal = min(each[0] / ratio, each[1])
    for axis, scale in ((one, goal * ratio), (other, goal)):
        middle, half = (
            (axis.start + axis.end) / 2,
            scale * abs(axis.high - axis.low) / 2,
        )
        way = 1 if axis.end > axis.start else -1
        axis.start, axis.end = middle - way * half, middle + way * half
