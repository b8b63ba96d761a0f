"""The page draws a file as Python draws the model: the same layers, wires and numbers.

What the file alone does not tell may be unknown there, and nothing else may differ.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import keras
import pytest

from lessonkit import web
from lessonkit.project import Project
from snippets.diagrams.graph import read_graph
from snippets.diagrams.network import Network
from tests.javascript import node
from tests.snippets.diagrams import models
from tests.snippets.weightless import without_weights
from tests.verdicts import Verdicts

L = keras.layers
PROJECT = Project.find(Path(__file__).parent)
PLAN = ("name", "kind", "type", "label", "about", "main", "glued", "open", "slices",
        "children", "ranks", "lanes", "links")  # fmt: skip
NUMBERS = ("shape", "window", "activation", "sum", "params", "trainable", "macs",
           "macsum", "weight_bytes", "activation_bytes")  # fmt: skip
APPLICATIONS = [
    name for name, build in vars(keras.applications).items()
    if name[0].isupper() and inspect.isfunction(build)
]  # fmt: skip
# of a layer that counts what it has seen: four bytes or eight, as the backend likes
COUNTER = "Normalization"


def read(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Let the page's scripts read files."""
    done = node.run("own.mjs", *paths, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def compare(model: keras.Model, drawn: dict[str, Any]) -> int:
    """Assert that the page draws the model; return how many numbers it leaves out."""
    assert "refused" not in drawn, (model.name, drawn)
    wanted = Network.of(read_graph(model)).data()
    assert drawn["name"] == wanted["name"]
    assert len(drawn["nodes"]) == len(wanted["nodes"]), model.name
    missing: set[int] = set()
    for number, (mine, theirs) in reversed(
        list(enumerate(zip(drawn["nodes"], wanted["nodes"], strict=True)))
    ):
        here = (model.name, theirs["name"])
        for key in PLAN:
            assert mine.get(key) == theirs.get(key), (*here, key)
        close = pytest.approx(theirs["size"], abs=0.11)
        assert mine["size"] == close or mine["shape"] == "unknown", here
        for key in NUMBERS:
            one, other = mine.get(key), theirs.get(key)
            if one == other:
                continue
            # parts come before their group here
            holes = missing.intersection(theirs.get("children", ()))
            assert one in (None, "", "unknown") and (
                theirs["kind"] != "group" or holes or _has_hole(theirs, wanted, key)
            ), (*here, key, one, other)
            missing.add(number)
    return len(missing)


def _has_hole(group: dict[str, Any], data: dict[str, Any], key: str) -> bool:
    """Tell whether Python itself does not know a number inside a group."""
    inside = [data["nodes"][child] for child in group["children"]]
    return any(one[key] is None or ("children" in one and _has_hole(one, data, key))
               for one in inside)  # fmt: skip


def test_all_of_keras_applications_are_drawn_from_their_descriptions(
    tmp_path: Path,
) -> None:
    verdicts = Verdicts(PROJECT, Path(__file__), "keras")
    assets = PROJECT.docs / "assets"
    key = verdicts.key(
        assets / "widgets" / "own", web.HERE / "numbers.js", node.HERE / "own.mjs"
    )
    if verdicts.stands(key):
        return
    assert len(APPLICATIONS) >= 38
    for name in APPLICATIONS:
        with without_weights():
            model = getattr(keras.applications, name)(weights=None)
        path = tmp_path / "config.json"
        path.write_text(model.to_json(), "utf-8")
        (drawn,) = read([path])
        compare(model, drawn)
        # pictures of any size: their shapes are open, and so is the work
        if not name.startswith("MobileNetV3"):
            left = [one for one in drawn["nodes"] if one["kind"] != "group"
                    and None in (one["params"], one["macs"])]  # fmt: skip
            assert not left, name
        assert drawn["totals"]["params"] == model.count_params(), name
    verdicts.keep(key, "descriptions of keras.applications")


def stack(shape: Sequence[int | None], *layers: keras.Layer) -> Callable[[], Any]:
    """Return a function that builds a chain."""
    return lambda: keras.Sequential([keras.Input(shape), *layers], name="stack")


def recurrent() -> keras.Model:
    """Build a model whose recurrent layer also gives its state."""
    x = inputs = keras.Input((12,), dtype="int32")
    x = L.Embedding(50, 8)(x)
    x, state = L.GRU(5, return_sequences=True, return_state=True)(x)
    x = L.MultiHeadAttention(2, 4, value_dim=3)(x, x)
    return keras.Model(inputs, {"all": x, "last": L.Dense(2)(state)}, name="recurrent")


def shared() -> keras.Model:
    """Call a layer twice, add numbers to it, freeze another."""
    one, other = keras.Input((6,), name="a"), keras.Input((6,), name="b")
    layer, frozen = L.Dense(4, name="twice"), L.Dense(3, name="frozen")
    frozen.trainable = False
    both = L.Concatenate()([layer(one), layer(other)]) * 2.0 + 1.0
    return keras.Model({"a": one, "b": other}, frozen(both), name="shared")


def nested_by_name() -> keras.Model:
    """Call a nested model with a dict."""
    inner = shared()
    x, y = keras.Input((6,), name="x"), keras.Input((6,), name="y")
    return keras.Model([x, y], inner({"b": x, "a": y}), name="outer")


SMALL = [
    *(make for make in models.ALL if make is not models.subclassed),
    recurrent, shared, nested_by_name,
    stack((32, 32, 3), L.Conv2D(8, 3, dilation_rate=2), L.PReLU(shared_axes=[1, 2]),
          L.Conv2D(8, (3, 5), (2, 1), padding="same", groups=4, use_bias=False),
          L.DepthwiseConv2D(3, depth_multiplier=2), L.SeparableConv2D(6, 3),
          L.SeparableConv2D(6, 3, use_bias=False), L.GroupNormalization(3),
          L.LayerNormalization(axis=[1, 2]), L.UnitNormalization(),
          L.GlobalMaxPooling2D(keepdims=True), L.Reshape((-1, 3))),
    stack((20, 4), L.Conv1D(6, 3, padding="causal"), L.BatchNormalization(scale=False),
          L.MaxPooling1D(3, strides=2, padding="same"), L.SpatialDropout1D(0.1),
          L.UpSampling1D(3), L.ZeroPadding1D((2, 1)), L.Cropping1D(2),
          L.Permute((2, 1)), L.Dense(7, use_bias=False)),
    stack((6, 8, 8, 2), L.Conv3D(4, 3), L.AveragePooling3D(2), L.Flatten(),
          L.RepeatVector(4), L.LSTM(3, return_sequences=True),
          L.Bidirectional(L.LSTM(4)), L.Dense(3)),
    stack((3, 8, 8), L.AveragePooling2D(2, data_format="channels_first"),
          L.Conv2D(4, 3, data_format="channels_first", padding="same"), L.Flatten()),
    stack((8, 8, 4), L.Conv2DTranspose(6, 3, strides=2), L.Conv2D(2, 1),
          L.RMSNormalization(), L.ZeroPadding2D(((1, 2), (3, 4))), L.Rescaling(2.0)),
    stack((5, 8, 8, 1), L.TimeDistributed(L.Conv2D(3, 3)), L.Lambda(lambda x: x * 2)),
    stack((8,), L.Dense(4, dtype="mixed_float16"), L.Dense(4, dtype="float64"),
          L.Softmax()),
    stack((None, None, 3), L.Conv2D(4, 3), L.GlobalAveragePooling2D(), L.Dense(2)),
]  # fmt: skip


@pytest.mark.parametrize("make", SMALL)
def test_a_saved_model_is_drawn_from_its_file(
    make: Callable[[], keras.Model], tmp_path: Path
) -> None:
    """From the archive that Keras writes, and from its description alone."""
    model = make()
    saved, described = tmp_path / "model.keras", tmp_path / "config.json"
    model.save(saved)
    described.write_text(model.to_json(), "utf-8")
    first, second = read([saved, described])
    assert first == second
    compare(model, first)


@pytest.mark.parametrize("make", SMALL)
def test_what_the_file_tells_of_parameters_is_what_keras_counts(
    make: Callable[[], keras.Model], tmp_path: Path
) -> None:
    model = make()
    path = tmp_path / "config.json"
    path.write_text(model.to_json(), "utf-8")
    (drawn,) = read([path])
    if drawn["totals"]["unknown_params"] == 0:
        assert drawn["totals"]["params"] == model.count_params()
    else:  # at least
        assert drawn["totals"]["params"] < model.count_params()


class Strange(L.Dense):
    """A layer of the reader's own, which may do anything."""

    diagram_kind = "other"


class Opaque(keras.Model):
    """A model whose layers hang together in its code only."""

    def call(self, inputs):  # type: ignore[no-untyped-def]
        """Return what comes in."""
        return inputs


def test_a_layer_of_ones_own_is_drawn_and_not_guessed_at(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(stack((4,), Strange(3), L.Dense(2))().to_json(), "utf-8")
    (drawn,) = read([path])
    (own,) = [one for one in drawn["nodes"] if one.get("type") == "Strange"]
    assert own["kind"] == "other"
    assert own["params"] is own["macs"] is None
    assert own["shape"] == "3"  # the next layer tells
    assert drawn["totals"]["unknown_params"] == 1


def test_packed_weights_and_low_ranks_are_not_counted(tmp_path: Path) -> None:
    plain = stack((16,), L.Dense(8), L.Dense(4))
    low, packed = plain(), plain()
    low.layers[0].enable_lora(2)
    packed.quantize("int8")
    for model in (low, packed):
        path = tmp_path / "model.keras"
        model.save(path)
        (drawn,) = read([path])
        assert drawn["totals"]["unknown_params"] >= 1


def test_what_a_script_cannot_count_exactly_is_unknown_or_refused(
    tmp_path: Path,
) -> None:
    """A number of JavaScript is exact up to 2 ** 53."""
    side = 10**6
    huge, wide = tmp_path / "huge.json", tmp_path / "wide.json"
    one = stack((side, side, 3), L.Conv2D(1024, 3, padding="same"))()
    huge.write_text(one.to_json(), "utf-8")
    many = [L.Conv2D(4, 3, padding="same") for _ in range(80)]
    wide.write_text(stack((side, side, 4), *many)().to_json(), "utf-8")
    drawn, refused = read([huge, wide])
    (conv,) = [node for node in drawn["nodes"] if node.get("type") == "Conv2D"]
    assert conv["macs"] is None
    assert (conv["params"], drawn["totals"]["unknown_macs"]) == (28_672, 1)
    assert "added up exactly" in refused["refused"]


def test_a_model_of_ones_own_is_refused_in_a_sentence(tmp_path: Path) -> None:
    model = Opaque(name="opaque")
    model.build((None, 3))
    path = tmp_path / "model.keras"
    model.save(path)
    (drawn,) = read([path])
    assert drawn["refused"].startswith("Opaque is a class of the author's own:")
