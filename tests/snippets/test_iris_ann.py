"""`models/iris_ann`: the network of the first lesson."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from snippets.models.iris_ann import build_iris_ann


@pytest.fixture
def model() -> keras.Model:
    """Build it with its defaults and a fixed seed."""
    keras.utils.set_random_seed(0)
    return build_iris_ann()


def test_its_layers_are_4_4_3_and_have_55_parameters(model: keras.Model) -> None:
    assert model.input_shape == (None, 4)
    assert [layer.units for layer in model.layers] == [4, 4, 3]
    counts = [layer.count_params() for layer in model.layers]
    # a weight for each input and a bias, for each neuron
    assert counts == [(4 + 1) * 4, (4 + 1) * 4, (4 + 1) * 3]
    assert model.count_params() == 55


def test_its_output_is_that_of_the_formula(model: keras.Model) -> None:
    x = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    weights = [np.array(w) for w in model.get_weights()]
    hidden = x
    for kernel, bias in (weights[0:2], weights[2:4]):
        hidden = np.maximum(hidden @ kernel + bias, 0)
    expected = 1 / (1 + np.exp(-(hidden @ weights[4] + weights[5])))
    np.testing.assert_allclose(model(x), expected, atol=1e-6)


@pytest.mark.parametrize("activation", ["sigmoid", "softmax"])
def test_it_takes_a_training_step_and_survives_saving(
    tmp_path: Path, activation: str
) -> None:
    keras.utils.set_random_seed(0)
    model = build_iris_ann(output_activation=activation)
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    x = np.random.default_rng(0).normal(size=(12, 4))
    y = keras.utils.to_categorical(np.arange(12) % 3)
    before = [np.array(w) for w in model.get_weights()]
    model.fit(x, y, verbose=0)
    moved = [
        not np.array_equal(a, b)
        for a, b in zip(before, model.get_weights(), strict=True)
    ]
    assert all(moved), "each kernel and each bias learns"
    model.save(tmp_path / "iris.keras")
    loaded = keras.saving.load_model(tmp_path / "iris.keras")
    np.testing.assert_array_equal(loaded(x), model(x))


def test_its_shape_can_be_chosen() -> None:
    model = build_iris_ann(input_shape=(7,), classes=5, units=6)
    assert model.output_shape == (None, 5)
    assert model.count_params() == (7 + 1) * 6 + (6 + 1) * 6 + (6 + 1) * 5
