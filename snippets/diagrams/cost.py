"""What each call of a model needs: parameters, multiply-accumulates, memory."""

from __future__ import annotations

import math
from dataclasses import dataclass

from snippets.diagrams.graph import Call, Graph
from snippets.diagrams.weights import Weights, bytes_of, count_weights
from snippets.diagrams.work import count_work


@dataclass(frozen=True)
class Cost:
    """What a layer's call needs.

    Attributes:
        params: All its weights' numbers, also those that are not trained.
        trainable: Those that training changes.
        params_sum: The arithmetic of `params`, empty where there are none.
        macs: Multiply-accumulates for one sample; None where that is unknown.
        macs_sum: Their arithmetic.
        weight_bytes: Memory of the weights.
        activation_bytes: Memory of one sample's output; None for open dimensions.
        note: What must be said about the weights, such as where shared ones count.
    """

    params: int
    trainable: int
    params_sum: str
    macs: int | None
    macs_sum: str
    weight_bytes: int
    activation_bytes: int | None
    note: str = ""


def measure(graph: Graph) -> list[Cost]:
    """Count what every call costs; a weight counts with the first that uses it.

    Raises:
        ValueError: A layer's own count fails, or the parameters do not add up to what
            Keras counts.
    """
    pairs = zip(graph.calls, count_weights(graph), strict=True)
    return [_cost(call, weights) for call, weights in pairs]


def _cost(call: Call, weights: Weights) -> Cost:
    macs, macs_sum = count_work(call)
    outputs = [math.prod(s) for s in call.output_shapes if None not in s]  # type: ignore[arg-type]
    each = bytes_of(call.dtype)
    known = len(outputs) == len(call.output_shapes) and each
    return Cost(
        params=weights.params,
        trainable=weights.trainable,
        params_sum=weights.sum,
        macs=macs,
        macs_sum=macs_sum,
        weight_bytes=weights.bytes,
        activation_bytes=sum(outputs) * each if known else None,
        note=weights.note,
    )
