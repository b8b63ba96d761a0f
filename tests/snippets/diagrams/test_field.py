"""Receptive fields: where the gradient is, axis by axis, or `unknown`."""

from __future__ import annotations

from collections import Counter
from typing import Any

import keras
import pytest
from hypothesis import HealthCheck, given, settings

from snippets.diagrams import layer_table
from snippets.diagrams.field import follow
from snippets.diagrams.graph import read_graph
from snippets.diagrams.sight import Along, Fixed, Pixels, Seen
from tests.monthly import monthly
from tests.snippets.diagrams import oracle, random_models
from tests.snippets.diagrams.test_architecture import APPLICATIONS

known: Counter[bool] = Counter()


def _agrees(model: keras.Model) -> None:
    """Compare what is told of the output with the gradient, unit by unit."""
    graph = read_graph(model)
    sight = follow(graph)[graph.outputs[0]][0]
    known[layer_table(model)[graph.outputs[0]]["receptive_field"] != "unknown"] += 1
    source = next(n for n, call in enumerate(graph.calls) if not call.feeds)
    sizes = model.input_shape[1:]
    told = [sight.seen.get(Pixels(source, n, size)) for n, size in enumerate(sizes)]
    units = oracle.crossing(model.output_shape[1:])
    crops = any(
        type(one).__name__ in ("Cropping2D", "GetItem") for one in model._operations
    )
    uncut, equal = 0, 0
    for unit, found in oracle.extents(oracle.differentiable(model), units):
        spans = [_span(one, unit) for one in told]
        if any(span is None for span in spans):
            assert set(found[0]) == {None}, unit  # it sees nothing
        elif all(_inside(span, size) for span, size in zip(spans, sizes, strict=True)):
            pairs = list(zip(spans, found[0], strict=True))
            same = all(a in (b, "unknown") for a, b in pairs)
            # zeros may stand where something was cut off
            assert same or (crops and all(_within(a, b) for a, b in pairs)), (
                spans,
                found,
            )
            uncut, equal = uncut + 1, equal + same
    assert equal or not uncut


def _within(told: Any, seen: Any) -> bool:
    return told == "unknown" or not seen or (told[0] <= seen[0] and seen[1] <= told[1])


def _span(told: Seen | None, unit: tuple[int, ...]) -> Any:
    """Return the first and last pixel that a unit sees, as far as that is told."""
    if isinstance(told, Along) and told.place[1] == 0 and told.place[0] < len(unit):
        return told.at(unit[told.place[0]])
    if isinstance(told, Fixed):
        return told.span
    return None if told is None else "unknown"


def _inside(span: Any, size: int) -> bool:
    """Tell whether no border cuts a field off."""
    return span == "unknown" or (span[0] >= 0 and span[1] < size)


def test_random_networks_see_what_is_told() -> None:
    @settings(
        max_examples=64, derandomize=True, suppress_health_check=list(HealthCheck),
        database=None, deadline=None,
    )  # fmt: skip
    @given(random_models.networks())
    def each(model: keras.Model) -> None:
        _agrees(model)

    known.clear()
    each()
    assert known[True] >= 50  # unknown would always agree


def _application(name: str) -> keras.Model:
    """Build a network for small images; without weights that would be downloaded."""
    build = getattr(keras.applications, name)
    return build(
        weights=None, include_top=False, input_shape=(*[SIDES.get(name, 64)] * 2, 3)
    )


# the smallest that these take
SIDES = {"InceptionV3": 75, "InceptionResNetV2": 75, "Xception": 71}
FEW = ["MobileNetV2", "ResNet50V2"]


@pytest.mark.parametrize(
    "name", [*FEW, *(monthly(name) for name in APPLICATIONS if name not in FEW)]
)
def test_networks_of_keras_see_what_is_told(name: str) -> None:
    model = _application(name)
    graph = read_graph(model)
    sight = follow(graph)[graph.outputs[0]][0]
    row = layer_table(model)[graph.outputs[0]]
    told = [
        sight.seen[Pixels(0, n, size)] for n, size in enumerate(model.input_shape[1:])
    ]
    middle = tuple(size // 2 for size in model.output_shape[1:3])
    copy = oracle.differentiable(model)
    (_, found), = oracle.extents(copy, iter([middle]))  # fmt: skip
    assert row["receptive_field"] != "unknown"
    for pixels, one, seen in zip(sight.seen, told, found[0], strict=True):
        span = _span(one, middle)
        assert seen and _within(span, seen)
        if _inside(span, pixels.size):
            assert span in (seen, "unknown")
    keras.backend.clear_session()
