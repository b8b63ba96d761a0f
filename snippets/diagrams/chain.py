"""Reads a fully connected Keras model as a plain chain of dense layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

_SILENT = (
    keras.layers.InputLayer,
    keras.layers.Dropout,
    keras.layers.Identity,
)
_SHAPERS = (
    keras.layers.Activation,
    keras.layers.ReLU,
    keras.layers.LeakyReLU,
    keras.layers.ELU,
    keras.layers.Softmax,
)


@dataclass(frozen=True)
class DenseStep:
    """One dense layer with the activation that follows it.

    Attributes:
        name: The Keras layer's name.
        kernel: Weights, shape (inputs, units).
        bias: Shape (units,); zeros where the layer has none.
        activation: Its name, such as `relu`; `linear` for none.
        layers: The Keras layers of this step: the dense one, then what follows it.
    """

    name: str
    kernel: Array
    bias: Array
    activation: str
    layers: tuple[Any, ...]


@dataclass(frozen=True)
class Flow:
    """What one layer does with a batch of samples.

    Attributes:
        sums: Weighted sums plus bias, shape (samples, units).
        values: The same after the activation, shape (samples, units).
    """

    sums: Array
    values: Array


def read_chain(model: keras.Model) -> list[DenseStep]:
    """Take a model apart into its dense layers, input side first.

    Args:
        model: A built Sequential or functional model whose layers are Dense, with
            activation and dropout layers between them.

    Returns:
        One step a dense layer.

    Raises:
        TypeError: `model` is no Keras model.
        ValueError: The model is not built, is subclassed, has several inputs or
            outputs, holds a layer of another kind, or is no plain chain.
    """
    if not isinstance(model, keras.Model):
        raise TypeError(f"expected a Keras model, got {type(model).__name__}")
    if not model.built or not model.layers:
        raise ValueError(
            f"model '{model.name}' has no weights yet: give it a keras.Input as its"
            " first layer, or call model.build(input_shape)"
        )
    if not getattr(model, "inputs", None):
        raise ValueError(
            f"model '{model.name}' is a subclassed model; its layers can be followed"
            " only in a Sequential or functional one"
        )
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError(
            f"model '{model.name}' has {len(model.inputs)} inputs and"
            f" {len(model.outputs)} outputs; a chain has one of each"
        )
    if len(model.input_shape) != 2:
        raise ValueError(
            f"model '{model.name}' takes input of shape {model.input_shape};"
            " expected (samples, features)"
        )
    steps = list(_steps(model))
    _check_chain(model, steps)
    return steps


def flow(steps: list[DenseStep], samples: Array) -> list[Flow]:
    """Send samples of shape (samples, features) through the chain."""
    flows, values = [], samples
    for step in steps:
        sums = values @ step.kernel + step.bias
        for layer in step.layers:
            values = layer(values, training=False)
        values = np.asarray(keras.ops.convert_to_numpy(values), dtype=np.float32)
        flows.append(Flow(sums, values))
    return flows


def _steps(model: keras.Model) -> Iterator[DenseStep]:
    group: list[Any] = []
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dense):
            if group:
                yield _step(group)
            group = [layer]
        elif isinstance(layer, _SHAPERS) and group:
            group.append(layer)
        elif not isinstance(layer, _SILENT):
            raise ValueError(
                f"layer '{layer.name}' of type {type(layer).__name__} cannot be drawn"
                " here: only Dense layers, with activations and dropout between them"
            )
    if not group:
        raise ValueError(f"model '{model.name}' has no Dense layer")
    yield _step(group)


def _step(layers: list[Any]) -> DenseStep:
    dense = layers[0]
    kernel = np.asarray(keras.ops.convert_to_numpy(dense.kernel), dtype=np.float32)
    bias = np.zeros(dense.units, np.float32)
    if dense.use_bias:
        bias = np.asarray(keras.ops.convert_to_numpy(dense.bias), dtype=np.float32)
    names = [_activation(layer) for layer in layers]
    named = [name for name in names if name != "linear"] or ["linear"]
    return DenseStep(dense.name, kernel, bias, " + ".join(named), tuple(layers))


def _activation(layer: Any) -> str:
    function = getattr(layer, "activation", None)
    if function is None:  # a layer of its own, such as ReLU()
        return type(layer).__name__.lower()
    return str(getattr(function, "__name__", type(function).__name__)).lower()


def _check_chain(model: keras.Model, steps: list[DenseStep]) -> None:
    """Compare with the model itself: a layer used twice would go unseen otherwise."""
    probe = np.random.default_rng(0).normal(size=(3, model.input_shape[1]))
    samples = probe.astype(np.float32)
    expected = keras.ops.convert_to_numpy(model(samples, training=False))
    try:
        found = flow(steps, samples)[-1].values
        same = bool(np.allclose(found, expected, rtol=1e-3, atol=1e-5))
    except ValueError:  # shapes that do not follow each other
        same = False
    if not same:
        raise ValueError(
            f"the layers of model '{model.name}' do not follow one another as a chain"
        )
