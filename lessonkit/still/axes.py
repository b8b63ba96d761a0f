"""Axes: from numbers to pixels, and where the ticks stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lessonkit.figures import array

Part = dict[str, Any]
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass
class Axis:
    """One axis of a figure.

    Attributes:
        name: As the layout has it, `xaxis2`.
        part: What the layout says of it.
        start: Pixel of the range's first number.
        end: Pixel of the last; smaller than `start` for an upright axis.
        low: First number of the range; of a logarithmic axis the exponent.
        high: Last number.
        categories: Names in order, where it shows names.
    """

    name: str
    part: Part
    start: float = 0
    end: float = 1
    low: float = 0
    high: float = 1
    categories: list[Any] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """`linear`, `log` or `category`."""
        return str(self.part.get("type", "linear"))

    @property
    def upright(self) -> bool:
        """Whether it is a y axis."""
        return self.name.startswith("y")

    def inner(self, value: Any) -> float:
        """Return where a number stands within the range's own units."""
        if self.categories:
            if value in self.categories:
                return float(self.categories.index(value))
            return float(value)
        if self.kind == "log":
            return math.log10(value) if value > 0 else self.low
        return float(value)

    def pixel(self, value: Any) -> float:
        """Return where a number stands in the picture."""
        span = (self.high - self.low) or 1
        part = (self.inner(value) - self.low) / span
        return self.start + part * (self.end - self.start)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Return the pixel and the text of each tick within the range."""
        low, high = sorted((self.low, self.high))
        for value, text in self._ticks(low, high):
            if low - 1e-9 <= self.inner(value) <= high + 1e-9:
                yield self.pixel(value), text

    def _ticks(self, low: float, high: float) -> Iterator[tuple[Any, str]]:
        if "tickvals" in self.part:  # perhaps none
            given = list(array(self.part["tickvals"]))
            texts = list(array(self.part.get("ticktext")))
            for n, value in enumerate(given):
                yield value, str(texts[n]) if texts else self._text(value, 0)
        elif self.categories:
            for value in self.categories:
                yield value, str(value)
        elif self.kind == "log":
            yield from self._decades(low, high)
        else:
            step = self.part.get("dtick") or nice((high - low) / self._many())
            for n in range(
                math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1
            ):
                yield n * step, self._text(n * step, step)

    def _many(self) -> int:
        room = abs(self.end - self.start)
        return max(2, int(room / (48 if self.upright else 80)))

    def _decades(self, low: float, high: float) -> Iterator[tuple[float, str]]:
        within = (1, 2, 5) if high - low < 2 else (1,)
        every = max(1, round((high - low) / self._many()))
        for decade in range(math.floor(low), math.ceil(high) + 1):
            if decade % every == 0:
                for digit in within:
                    yield (
                        digit * 10.0**decade,
                        self._text(digit * 10.0**decade, 10.0**decade),
                    )

    def _text(self, value: Any, step: float) -> str:
        if not isinstance(value, (int, float)):
            return str(value)
        form = str(self.part.get("tickformat") or "")
        if form.endswith("%"):
            digits = form.rstrip("%").removeprefix(",").removeprefix(".") or "0"
            return f"{100 * value:.{digits}f}%"
        if "," in form:
            return f"{value:,.0f}"
        if self.kind == "log" and 0 < value < 1e-3:
            return "10⁻" + str(round(-math.log10(value))).translate(_SUPERSCRIPT)
        if abs(value) >= 1e4 and self.part.get("exponentformat") != "none":
            for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
                if abs(value) >= size:
                    return f"{value / size:g}{letter}".replace("-", "−")
        places = max(0, -math.floor(math.log10(step) + 1e-9)) if step else 0
        text = f"{value:.{places}f}" if step else f"{value:g}"
        return ("0" if float(text) == 0 else text).replace("-", "−")


def nice(step: float) -> float:
    """Return the next round step: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(
        digit * power for digit in (1, 2, 5, 10) if digit * power >= step * 0.999
    )


def spread(axis: Axis, values: Sequence[Any], padding: float, *, zero: bool) -> None:
    """Set an axis's range: the one it was given, or one that holds all values.

    Args:
        axis: The axis; changed.
        values: All that is shown along it.
        padding: Share of the span that stays free on both sides.
        zero: Whether zero belongs to it, as for bars.
    """
    given = axis.part.get("range")
    zero = zero or axis.part.get("rangemode") == "tozero"
    known = [v for v in values if v is not None]
    if axis.kind == "category" or any(isinstance(v, str) for v in known):
        axis.categories = list(dict.fromkeys(known))
        low, high = -0.5, len(axis.categories) - 0.5
    else:
        inner = [axis.inner(v) for v in known if axis.kind != "log" or v > 0] or [0, 1]
        low, high = min(inner), max(inner)
        if zero:
            low, high = min(low, 0), max(high, 0)
        span = (high - low) or 1
        low, high = low - padding * span, high + padding * span
        if zero and min(inner) >= 0:
            low = 0
    if given and all(end is not None for end in given):
        low, high = given[0], given[1]
    elif axis.part.get("autorange") == "reversed":
        low, high = high, low
    axis.low, axis.high = float(low), float(high)


def matched(axes: dict[str, Axis], part: Callable[[Axis], str | None]) -> None:
    """Give axes that match one another one range, which holds both."""
    for axis in axes.values():
        other = axes.get(part(axis) or "")
        if other and other is not axis:
            turned = axis.low > axis.high
            low = min(axis.low, axis.high, other.low, other.high)
            high = max(axis.low, axis.high, other.low, other.high)
            for one in (axis, other):
                one.low, one.high = (high, low) if turned else (low, high)
