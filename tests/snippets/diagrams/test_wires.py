"""The arrows are those that Keras computes: an input that is changed tells which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from snippets.diagrams import layer_table
from snippets.diagrams.graph import read_graph
from tests.snippets.weightless import without_weights

L = keras.layers
SIZE = 4


def _inputs(*names: str) -> list[Any]:
    return [keras.Input((SIZE,), name=name) for name in names]


def _pair(form: Callable[[Any, Any], Any]) -> keras.Model:
    """Make a model with two inputs in some form, and an output for each."""
    zoom, angle = _inputs("zoom", "angle")
    outputs = [L.Dense(3, name="dz")(zoom), L.Dense(5, name="da")(angle)]
    return keras.Model(form(zoom, angle), outputs, name="inner")


def list_called_with_a_dict() -> keras.Model:
    p, q = _inputs("p", "q")
    return keras.Model([p, q], _pair(lambda a, b: [a, b])({"zoom": p, "angle": q}))


def dict_called_in_another_order() -> keras.Model:
    p, q = _inputs("p", "q")
    inner = _pair(lambda a, b: {"zoom": a, "angle": b})
    return keras.Model([p, q], inner({"angle": q, "zoom": p}))


def dict_with_one_key_more() -> keras.Model:
    p, q, r = _inputs("p", "q", "r")
    inner = _pair(lambda a, b: {"a": a, "c": b})
    return keras.Model([p, q, r], inner({"a": p, "b": q, "c": r}))


def list_with_one_key_more() -> keras.Model:
    p, q, r = _inputs("p", "q", "r")
    inner = _pair(lambda a, b: [a, b])
    return keras.Model([p, q, r], inner({"angle": p, "other": q, "zoom": r}))


def tuple_called_with_a_list() -> keras.Model:
    p, q = _inputs("p", "q")
    return keras.Model([q, p], _pair(lambda a, b: (a, b))([q, p]))


def nested_structure() -> keras.Model:
    p, q, r = _inputs("p", "q", "r")
    x, y, z = _inputs("x", "y", "z")
    outputs = [L.Dense(2)(x), L.Dense(2)(y), L.Add()([y, z])]
    inner = keras.Model({"one": [x, y], "two": z}, outputs)
    return keras.Model([p, q, r], inner({"one": [q, r], "two": p}))


def twice_the_other_way_round() -> keras.Model:
    p, q = _inputs("p", "q")
    inner = _pair(lambda a, b: [a, b])
    return keras.Model([p, q], [*inner([p, q]), *inner([q, p])])


def two_levels() -> keras.Model:
    p, q = _inputs("p", "q")
    a, b = _inputs("first", "second")
    middle = keras.Model([a, b], _pair(lambda x, y: [x, y])({"zoom": b, "angle": a}))
    return keras.Model([p, q], middle([p, q]))


class Swaps(keras.Model):
    """A functional model that computes something else than its graph says."""

    def call(self, inputs: Any) -> Any:
        """Exchange the inputs."""
        return super().call([inputs[1], inputs[0]])


def own_call() -> keras.Model:
    zoom, angle = _inputs("zoom", "angle")
    return Swaps([zoom, angle], [L.Dense(3)(zoom), L.Dense(5)(angle)])


def unused() -> keras.Model:
    p, q = _inputs("p", "not_used")
    return keras.Model([p, q], [L.Dense(2)(p)])


MODELS = [
    list_called_with_a_dict, dict_called_in_another_order, dict_with_one_key_more,
    list_with_one_key_more, tuple_called_with_a_list, nested_structure,
    twice_the_other_way_round, two_levels, own_call, unused,
]  # fmt: skip


def _computed(model: keras.Model) -> list[set[str]]:
    """Name for each output the inputs that change it."""
    draw = np.random.default_rng(0)
    given = [draw.normal(size=(1, SIZE)).astype("float32") for _ in model.inputs]
    names = [tensor._keras_history.operation.name for tensor in model.inputs]
    usual = [np.array(one) for one in keras.tree.flatten(model(given))]
    found: list[set[str]] = [set() for _ in usual]
    for place, name in enumerate(names):
        changed = [one + (n == place) for n, one in enumerate(given)]
        for reached, before, after in zip(
            found, usual, keras.tree.flatten(model(changed)), strict=True
        ):
            if not np.allclose(before, after):
                reached.add(name)
    return found


def _told(model: keras.Model) -> list[set[str]]:
    """Follow the arrows back from each output."""
    graph = read_graph(model)
    reached: list[set[str]] = []
    for call in graph.calls:
        own = {call.name} if not call.feeds else set()
        reached.append(own.union(*(reached[n] for n in call.sources)))
    return [reached[n] for n in graph.outputs]


@pytest.mark.filterwarnings("ignore:The structure of `inputs`")
@pytest.mark.parametrize("make", MODELS, ids=lambda make: make.__name__)
def test_the_arrows_are_those_that_keras_computes(make: Any) -> None:
    model = make()
    assert _told(model) == _computed(model)


def test_an_input_that_nothing_uses_is_in_the_table() -> None:
    assert "not_used" in {row["name"] for row in layer_table(unused())}


class Split(keras.Model):
    """A subclassed model that takes a nest of inputs."""

    def __init__(self) -> None:
        """Make two layers."""
        super().__init__()
        self.a, self.b = L.Dense(3, name="a"), L.Dense(2, name="b")

    def call(self, x: Any) -> Any:
        """Use both sides."""
        return [self.a(x["side"]["left"]), self.b(x["right"])]


def test_a_subclassed_model_keeps_its_layers_as_they_were() -> None:
    model = Split()
    ones = np.ones((1, SIZE), "float32")
    model({"side": {"left": ones}, "right": ones})
    assert _told(model) == [{"left"}, {"right"}]
    assert not model.a._inbound_nodes


@pytest.mark.parametrize("forgotten", [True, False])
def test_keras_makes_weights_after_all_if_it_is_not_told_to_forget_them(
    forgotten: bool,
) -> None:
    usual = keras.StatelessScope(initialize_variables=False)
    with without_weights() if forgotten else usual:
        large = keras.Sequential([keras.Input((SIZE,)), L.Dense(3)])
    ones = np.ones((1, SIZE), "float32")
    Split()({"side": {"left": ones}, "right": ones})
    assert (large.layers[0].kernel._value is None) == forgotten
