"""`architecture_diagram`: the whole network, folded so that it can be seen."""

from __future__ import annotations

import gzip
import inspect
import json
import re
import sys
from typing import Any

import keras
import pytest

from lessonkit.figure.check import check_figure
from snippets.diagrams import architecture_diagram, source_lines
from snippets.models.vgg import build_vgg16
from tests.snippets.diagrams import models
from tests.snippets.weightless import without_weights

APPLICATIONS = [
    name for name, build in vars(keras.applications).items()
    if name[0].isupper() and inspect.isfunction(build)
]  # fmt: skip
LIMIT = 60 * 1024  # bytes, gzip


def _data(model: keras.Model) -> dict[str, Any]:
    return architecture_diagram(model).layout.meta["widget"]["data"]


def _application(name: str) -> keras.Model:
    with without_weights():
        return getattr(keras.applications, name)(weights=None)


def _leaves(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in data["nodes"] if node["kind"] != "group"]


def _check(data: dict[str, Any]) -> None:
    """Whatever the model, its plan must hang together."""
    nodes = data["nodes"]
    held = [child for node in nodes for child in node.get("children", [])]
    assert sorted(held) == list(range(1, len(nodes)))  # each in one place
    for group in (node for node in nodes if node["kind"] == "group"):
        places = set(zip(group["ranks"], group["lanes"], strict=True))
        assert len(places) == len(group["children"])  # none on top of another
        for a, b, _ in group["links"]:
            before = group["ranks"][a] if a >= 0 else -1
            after = [*group["ranks"], len(nodes)][b]
            assert before < after  # everything flows one way
        inside = [nodes[child] for child in group["children"]]
        for key in ("params", "macs", "weight_bytes"):
            assert group[key] == sum(node[key] or 0 for node in inside)


@pytest.mark.verdict("keras", "plotly")
def test_all_of_keras_applications_can_be_drawn() -> None:
    assert len(APPLICATIONS) >= 38
    for name in APPLICATIONS:
        model = _application(name)
        data = _data(model)
        _check(data)
        assert data["totals"]["params"] == model.count_params(), name
        assert len(data["nodes"][0]["children"]) <= 16, name


@pytest.mark.parametrize("make", models.ALL)
def test_every_form_of_model_can_be_drawn(make) -> None:
    figure = architecture_diagram(make())
    check_figure(figure.to_plotly_json())
    _check(figure.layout.meta["widget"]["data"])


def test_the_largest_residual_network_is_small_to_send() -> None:
    figure = architecture_diagram(_application("ResNet152"))
    assert len(gzip.compress(figure.to_json().encode())) <= LIMIT


def test_a_long_network_is_folded_into_stages_and_blocks() -> None:
    data = _data(_application("ResNet152"))
    root = data["nodes"][0]
    stages = [data["nodes"][n] for n in root["children"]]
    assert [s["label"] for s in stages[1:6]] == [
        "conv1", "conv2", "conv3", "conv4", "conv5",
    ]  # fmt: skip
    assert [len(s["children"]) for s in stages[2:6]] == [3, 8, 36, 3]


def test_skips_and_branches_are_not_drawn_as_a_chain() -> None:
    data = _data(models.residual())
    blocks = [node for node in data["nodes"] if node.get("about")]
    identity, projection = (
        next(node for node in blocks if node["name"] == name) for name in ("one", "two")
    )
    assert [-1, 2, 1] in identity["links"]  # from the entry around to the sum
    assert len(set(projection["lanes"])) == 3  # main way, shortcut, and the sum alone


def test_skips_across_stages_are_kept() -> None:
    data = _data(models.u_net())
    tracks = [link for node in data["nodes"] for link in node.get("links", [])]
    assert max(track for *_, track in tracks) >= 2  # one inside the other


def test_side_outputs_stand_beside_the_trunk() -> None:
    data = _data(models.two_outputs())
    root = data["nodes"][0]
    names = [data["nodes"][n]["label"] for n in root["children"]]
    assert {"trunk", "pool", "main"} < set(names)
    assert len({lane for lane in root["lanes"] if lane is not None}) == 2


def test_opened_groups_show_their_parts() -> None:
    model = _application("VGG16")
    closed, opened = (
        architecture_diagram(model, opened=names) for names in ((), ("block1",))
    )
    shown = [note.text for note in opened.layout.annotations]
    assert any("block1_conv2" in text for text in shown)
    assert len(opened.data) > len(closed.data)


def test_opening_what_is_not_there_says_what_is() -> None:
    with pytest.raises(ValueError, match=r"no group 'block9'.*block1, block2"):
        architecture_diagram(_application("VGG16"), opened=["block9"])


def test_each_layer_knows_the_line_that_made_it() -> None:
    with source_lines(), keras.StatelessScope(initialize_variables=False):
        model = build_vgg16()
    source = inspect.getsource(sys.modules[build_vgg16.__module__]).splitlines()
    for node in _leaves(_data(model)):
        if node["kind"] in ("conv", "pool", "dense"):
            file, line = node["lines"][0]
            assert file == "models/vgg.py"
            assert re.search("Conv2D|MaxPool|Dense", source[line - 1])
    assert keras.layers.Layer.__new__.__name__ != "noting"


def test_the_colours_can_be_switched_in_a_notebook_too() -> None:
    menu = architecture_diagram(models.sequential()).layout.updatemenus[0]
    assert [button.label for button in menu.buttons] == [
        "colour by kind", "colour by parameters", "colour by MACs",
        "colour by activation memory",
    ]  # fmt: skip


def test_ten_thousand_layers_are_folded_until_they_can_be_seen() -> None:
    x = inputs = keras.Input((8,))
    layer = keras.layers.Dense(8, name="again")
    for _ in range(10_000):
        x = layer(x)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)  # Keras walks a network by recursion
    try:
        model = keras.Model(inputs, x)
    finally:
        sys.setrecursionlimit(limit)
    data = _data(model)
    _check(data)
    assert data["totals"]["layers"] == 10_001
    assert max(len(node.get("children", [])) for node in data["nodes"]) <= 40
    json.dumps(data)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: [1], TypeError, "expected a Keras model, got list"),
        (
            lambda: keras.Sequential([keras.layers.Dense(2)]), ValueError,
            "is not built: give it a keras.Input",
        ),
        (models.Subclassed, ValueError, "is not built"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_says_why(make, error, words) -> None:
    with pytest.raises(error, match=words):
        architecture_diagram(make())


class NoGraph(keras.Model):
    """A model whose call cannot be traced."""

    def call(self, inputs):  # type: ignore[no-untyped-def]
        """Leave Keras."""
        return float(inputs[0, 0])


def test_a_model_without_a_graph_says_what_to_do() -> None:
    model = NoGraph(name="opaque")
    model.built = True
    with pytest.raises(ValueError, match=r"no graph of .*'opaque'.*functional API"):
        architecture_diagram(model)
