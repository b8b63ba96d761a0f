"""What a layer says of itself: its window, how this moves, and its activation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from snippets.diagrams.graph import Call, Feed
from snippets.diagrams.layers import keras_class

NOTHING = "–"


@dataclass(frozen=True)
class Own:
    """A layer's own settings, as texts; `–` where it has none.

    Attributes:
        kernel: The window, such as `3 × 3`.
        stride: Units from one window to the next, such as `2`, or `2 × 1`.
        padding: `valid`, `same`, `causal`, or the border in units.
        dilation: Units from one that the window takes to the next.
        activation: The function's name.
    """

    kernel: str = NOTHING
    stride: str = NOTHING
    padding: str = NOTHING
    dilation: str = NOTHING
    activation: str = NOTHING

    @property
    def window(self) -> str:
        """Write the window with how it moves, such as `3 × 3, stride 2, same`."""
        if self.kernel == NOTHING:
            return self.padding
        told = [self.kernel, f"stride {self.stride}", self.padding]
        if self.dilation not in (NOTHING, "1"):
            told.append(f"dilation {self.dilation}")
        return ", ".join(one for one in told if one != NOTHING)


def own_settings(call: Call) -> Own:
    """Read a layer's settings."""
    layer = call.layer
    pool = getattr(layer, "pool_size", None)
    kernel = getattr(layer, "kernel_size", None) or pool or _given(call)
    axes = len(call.shape) - 1
    strides = getattr(layer, "strides", None) or (pool if pool else 1)
    slides = bool(kernel) and axes > 0
    return Own(
        kernel=_each(kernel, axes) if slides else NOTHING,
        stride=_short(strides, axes) if slides else NOTHING,
        padding=_padding(layer),
        dilation=_short(getattr(layer, "dilation_rate", NOTHING), axes)
        if slides and hasattr(layer, "dilation_rate")
        else NOTHING,
        activation=_activation(layer),
    )


def _given(call: Call) -> Any:
    """Return the size of kernels that an operation is handed."""
    if hasattr(call.layer, "weights") or "Conv" not in keras_class(call.layer):
        return None
    kernel = [one for one in call.arguments[0][1:2] if not isinstance(one, Feed)]
    return tuple(kernel[0].shape)[: len(call.shape) - 1] if kernel else None


def _each(value: Any, axes: int) -> str:
    numbers = value if isinstance(value, (list, tuple)) else [value] * axes
    return times(numbers)


def _short(value: Any, axes: int) -> str:
    """Write one number if it is the same for all axes."""
    numbers = value if isinstance(value, (list, tuple)) else [value] * axes
    return str(numbers[0]) if len(set(numbers)) == 1 else times(numbers)


def times(numbers: Iterable[Any]) -> str:
    """Write sizes, such as `3 × 3`."""
    return " × ".join(str(n) for n in numbers)


def _padding(layer: Any) -> str:
    padding = getattr(layer, "padding", None)
    if isinstance(padding, str):
        return padding
    if padding is None or keras_class(layer) != "ZeroPadding":
        return NOTHING
    single = all(isinstance(n, int) for n in padding)
    pairs = [padding] if single else padding
    sides = [str(a) if a == b else f"{a} and {b}" for a, b in pairs]
    return f"border {sides[0] if len(set(sides)) == 1 else times(sides)}"


def _activation(layer: Any) -> str:
    function = getattr(layer, "activation", None)
    if function is None or not (callable(function) or isinstance(function, str)):
        return NOTHING
    name = str(getattr(function, "__name__", function.__class__.__name__))
    return NOTHING if name == "linear" else name
