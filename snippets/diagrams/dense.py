"""Draws a fully connected network, and a sample's way through it."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from snippets.diagrams.chain import Array, flow, read_chain
from snippets.diagrams.scene import (
    Scene,
    arithmetic,
    build_scene,
    number,
    table,
)
from snippets.diagrams.tokens import token

_WIDTHS = (0.4, 1.2, 2.4, 4.0, 6.0)  # pixels; strengths are sorted into these
_SILENT = -1  # a bin of its own: nothing flows along these lines
_HANDLE = 0.28  # where on an edge its hover sits: no two edges share that point
_RING = 30  # pixels
_GAP = 84  # pixels between neurons, one below the other
_WEIGHTS_ONLY = "no sample: the weights alone"


def dense_diagram(
    model: keras.Model,
    samples: npt.ArrayLike | None = None,
    sample_names: Sequence[str] | None = None,
    feature_names: Sequence[str] | None = None,
    class_names: Sequence[str] | None = None,
) -> go.Figure:
    """Draw a fully connected model with all its neurons and weights.

    A line is as thick as its weight is strong; a solid line is a positive weight, a
    dashed line a negative one. Hovering a line gives the weight, hovering a neuron its
    arithmetic. With samples, a menu picks one: a line then shows what flows along it
    (weight times value), and a disc in each neuron grows with its value. Lines are
    compared within a layer and a sample; those that carry nothing fade.

    Args:
        model: A built Sequential or functional chain of Dense layers, with activation
            and dropout layers between them.
        samples: Inputs of shape (samples, features), scaled as the model expects.
        sample_names: One a sample, for the menu; numbered if left out.
        feature_names: One an input, drawn beside it.
        class_names: One an output neuron, drawn beside it.

    Returns:
        A Plotly figure; `layout.meta["twin"]` holds its numbers as rows of a table.

    Raises:
        TypeError: `model` is no Keras model.
        ValueError: The model is not built or no chain of Dense layers; samples or
            names do not fit its shape.
    """
    steps = read_chain(model)
    batch = _batch(samples, features=len(steps[0].kernel))
    labels = _names("sample", sample_names, "sample_names", len(batch))
    columns = [_names("input", feature_names, "feature_names", len(steps[0].kernel))]
    columns += [_names("neuron", None, "", len(step.bias)) for step in steps[:-1]]
    columns += [_names("output", class_names, "class_names", len(steps[-1].bias))]
    scene = build_scene(steps, columns, batch, flow(steps, batch) if labels else [])

    choices = [*range(len(batch)), None]
    pictures = [[*_edges(scene, n), *_neurons(scene, n)] for n in choices]
    figure = go.Figure(pictures[0], layout=_layout(scene))
    if labels:
        labels.append(_WEIGHTS_ONLY)
        frames = zip(labels, pictures, strict=True)
        figure.frames = [go.Frame(data=data, name=name) for name, data in frames]
        figure.update_layout(updatemenus=[_menu(labels)])
    return figure


def _batch(samples: npt.ArrayLike | None, features: int) -> Array:
    if samples is None:
        return np.zeros((0, features), np.float32)
    batch = np.asarray(samples, dtype=np.float32)
    if batch.ndim != 2 or batch.shape[1] != features or not len(batch):
        raise ValueError(
            f"samples have shape {batch.shape}; the model takes (samples, {features})"
        )
    if not np.isfinite(batch).all():
        raise ValueError("samples hold NaN or infinity")
    return batch


def _names(
    kind: str, given: Sequence[str] | None, argument: str, count: int
) -> list[str]:
    if given is None:
        return [f"{kind} {position + 1}" for position in range(count)]
    if len(given) != count:
        raise ValueError(f"{argument} has {len(given)} names for {count} {kind}s")
    if len(set(given)) != count:
        raise ValueError(f"{argument} has a name twice; each must differ")
    return [str(name) for name in given]


def _edges(scene: Scene, sample: int | None) -> list[go.Scatter]:
    """Draw all weights: one trace for each sign and thickness, and one to hover."""
    bins = range(_SILENT, len(_WIDTHS))
    paths: dict[tuple[bool, int], list[tuple[float | None, float | None]]]
    paths = {(positive, thick): [] for positive in (True, False) for thick in bins}
    handles, texts = [], []
    for column, step in enumerate(scene.steps):
        peak = scene.loudest(sample, column)
        for (row, unit), weight in np.ndenumerate(step.kernel):
            value = scene.value(sample, column, row)
            signal = float(weight) * (1.0 if value is None else value)
            share = abs(signal) / peak
            if value is not None:
                share = share**0.5  # one loud "no" must not hide a quieter "yes"
            thick = min(int(share * len(_WIDTHS)), len(_WIDTHS) - 1)
            if value == 0:
                thick = _SILENT
            (x0, y0), (x1, y1) = (
                scene.place(column, row),
                scene.place(column + 1, unit),
            )
            paths[signal >= 0, thick] += [(x0, y0), (x1, y1), (None, None)]
            handles.append((x0 + _HANDLE, y0 + _HANDLE * (y1 - y0)))
            text = f"weight {number(float(weight))}"
            if value is not None:
                text += f"<br>× value {number(value)} = {number(signal)}"
            texts.append(text)
    lines = [
        go.Scatter(
            x=[x for x, _ in points] or [None],
            y=[y for _, y in points] or [None],
            mode="lines",
            line={
                "width": _WIDTHS[max(thick, 0)],
                "color": token("positive" if positive else "negative"),
                "dash": "solid" if positive else "4px,3px",
            },
            opacity={_SILENT: 0.12, 0: 0.4}.get(thick, 0.8),
            name="positive" if positive else "negative",
            showlegend=thick == 2,
            hoverinfo="skip",
        )
        for (positive, thick), points in paths.items()
    ]
    hover = go.Scatter(
        x=[round(x, 3) for x, _ in handles],
        y=[round(y, 3) for _, y in handles],
        mode="markers",
        marker={"size": 12, "opacity": 0},
        hovertext=texts,
        hoverinfo="text",
        name="weights",
        showlegend=False,
    )
    return [*lines, hover]


def _neurons(scene: Scene, sample: int | None) -> list[go.Scatter]:
    """Draw a ring for each neuron, and in it a disc as large as its value."""
    last = len(scene.columns) - 1
    kinds = ["input", *["dense"] * (last - 1), "output"]
    spots = [(c, r) for c, names in enumerate(scene.columns) for r in range(len(names))]
    values = [scene.value(sample, *spot) for spot in spots]
    shares = [
        0.0 if value is None else abs(value) / scene.peaks[column]
        for (column, _), value in zip(spots, values, strict=True)
    ]
    symbols = ["square" if column == 0 else "circle" for column, _ in spots]
    common = {
        "x": [scene.place(*spot)[0] for spot in spots],
        "y": [scene.place(*spot)[1] for spot in spots],
        "showlegend": False,
    }
    rings = go.Scatter(
        **common,
        mode="markers+text",
        marker={
            "size": _RING,
            "symbol": symbols,
            "color": token("paper"),
            "opacity": 1,
            "line": {
                "width": 2.5,
                "color": [token(kinds[c]) for c, _ in spots],
            },
        },
        text=["" if value is None else number(value) for value in values],
        textposition="bottom center",
        hovertext=[arithmetic(scene, sample, *spot) for spot in spots],
        hoverinfo="text",
        cliponaxis=False,
        name="neurons",
    )
    discs = go.Scatter(
        **common,
        yaxis="y2",  # the same scale as y; it carries the outputs' names
        mode="markers",
        marker={
            "size": [round((_RING - 6) * share**0.5, 1) for share in shares],
            "symbol": symbols,
            "color": [
                token("negative" if (v or 0) < 0 else "positive") for v in values
            ],
            "opacity": 1,
        },
        marker_line_width=0,
        hoverinfo="skip",
        cliponaxis=False,
        name="values",
    )
    return [rings, discs]


def _layout(scene: Scene) -> dict[str, object]:
    """Name the layers above, the inputs on the left and the outputs on the right."""
    tallest = max(map(len, scene.columns))
    last = len(scene.columns) - 1
    bare = {
        "showgrid": False,
        "zeroline": False,
        "automargin": True,
        "tickangle": 0,
    }
    heads = [f"{step.name}<br>{step.activation}" for step in scene.steps]

    def rows(column: int) -> dict[str, object]:
        names = scene.columns[column]
        return {
            **bare,
            "range": [-tallest / 2 - 0.1, tallest / 2],
            "tickvals": [scene.place(column, row)[1] for row in range(len(names))],
            "ticktext": names,
        }

    return {
        "height": _GAP * tallest + 100,
        "xaxis": {
            **bare,
            "range": [-0.25, last + 0.25],
            "side": "top",
            "tickvals": list(range(last + 1)),
            "ticktext": ["input<br>values", *heads],
        },
        "yaxis": rows(0),
        "yaxis2": {**rows(last), "side": "right", "overlaying": "y"},
        "margin": {"l": 8, "r": 8, "t": 72, "b": 8},
        "meta": {"twin": table(scene)},
    }


def _menu(labels: list[str]) -> dict[str, object]:
    instant = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}}
    return {
        "name": "sample",
        "type": "dropdown",
        "x": 0,
        "xanchor": "left",
        "y": 1.3,
        "active": 0,
        "buttons": [
            {"label": label, "method": "animate", "args": [[label], instant]}
            for label in labels
        ],
    }
