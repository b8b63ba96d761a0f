"""`layer_table`: each figure agrees with Keras, arithmetic, or a gradient."""

from __future__ import annotations

import re
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from snippets.diagrams import layer_table
from tests.snippets.diagrams import models

L = keras.layers


def _row(model: keras.Model, name: str) -> dict[str, Any]:
    return next(row for row in layer_table(model) if row["name"] == name)


@pytest.mark.parametrize("make", models.ALL)
def test_parameters_add_up_to_those_of_keras(make) -> None:
    model = make()
    rows = layer_table(model)
    assert sum(row["params"] for row in rows) == model.count_params()
    trained = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    assert sum(row["trainable"] for row in rows) == trained


KINDS = [
    L.Conv2D(6, 5), L.Conv2D(6, 5, use_bias=False), L.Conv2D(8, 3, groups=4),
    L.DepthwiseConv2D(3, depth_multiplier=2), L.SeparableConv2D(5, 3),
    L.Conv2DTranspose(5, 3), L.Dense(7), L.Dense(7, use_bias=False),
    L.BatchNormalization(), L.LayerNormalization(), L.PReLU(),
]  # fmt: skip


@pytest.mark.parametrize("layer", KINDS, ids=lambda layer: layer.name)
def test_the_arithmetic_is_right(layer: keras.layers.Layer) -> None:
    model = keras.Sequential([keras.Input((9, 9, 4)), layer])
    row = layer_table(model)[-1]
    sums = [row["params_sum"], row["macs_sum"] or "0 = 0"]
    for text, value in zip(sums, (row["params"], row["macs"]), strict=True):
        terms, result = text.replace(",", "").split(" = ")
        assert re.fullmatch(r"[\d·+() ]+", terms)
        assert eval(terms.replace("·", "*")) == int(result) == value
    assert row["params"] == layer.count_params()


def test_macs_are_half_the_operations_that_tensorflow_counts() -> None:
    inputs = keras.Input((20, 20, 4))
    x = L.Conv2D(8, 3, strides=2, use_bias=False)(inputs)
    x = L.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
    x = L.Dense(5, use_bias=False)(L.Flatten()(x))
    model = keras.Model(inputs, x)
    run = tf.function(lambda batch: model(batch))
    graph = run.get_concrete_function(tf.zeros((1, 20, 20, 4))).graph
    profiler = tf.compat.v1.profiler
    options = {**profiler.ProfileOptionBuilder.float_operation(), "output": "none"}
    operations = profiler.profile(graph, options=options).total_float_ops
    assert operations == 2 * sum(row["macs"] for row in layer_table(model))


def _seen(layers: list[keras.layers.Layer], size: int) -> tuple[int, int]:
    """Measure field and stride: which pixels have a gradient at a middle output."""
    model = keras.Sequential([keras.Input((size, size, 1)), *layers])
    for weight in model.weights:
        weight.assign(np.ones(weight.shape))
    image = tf.random.uniform((1, size, size, 1)) + 1.0
    middle = model.output_shape[1] // 2
    edges = []
    for place in (middle, middle + 1):
        with tf.GradientTape() as tape:
            tape.watch(image)
            output = model(image)[0, place, middle, 0]
        rows = np.flatnonzero(np.abs(tape.gradient(output, image)).sum((0, 2, 3)))
        edges.append((rows[0], rows[-1]))
    (first, last), (following, _) = edges
    return last - first + 1, following - first


STACKS = [
    [L.Conv2D(1, 5), L.AveragePooling2D(2), L.Conv2D(1, 5)],
    [L.Conv2D(1, 7, 2), L.AveragePooling2D(3, 2), L.Conv2D(1, 3, padding="same")],
    [L.Conv2D(1, 3, dilation_rate=2), L.Conv2D(1, 3, dilation_rate=4)],
    [L.Conv2D(1, 3) for _ in range(3)],
    [L.DepthwiseConv2D(3, 2), L.ReLU(), L.BatchNormalization(), L.Conv2D(1, 1)],
]


@pytest.mark.parametrize("layers", STACKS, ids=range(len(STACKS)))
def test_the_receptive_field_is_where_the_gradient_is(layers) -> None:
    row = layer_table(keras.Sequential([keras.Input((64, 64, 1)), *layers]))[-1]
    field, stride = _seen(layers, 64)
    assert row["receptive_field"] == f"{field} × {field}"
    assert row["step"] == str(stride)


def test_branches_see_as_far_as_the_widest_of_them() -> None:
    rows = {row["name"]: row for row in layer_table(models.residual())}
    assert rows["one_add"]["receptive_field"] == "5 × 5"
    assert rows["two_shortcut"]["receptive_field"] == "5 × 5"
    assert rows["two_add"]["receptive_field"] == "11 × 11"


def test_shared_layers_are_there_twice_and_count_once() -> None:
    rows = [r for r in layer_table(models.nested()) if r["name"] == "one_1_conv"]
    assert [row["params"] for row in rows] == [584, 0]
    assert rows[0]["macs"] == rows[1]["macs"] == 16 * 16 * 3 * 3 * 8 * 8


def test_open_dimensions_are_unknown_and_not_guessed() -> None:
    row = layer_table(models.open_shape())[1]
    assert row["output_shape"] == (None, None, 4)
    assert row["params"] == 112
    assert row["macs"] is None
    assert row["activation_bytes"] is None


@keras.saving.register_keras_serializable("tests")
class Strange(keras.layers.Layer):
    """A layer of a kind that nobody knows."""

    def build(self, shape):  # type: ignore[no-untyped-def]
        """Add one weight."""
        self.scale = self.add_weight(shape=(shape[-1],))

    def call(self, inputs):  # type: ignore[no-untyped-def]
        """Scale."""
        return inputs * self.scale


def test_an_unknown_layer_is_drawn_plainly_and_called_unknown() -> None:
    model = keras.Sequential([keras.Input((8, 8, 3)), Strange(name="odd")])
    row = layer_table(model)[-1]
    assert (row["kind"], row["type"], row["params"]) == ("other", "Strange", 3)
    assert row["macs"] is None
    assert row["receptive_field"] == "unknown"


def test_a_model_built_without_memory_is_counted_too() -> None:
    with keras.StatelessScope(initialize_variables=False):
        model = keras.applications.VGG16(weights=None)
    assert model.layers[1].kernel._value is None  # nothing was allocated
    rows = layer_table(model)
    assert sum(row["params"] for row in rows) == model.count_params()
    assert _row(model, "fc1")["params_sum"] == "(25088 + 1)·4096 = 102,764,544"
