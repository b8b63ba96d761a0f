"""Folds a long network into stages, blocks and units, from its graph alone.

A *unit* is a layer with what follows it at once: its normalisation and activation.
A *block* is what lies between two points that all data must pass, if that is more than
one unit: a residual block, an inception module. A *stage* is a run of blocks and units
at one resolution. Names are not needed for that; where they agree, they name the group.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from snippets.diagrams.graph import Graph
from snippets.diagrams.groups import (
    FOLLOWERS,
    Group,
    calls_of,
    give_names,
    is_main,
    telling,
)
from snippets.diagrams.layers import kind_of

FEW = 16  # so many parts of a network stand side by side without stages
MANY = 40  # more than that in one group are folded again
_BLOCK = 14  # units; a larger block is taken apart
_BRANCH = 6  # units; a longer branch of such a block becomes a group


def fold(graph: Graph) -> Group:
    """Return a graph as a tree of groups; the root is the network."""
    folder = _Folder(graph)
    items = folder.nest(list(range(len(graph.calls))), 0)
    root = Group("network", folder.arrange(items), graph.name)
    give_names(root, graph.calls)
    return root


class _Folder:
    def __init__(self, graph: Graph) -> None:
        self.calls = graph.calls
        self.kinds = [kind_of(call.layer) for call in graph.calls]
        self.outputs = graph.outputs
        self.uses: Counter[int] = Counter(n for c in graph.calls for n in c.sources)
        self.uses.update(graph.outputs)

    def nest(self, positions: list[int], depth: int) -> list[int | Group]:
        """Make each nested model a group; its calls follow one another."""
        items: list[int | Group] = []

        def inside(position: int) -> str:
            path = self.calls[position].path
            return path[depth] if len(path) > depth else ""

        for name, run in groupby(positions, key=inside):
            if name:
                inner = self.nest(list(run), depth + 1)
                items.append(Group("model", self.arrange(inner), name))
            else:
                items += run
        return items

    def arrange(self, items: list[int | Group]) -> list[int | Group]:
        """Fold one level: units, then blocks, then stages where there are many."""
        units = self.units(items)
        trunk, sides = self.split(units)
        parts: list[int | Group] = []
        for run in self.segments(trunk):
            if len(run) == 1:
                parts += run
            elif len(run) <= _BLOCK:
                parts.append(Group("block", run))
            elif len(run) > len(trunk) // 2:
                parts += self.take_apart(run)
            else:
                parts.append(Group("block", self.take_apart(run)))
        parts = self.stages(parts) if len(parts) > FEW else parts
        parts += [Group("branch", side) if len(side) > 1 else side[0] for side in sides]
        return shorten(parts)

    def units(self, items: list[int | Group]) -> list[int | Group]:
        """Glue followers to the layer before them, and what prepares to the next."""
        owner = self.owners(items)
        glued: list[list[int | Group]] = []
        home: dict[int, int] = {}  # item -> its unit
        for position, item in enumerate(items):
            before = self.only_source(item, owner)
            unit = home.get(before, -1) if before is not None else -1
            last = unit >= 0 and glued[unit][-1] is items[before or 0]
            if last and self.joins(glued[unit], item):
                glued[unit].append(item)
            else:
                unit = len(glued)
                glued.append([item])
            home[position] = unit
        return [one[0] if len(one) == 1 else Group("unit", one) for one in glued]

    def only_source(self, item: int | Group, owner: dict[int, int]) -> int | None:
        """Return the item before this one if the two are alone with each other."""
        if not isinstance(item, int) or len(self.calls[item].sources) != 1:
            return None
        source = self.calls[item].sources[0]
        return owner.get(source) if self.uses[source] == 1 else None

    def joins(self, unit: list[int | Group], item: int | Group) -> bool:
        """Tell whether a layer belongs to the unit before it."""
        if not all(isinstance(part, int) for part in unit) or not isinstance(item, int):
            return False
        kinds = [self.kinds[part] for part in unit if isinstance(part, int)]
        mains = [self.kinds[p] for p in unit
                 if isinstance(p, int) and is_main(self.calls[p])]  # fmt: skip
        if self.kinds[item] in FOLLOWERS:
            return kinds != ["input"] and "flatten" not in mains
        prepares = not mains and kinds != ["input"]  # padding, or norm and activation
        return prepares and self.kinds[item] in ("conv", "pool", "dense")

    def owners(self, items: Sequence[int | Group]) -> dict[int, int]:
        """Map each call to the position of the item that holds it."""
        return {call: n for n, item in enumerate(items) for call in calls_of(item)}

    def sources(self, items: Sequence[int | Group]) -> list[set[int]]:
        """Return for each item the positions of the items before it."""
        owner = self.owners(items)
        return [
            {owner[s] for call in calls_of(item) for s in self.calls[call].sources
             if s in owner} - {n}
            for n, item in enumerate(items)
        ]  # fmt: skip

    def split(
        self, units: list[int | Group]
    ) -> tuple[list[int | Group], list[list[int | Group]]]:
        """Set side branches apart: what the main output does not need."""
        owner, sources = self.owners(units), self.sources(units)
        main = next((owner[n] for n in self.outputs if n in owner), None)
        if main is None:
            return units, []
        needed, waiting = {main}, [main]
        while waiting:
            for source in sources[waiting.pop()] - needed:
                needed.add(source)
                waiting.append(source)
        trunk = [unit for n, unit in enumerate(units) if n in needed]
        rest = [unit for n, unit in enumerate(units) if n not in needed]
        return trunk, self.components(rest)

    def components(self, items: list[int | Group]) -> list[list[int | Group]]:
        """Part items that are not connected with one another."""
        home = list(range(len(items)))

        def top(n: int) -> int:
            while home[n] != n:
                home[n] = home[home[n]]
                n = home[n]
            return n

        for n, sources in enumerate(self.sources(items)):
            for source in sources:
                home[top(n)] = top(source)
        found: dict[int, list[int | Group]] = {}
        for n, item in enumerate(items):
            found.setdefault(top(n), []).append(item)
        return list(found.values())

    def segments(self, items: list[int | Group]) -> Iterator[list[int | Group]]:
        """Cut where all that is known so far lies in a single item's output."""
        sources = self.sources(items)
        last_use = list(range(len(items)))
        for n, before in enumerate(sources):
            for source in before:
                last_use[source] = max(last_use[source], n)
        starts = [n for n, before in enumerate(sources) if not before]
        reach, run = max(starts, default=0) if len(starts) > 1 else 0, []
        for n, item in enumerate(items):
            run.append(item)
            if reach <= n:
                yield run
                run = []
            reach = max(reach, last_use[n])
        if run:
            yield run

    def take_apart(self, block: list[int | Group]) -> list[int | Group]:
        """Fold a large block: its branches, or else its resolutions."""
        *body, end = block
        branches = self.components(body)
        if len(branches) == 1:
            return self.stages(block)
        folded: list[int | Group] = []
        for branch in branches:
            if len(branch) > _BRANCH:
                folded.append(Group("branch", self.stages(branch)))
            else:
                folded += branch
        return sorted([*folded, end], key=lambda item: max(calls_of(item)))

    def stages(self, parts: list[int | Group]) -> list[int | Group]:
        """Group what has the same resolution; pooling ends a stage."""
        runs: list[tuple[object, list[int | Group]]] = []
        for part in parts:
            place = self.resolution(part)
            pools = self.kinds[telling(self.calls, calls_of(part))] == "pool"
            inside = runs and place is not None and runs[-1][0] is not None
            if inside and (pools or runs[-1][0] == place):
                runs[-1][1].append(part)
                if pools:  # the next one starts a stage of its own
                    runs[-1] = ("pooled", runs[-1][1])
            else:
                runs.append((place, [part]))
        return [
            part for _, run in runs
            for part in (run if len(run) == 1 else [Group("stage", run)])
        ]  # fmt: skip

    def resolution(self, part: int | Group) -> object:
        """Return the spatial size behind a part; None for inputs and flat outputs."""
        last = calls_of(part)[-1]
        flat = len(self.calls[last].shape) < 2 or self.kinds[last] == "input"
        return None if flat else self.calls[last].shape[:-1]


def shorten(parts: list[int | Group]) -> list[int | Group]:
    """Fold a list that is too long to be seen, evenly, as often as needed."""
    while len(parts) > MANY:
        count = math.ceil(len(parts) / (MANY // 2))
        size = math.ceil(len(parts) / count)
        parts = [Group("part", parts[n : n + size]) for n in range(0, len(parts), size)]
    return parts
