"""Counts a call's multiply-accumulates for one sample, or says that it cannot."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import keras

from snippets.diagrams.contraction import parse
from snippets.diagrams.graph import Call, Shape, computes_as_keras
from snippets.diagrams.layers import (
    has_channels_first,
    keras_class,
    kind_of,
    number,
    per_axis,
)
from snippets.diagrams.rules import OPERATIONS
from snippets.diagrams.weights import product

Work = tuple[int | None, str]  # the count, and its arithmetic

UNKNOWN: Work = (None, "")
NONE: Work = (0, "")

_FREE_KINDS = {
    "input", "pool", "norm", "activation", "dropout", "flatten", "merge", "embedding",
}  # fmt: skip
_COUNTED = {
    "Conv", "ConvTranspose", "DepthwiseConv", "SeparableConv", "Matmul", "Einsum",
}  # fmt: skip
_FREE_OPERATIONS = set(OPERATIONS) - _COUNTED | {
    "Stack", "Split", "Take", "TakeAlongAxis", "Tile", "Repeat", "Roll", "Flip",
    "Argmax", "Argmin", "Cumsum", "Sort", "Argsort", "TopK", "BroadcastTo", "OneHot",
    "Swapaxes", "Moveaxis", "Slice", "Ravel", "Triu", "Tril", "Median", "Arange",
    "Zeros", "Ones", "Full", "ZerosLike", "OnesLike", "FullLike", "CountNonzero",
}  # fmt: skip


def count_work(call: Call) -> Work:
    """Count what a call multiplies and adds: convolutions, dense layers, products.

    Poolings, normalisations, activations and what is computed number by number count
    nothing. The count comes from shapes, not from weights: these may be packed.

    Raises:
        ValueError: The layer's own `diagram_macs` fails.
    """
    layer = call.layer
    if call.idle:
        return NONE
    if hasattr(layer, "diagram_macs"):
        return _own(call)
    if not isinstance(layer, keras.Layer):
        name = type(layer).__name__
        rule = _OPERATIONS.get(name)
        if rule is None:
            return NONE if name in _FREE_OPERATIONS else UNKNOWN
        return rule(call)
    own = getattr(layer, "diagram_kind", "")
    if own:
        return NONE if own in _FREE_KINDS else UNKNOWN
    if not computes_as_keras(layer) or getattr(layer, "lora_enabled", False):
        return UNKNOWN
    rule = _LAYERS.get(keras_class(layer))
    if rule:
        return rule(call)
    free = kind_of(layer) in _FREE_KINDS or keras_class(layer) == "Embedding"
    return NONE if free else UNKNOWN


def _own(call: Call) -> Work:
    try:
        count = int(call.layer.diagram_macs())
    except Exception as error:  # whatever a stranger's method may raise
        raise ValueError(
            f"diagram_macs() of layer '{call.name}' failed"
            f" ({type(error).__name__}: {error}): let it return a whole number"
        ) from error
    return count, number(count)


def _times(places: Sequence[int | None], *kernels: Sequence[int | None]) -> Work:
    """Multiply kernels with the places at which they are laid."""
    if None in places or any(None in kernel for kernel in kernels):
        return UNKNOWN
    each = sum(_all(kernel) for kernel in kernels)
    count = _all(places) * each
    terms = " + ".join(map(product, kernels))
    if len(kernels) > 1:
        terms = f"({terms})"
    around = f"{product(places)} · " if places else ""
    return count, f"{around}{terms} = {number(count)}"


def _all(sizes: Sequence[int | None]) -> int:
    return math.prod(size or 0 for size in sizes)


def _places(call: Call, shape: Shape) -> Shape:
    return shape[1:] if has_channels_first(call.layer) else shape[:-1]


def _channels(call: Call, shape: Shape) -> int | None:
    return shape[0] if has_channels_first(call.layer) else shape[-1]


def _dense(call: Call) -> Work:
    return _times(call.shape[:-1], (call.input_shapes[0][-1], call.shape[-1]))


def _convolution(call: Call) -> Work:
    layer, before = call.layer, call.input_shapes[0]
    size = per_axis(layer.kernel_size, len(before) - 1)
    maps, channels = _channels(call, call.shape), _channels(call, before)
    if channels is None or not size:
        return UNKNOWN
    name = keras_class(layer)
    places = _places(call, before if name == "ConvTranspose" else call.shape)
    if name == "ConvTranspose":
        return _times(places, (*size, maps, channels))
    if name == "DepthwiseConv":
        return _times(places, (*size, channels, layer.depth_multiplier))
    if name == "SeparableConv":
        many = channels * layer.depth_multiplier
        points = (*(1 for _ in size), many, maps)
        return _times(places, (*size, channels, layer.depth_multiplier), points)
    return _times(places, (*size, channels // layer.groups, maps))


def _given_kernels(call: Call) -> Work:
    """Count a convolution whose kernels are handed over as numbers."""
    kernels = [getattr(one, "shape", ()) for one in call.arguments[0][1:]]
    if not kernels or not all(kernels):
        return UNKNOWN
    transposed = type(call.layer).__name__ == "ConvTranspose"
    shape = call.input_shapes[0] if transposed else call.shape
    return _times(_places(call, shape), *(tuple(kernel) for kernel in kernels))


def _product_of(equation: str, shapes: Sequence[Shape], result: Shape) -> Work:
    """Count an `einsum`: each combination of its letters is one."""
    terms = parse(equation, [len(shape) for shape in shapes])
    if terms is None:
        return UNKNOWN
    tensors = [*zip(terms, shapes, strict=False), (terms[-1], result)]
    sizes: dict[str, int | None] = {}
    for term, shape in tensors:
        if len(term) != len(shape):
            return UNKNOWN
        for letter, size in zip(term, shape, strict=True):
            sizes[letter] = max(size or 0, sizes.get(letter) or 0) or None
    if len(terms) > 3 or any(letter not in sizes for term in terms for letter in term):
        return UNKNOWN
    return _times((), tuple(sizes.values()))


def _einsum_dense(call: Call) -> Work:
    return _product_of(call.layer.equation, call.input_shapes, call.shape)


def _einsum(call: Call) -> Work:
    equation = getattr(call.layer, "subscripts", "")
    if len(call.input_shapes) != len(call.arguments[0]) or not isinstance(
        equation, str
    ):
        return UNKNOWN
    return _product_of(equation, call.input_shapes, call.shape)


def _matmul(call: Call) -> Work:
    """Count for each number of the result as many as were added up."""
    first = call.arguments[0][0]
    shape = call.input_shapes[0] if call.input_shapes else ()
    constant = len(call.input_shapes) == 1
    if (constant and hasattr(first, "shape")) or not shape:
        return UNKNOWN
    return _times(call.shape, (shape[-1],))


def _dot(call: Call) -> Work:
    axes = call.layer.axes
    first = axes[0] if isinstance(axes, (list, tuple)) else axes
    if not isinstance(first, int) or first == 0:
        return UNKNOWN
    shape = call.input_shapes[0]
    return _times(call.shape, (shape[first - 1 if first > 0 else first],))


def _time_distributed(call: Call) -> Work:
    """Count the layer inside, once for each step."""
    steps, inner = call.shape[0], call.layer.layer
    if len(call.input_shapes) != 1:
        return UNKNOWN
    once, text = count_work(
        Call(inner, (), (), (call.input_shapes[0][1:],), (call.shape[1:],))
    )
    if once == 0:
        return NONE
    if once is None or steps is None or " = " not in text:
        return UNKNOWN
    count = steps * once
    return count, f"{steps} · {text.partition(' = ')[0]} = {number(count)}"


Rule = Callable[[Call], Work]
_LAYERS: dict[str, Rule] = {
    "Dense": _dense,
    "EinsumDense": _einsum_dense,
    "Conv": _convolution,
    "ConvTranspose": _convolution,
    "DepthwiseConv": _convolution,
    "SeparableConv": _convolution,
    "Dot": _dot,
    "TimeDistributed": _time_distributed,
}
_OPERATIONS: dict[str, Rule] = {
    "Conv": _given_kernels,
    "ConvTranspose": _given_kernels,
    "DepthwiseConv": _given_kernels,
    "SeparableConv": _given_kernels,
    "Matmul": _matmul,
    "Einsum": _einsum,
}
