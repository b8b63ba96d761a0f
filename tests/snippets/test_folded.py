"""`playground/folded`: nothing is lost by folding, little by rounding."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest
from keras import layers

from snippets.playground import folded


def _normalised(x: object, name: str, relu: bool) -> object:
    x = layers.BatchNormalization(epsilon=1e-3, name=f"{name}_bn")(x)
    return layers.ReLU(6.0, name=f"{name}_relu")(x) if relu else x


@pytest.fixture
def model() -> keras.Model:
    """Build a stem and two blocks, one with a shortcut; batch norm has learned."""
    keras.utils.set_random_seed(1)
    bare = {"padding": "same", "use_bias": False}
    image = keras.Input((12, 12, 3))
    x = layers.Conv2D(8, 3, 2, name="stem", **bare)(image)
    x = _normalised(x, "stem", relu=True)
    y = layers.DepthwiseConv2D(3, name="deep", **bare)(x)
    y = _normalised(y, "deep", relu=True)
    y = layers.Conv2D(8, 1, name="project", **bare)(y)
    y = _normalised(y, "project", relu=False)
    x = layers.Add(name="add")([x, y])
    x = layers.Dropout(0.5)(layers.GlobalAveragePooling2D()(x))
    made = keras.Model(image, layers.Dense(8, name="fc")(x))
    random = np.random.default_rng(2)
    for layer in made.layers:
        if isinstance(layer, layers.BatchNormalization):
            shape = (4, *layer.gamma.shape)
            layer.set_weights(list(random.uniform(0.3, 2, shape)))
    return made


PIXELS = np.random.default_rng(3).uniform(-1, 1, (6, 12, 12, 3)).astype("float32")


def test_steps_name_their_shortcuts(model: keras.Model) -> None:
    steps = folded.fold(model)
    assert [step["name"] for step in steps] == ["stem", "deep", "project", "fc"]
    assert [step["add"] for step in steps] == [None, None, 0, None]
    assert [step["relu6"] for step in steps] == [True, True, False, False]
    assert [step["stride"] for step in steps] == [2, 1, 1, 1]


def test_folding_alone_changes_nothing(model: keras.Model) -> None:
    exact = model.predict(PIXELS, verbose=0)
    steps = folded.fold(model)
    for step in steps:
        step["whole"], step["scale"] = step["kernel"], 1.0
    same = folded.give_back(model, steps).predict(PIXELS, verbose=0)
    assert np.abs(exact).max() > 0.5
    assert np.abs(same - exact).max() < 1e-5


def test_rounding_changes_little_with_8_bits_and_much_with_2(
    model: keras.Model,
) -> None:
    exact = model.predict(PIXELS, verbose=0)
    steps = folded.fold(model)
    change = {}
    for bits in (8, 2):
        rounded = folded.round_all(steps, bits)
        found = folded.give_back(model, rounded).predict(PIXELS, verbose=0)
        change[bits] = np.abs(found - exact).max()
    assert change[8] < 0.02 * np.abs(exact).max() < change[2]


def test_no_scale_is_better_than_the_one_that_was_found() -> None:
    """The largest weight is worth cutting only where that helps the others."""
    random = np.random.default_rng(4)
    kernel = random.normal(0, 1, (3, 3, 50, 4))
    kernel[0, 0, 0, 0] = 9  # one large weight
    whole, scale = folded.rounded(kernel, 4)
    error = ((whole * scale - kernel) ** 2).sum(axis=(0, 1, 2))
    full = np.abs(kernel).max(axis=(0, 1, 2)) / 7
    plain = np.clip(np.round(kernel / full), -7, 7) * full
    assert (error <= ((plain - kernel) ** 2).sum(axis=(0, 1, 2)) + 1e-9).all()
    assert scale[0] < 0.9 * full[0]
    assert np.abs(whole).max() == 7


def test_what_is_packed_can_be_read_again(model: keras.Model) -> None:
    steps = folded.round_all(folded.fold(model))
    content = folded.packed(steps, side=12, classes=["a", "é"])
    length = int.from_bytes(content[:4], "little")
    about = json.loads(content[4 : 4 + length])
    assert length % 4 == 0
    assert (about["side"], about["classes"]) == (12, ["a", "é"])
    assert [layer["shape"] for layer in about["layers"]] == [
        [3, 3, 3, 8], [3, 3, 8], [1, 1, 8, 8], [8, 8],
    ]  # fmt: skip
    maps, weights = 4 * 8, sum(step["whole"].size for step in steps)
    numbers = np.frombuffer(content, "<f4", 2 * maps, 4 + length)
    assert np.allclose(numbers[:8], steps[0]["scale"])
    assert np.allclose(numbers[8:16], steps[0]["bias"])
    assert len(content) == 4 + length + 8 * maps + weights
    last = np.frombuffer(content[-64:], np.int8).reshape(8, 8)
    assert (last == steps[-1]["whole"]).all()


def test_another_layer_is_refused_by_name() -> None:
    image = keras.Input((4, 4, 3))
    odd = keras.Model(image, layers.MaxPooling2D(name="odd")(image))
    with pytest.raises(ValueError, match="odd: nothing here folds a MaxPooling2D"):
        folded.fold(odd)
