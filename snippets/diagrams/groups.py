"""Groups of calls, and how they come by their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from snippets.diagrams.graph import Call
from snippets.diagrams.layers import is_padding, kind_of

FOLLOWERS = ("norm", "activation", "dropout")

_WORDS = re.compile(r"[A-Za-z]+|\d+")
_NUMBERED = re.compile(r".*\d")


@dataclass
class Group:
    """Some parts of a network, in an order in which they run.

    Attributes:
        form: `network`, `model`, `stage`, `block`, `branch` or `unit`.
        items: Positions of calls, and groups.
        name: What readers call it; unique among its neighbours.
    """

    form: str
    items: list[int | Group]
    name: str = ""
    _calls: tuple[int, ...] | None = field(default=None, repr=False)

    @property
    def calls(self) -> tuple[int, ...]:
        """Positions of all calls in it, in order."""
        if self._calls is None:
            self._calls = tuple(n for item in self.items for n in calls_of(item))
        return self._calls


def calls_of(item: int | Group) -> tuple[int, ...]:
    """Return the positions of an item's calls."""
    return (item,) if isinstance(item, int) else item.calls


def is_main(call: Call) -> bool:
    """Tell a layer that stands for itself from one that goes with another."""
    return kind_of(call.layer) not in FOLLOWERS and not is_padding(call.layer)


def telling(calls: Sequence[Call], positions: Sequence[int]) -> int:
    """Return the call that stands for a part: its last one that is no follower."""
    return ([n for n in positions if is_main(calls[n])] or list(positions))[-1]


def give_names(root: Group, calls: Sequence[Call]) -> None:
    """Name groups by what their layers' names have in common, else by number."""
    waiting = [root]
    while waiting:
        inner = [one for one in waiting.pop().items if isinstance(one, Group)]
        whole = {id(one): _common(one, calls) for one in inner}
        common = [_to_number(name) for name in whole.values()]
        common = [one.name or name for one, name in zip(inner, common, strict=True)]
        numbers: Counter[str] = Counter()
        for one, name in zip(inner, common, strict=True):
            numbers[one.form] += 1
            if one.form != "unit" and common.count(name) > 1:
                name = whole[id(one)]
                if list(whole.values()).count(name) > 1:
                    name = _ending(one, calls)
            one.name = one.name or name or f"{one.form} {numbers[one.form]}"
        waiting += inner


def _ending(group: Group, calls: Sequence[Call]) -> str:
    """Return the name of the sum or concatenation that a block ends with."""
    last = calls[telling(calls, group.calls)]
    joins = group.form == "block" and kind_of(last.layer) == "merge"
    return last.name if joins else ""


def _common(group: Group, calls: Sequence[Call]) -> str:
    """Return the words with which the names of all its weighted layers begin."""
    inside = [calls[n] for n in group.calls]
    if group.form == "unit":
        return calls[telling(calls, group.calls)].name
    heavy = [call for call in inside if kind_of(call.layer) in ("conv", "dense")]
    names = [call.name for call in heavy or inside]
    ends = [[m.end() for m in _WORDS.finditer(name)] for name in names]
    shared = 0
    for place in ends[0]:
        same = (name[:place] == names[0][:place] for name in names)
        if all(same) and all(place in each for each in ends):
            shared = place
    return names[0][:shared]


def _to_number(prefix: str) -> str:
    """Cut a name behind its number: of `block1_conv1` and `2`, this is `block1`."""
    numbered = _NUMBERED.match(prefix)
    return numbered[0] if numbered else prefix
