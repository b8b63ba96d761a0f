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
    stride_text,
)
from snippets.diagrams.picture import draw

_HEAD = (
    "layer", "kind", "output shape", "parameters", "how", "MACs", "receptive field",
    "stride", "weights, KiB", "activations, KiB",
)  # fmt: skip


def layer_table(model: keras.Model) -> list[dict[str, Any]]:
    """List every layer of a model with what it costs and what it sees.

    Args:
        model: A built Sequential, functional, nested or (where Keras can trace it)
            subclassed model. It may have been built without memory, inside
            `keras.StatelessScope(initialize_variables=False)`.

    Returns:
        One dict a layer, in an order in which they can run; a layer that is used twice
        is there twice, and its weights count with the first. `name` and `type` are the
        layer's name and class, `kind` one of `input`, `dense`, `conv`, `pool`, `norm`,
        `activation`, `dropout`, `flatten`, `merge`, `output`, `other`. `output_shape`
        is a tuple without the batch, None where it is open. `params` counts the numbers
        in the weights, `trainable` those that training changes, and `params_sum` says
        how they come about, such as `(5·5·1 + 1)·6 = 156`. `macs` are the
        multiply-accumulates of convolutions and dense layers for one sample, None where
        they are unknown, and `macs_sum` their arithmetic. `receptive_field` and
        `stride` are texts, in pixels of the input. `weight_bytes` and
        `activation_bytes` are the memory of the weights, and of the output for one
        sample, None where it is open.

    Raises:
        TypeError: `model` is no Keras model.
        ValueError: It is not built, or Keras has no graph of it.
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
    parts = zip(network.graph.calls, network.costs, network.fields, strict=True)
    return [
        {
            "name": call.name,
            "type": call.type,
            "kind": kind_of(call.layer),
            "output_shape": call.shape,
            "params": cost.params,
            "trainable": cost.trainable,
            "params_sum": cost.params_sum,
            "macs": cost.macs,
            "macs_sum": cost.macs_sum,
            "receptive_field": field_text(seen),
            "stride": stride_text(seen),
            "weight_bytes": cost.weight_bytes,
            "activation_bytes": cost.activation_bytes,
        }
        for call, cost, seen in parts
    ]


def _twin(rows: list[dict[str, Any]]) -> list[list[Any]]:
    """Return the table as a page shows it, its head first."""
    return [
        list(_HEAD),
        *(
            [
                row["name"], row["type"], shape_text(row["output_shape"]),
                _grouped(row["params"]), row["params_sum"].partition(" = ")[0],
                _grouped(row["macs"]), row["receptive_field"], row["stride"],
                _kibi(row["weight_bytes"]), _kibi(row["activation_bytes"]),
            ]
            for row in rows
        ),
    ]  # fmt: skip


def _grouped(value: int | None) -> str:
    return "unknown" if value is None else f"{value:,}"


def _kibi(size: int | None) -> str:
    return "unknown" if size is None else f"{size / 1024:,.1f}"
