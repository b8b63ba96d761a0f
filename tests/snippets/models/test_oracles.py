"""The networks against `keras.applications`: the same weights, the same answers."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from snippets.models.alexnet import LocalResponseNormalization
from snippets.models.googlenet import (
    LocalResponseNormalization as NormalizationOfGoogLeNet,
)
from snippets.models.resnet import build_resnet50, build_resnet101, build_resnet152
from snippets.models.vgg import build_vgg16, build_vgg19

pytestmark = pytest.mark.verdict("keras", "tensorflow", "tensorflow-cpu")

RANDOM = np.random.default_rng(0)


def _weighted(model: keras.Model) -> list[keras.Layer]:
    return [layer for layer in model.layers if layer.weights]


def _answers(model: keras.Model, images: np.ndarray) -> np.ndarray:
    return np.asarray(model(images, training=False))


@pytest.mark.parametrize(
    ("build", "oracle"),
    [
        (build_vgg16, keras.applications.VGG16),
        (build_vgg19, keras.applications.VGG19),
    ],
)
def test_vgg_answers_as_that_of_keras(build, oracle) -> None:
    ours = build(input_shape=(32, 32, 3), classes=10)
    theirs = oracle(weights=None, input_shape=(32, 32, 3), classes=10)
    pairs = zip(_weighted(ours), _weighted(theirs), strict=True)
    for mine, other in pairs:
        mine.set_weights([RANDOM.normal(0, 0.1, w.shape) for w in mine.weights])
        other.set_weights(mine.get_weights())
    images = RANDOM.normal(size=(3, 32, 32, 3)).astype("float32")
    found, expected = _answers(ours, images), _answers(theirs, images)
    assert np.ptp(expected) > 1e-3  # the comparison says something
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


def _key(layer: keras.Layer, part: int) -> tuple[object, ...]:
    """Place a layer of ours where Keras has it: stage, block, place in the block."""
    stage, _, rest = layer.name.partition("_")
    if stage in ("conv1", "fc"):
        return stage, part
    number, place, *_ = rest.split("_")
    return stage, int(number), {"shortcut": 0, "a": 1, "b": 2, "c": 3}[place], part


def _key_of_keras(layer: keras.Layer, part: int) -> tuple[object, ...]:
    name = layer.name
    if name == "predictions":
        return "fc", part
    if name.startswith("conv1_"):
        return "conv1", part
    stage, block, place, _ = name.split("_")
    return stage, int(block.removeprefix("block")), int(place), part


@pytest.mark.parametrize(
    ("build", "oracle"),
    [
        (build_resnet50, keras.applications.ResNet50),
        (build_resnet101, keras.applications.ResNet101),
        (build_resnet152, keras.applications.ResNet152),
    ],
)
def test_resnet_answers_as_that_of_keras_without_its_biases(build, oracle) -> None:
    """The differences: conv biases, set to zero, and the normalisation's epsilon."""
    ours = build(input_shape=(64, 64, 3), classes=10)
    theirs = oracle(weights=None, input_shape=(64, 64, 3), classes=10)
    found = {}
    for layer in _weighted(theirs):
        is_norm = isinstance(layer, keras.layers.BatchNormalization)
        found[_key_of_keras(layer, int(is_norm))] = layer
    mine = _weighted(ours)
    assert len(mine) == len(found)
    for layer in mine:
        is_norm = isinstance(layer, keras.layers.BatchNormalization)
        other = found[_key(layer, int(is_norm))]
        if is_norm:
            assert (layer.epsilon, other.epsilon) == (1e-5, 1.001e-5)
            layer.epsilon = other.epsilon
            size = layer.gamma.shape
            layer.set_weights(
                [
                    RANDOM.uniform(0.3, 0.6, size), RANDOM.normal(0, 0.1, size),
                    RANDOM.normal(0, 0.1, size), RANDOM.uniform(0.5, 2, size),
                ]
            )  # fmt: skip
            other.set_weights(layer.get_weights())
        elif isinstance(layer, keras.layers.Conv2D):
            other.set_weights([*layer.get_weights(), np.zeros(layer.filters)])
        else:
            other.set_weights(layer.get_weights())
    images = RANDOM.normal(size=(2, 64, 64, 3)).astype("float32")
    expected = _answers(theirs, images)
    assert np.ptp(expected) > 1e-3
    np.testing.assert_allclose(_answers(ours, images), expected, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize(
    "layer", [LocalResponseNormalization, NormalizationOfGoogLeNet]
)
def test_local_response_normalisation_is_that_of_tensorflow(layer) -> None:
    x = RANDOM.normal(0, 30, size=(2, 4, 5, 16)).astype("float32")
    expected = tf.nn.local_response_normalization(
        x, depth_radius=2, bias=2, alpha=1e-4, beta=0.75
    )
    np.testing.assert_allclose(layer()(x), expected, rtol=1e-5)
    assert not np.allclose(layer()(x), x * 2**-0.75, rtol=1e-2)  # neighbours count
