"""Turns a network's data into places on paper: boxes, labels and the lines between."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from snippets.diagrams.placement import ENTRY

_GAP, _ROW = 26.0, 30.0  # pixels between ranks, and between lanes
_SLANT = 0.32  # of a volume's width is seen as depth
_TEXT = 5.6  # pixels a letter of a label
_TRACK = 15.0  # pixels between skip connections
_PAD = 12.0  # pixels inside an opened group

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A drawn volume: its node, and the middle of its front face in pixels."""

    node: dict[str, Any]
    x: float
    y: float
    thick: float
    height: float
    depth: float
    labelled: bool = True


@dataclass
class Plan:
    """What is to be drawn, in pixels; y grows upwards.

    Attributes:
        boxes: Volumes, from back to front.
        frames: Opened groups: node, left, bottom, right, top.
        lines: Paths of what flows.
    """

    boxes: list[Box] = field(default_factory=list)
    frames: list[tuple[dict[str, Any], float, float, float, float]] = field(
        default_factory=list
    )
    lines: list[list[Point]] = field(default_factory=list)
    width: float = 0.0
    top: float = 0.0
    bottom: float = 0.0


def plan(data: dict[str, Any], opened: Collection[str]) -> Plan:
    """Place a network whose groups are closed, except those in `opened`."""
    drawing = Plan()
    drawer = _Planner(data["nodes"], set(opened), drawing)
    width, up, down = drawer.extent(0)
    drawer.put(0, 0.0, 0.0)
    drawing.width, drawing.top, drawing.bottom = width, up, -down
    return drawing


class _Planner:
    def __init__(
        self, nodes: list[dict[str, Any]], opened: set[str], drawing: Plan
    ) -> None:
        self.nodes, self.opened, self.drawing = nodes, opened, drawing
        self.extents: dict[int, tuple[float, float, float]] = {}

    def is_open(self, n: int) -> bool:
        node = self.nodes[n]
        return bool(node.get("open") or node["name"] in self.opened)

    def extent(self, n: int) -> tuple[float, float, float]:
        """Return a node's width and how far it reaches above and below its axis."""
        if n not in self.extents:
            node = self.nodes[n]
            if node["kind"] != "group":
                self.extents[n] = _volume(node, node["label"], node["shape"])
            elif node.get("glued"):
                self.extents[n] = self.unit(node)
            elif self.is_open(n):
                self.extents[n] = self.inside(node)
            else:
                self.extents[n] = _volume(node, node["label"], node["about"])
        return self.extents[n]

    def unit(self, node: dict[str, Any]) -> tuple[float, float, float]:
        parts = [self.nodes[c] for c in node["children"]]
        thick = sum(part["size"][0] for part in parts)
        tallest = max(parts, key=lambda part: part["size"][1])
        box = {**tallest, "size": [thick, *tallest["size"][1:]]}
        return _volume(box, node["label"], node["shape"])

    def inside(self, node: dict[str, Any]) -> tuple[float, float, float]:
        columns, rows = self.grid(node)
        tracks = max((track for *_, track in node["links"]), default=0)
        up, down = rows_extent(rows)
        width = sum(columns) + _GAP * (len(columns) - 1) + 2 * _PAD
        return width, up + tracks * _TRACK + _PAD + 14, down + _PAD

    def grid(
        self, node: dict[str, Any]
    ) -> tuple[list[float], dict[int | None, tuple[float, float]]]:
        """Return the columns' widths and how far each lane reaches up and down."""
        columns = [0.0] * (max(node["ranks"], default=0) + 1)
        rows: dict[int | None, tuple[float, float]] = {}
        for child, rank, lane in zip(
            node["children"], node["ranks"], node["lanes"], strict=True
        ):
            width, up, down = self.extent(child)
            columns[rank] = max(columns[rank], width)
            before = rows.get(lane, (0.0, 0.0))
            rows[lane] = (max(before[0], up), max(before[1], down))
        return columns, rows

    def put(self, n: int, left: float, axis: float) -> None:
        """Draw a node whose left edge and axis are given."""
        node = self.nodes[n]
        width, up, down = self.extent(n)
        if node["kind"] != "group" or not (node.get("glued") or self.is_open(n)):
            self.box(node, left, axis, width)
        elif node.get("glued"):
            self.put_unit(node, left, axis, width)
        else:
            if n:
                frame = (node, left, axis - down, left + width, axis + up)
                self.drawing.frames.append(frame)
            self.put_inside(node, left, axis, width)

    def box(self, node: dict[str, Any], left: float, axis: float, width: float) -> None:
        thick, height, wide = node["size"]
        depth = wide * _SLANT
        x = left + (width - thick - depth) / 2
        self.drawing.boxes.append(Box(node, x, axis, thick, height, depth))

    def put_unit(
        self, unit: dict[str, Any], left: float, axis: float, width: float
    ) -> None:
        parts = [self.nodes[c] for c in unit["children"]]
        thick = sum(part["size"][0] for part in parts)
        depth = max(part["size"][2] for part in parts) * _SLANT
        x = left + (width - thick - depth) / 2
        main = max(parts, key=lambda part: part["size"][0])
        for part in parts:
            wide, height, deep = part["size"]
            self.drawing.boxes.append(
                Box(part, x, axis, wide, height, deep * _SLANT, part is main)
            )
            x += wide

    def put_inside(
        self, node: dict[str, Any], left: float, axis: float, width: float
    ) -> None:
        columns, rows = self.grid(node)
        starts, x = [], left + _PAD
        for column in columns:
            starts.append(x)
            x += column + _GAP
        axes = lane_axes(rows, axis)
        ends: dict[int, tuple[float, float, float]] = {}
        for place, (child, rank, lane) in enumerate(
            zip(node["children"], node["ranks"], node["lanes"], strict=True)
        ):
            own = self.extent(child)[0]
            start = starts[rank] + (columns[rank] - own) / 2
            self.put(child, start, axes[lane])
            thick = self.core(child)
            middle = start + own / 2
            ends[place] = (middle - thick / 2, middle + thick / 2, axes[lane])
        up, _ = rows_extent(rows)
        ends[ENTRY] = (left, left, axis)
        ends[len(node["children"])] = (left + width, left + width, axis)
        for a, b, track in node["links"]:
            roof = axis + up + track * _TRACK if track else None
            lanes = [*node["lanes"], None]
            early = a == ENTRY or lanes[a] is None
            self.drawing.lines.append(_way(ends[a], ends[b], roof, early))

    def core(self, n: int) -> float:
        """Return the width of what a line should touch: the volume, not its label."""
        node = self.nodes[n]
        if node["kind"] == "group" and not node.get("glued") and self.is_open(n):
            return self.extent(n)[0]
        if node.get("glued"):
            parts = [self.nodes[c]["size"] for c in node["children"]]
            return float(sum(p[0] for p in parts) + max(p[2] for p in parts) * _SLANT)
        return float(node["size"][0] + node["size"][2] * _SLANT)


def _volume(
    node: dict[str, Any], label: str, second: str
) -> tuple[float, float, float]:
    thick, height, wide = node["size"]
    depth = wide * _SLANT
    text = max(len(label), len(second)) * _TEXT
    return max(thick + depth, text), height / 2 + depth, height / 2 + 34


def rows_extent(rows: dict[int | None, tuple[float, float]]) -> tuple[float, float]:
    """Return how far all lanes together reach above and below the middle."""
    lanes = [lane for lane in rows if lane is not None]
    half = sum(sum(rows[lane]) for lane in lanes) + _ROW * max(len(lanes) - 1, 0)
    middle = rows.get(None, (0.0, 0.0))
    if len(lanes) == 1:
        only = rows[lanes[0]]
        return max(only[0], middle[0]), max(only[1], middle[1])
    return max(half / 2, middle[0]), max(half / 2, middle[1])


def lane_axes(
    rows: dict[int | None, tuple[float, float]], axis: float
) -> dict[int | None, float]:
    """Return where the axis of each lane lies, the first lane on top."""
    lanes = sorted(lane for lane in rows if lane is not None)
    axes: dict[int | None, float] = {None: axis}
    if len(lanes) == 1:
        return {None: axis, lanes[0]: axis}
    y = axis + rows_extent({k: v for k, v in rows.items() if k is not None})[0]
    for lane in lanes:
        up, down = rows[lane]
        axes[lane] = y - up
        y -= up + down + _ROW
    return axes


def _way(
    start: tuple[float, float, float],
    end: tuple[float, float, float],
    roof: float | None,
    early: bool,
) -> list[Point]:
    """Return the corners of a connection: direct, or over a roof."""
    x, y = start[1], start[2]
    to_x, to_y = end[0], end[2]
    if roof is not None:
        out, into = x + _GAP * 0.35, to_x - _GAP * 0.35
        return [(x, y), (out, y), (out, roof), (into, roof), (into, to_y), (to_x, to_y)]
    if abs(y - to_y) < 0.5:
        return [(x, y), (to_x, to_y)]
    bend = x + _GAP * 0.5 if early else to_x - _GAP * 0.5
    return [(x, y), (bend, y), (bend, to_y), (to_x, to_y)]
