"""How much of the input one output sees: receptive field and stride, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from snippets.diagrams.graph import Call, Graph
from snippets.diagrams.layers import keras_class, kind_of


@dataclass(frozen=True)
class Field:
    """What one unit sees of the model's input.

    Attributes:
        size: Input pixels along each spatial axis, borders not cut off; empty where
            the input has no such axes.
        stride: Input pixels between two neighbouring units.
        whole: It sees all of the input.
        known: False behind a layer of which nothing is known.
    """

    size: tuple[float, ...] = ()
    stride: tuple[float, ...] = ()
    whole: bool = False
    known: bool = True


_UNKNOWN = Field(known=False)
_ALL = Field(whole=True)


def fields(graph: Graph) -> list[Field]:
    """Return the receptive field of every call.

    A convolution or pooling with kernel k and dilation d, on units that are s input
    pixels apart, widens the field by (k - 1)·d·s. Layers that join branches have the
    widest of their fields. What comes behind a dense or global layer sees everything.
    """
    found: list[Field] = []
    for call in graph.calls:
        found.append(_field(call, [found[n] for n in call.sources]))
    return found


def _field(call: Call, before: Sequence[Field]) -> Field:
    if not before:
        axes = max(len(call.shape) - 1, 0)
        return Field((1,) * axes, (1,) * axes)
    if any(not one.known for one in before):
        return _UNKNOWN
    if any(one.whole for one in before):
        return _ALL
    widest = max(before, key=lambda one: one.size)
    name = keras_class(call.layer)
    if name.startswith("Global"):
        return _ALL
    if name == "Dense":
        return widest if len(call.shape) > 1 else _ALL
    if name == "UpSampling":
        size = _per_axis(call.layer.size, len(widest.size))
        return _step(widest, (1,) * len(size), tuple(1 / n for n in size))
    window = _window(call.layer)
    if window and widest.size:
        return _slide(call, widest, window)
    return widest if kind_of(call.layer) != "other" else _UNKNOWN


def _window(layer: Any) -> Any:
    return getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None)


def _slide(call: Call, before: Field, window: Any) -> Field:
    """Widen a field by a kernel that slides over it."""
    axes = len(before.size)
    kernel = _per_axis(window, axes)
    stride = _per_axis(getattr(call.layer, "strides", 1) or 1, axes)
    dilation = _per_axis(getattr(call.layer, "dilation_rate", 1) or 1, axes)
    if keras_class(call.layer) == "ConvTranspose":
        # each output meets every s-th element of the kernel only
        pairs = zip(kernel, stride, strict=True)
        reach = tuple(-(-k // s) for k, s in pairs)
        return _step(before, reach, tuple(1 / s for s in stride))
    pairs = zip(kernel, dilation, strict=True)
    return _step(before, tuple((k - 1) * d + 1 for k, d in pairs), stride)


def _step(before: Field, reach: Sequence[float], stride: Sequence[float]) -> Field:
    return Field(
        tuple(r + (k - 1) * j for r, k, j in zip(before.size, reach, before.stride,
                                                 strict=True)),
        tuple(j * s for j, s in zip(before.stride, stride, strict=True)),
    )  # fmt: skip


def _per_axis(value: Any, axes: int) -> tuple[int, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(int(n) for n in value)[:axes]
    return (int(value),) * axes
