"""The two functions for any Keras model: its diagram and its layer table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import keras
import plotly.graph_objects as go

from snippets.diagrams.graph import read_graph
from snippets.diagrams.layers import kind_of
from snippets.diagrams.network import (
    Network,
    field_text,
    shape_text,
    step_text,
)
from snippets.diagrams.own import own_settings
from snippets.diagrams.picture import draw

_HEAD = (
    "layer", "kind", "output shape", "window", "activation", "trained parameters",
    "other parameters", "how", "MACs", "receptive field", "step", "weights, KiB",
    "activations, KiB",
)  # fmt: skip


def layer_table(model: keras.Model) -> list[dict[str, Any]]:
    """List every layer of a model with what it costs and what it sees.

    Args:
        model: A built Sequential, functional, nested or (where Keras can trace it)
            subclassed model. It may have been built without memory, inside
            `keras.StatelessScope(initialize_variables=False)`.

    Returns:
        One dict a layer, in an order in which they can run; a layer that is used twice
        is there twice, and each weight counts where it is met first. All `params`
        together are `model.count_params()`: this is checked. The keys:

        - `name`, `type`: the layer's name and class.
        - `kind`: one of `input`, `dense`, `conv`, `pool`, `norm`, `activation`,
          `dropout`, `flatten`, `merge`, `output`, `other`.
        - `output_shape`: a tuple without the batch, None where it is open.
        - `kernel`, `stride`, `padding`, `dilation`, `activation`: the layer's own
          settings as texts, `–` where it has none.
        - `params`: how many numbers its weights hold; `trainable` are those that
          training changes, `other_params` the rest. `params_sum` says how they come
          about, such as `(5·5·1 + 1)·6 = 156`.
        - `macs`: multiply-accumulates for one sample, None where they are unknown;
          `macs_sum` is their arithmetic.
        - `receptive_field`: in pixels of the input, such as `5 × 5`, the most where
          units differ, borders not cut off; `unknown` where it cannot be known.
        - `step`: how many input pixels lie between neighbouring units: the strides up
          to here, multiplied.
        - `weight_bytes`, `activation_bytes`: memory of the weights, and of the output
          for one sample, None where it is open.
        - `note`: where shared weights count, and the like; mostly empty.

    Raises:
        TypeError: `model` is no Keras model.
        ValueError: It is not built, Keras has no graph of it, or a layer's own count
            fails.
    """
    return _rows(Network.of(read_graph(model)))


def architecture_diagram(
    model: keras.Model, *, opened: Collection[str] = ()
) -> go.Figure:
    """Draw a model: volumes for its layers, lines for what flows between them.

    A volume's height and width follow the square root of the layer's, its thickness
    that of the channels. A long network is folded into stages and blocks; on a page of
    this site they open on a click, in a notebook name them in `opened`.

    Args:
        model: As for `layer_table`. Build it inside `source_lines()` to link its layers
            to the lines that made them.
        opened: Names of groups to draw with their parts.

    Returns:
        A Plotly figure with a menu for its colours: by kind, parameters, MACs or
        activation memory. `layout.meta` holds the network as data for the page's own
        script, and the layer table.

    Raises:
        TypeError: `model` is no Keras model.
        ValueError: It is not built, Keras has no graph of it, or `opened` has a name
            that no group bears.
    """
    network = Network.of(read_graph(model))
    data = network.data()
    figure = draw(data, opened)
    figure.layout.meta = {
        "twin": _twin(_rows(network)),
        "widget": {"name": "architecture", "data": data},
    }
    return figure


def _rows(network: Network) -> list[dict[str, Any]]:
    rows = []
    for call, cost, seen in zip(
        network.graph.calls, network.costs, network.fields, strict=True
    ):
        own = own_settings(call)
        rows.append({
            "name": call.name,
            "type": call.type,
            "kind": kind_of(call.layer),
            "output_shape": call.shape,
            "kernel": own.kernel,
            "stride": own.stride,
            "padding": own.padding,
            "dilation": own.dilation,
            "activation": own.activation,
            "window": own.window,
            "params": cost.params,
            "trainable": cost.trainable,
            "other_params": cost.params - cost.trainable,
            "params_sum": cost.params_sum,
            "macs": cost.macs,
            "macs_sum": cost.macs_sum,
            "receptive_field": field_text(seen),
            "step": step_text(seen),
            "weight_bytes": cost.weight_bytes,
            "activation_bytes": cost.activation_bytes,
            "note": cost.note,
        })  # fmt: skip
    return rows


def _twin(rows: list[dict[str, Any]]) -> list[list[Any]]:
    """Return the table as a page shows it, its head first."""
    return [
        list(_HEAD),
        *(
            [
                row["name"], row["type"], shape_text(row["output_shape"]),
                row["window"], row["activation"], _grouped(row["trainable"]),
                _grouped(row["other_params"]), row["params_sum"].partition(" = ")[0],
                _grouped(row["macs"]), row["receptive_field"], row["step"],
                _kibi(row["weight_bytes"]), _kibi(row["activation_bytes"]),
            ]
            for row in rows
        ),
    ]  # fmt: skip


def _grouped(value: int | None) -> str:
    return "unknown" if value is None else f"{value:,}"


def _kibi(size: int | None) -> str:
    return "unknown" if size is None else f"{size / 1024:,.1f}"
