"""`snippets.diagrams`: true to the model, and clear about what it cannot draw."""

from __future__ import annotations

import re

import keras
import numpy as np
import pytest

from lessonkit.figure.check import check_figure
from snippets.diagrams import dense_diagram
from snippets.diagrams.tokens import SHEETS, token
from snippets.models.iris_ann import build_iris_ann
from tests.snippets.conftest import PROJECT

SAMPLES = np.random.default_rng(0).normal(size=(3, 4))
HEX = re.compile(r"#[0-9a-f]{6}\b", re.I)


@pytest.fixture(scope="module")
def model() -> keras.Model:
    """Build the lesson's network."""
    keras.utils.set_random_seed(0)
    return build_iris_ann()


def test_every_weight_and_neuron_is_in_the_table(model: keras.Model) -> None:
    rows = dense_diagram(model).layout.meta["twin"]
    numbers = [cell for row in rows[1:] for cell in row if isinstance(cell, float)]
    weights = np.concatenate([np.array(w).ravel() for w in model.get_weights()])
    assert sorted(numbers) == sorted(np.round(weights.astype(float), 3).tolist())


def test_a_sample_shows_the_values_that_keras_computes(model: keras.Model) -> None:
    figure = dense_diagram(model, SAMPLES, sample_names=["a", "b", "c"])
    shown = " ".join(
        str(text) for trace in figure.frames[1].data for text in (trace.text or ())
    )
    for value in np.array(model(SAMPLES[1:2]))[0]:
        assert f"{value:.2f}" in shown


def test_each_sample_is_a_choice_of_the_menu(model: keras.Model) -> None:
    figure = dense_diagram(model, SAMPLES, sample_names=["a", "b", "c"])
    labels = [button.label for button in figure.layout.updatemenus[0].buttons]
    assert labels[:3] == ["a", "b", "c"]
    assert {frame.name for frame in figure.frames} == set(labels)


def test_it_draws_as_a_page_needs_it(model: keras.Model) -> None:
    check_figure(dense_diagram(model, SAMPLES).to_plotly_json())


def _convolution() -> keras.Model:
    return keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3)])


def _branched() -> keras.Model:
    inputs = keras.Input((4,))
    left, right = keras.layers.Dense(2)(inputs), keras.layers.Dense(2)(inputs)
    return keras.Model(inputs, keras.layers.Add()([left, right]))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: keras.Sequential([keras.layers.Dense(2)]), "has no weights yet"),
        (_convolution, "expected (samples, features)"),
        (_branched, "cannot be drawn"),
        (lambda: keras.Sequential([keras.Input((4,))]), "no"),
    ],
)
def test_what_is_no_chain_of_dense_layers_is_refused(make, words) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        dense_diagram(make())


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(TypeError, match="expected a Keras model, got list"):
        dense_diagram([1, 2])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"samples": np.zeros((2, 5))}, "samples have shape (2, 5)"),
        ({"samples": np.zeros(4)}, "samples have shape (4,)"),
        ({"samples": np.full((1, 4), np.nan)}, "NaN"),
        ({"samples": SAMPLES, "sample_names": ["a"]}, "1 names for 3 samples"),
        ({"feature_names": ["a", "a", "b", "c"]}, "a name twice"),
        ({"class_names": ["a"]}, "1 names for 3 outputs"),
    ],
)
def test_samples_and_names_that_do_not_fit_are_refused(
    model: keras.Model, options: dict[str, object], words: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        dense_diagram(model, **options)


def test_an_unknown_colour_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="positive"):
        token("positiv")


def test_colours_typed_in_snippets_are_those_of_the_site() -> None:
    """Only then the page can swap in the dark theme's."""
    styles = "".join(sheet.read_text("utf-8") for sheet in SHEETS)
    known = {colour.lower() for colour in HEX.findall(styles)}
    for path in PROJECT.snippets.rglob("*.py"):
        typed = {colour.lower() for colour in HEX.findall(path.read_text("utf-8"))}
        assert typed <= known, path
