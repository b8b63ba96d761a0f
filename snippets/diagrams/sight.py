"""What the units of a tensor see of the model's inputs, axis by axis, in pixels."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

Span = tuple[int, int]  # first and last pixel
Place = tuple[int, int]  # an axis of a tensor, and a factor of that axis
Axes = tuple[tuple[int | None, ...], ...]

EVERYTHING: Span = (-(10**12), 10**12)  # of an axis whose length is open


@dataclass(frozen=True)
class Pixels:
    """One axis of one of the model's inputs.

    Attributes:
        source: The input's position among the calls.
        axis: Without the batch.
        size: None where it is open.
    """

    source: int
    axis: int
    size: int | None

    def all(self) -> Span:
        """Return the span of all pixels."""
        return EVERYTHING if self.size is None else (0, self.size - 1)

    def inside(self, span: Span) -> Span | None:
        """Cut off what lies beyond the borders."""
        first, last = self.all()
        cut = max(span[0], first), min(span[1], last)
        return cut if cut[0] <= cut[1] else None


@dataclass(frozen=True)
class Taps:
    """What a layer's units take along one axis: a pattern that repeats.

    Attributes:
        taken: For each unit of the pattern, the positions that it takes.
        advance: By so many positions the next repetition lies further.
        loses: Some positions at the end may be taken by none.
        floats: By how much all is shifted depends on a length that is open.
    """

    taken: tuple[tuple[int, ...], ...]
    advance: int
    loses: bool = False
    floats: bool = False


@dataclass(frozen=True)
class Along:
    """Each unit sees a span that moves along one axis of the tensor.

    Attributes:
        place: The axis along which it moves, and the factor of that axis.
        spans: Of the first units; None where a unit sees nothing.
        advance: So many pixels further see the next `len(spans)` units.
        shifts: Calls that shift it by a number that is not known.
        complete: All units together see all pixels, whatever their number.
    """

    place: Place
    spans: tuple[Span | None, ...] = ((0, 0),)
    advance: int = 1
    shifts: tuple[int, ...] = ()
    complete: bool = True

    @property
    def step(self) -> Fraction:
        """Pixels between neighbouring units."""
        return Fraction(self.advance, len(self.spans))

    @property
    def size(self) -> int | None:
        """Pixels that a unit sees, the most where they differ."""
        return max((b - a + 1 for a, b in filter(None, self.spans)), default=None)

    def at(self, unit: int) -> Span | None:
        """Return what one unit sees."""
        turn, phase = divmod(unit, len(self.spans))
        span = self.spans[phase]
        move = turn * self.advance
        return (span[0] + move, span[1] + move) if span else None

    def through(self, taps: Taps, call: int) -> Along | None:
        """Look through a layer; None if that cannot be known."""
        phases = len(self.spans)
        if self.shifts and phases > 1:
            return None
        rounds = phases // math.gcd(phases, taps.advance or phases)
        spans = tuple(
            hull(self.at(n * taps.advance + tap) for tap in taken)
            for n in range(rounds)
            for taken in taps.taken
        )
        return replace(
            self,
            spans=spans,
            advance=rounds * taps.advance * self.advance // phases,
            shifts=(*self.shifts, call) if taps.floats else self.shifts,
            complete=self.complete and not taps.loses,
        )

    def beside(self, other: Along) -> Along | None:
        """Join two views along the same axis; None if they drift apart."""
        if self.step != other.step or self.shifts != other.shifts:
            return None
        count = math.lcm(len(self.spans), len(other.spans))
        return replace(
            self,
            spans=tuple(hull([self.at(n), other.at(n)]) for n in range(count)),
            advance=int(self.step * count),
            complete=self.complete or other.complete,
        )


@dataclass(frozen=True)
class Fixed:
    """All units see the same span."""

    span: Span


@dataclass(frozen=True)
class Loose:
    """How much a unit sees differs along some axes; all units together see a span."""

    places: frozenset[Place]
    span: Span


@dataclass(frozen=True)
class Unknown:
    """Nobody knows."""


Seen = Along | Fixed | Loose | Unknown
UNKNOWN = Unknown()


def hull(spans: Iterable[Span | None]) -> Span | None:
    """Return the smallest span around some."""
    known = [span for span in spans if span]
    return (min(a for a, _ in known), max(b for _, b in known)) if known else None


def places_of(seen: Seen) -> frozenset[Place]:
    """Return the axes along which a view changes."""
    if isinstance(seen, Along):
        return frozenset([seen.place])
    return seen.places if isinstance(seen, Loose) else frozenset()


@dataclass(frozen=True)
class Sight:
    """What the units of one tensor see.

    Attributes:
        axes: The tensor's axes without the batch. One is made of several factors after
            several were reshaped into one: 7 × 7 × 64 flattened is ((7, 7, 64),).
        seen: The view of each input's axes; those that are not there it does not need.
    """

    axes: Axes
    seen: dict[Pixels, Seen]

    @classmethod
    def of_input(cls, source: int, shape: Sequence[int | None]) -> Sight:
        """Return the view of an input: each unit sees itself."""
        seen: dict[Pixels, Seen] = {
            Pixels(source, n, size): Along((n, 0)) for n, size in enumerate(shape)
        }
        return cls(plain(shape), seen)

    @property
    def sizes(self) -> tuple[int | None, ...]:
        """Return the tensor's shape."""
        return tuple(_product(axis) for axis in self.axes)

    def changes_along(self, axis: int) -> bool:
        """Tell whether units see different things along an axis."""
        views = self.seen.values()
        return any(place[0] == axis for seen in views for place in places_of(seen))

    def lost(self, shape: Sequence[int | None]) -> Sight:
        """Return a tensor of which nobody knows what it sees of the same inputs."""
        return Sight(plain(shape), dict.fromkeys(self.seen, UNKNOWN))

    def _each(self, axes: Axes, change: Callable[[Pixels, Seen], Seen | None]) -> Sight:
        changed = {pixels: change(pixels, seen) for pixels, seen in self.seen.items()}
        return Sight(axes, {p: seen for p, seen in changed.items() if seen})

    def mix(self, *chosen: int) -> Sight:
        """Let each unit see what all units along some axes see."""

        def mixed(pixels: Pixels, seen: Seen) -> Seen | None:
            gone = {place for place in places_of(seen) if place[0] in chosen}
            if not gone:
                return seen
            if isinstance(seen, Loose) and seen.places - gone:
                return Loose(seen.places - gone, seen.span)
            return self._together(pixels, seen)

        axes = tuple(
            (_product(axis),) if n in chosen else axis
            for n, axis in enumerate(self.axes)
        )
        return self._each(axes, mixed)

    def _together(self, pixels: Pixels, seen: Seen) -> Seen | None:
        """Return what all units see together; None for nothing."""
        if not isinstance(seen, Along):
            return Fixed(seen.span) if isinstance(seen, Loose) else seen
        axis, factor = seen.place
        count = self.axes[axis][factor]
        if pixels.size is None or count is None:
            return Fixed(pixels.all()) if seen.complete else UNKNOWN
        spans = filter(None, (seen.at(n) for n in range(count)))
        whole = hull(pixels.inside(span) for span in spans)
        return Fixed(whole) if whole else None

    def blur(self, *chosen: int) -> Sight:
        """Let units along some axes see an unknown share of what all of them see."""

        def blurred(pixels: Pixels, seen: Seen) -> Seen | None:
            here = {place for place in places_of(seen) if place[0] in chosen}
            whole = self._together(pixels, seen) if here else seen
            if here and isinstance(whole, Fixed):
                return Loose(places_of(seen), whole.span)
            return whole

        return self._each(self.axes, blurred)

    def slide(self, axis: int, taps: Taps, size: int | None, call: int) -> Sight:
        """Let a layer slide along an axis, which has `size` units afterwards."""
        single = len(self.axes[axis]) == 1

        def slid(pixels: Pixels, seen: Seen) -> Seen | None:
            if all(place[0] != axis for place in places_of(seen)):
                return seen
            if isinstance(seen, Along) and single:
                return seen.through(taps, call) or UNKNOWN
            return UNKNOWN

        axes = (*self.axes[:axis], (size,), *self.axes[axis + 1 :])
        return self._each(axes, slid)

    def resize(self, axis: int, size: int | None) -> Sight:
        """Give an axis along which nothing changes another length."""
        axes = (*self.axes[:axis], (size,), *self.axes[axis + 1 :])

        def kept(pixels: Pixels, seen: Seen) -> Seen | None:
            return UNKNOWN if any(p[0] == axis for p in places_of(seen)) else seen

        same = self.axes[axis] == (size,)
        return self if same else self._each(axes, kept)

    def move(self, to: dict[Place, Place], axes: Axes) -> Sight:
        """Give factors new places; what moves to none is unknown."""

        def moved(pixels: Pixels, seen: Seen) -> Seen | None:
            places = places_of(seen)
            if not places <= to.keys():
                return UNKNOWN
            if isinstance(seen, Along):
                return replace(seen, place=to[seen.place])
            if isinstance(seen, Loose):
                return replace(seen, places=frozenset(to[place] for place in places))
            return seen

        return self._each(axes, moved)

    def arrange(self, order: Sequence[int | None]) -> Sight:
        """Bring axes into another order; None is a new axis of length 1.

        Nothing may change along an axis that is left out: mix it first.
        """
        axes = tuple((1,) if n is None else self.axes[n] for n in order)
        to = {
            (old, factor): (new, factor)
            for new, old in enumerate(order)
            if old is not None
            for factor in range(len(self.axes[old]))
        }
        return self.move(to, axes)

    def reshape(self, shape: Sequence[int | None]) -> Sight:
        """Regroup the factors; what moves along a factor that is cut is unknown."""
        if tuple(shape) == self.sizes:
            return self
        old = [(size, (a, f)) for a, axis in enumerate(self.axes)
               for f, size in enumerate(axis)]  # fmt: skip
        carrying = {place for seen in self.seen.values() for place in places_of(seen)}
        found = _regroup(old, list(shape), carrying)
        if found is None:
            return self.lost(shape)
        axes, to = found
        return self.move(to, axes)


def plain(shape: Sequence[int | None]) -> Axes:
    """Return axes of one factor each."""
    return tuple((size,) for size in shape)


def join(sights: Sequence[Sight], shape: Sequence[int | None]) -> Sight:
    """See what several tensors see that are combined unit by unit, with broadcasting.

    Each must have as many axes as `shape`.
    """
    axes = list(plain(shape))
    for n, size in enumerate(shape):
        made = {one.axes[n] for one in sights
                if one.axes[n] != (size,) and _product(one.axes[n]) == size
                and one.changes_along(n)}  # fmt: skip
        if len(made) == 1:
            axes[n] = made.pop()
    seen: dict[Pixels, Seen] = {}
    for one in sights:
        for pixels, view in one.seen.items():
            fits = all(_fits(one.axes[a], axes[a]) for a, _ in places_of(view))
            mine: Seen = _without_ones(view, one.axes) if fits else UNKNOWN
            before = seen.get(pixels)
            seen[pixels] = both(pixels, before, mine, tuple(axes)) if before else mine
    return Sight(tuple(axes), seen)


def _fits(own: tuple[int | None, ...], common: tuple[int | None, ...]) -> bool:
    return own == common or _product(own) == 1


def _without_ones(view: Seen, axes: Axes) -> Seen:
    """An axis of one unit is repeated: all see what that one sees."""
    if isinstance(view, Along) and axes[view.place[0]] == (1,):
        span = view.at(0)
        return Fixed(span) if span else UNKNOWN
    return view


def both(pixels: Pixels, one: Seen, other: Seen, axes: Axes) -> Seen:
    """Join two views of the same pixels."""
    if one == other:
        return one
    for view in (one, other):
        if isinstance(view, Fixed) and view.span == pixels.all():
            return view
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return UNKNOWN
    if isinstance(one, Fixed) and isinstance(other, Fixed):
        return Fixed(hull([one.span, other.span]) or one.span)
    if isinstance(one, Along) and isinstance(other, Along) and one.place == other.place:
        beside = one.beside(other)
        if beside:
            return beside
    carrier = Sight(axes, {})
    wholes = [carrier._together(pixels, view) for view in (one, other)]
    if any(isinstance(whole, Unknown) for whole in wholes):
        return UNKNOWN
    span = hull([whole.span for whole in wholes if isinstance(whole, Fixed)])
    if span is None:
        return UNKNOWN
    return Loose(places_of(one) | places_of(other), span)


def _product(sizes: Iterable[int | None]) -> int | None:
    total = 1
    for size in sizes:
        if size is None:
            return None
        total *= size
    return total


_OPEN = 2**61 - 1  # a prime: stands for an open length while lengths are divided
Factor = tuple[int, Place]


def _regroup(
    old: Sequence[tuple[int | None, Place]],
    shape: Sequence[int | None],
    carrying: set[Place],
) -> tuple[Axes, dict[Place, Place]] | None:
    """Fill new axes with old factors, in order; cut those along which nothing changes.

    Returns:
        The new axes and where each old factor went, or None if they do not fit.
    """
    waiting = [
        (size or _OPEN, place) for size, place in old if size != 1 or place in carrying
    ]
    sizes = _closed(math.prod(size for size, _ in waiting), shape)
    if sizes is None:
        return None
    axes: list[tuple[int | None, ...]] = []
    to: dict[Place, Place] = {}
    for new, size in enumerate(sizes):
        factors = _take(size, waiting, carrying)
        if factors is None:
            return None
        last = new == len(sizes) - 1
        while waiting and waiting[0][0] == 1 and (last or (size == 1 and not factors)):
            factors.append(waiting.pop(0))  # a single unit sees what it sees
        to |= {place: (new, n) for n, (_, place) in enumerate(factors)}
        lengths = [length if length < _OPEN else None for length, _ in factors]
        axes.append(tuple(lengths) or (1,))
    return tuple(axes), {old: new for old, new in to.items() if old in carrying}


def _closed(total: int, shape: Sequence[int | None]) -> list[int] | None:
    """Put numbers for open lengths; None if the numbers of units do not agree."""
    opens = sum(size is None for size in shape)
    known = math.prod(size for size in shape if size is not None)
    if opens == 1 and known and total % (known * _OPEN) == 0:
        sizes = [total // known if size is None else size for size in shape]
    else:
        sizes = [_OPEN if size is None else size for size in shape]
    return sizes if math.prod(sizes) == total and total else None


def _take(
    size: int, waiting: list[Factor], carrying: set[Place]
) -> list[Factor] | None:
    """Take factors for an axis from the front of those that wait."""
    factors: list[Factor] = []
    while size > 1:
        length, place = waiting.pop(0)
        if size % length == 0:
            factors.append((length, place))
            size //= length
        elif length % size == 0 and place not in carrying:
            factors.append((size, place))
            waiting.insert(0, (length // size, place))
            size = 1
        else:
            return None
    return factors
