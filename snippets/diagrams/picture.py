"""Draws a planned network with Plotly, for notebooks and files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import plotly.graph_objects as go

from snippets.diagrams.plan import Box, Plan, Point, plan
from snippets.diagrams.tokens import token

_QUANTITIES = {
    "parameters": "params",
    "MACs": "macs",
    "activation memory": "activation_bytes",
}
_STEPS = ("seq-0", "seq-1", "seq-2", "seq-3", "seq-4")
_LINE = {"color": token("line-strong"), "width": 1.2}
_EDGE = {"color": token("ink-soft"), "width": 0.8}
_WIDEST = 2400  # pixels


def draw(data: dict[str, Any], opened: Collection[str]) -> go.Figure:
    """Draw a network's data; see `architecture_diagram`.

    Raises:
        ValueError: `opened` has a name that no group bears.
    """
    _check_names(data, opened)
    drawing = plan(data, opened)
    volumes = [_volume(box) for box in drawing.boxes]
    flow = _polygons(drawing.lines, line=_LINE, name="flow")
    figure = go.Figure([flow, *volumes, *_faces(drawing), _hover(drawing)])
    figure.update_layout(_layout(data, drawing))
    figure.update_layout(updatemenus=[_menu(drawing, first=1)])
    return figure


def _check_names(data: dict[str, Any], opened: Collection[str]) -> None:
    groups = [n["name"] for n in data["nodes"] if n["kind"] == "group"]
    unknown = sorted(set(opened) - set(groups))
    if unknown:
        raise ValueError(
            f"no group '{unknown[0]}' in '{data['name']}'; it has"
            f" {', '.join(groups[1:9]) or 'none'}"
        )


def _colour(node: dict[str, Any]) -> str:
    kind = node.get("main", node["kind"])
    return token("line-strong" if kind == "other" else kind)


def _shares(drawing: Plan, key: str) -> list[str]:
    """Return a colour of the sequential scale for each box."""
    values = [box.node[key] or 0 for box in drawing.boxes]
    most = max(values, default=0) or 1
    steps = [min(int(v / most * len(_STEPS)), len(_STEPS) - 1) for v in values]
    return [token(_STEPS[step]) for step in steps]


def _outline(box: Box) -> list[tuple[float, float]]:
    """Return the contour of a volume seen from the front left, slightly above."""
    low, high, right = box.y - box.height / 2, box.y + box.height / 2, box.x + box.thick
    d = box.depth
    return [(box.x, low), (box.x, high), (box.x + d, high + d), (right + d, high + d),
            (right + d, low + d), (right, low), (box.x, low)]  # fmt: skip


def _volume(box: Box) -> go.Scatter:
    x, y = zip(*_outline(box), strict=True)
    fill = _colour(box.node)
    return go.Scatter(
        x=x, y=y, mode="lines", fill="toself", fillcolor=fill, line=_EDGE,
        hoverinfo="skip", showlegend=False, name=box.node["name"],
    )  # fmt: skip


def _faces(drawing: Plan) -> list[go.Scatter]:
    """Lighten all tops and darken all sides, which makes volumes of the contours."""
    tops, sides = [], []
    for box in drawing.boxes:
        low, high = box.y - box.height / 2, box.y + box.height / 2
        right, d = box.x + box.thick, box.depth
        if d:
            tops.append([(box.x, high), (box.x + d, high + d), (right + d, high + d),
                         (right, high), (box.x, high)])  # fmt: skip
            sides.append([(right, high), (right + d, high + d), (right + d, low + d),
                          (right, low), (right, high)])  # fmt: skip
    return [
        _polygons(tops, fill="toself", fillcolor=token("paper"), opacity=0.35),
        _polygons(sides, fill="toself", fillcolor=token("ink"), opacity=0.25),
    ]


def _polygons(ways: Sequence[Sequence[Point]], **look: Any) -> go.Scatter:
    """Draw many paths as one trace: the pen is lifted between them."""
    line = {"color": token("paper"), "width": 0.8}
    x: list[float | None] = []
    y: list[float | None] = []
    for way in ways:
        x += [*(point[0] for point in way), None]
        y += [*(point[1] for point in way), None]
    style = {"mode": "lines", "line": line, "hoverinfo": "skip", "showlegend": False}
    return go.Scatter(x=x, y=y, **{**style, **look})


def _hover(drawing: Plan) -> go.Scatter:
    boxes = drawing.boxes
    return go.Scatter(
        x=[box.x + (box.thick + box.depth) / 2 for box in boxes],
        y=[box.y for box in boxes],
        mode="markers",
        marker={"size": 18, "opacity": 0},
        text=[describe(box.node) for box in boxes],
        hoverinfo="text",
        name="layers",
        showlegend=False,
    )


def describe(node: dict[str, Any]) -> str:
    """Write a node's figures as the lines of a hover label."""
    memory = node["activation_bytes"]
    lines = [f"<b>{node['label']}</b>", node.get("type", node.get("about", ""))]
    lines.append(f"output {node['shape']}")
    lines.append(f"parameters {node.get('sum') or format(node['params'], ',')}")
    macs = node["macs"]
    lines.append(f"MACs {'unknown' if macs is None else format(macs, ',')}")
    if "field" in node:
        lines += [node[key] for key in ("window", "activation") if key in node]
        lines.append(f"sees {node['field']}, step {node['step']}")
    lines.append(f"weights {node['weight_bytes'] / 1024:,.1f} KiB")
    if memory is not None:
        lines.append(f"activations {memory / 1024:,.1f} KiB")
    return "<br>".join(lines)


def _menu(drawing: Plan, first: int) -> dict[str, Any]:
    """Offer the colours: one button for kinds, one for each quantity."""
    traces = list(range(first, first + len(drawing.boxes)))
    kinds = [_colour(box.node) for box in drawing.boxes]
    choices: list[tuple[str, Sequence[str]]] = [("kind", kinds)]
    choices += [(name, _shares(drawing, key)) for name, key in _QUANTITIES.items()]
    return {
        "type": "dropdown", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom",
        "buttons": [
            {"label": f"colour by {name}", "method": "restyle",
             "args": [{"fillcolor": list(colours)}, traces]}
            for name, colours in choices
        ],
    }  # fmt: skip


def _layout(data: dict[str, Any], drawing: Plan) -> dict[str, Any]:
    hidden = {"visible": False, "fixedrange": False}
    labels = [
        {
            "x": box.x + (box.thick + box.depth) / 2,
            "y": box.y - box.height / 2 - 4,
            "text": f"{box.node['label']}<br>"
            f"<span style='font-size:9px'>{box.node.get('about', box.node['shape'])}"
            "</span>",
            "showarrow": False, "yanchor": "top", "font": {"size": 10},
        }
        for box in drawing.boxes if box.labelled
    ]  # fmt: skip
    labels += [
        {"x": left + 6, "y": top - 4, "text": node["label"], "showarrow": False,
         "xanchor": "left", "yanchor": "top", "font": {"size": 10}}
        for node, left, _, _, top in drawing.frames
    ]  # fmt: skip
    frames = [
        {"type": "rect", "x0": left, "y0": low, "x1": right, "y1": top,
         "layer": "below", "line": {"color": token("line"), "width": 1},
         "fillcolor": token("surface")}
        for _, left, low, right, top in drawing.frames
    ]  # fmt: skip
    return {
        "title": {"text": _title(data)},
        "xaxis": {**hidden, "range": [-4, drawing.width + 4]},
        "yaxis": {**hidden, "range": [drawing.bottom - 4, drawing.top + 4],
                  "scaleanchor": "x"},
        "annotations": labels,
        "shapes": frames,
        "width": min(int(drawing.width) + 60, _WIDEST),
        "height": int(drawing.top - drawing.bottom) + 150,
        "margin": {"l": 20, "r": 20, "t": 100, "b": 20},
        "plot_bgcolor": token("paper"),
    }  # fmt: skip


def _title(data: dict[str, Any]) -> str:
    totals = data["totals"]
    least = "at least " if totals["unknown_macs"] else ""
    others = totals["params"] - totals["trainable"]
    more = f" and {others:,} others" if others else ""
    return (
        f"{data['name']}: {totals['trainable']:,} trained parameters{more},"
        f" {least}{totals['macs']:,} MACs"
    )
