"""Times two sets of functions that do the same: the same calls, in turns, many times.

A page's clock goes in steps of a tenth of a millisecond, and the machine has other work
to do. So a round repeats the calls until the clock has gone on far enough; the two take
turns; and of all rounds the median counts.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

ROUNDS = 15
FEWEST = 3  # rounds, however long they take
ROUND = 0.02  # seconds of calls in a round, or
WHOLE = 0.15  # seconds of a round in all: what they are called with has to be copied
MOST = 3.0  # seconds for all rounds, unless there are too few
ALIKE = 1.2  # medians this close are about the same

Functions = dict[str, Callable[..., Any]]


class Call(NamedTuple):
    """What a function was called with."""

    name: str
    arguments: tuple[Any, ...]
    named: dict[str, Any]


def recorded(names: list[str], space: dict[str, Any], run: Any) -> list[Call]:
    """Return the calls of functions from outside while something runs.

    Args:
        names: What they are called.
        space: Where they are found, by name.
        run: What calls them.
    """
    calls: list[Call] = []
    own: Functions = {name: space[name] for name in names}
    depth = 0

    def watched(name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal depth
            if not depth:  # they may call each other
                calls.append(copy.deepcopy(Call(name, arguments, named)))
            depth += 1
            try:
                return own[name](*arguments, **named)
            finally:
                depth -= 1

        return call

    space.update({name: watched(name) for name in own})
    try:
        run()
    finally:
        space.update(own)
    return calls


def compared(one: Functions, other: Functions, calls: list[Call]) -> dict[str, Any]:
    """Time the same calls of both.

    Returns:
        `seconds`, how long all calls take with each, the median of `rounds`; and a
        `verdict`: they are `alike`, or `differ`, or it is `unclear`, as the rounds
        differ more than the two do.
    """
    both = one, other
    times: tuple[list[float], list[float]] = [], []
    repeats = [_repeats(functions, calls) for functions in both]
    began = time.perf_counter()
    for number in range(ROUNDS):
        if number >= FEWEST and time.perf_counter() - began > MOST:
            break
        turn = list(zip(both, repeats, times, strict=True))
        for functions, often, found in turn[:: -1 if number % 2 else 1]:
            found.append(_round(functions, calls, often)[0] / often)
    return {
        "seconds": [_share(found, 1 / 2) for found in times],
        "rounds": len(times[0]),
        "verdict": _verdict(*times),
    }


def _share(times: list[float], share: float) -> float:
    """Return the time that this share of all is not above: the median, a quartile."""
    return sorted(times)[int(share * len(times))]


def _verdict(one: list[float], other: list[float]) -> str:
    fast, slow = sorted((one, other), key=lambda times: _share(times, 1 / 2))
    if _share(slow, 1 / 2) < ALIKE * _share(fast, 1 / 2):
        return "alike"
    return "unclear" if _share(slow, 1 / 4) <= _share(fast, 3 / 4) else "differ"


def _repeats(functions: Functions, calls: list[Call]) -> int:
    """Find how often to repeat the calls in a round."""
    often = 1
    while True:
        seconds, whole = _round(functions, calls, often)
        if seconds >= ROUND or whole >= WHOLE:
            return often
        often *= 2


def _round(functions: Functions, calls: list[Call], often: int) -> tuple[float, float]:
    """Return the seconds that the calls take, and those of the whole round."""
    began = time.perf_counter()
    prepared = [
        (functions[call.name], copy.deepcopy((call.arguments, call.named)))
        for _ in range(often)
        for call in calls
    ]
    start = time.perf_counter()
    for function, (arguments, named) in prepared:
        with suppress(Exception):  # a check may ask for what is to be refused
            function(*arguments, **named)
    end = time.perf_counter()
    return end - start, end - began
