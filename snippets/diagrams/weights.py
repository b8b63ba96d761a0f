"""Counts a model's parameters, each weight once, and writes out how they come about."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from snippets.diagrams.graph import Call, Graph
from snippets.diagrams.layers import keras_class, kind_of, number

_SUM = re.compile(r"[\d\s()+·]+")
_BITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Weights:
    """The parameters that count with one call.

    Attributes:
        params: Numbers in its weights, also those that training leaves alone.
        trainable: Those that training changes.
        sum: The arithmetic of `params`, empty where there are none.
        bytes: Their memory.
        note: Where those count that are shared with another layer.
    """

    params: int
    trainable: int
    sum: str
    bytes: int
    note: str = ""


def count_weights(graph: Graph) -> list[Weights]:
    """Count the parameters of every call; a weight counts where it is met first.

    Raises:
        ValueError: A layer's own `diagram_sum` fails, or the counts do not add up to
            those of Keras.
    """
    known = {id(weight) for weight in graph.model.weights}
    trained = {id(weight) for weight in graph.model.trainable_weights}
    owners: dict[int, str] = {}
    found = [_count(call, known, trained, owners) for call in graph.calls]
    total, theirs = sum(one.params for one in found), graph.model.count_params()
    if total != theirs:
        raise ValueError(
            f"the parameters of the layers of model '{graph.name}' add up to"
            f" {number(total)}, but Keras counts {number(theirs)}: this is an error of"
            " snippets.diagrams, please report it with the model"
        )
    return found


def _count(
    call: Call, known: set[int], trained: set[int], owners: dict[int, str]
) -> Weights:
    weights = list(getattr(call.layer, "weights", ()))
    here = [w for w in weights if id(w) in known and id(w) not in owners]
    note = _note(call, weights, known, owners)
    owners |= {id(weight): call.name for weight in here}
    params = sum(map(_size, here))
    return Weights(
        params=params,
        trainable=sum(_size(w) for w in here if id(w) in trained),
        sum=f"{_sum(call, here, params)} = {number(params)}" if params else "",
        bytes=sum(_size(w) * bytes_of(str(w.dtype)) for w in here),
        note=note,
    )


def _note(
    call: Call, weights: list[Any], known: set[int], owners: dict[int, str]
) -> str:
    """Say what is not counted here."""
    if call.idle:
        return "not called: nothing flows through it, but the model keeps its weights"
    if call.turn > 1:
        return f"shared: call {call.turn} of {call.turns}; its weights count once"
    shared = [weight for weight in weights if id(weight) in owners]
    strange = sum(_size(weight) for weight in weights if id(weight) not in known)
    told = []
    if shared:
        names = ", ".join(dict.fromkeys(owners[id(weight)] for weight in shared))
        total = number(sum(map(_size, shared)))
        told.append(f"shares {total} parameters with {names}; they count there")
    if strange:
        told.append(f"{number(strange)} parameters that the model does not keep")
    if call.turns > 1:
        told.append(f"shared: call 1 of {call.turns}; its weights count once")
    return "; ".join(told)


def bytes_of(dtype: str) -> int:
    """Return the bytes of one number, such as 4 of `float32`; 0 of text."""
    bits = _BITS.search(dtype)
    return max(int(bits[0]) // 8, 1) if bits else int(dtype == "bool")


def _size(weight: Any) -> int:
    return math.prod(int(n) for n in weight.shape)


def product(numbers: Iterable[Any]) -> str:
    """Write a product."""
    return "·".join(str(n) for n in numbers)


def _sum(call: Call, weights: list[Any], params: int) -> str:
    """Write how parameters come about; the sizes of the weights where all else fails.

    What is written is computed before it is shown.
    """
    shapes = [tuple(int(n) for n in weight.shape) for weight in weights]
    for text in (_own_sum(call), _by_kind(call, shapes)):
        if text and _evaluate(text) == params:
            return text
    return " + ".join(product(shape) or "1" for shape in shapes)


def _own_sum(call: Call) -> str:
    own = getattr(call.layer, "diagram_sum", None)
    if own is None:
        return ""
    try:
        return str(own())
    except Exception as error:  # whatever a stranger's method may raise
        raise ValueError(
            f"diagram_sum() of layer '{call.name}' failed"
            f" ({type(error).__name__}: {error}): let it return text such as '2·6'"
        ) from error


def _evaluate(text: str) -> int | None:
    """Compute a sum of products; None if it is anything else."""
    if not _SUM.fullmatch(text):
        return None
    try:
        return int(eval(text.replace("·", "*"), {"__builtins__": {}}))
    except (SyntaxError, TypeError, ValueError):
        return None


def _by_kind(call: Call, shapes: list[tuple[int, ...]]) -> str:
    """Write (inputs + 1)·units and the like, where a bias stands with each unit."""
    name = keras_class(call.layer)
    biased = len(shapes) == 2 and len(shapes[1]) == 1
    if name in ("Conv", "Dense") and biased:
        *field, units = shapes[0]
        return f"({product(field)} + 1)·{units}"
    if name == "ConvTranspose" and biased and len(shapes[0]) > 2:
        *kernel, units, channels = shapes[0]
        return f"({product([*kernel, channels])} + 1)·{units}"
    if name == "DepthwiseConv" and biased and len(shapes[0]) > 2:
        *kernel, channels, multiplier = shapes[0]
        return f"({product(kernel)} + 1)·{channels * multiplier}"
    if kind_of(call.layer) == "norm" and len(set(shapes)) == 1 and len(shapes[0]) == 1:
        return f"{len(shapes)}·{shapes[0][0]}"
    return ""
