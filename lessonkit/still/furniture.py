"""What stands around and above the traces: grid, ticks, titles, legend, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lessonkit.still import colours as scales
from lessonkit.still.axes import Axis, Part
from lessonkit.still.place import Colours, Place
from lessonkit.still.svg import lines, path, plain, tag, width, write
from lessonkit.still.traces import line_of, symbol

SMALL, NORMAL = 12, 13  # pixels


@dataclass(frozen=True)
class Area:
    """A rectangle of the picture, in pixels."""

    left: float
    top: float
    right: float
    bottom: float


def title_of(part: Part | None) -> str:
    """Return an axis's or a layout's title."""
    title = (part or {}).get("title") or ""
    return str(title.get("text") or "") if isinstance(title, dict) else str(title)


def shows_labels(axis: Axis) -> bool:
    """Say whether an axis writes its ticks."""
    return (
        axis.part.get("visible") is not False
        and axis.part.get("showticklabels") is not False
    )


def grid(axis: Axis, area: Area, colours: Colours) -> Iterator[str]:
    """Draw an axis's grid, zero line and frame behind the traces."""
    if axis.part.get("visible") is False:
        return
    across = (area.top, area.bottom) if not axis.upright else (area.left, area.right)

    def line(at: float, colour: str, thick: float = 1) -> str:
        ends = [(at, across[0]), (at, across[1])]
        if axis.upright:
            ends = [(across[0], at), (across[1], at)]
        return tag("path", d=path(ends), stroke=colour, stroke_width=thick)

    shown = axis.part.get("showgrid") is not False and not axis.part.get("overlaying")
    if shown:
        yield from (line(at, colours["line"]) for at, _ in axis.ticks())
    low, high = sorted((axis.low, axis.high))
    zero = axis.part.get("zeroline", shown)
    if zero and axis.kind == "linear" and not axis.categories and low < 0 < high:
        yield line(axis.pixel(0), colours["line-strong"])
    if axis.part.get("showline"):
        thick = float(axis.part.get("linewidth", 1))
        yield line(axis.start, colours["line-strong"], thick)
        yield line(axis.end, colours["line-strong"], thick)


def labels(axis: Axis, area: Area, colours: Colours, floor: float = 0) -> Iterator[str]:
    """Write an axis's ticks and its title.

    Args:
        axis: The axis.
        area: Its panel.
        colours: The theme's.
        floor: Pixel where the panel to the left ends; a title must not reach into it.
    """
    part = axis.part
    if part.get("visible") is False:
        return
    other = part.get("side") in ("right", "top")
    turned = abs(float(part.get("tickangle") or 0)) if not axis.upright else 0
    widest = 0.0
    if shows_labels(axis):
        for at, text in axis.ticks():
            widest = max([widest, *(width(line, SMALL) for line in lines(text))])
            if axis.upright:
                x = area.right + 8 if other else area.left - 8
                yield write(
                    x,
                    at,
                    text,
                    SMALL,
                    colours["ink-soft"],
                    middle=True,
                    anchor="start" if other else "end",
                )
            elif turned:
                yield write(
                    at,
                    area.bottom + 12,
                    text,
                    SMALL,
                    colours["ink-soft"],
                    anchor="end",
                    turned=-turned,
                )
            else:
                y = area.top - 10 if other else area.bottom + 19
                yield write(at, y, text, SMALL, colours["ink-soft"], anchor="middle")
    title = title_of(part)
    if not title:
        return
    if axis.upright and not other and area.left - widest - 24 < floor:
        return  # the panel before says it, and there is no room
    middle = (axis.start + axis.end) / 2
    if axis.upright:
        x = area.right + widest + 26 if other else area.left - widest - 24
        yield write(
            x, middle, title, NORMAL, colours["ink-soft"], anchor="middle", turned=-90
        )
    else:
        y = (
            area.top - 30
            if other
            else area.bottom + (widest * 0.7 + 30 if turned else 40)
        )
        yield write(middle, y, title, NORMAL, colours["ink-soft"], anchor="middle")


def legend_items(traces: Sequence[Part], layout: Part) -> list[int]:
    """Return which traces the legend names."""
    able = [
        n
        for n, trace in enumerate(traces)
        if trace.get("showlegend") is not False
        and trace.get("visible") in (None, True)
        and trace.get("type", "scatter") in ("scatter", "bar")
    ]
    wanted = any(traces[n].get("showlegend") for n in able)
    shown = layout.get("showlegend")
    if not (len(able) > 1 or wanted if shown is None else shown):
        return []
    seen: set[str] = set()
    kept = []
    for n in able:
        name = str(traces[n].get("legendgroup") or traces[n].get("name") or n)
        if name not in seen:
            kept.append(n)
        seen.add(name)
    return kept


def legend_rows(names: Sequence[str], room: float) -> list[list[int]]:
    """Arrange the legend's names in rows."""
    rows: list[list[int]] = [[]]
    x = 0.0
    for n, name in enumerate(names):
        wide = 46 + width(plain(name), NORMAL)
        if x + wide > room and rows[-1]:
            rows.append([])
            x = 0.0
        rows[-1].append(n)
        x += wide
    return rows


def legend(
    traces: Sequence[Part], places: Sequence[Place], shown: Sequence[int], room: float
) -> Iterator[str]:
    """Draw the legend along the top edge."""
    names = [plain(traces[n].get("name") or n) for n in shown]
    for row, members in enumerate(legend_rows(names, room)):
        x, y = 8.0, 15.0 + 21 * row
        for member in members:
            trace, place = traces[shown[member]], places[shown[member]]
            yield from _sample(trace, place, x, y)
            yield write(x + 32, y + 4.5, names[member], NORMAL, place.colours["ink"])
            x += 46 + width(names[member], NORMAL)


def _sample(trace: Part, place: Place, x: float, y: float) -> Iterator[str]:
    mode = str(trace.get("mode", "lines"))
    marker = trace.get("marker") or {}
    colour = marker.get("color")
    colour = colour if isinstance(colour, str) else line_of(trace, place)["stroke"]
    if trace.get("type") == "bar" or trace.get("fill") == "toself":
        fill = trace.get("fillcolor") or colour
        yield tag("rect", x=x + 8, y=y - 6, width=12, height=12, fill=fill)
        return
    if "lines" in mode:
        yield tag("path", d=path([(x, y), (x + 27, y)]), **line_of(trace, place))
    if "markers" in mode:
        name = marker.get("symbol", "circle")
        name = name if isinstance(name, str) else "circle"
        line = marker.get("line") or {}
        edge = line.get("color")
        edge = edge if isinstance(edge, str) else place.colours["paper"]
        yield symbol(name, x + 13.5, y, 8, colour, (edge, line.get("width", 0)))


def colour_bar(
    scale: scales.Scale,
    bounds: tuple[float, float],
    title: str,
    area: Area,
    colours: Colours,
) -> Iterator[str]:
    """Draw a colour scale at the right edge."""
    steps = 40
    tall = (area.bottom - area.top) / steps
    for n in range(steps):
        y = area.bottom - (n + 1) * tall
        yield tag(
            "rect",
            x=area.left,
            y=y,
            width=10,
            height=tall + 0.4,
            fill=scales.at(scale, (n + 0.5) / steps),
        )
    axis = Axis("y", {}, area.bottom, area.top, *bounds)
    for at, text in axis.ticks():
        yield write(area.left + 15, at, text, SMALL, colours["ink-soft"], middle=True)
    if title:
        yield write(
            area.left + 12,
            area.top - 10,
            title,
            SMALL,
            colours["ink-soft"],
            anchor="middle",
        )


class Frame:
    """Turns the places of notes and shapes into pixels."""

    def __init__(self, axes: dict[str, Axis], plot: Area) -> None:
        """Take the axes, and the area that paper coordinates mean."""
        self.axes, self.plot = axes, plot

    def pixel(self, value: Any, ref: str) -> float:
        """Return a place's pixel.

        Args:
            value: A number on an axis, or a share of the paper or of an axis's domain.
            ref: `paper`, `x`, `y2`, `x domain`, …
        """
        if ref == "paper":
            raise ValueError("paper has two directions: use across or down")
        name, _, domain = ref.partition(" ")
        axis = self.axes[f"{name[0]}axis{name[1:]}"]
        if domain:
            return axis.start + float(value) * (axis.end - axis.start)
        return axis.pixel(value)

    def across(self, value: Any, ref: str) -> float:
        """Return the pixel of a place from left to right."""
        if ref != "paper":
            return self.pixel(value, ref)
        return self.plot.left + float(value) * (self.plot.right - self.plot.left)

    def down(self, value: Any, ref: str) -> float:
        """Return the pixel of a place from top to bottom."""
        if ref != "paper":
            return self.pixel(value, ref)
        return self.plot.bottom - float(value) * (self.plot.bottom - self.plot.top)


def notes(layout: Part, frame: Frame, colours: Colours) -> Iterator[str]:
    """Write the annotations, with their arrows."""
    for note in layout.get("annotations") or []:
        x = frame.across(note.get("x", 0.5), note.get("xref", "x"))
        y = frame.down(note.get("y", 0.5), note.get("yref", "y"))
        font = note.get("font") or {}
        # make_subplots sets its titles in 16; the site's own style is smaller
        size = min(float(font.get("size", NORMAL)), NORMAL)
        colour = font.get("color") or colours["ink"]
        if note.get("showarrow", True):
            tip, (x, y) = (x, y), (x + note.get("ax", -10), y + note.get("ay", -30))
            yield tag("path", d=path([tip, (x, y)]), stroke=colours["ink-soft"])
        x, y = x + note.get("xshift", 0), y - note.get("yshift", 0)
        anchor = {"left": "start", "right": "end"}.get(
            note.get("xanchor", ""), "middle"
        )
        above = note.get("yanchor", "middle")
        tall = 1.25 * size * len(lines(note.get("text")))
        first = {"bottom": y - tall + size - 2, "top": y + size + 2}.get(above)
        yield write(
            x,
            y if first is None else first,
            note.get("text"),
            size,
            colour,
            anchor=anchor,
            middle=first is None,
        )


def shapes(layout: Part, frame: Frame, colours: Colours) -> Iterator[str]:
    """Draw lines and rectangles."""
    for shape in layout.get("shapes") or []:
        xref, yref = shape.get("xref", "x"), shape.get("yref", "y")
        left, right = (frame.across(shape[k], xref) for k in ("x0", "x1"))
        top, bottom = (frame.down(shape[k], yref) for k in ("y0", "y1"))
        line = shape.get("line") or {}
        dash = {"dash": "9,6", "dot": "2,4"}.get(line.get("dash", ""))
        look = {
            "stroke": line.get("color") or colours["line-strong"],
            "stroke_width": line.get("width", 1),
            "stroke_dasharray": dash,
        }
        if shape.get("type") == "line":
            yield tag("path", d=path([(left, top), (right, bottom)]), **look)
        else:
            yield tag(
                "rect",
                x=min(left, right),
                y=min(top, bottom),
                width=abs(right - left),
                height=abs(bottom - top),
                fill=shape.get("fillcolor") or "none",
                **look,
            )
