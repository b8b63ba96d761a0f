"""What the tests of all networks share: abstract builds, counts, random weights."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import keras
import numpy as np

Build = Callable[..., keras.Model]
Array = Any


def abstract(build: Build, *args: Any, **options: Any) -> keras.Model:
    """Build a model whose weights have shapes but no numbers."""
    with keras.StatelessScope(initialize_variables=False):
        return build(*args, **options)


def size(weights: Iterable[Any]) -> int:
    """Count the numbers in some weights; a dropout's seed is no parameter."""
    return sum(math.prod(w.shape) for w in weights if "seed" not in w.path)


def macs(model: keras.Model) -> int:
    """Count multiply-accumulates from the definition, for one image.

    Each position of a convolution's output uses each kernel weight once, and a dense
    layer each weight once.
    """
    total = 0
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense):
            positions = math.prod(layer.output.shape[1:-1])
            total += positions * math.prod(layer.kernel.shape)
    return total


def rows(model: keras.Model) -> dict[str, tuple[tuple[int, ...], int]]:
    """Return each layer's output shape, without the batch, and its parameters."""
    return {
        layer.name: (tuple(layer.output.shape[1:]), size(layer.weights))
        for layer in model.layers
    }


def shake(model: keras.Model, seed: int = 0) -> None:
    """Give biases and batch-norm statistics random numbers, so that they matter."""
    random = np.random.default_rng(seed)
    for layer in model.layers:
        for weight in layer.weights:
            if weight.name in ("gamma", "moving_variance"):
                weight.assign(random.uniform(0.5, 1.5, weight.shape))
            elif len(weight.shape) == 1 and "seed" not in weight.path:
                weight.assign(random.normal(0, 0.2, weight.shape))


def images(shape: tuple[int, ...], count: int = 2, seed: int = 1) -> Array:
    """Return random images of one shape, with mean 0 and variance 1."""
    random = np.random.default_rng(seed)
    return random.normal(size=(count, *shape)).astype("float32")


def outputs(model: keras.Model, names: Iterable[str], x: Array) -> list[Array]:
    """Return what the named layers make of `x`."""
    found = [model.get_layer(name).output for name in names]
    return [np.array(y) for y in keras.Model(model.inputs, found)(x, training=False)]


def assert_same(ours: Array, theirs: Array, name: str, limit: float = 1e-5) -> None:
    """Compare in units of the values' own spread; demand that there is a spread."""
    theirs = np.asarray(theirs)
    spread = theirs.std(axis=0).max()  # from image to image
    assert spread > 1e-6, f"{name}: the same for all images, this proves nothing"
    assert np.abs(ours - theirs).max() < limit * np.abs(theirs).max(), name
