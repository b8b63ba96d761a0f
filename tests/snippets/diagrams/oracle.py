"""What a network really sees: where its gradient is."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np
import tensorflow as tf

Extent = tuple[int, int] | None  # first and last pixel


def differentiable(model: keras.Model) -> keras.Model:
    """Copy a model with positive weights, and the mean in place of the maximum.

    The windows stay; but now all that a unit sees has a gradient.
    """

    def swap(layer: keras.layers.Layer) -> keras.layers.Layer:
        config = layer.get_config()
        name = type(layer).__name__
        if config.get("max_value"):
            config["max_value"] = None  # where it is reached there is no gradient
        if name.startswith(("Max", "GlobalMax", "AdaptiveMax")):
            name = name.replace("Max", "Average")
            return getattr(keras.layers, name).from_config(config)
        return type(layer).from_config(config)

    copy = keras.models.clone_model(model, clone_function=swap)
    draw = np.random.default_rng(0)
    kinds = (keras.layers.DepthwiseConv1D, keras.layers.DepthwiseConv2D)
    layers = [one for one in copy._flatten_layers() if isinstance(one, kinds)]
    depthwise = {id(layer.kernel) for layer in layers}
    for weight in copy.weights:
        positive = draw.uniform(0.5, 1.0, weight.shape)
        # each unit becomes a mean, so that no gradient vanishes on a long way
        apart = id(weight) in depthwise or "depthwise" in weight.path
        added = weight.shape[: -2 if apart else -1]
        weight.assign(positive / max(np.prod(added), 1))
    return copy


def extents(
    model: keras.Model, units: Iterator[tuple[int, ...]]
) -> Iterator[tuple[tuple[int, ...], list[list[Extent]]]]:
    """Measure for some places of the first output where the gradient is.

    Yields:
        The place, and for each input and each of its axes the first and last pixel.
    """
    draw = np.random.default_rng(1)
    images = [
        tf.constant(draw.uniform(0.5, 1.0, (1, *tensor.shape[1:])), tensor.dtype)
        for tensor in model.inputs
    ]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(images)
        output = model(images if len(images) > 1 else images[0])
        output = output[0] if isinstance(output, (list, tuple)) else output
        picked = [(unit, tf.reduce_sum(output[(0, *unit)])) for unit in units]
    for unit, number in picked:
        found = []
        for image in images:
            slope = tape.gradient(number, image)
            seen = np.zeros(image.shape[1:]) if slope is None else np.abs(slope[0])
            found.append(_edges(seen > 1e-9 * (seen.max() or 1)))
        yield unit, found


def _edges(seen: np.ndarray) -> list[Extent]:
    edges: list[Extent] = []
    for axis in range(seen.ndim):
        others = tuple(n for n in range(seen.ndim) if n != axis)
        places = np.flatnonzero(seen.any(axis=others))
        edges.append((int(places[0]), int(places[-1])) if len(places) else None)
    return edges


def crossing(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Return the places on the lines through the middle of a tensor, along each axis.

    The last axis holds channels: all of them stand at one place.
    """
    middle = [size // 2 for size in shape[:-1]]
    units = {tuple(middle)}
    for axis, size in enumerate(shape[:-1]):
        for place in range(size):
            units.add((*middle[:axis], place, *middle[axis + 1 :]))
    return iter(sorted(units))
