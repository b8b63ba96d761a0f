"""How much of the input one output sees: receptive field and step, layer by layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from snippets.diagrams.graph import Call, Graph
from snippets.diagrams.rules import Notes, Step, look
from snippets.diagrams.sight import (
    Along,
    Fixed,
    Loose,
    Pixels,
    Seen,
    Sight,
    Unknown,
    plain,
)


@dataclass(frozen=True)
class Field:
    """What one unit sees of the model's input.

    Attributes:
        size: Input pixels along each spatial axis, borders not cut off, the most where
            units differ; None for all of an axis of open length. Empty where the input
            has no such axes.
        step: Input pixels between two neighbouring units along these axes; None where
            all units see the same.
        whole: It sees all of the input.
        known: False behind a layer of which nothing is known.
    """

    size: tuple[int | None, ...] = ()
    step: tuple[Fraction | None, ...] = ()
    whole: bool = False
    known: bool = True


_UNKNOWN = Field(known=False)


def fields(graph: Graph) -> list[Field]:
    """Return the receptive field of every call.

    Each axis of the input is followed on its own: a window of kernel k and dilation d,
    on units that are s input pixels apart, widens the field by (k - 1)·d·s, and what
    mixes a whole axis sees all of it. Where branches join, the field is what all of
    them see together. A layer without a rule makes what comes behind it unknown.
    """
    notes = Notes()
    sights = follow(graph, notes)
    shown = {
        position: _spatial(position, call, notes)
        for position, call in enumerate(graph.calls) if not call.feeds
    }  # fmt: skip
    return [_field(one[0] if one else None, shown) for one in sights]


def follow(graph: Graph, notes: Notes | None = None) -> list[list[Sight]]:
    """Return for each output of every call what its units see, axis by axis."""
    sights: list[list[Sight]] = []
    for position, call in enumerate(graph.calls):
        sights.append(_look(call, position, sights, notes or Notes()))
    return sights


def _look(
    call: Call, position: int, before: list[list[Sight]], notes: Notes
) -> list[Sight]:
    if type(call.layer).__name__ == "InputLayer":
        return [Sight.of_input(position, call.shape)]
    if not call.feeds:
        return [Sight(plain(shape), {}) for shape in call.output_shapes]
    sights = [
        _fitted(before[source][output], shape)
        for (source, output), shape in zip(call.feeds, call.input_shapes, strict=True)
    ]
    return look(Step(call, position, sights, notes))


def _fitted(sight: Sight, shape: tuple[int | None, ...]) -> Sight:
    """Take a tensor for one of another size: nested models may say less, or more."""
    if sight.sizes == shape:
        return sight
    if len(sight.axes) != len(shape):
        return sight.lost(shape)
    pairs = zip(sight.axes, shape, strict=True)
    axes = tuple((size,) if len(axis) == 1 else axis for axis, size in pairs)
    return replace(sight, axes=axes)


def _spatial(position: int, call: Call, notes: Notes) -> list[Pixels]:
    """Return an input's axes without that of its channels.

    The last axis holds them, unless something slides along it; a layer that has its
    channels first says so.
    """
    axes = [Pixels(position, n, size) for n, size in enumerate(call.shape)]
    first = [one for one in axes if one in notes.channels and one not in notes.slid]
    if first:
        return [one for one in axes if one not in first]
    return axes if axes[-1:] and axes[-1] in notes.slid else axes[:-1]


def _field(sight: Sight | None, shown: dict[int, list[Pixels]]) -> Field:
    if sight is None or not sight.seen:
        return Field()
    if not _is_known(sight, shown):
        return _UNKNOWN
    sources = sorted({pixels.source for pixels in sight.seen})
    if all(_sees_all(sight, source, shown[source]) for source in sources):
        return Field(whole=True)
    views = [[(p, sight.seen.get(p)) for p in shown[source]] for source in sources]
    views = [view for view in views if view]
    if not views:
        return Field()
    if len({len(view) for view in views}) > 1:
        return _UNKNOWN
    axes = list(zip(*views, strict=True))
    sizes = tuple(
        _largest(_size(pixels, seen) for pixels, seen in axis) for axis in axes
    )
    steps = tuple(_common(seen for _, seen in axis) for axis in axes)
    return Field(sizes, steps)


def _is_known(sight: Sight, shown: dict[int, list[Pixels]]) -> bool:
    return not any(
        isinstance(seen, Unknown)
        or (isinstance(seen, Loose) and pixels in shown[pixels.source])
        for pixels, seen in sight.seen.items()
        if pixels in shown[pixels.source] or not shown[pixels.source]
    )


def _sees_all(sight: Sight, source: int, shown: list[Pixels]) -> bool:
    """Tell whether all of one input is seen; of a vector, all its numbers."""
    if not shown:
        shown = [pixels for pixels in sight.seen if pixels.source == source]
    views = [sight.seen.get(pixels) for pixels in shown]
    return all(
        isinstance(seen, Fixed) and seen.span == pixels.all()
        for pixels, seen in zip(shown, views, strict=True)
    )


def _size(pixels: Pixels, seen: Seen | None) -> int | None:
    if isinstance(seen, Along):
        return seen.size or 0
    if not isinstance(seen, Fixed):
        return 0
    open_end = pixels.size is None and seen.span == pixels.all()
    return None if open_end else seen.span[1] - seen.span[0] + 1


def _largest(sizes: Iterable[int | None]) -> int | None:
    found = list(sizes)
    return None if None in found else max(size or 0 for size in found)


def _common(views: Iterable[Seen | None]) -> Fraction | None:
    """Return the step of all inputs along one axis, if it is the same."""
    steps = {seen.step for seen in views if isinstance(seen, Along)}
    return steps.pop() if len(steps) == 1 else None
