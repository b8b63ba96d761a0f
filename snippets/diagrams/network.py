"""A network as data: every layer with its figures, every group with its plan.

This is what the page's script draws; `picture` draws the same for a notebook.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from snippets.diagrams.cost import Cost, measure
from snippets.diagrams.field import Field, fields
from snippets.diagrams.graph import Call, Graph, Shape
from snippets.diagrams.groups import Group, calls_of, is_main, telling
from snippets.diagrams.layers import kind_of
from snippets.diagrams.lines import lines_of
from snippets.diagrams.own import NOTHING, own_settings, times
from snippets.diagrams.placement import ENTRY, place
from snippets.diagrams.tree import fold

_SIDE, _LEAST = 108.0, 7.0  # pixels: the largest and the smallest face
_THICK, _THIN = 34.0, 4.0  # pixels along the flow
_BAND = 4.0  # pixels: what follows in a unit
_SMALL = 16  # layers; so small a network is shown whole
_SLICES = 4  # a closed group shows at most so many
_COUNTED = {"conv": "convolution", "dense": "dense layer", "pool": "pooling"}

Node = dict[str, Any]


@dataclass(frozen=True)
class Network:
    """A model read, measured and folded.

    Attributes:
        graph: Its calls.
        costs: One a call.
        fields: One a call.
        root: The tree of groups.
    """

    graph: Graph
    costs: list[Cost]
    fields: list[Field]
    root: Group

    @classmethod
    def of(cls, graph: Graph) -> Network:
        """Measure and fold a graph."""
        return cls(graph, measure(graph), fields(graph), fold(graph))

    def data(self) -> dict[str, Any]:
        """Return what a script needs to draw the network, ready for JSON."""
        return _Writer(self).write()


def shape_text(shape: Shape) -> str:
    """Write a shape as `28 × 28 × 6`; an open dimension is `?`."""
    return " × ".join("?" if n is None else str(n) for n in shape) or "scalar"


def field_text(seen: Field) -> str:
    """Write a receptive field as `5 × 5`."""
    if not seen.known:
        return "unknown"
    if seen.whole:
        return "all of the input"
    return times("all" if n is None else n for n in seen.size) or NOTHING


def step_text(seen: Field) -> str:
    """Write the step from unit to unit in input pixels: `2`, or `2 × 1`, or `1/2`."""
    steps = [NOTHING if one is None else str(one) for one in seen.step]
    if not seen.known or not steps:
        return NOTHING
    return steps[0] if len(set(steps)) == 1 else times(steps)


class _Writer:
    """Writes nodes, parents first."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.calls = network.graph.calls
        shapes = [call.shape for call in self.calls]
        wide = [shape for shape in shapes if len(shape) > 1]
        self.side = max((n or 1 for s in wide for n in s[:-1]), default=1)
        self.deep = max((s[-1] or 1 for s in wide), default=1)
        self.long = max((s[0] or 1 for s in shapes if len(s) == 1), default=1)
        self.nodes: list[Node] = []

    def write(self) -> dict[str, Any]:
        links = self.links()
        waiting: list[tuple[int | Group, Node | None, int | None]] = [
            (self.network.root, None, None)
        ]
        while waiting:  # an explicit stack: groups nest deeply in a deep network
            item, parent, main = waiting.pop()
            node = self.group(item) if isinstance(item, Group) else self.layer(item)
            if main is not None and item != main and isinstance(item, int):
                # a band beside the main layer: a border must not hide what it is for
                node["size"] = [_BAND, *self.size(self.calls[main])[1:]]
            if parent is not None:
                parent["children"].append(len(self.nodes))
            self.nodes.append(node)
            if isinstance(item, Group):
                plan = place(len(item.items), links.get(id(item), []))
                node.update(
                    children=[], ranks=plan.ranks, lanes=plan.lanes,
                    links=[list(link) for link in plan.links],
                )  # fmt: skip
                own = self.main(item) if item.form == "unit" else None
                waiting += [(one, node, own) for one in reversed(item.items)]
        costs = self.network.costs
        total = self.sums(range(len(self.calls)))
        return {
            "name": self.network.graph.name,
            "totals": {
                "layers": len(self.calls),
                "unknown_macs": sum(cost.macs is None for cost in costs),
                **total,
            },
            "nodes": self.nodes,
        }

    def layer(self, position: int) -> Node:
        """Describe one call."""
        call, cost = self.calls[position], self.network.costs[position]
        seen = self.network.fields[position]
        node = {
            "name": call.name, "kind": kind_of(call.layer), "type": call.type,
            "label": call.name,
            "shape": "not called" if call.idle else shape_text(call.shape),
            "size": self.size(call), "params": cost.params, "sum": cost.params_sum,
            "trainable": cost.trainable, "macs": cost.macs, "macsum": cost.macs_sum,
            "field": field_text(seen), "step": step_text(seen),
            "weight_bytes": cost.weight_bytes,
            "activation_bytes": cost.activation_bytes,
        }  # fmt: skip
        own = own_settings(call)
        if own.window != NOTHING:
            node["window"] = own.window
        if own.activation != NOTHING:
            node["activation"] = own.activation
        if cost.note:
            node["note"] = cost.note
        lines = lines_of(call.layer)
        if lines:
            node["lines"] = [list(line) for line in lines]
        return node

    def group(self, group: Group) -> Node:
        """Describe a group by what it holds."""
        main = self.calls[self.main(group)]
        node: Node = {
            "name": group.name, "kind": "group", "label": group.name,
            "about": self.about(group), "shape": shape_text(self.end(group).shape),
            "size": self.size(main), "main": kind_of(main.layer),
            "slices": self.slices(group), **self.sums(group.calls),
        }  # fmt: skip
        if group.form == "unit":
            node["glued"] = True
            del node["slices"]
        elif group.form == "network" or len(self.calls) <= _SMALL:
            node["open"] = True
        return node

    def sums(self, calls: Sequence[int]) -> dict[str, int]:
        """Add up the figures of some calls; unknown ones count nothing."""
        costs = [self.network.costs[n] for n in calls]
        return {
            "params": sum(cost.params for cost in costs),
            "trainable": sum(cost.trainable for cost in costs),
            "macs": sum(cost.macs or 0 for cost in costs),
            "weight_bytes": sum(cost.weight_bytes for cost in costs),
            "activation_bytes": sum(cost.activation_bytes or 0 for cost in costs),
        }

    def about(self, group: Group) -> str:
        """Say what is inside, such as `3 blocks · 10 convolutions`."""
        kinds = Counter(kind_of(self.calls[n].layer) for n in group.calls)
        told = [
            _many(kinds[kind], word) for kind, word in _COUNTED.items() if kinds[kind]
        ]
        if not (kinds["conv"] or kinds["dense"]):
            told = [_many(len(group.calls), "layer")]
        blocks = [one for one in group.items if isinstance(one, Group)]
        blocks = [one for one in blocks if one.form in ("block", "model", "stage")]
        if len(blocks) > 1:
            form = blocks[0].form if len({one.form for one in blocks}) == 1 else "part"
            told.insert(0, _many(len(blocks), form))
        return " · ".join(told)

    def slices(self, group: Group) -> list[str]:
        """Return the kinds of what a closed group shows side by side, four at most."""
        kinds = [kind_of(self.calls[telling(self.calls, calls_of(item))].layer)
                 for item in group.items]  # fmt: skip
        main = kind_of(self.calls[self.main(group)].layer)
        pools = [kind == "pool" for kind in kinds]
        shown = [main] * min(max(len(kinds) - sum(pools), 1), _SLICES)
        before, behind = pools[0] and not all(pools), pools[-1]
        shown = shown[: _SLICES - before - behind]
        return ["pool"] * before + shown + ["pool"] * behind

    def main(self, group: Group) -> int:
        """Return the call that a group looks like."""
        costs = self.network.costs
        if group.form == "unit":
            return max(
                group.calls,
                key=lambda n: (is_main(self.calls[n]), costs[n].macs or 0, -n),
            )
        heavy = [n for n in group.calls if kind_of(self.calls[n].layer) == "conv"]
        if heavy:
            return heavy[-1]
        return max(group.calls, key=lambda n: (costs[n].macs or 0, costs[n].params))

    def end(self, group: Group) -> Call:
        """Return the call whose output leaves the group last."""
        return self.calls[group.calls[-1]]

    def size(self, call: Call) -> list[float]:
        """Return thickness, height and width in pixels, by the square root."""
        shape = [n or 1 for n in call.shape]
        if len(shape) < 2:
            length = _scaled(shape[0] if shape else 1, self.long, _SIDE)
            return [_THIN + 5.0, round(max(length, _LEAST), 1), 0]
        *space, channels = shape
        height, width = (space[-2], space[-1]) if len(space) > 1 else (space[0], 0)
        thick = _THIN + _scaled(channels, self.deep, _THICK - _THIN)
        return [
            round(thick, 1),
            round(max(_scaled(height, self.side, _SIDE), _LEAST), 1),
            round(max(_scaled(width, self.side, _SIDE), _LEAST), 1) if width else 0,
        ]

    def links(self) -> dict[int, list[tuple[int, int]]]:
        """Split every connection into its way out of groups, across, and in."""
        ways: dict[
            int, list[tuple[Group, int]]
        ] = {}  # call -> (group, place) from root
        waiting: list[tuple[int | Group, list[tuple[Group, int]]]] = [
            (self.network.root, [])
        ]
        while waiting:
            item, way = waiting.pop()
            if isinstance(item, int):
                ways[item] = way
            else:
                waiting += [
                    (one, [*way, (item, n)]) for n, one in enumerate(item.items)
                ]
        found: dict[int, list[tuple[int, int]]] = {}
        for target, call in enumerate(self.calls):
            for source in call.sources:
                self._connect(ways[source], ways[target], found)
        return found

    @staticmethod
    def _connect(
        out: list[tuple[Group, int]],
        into: list[tuple[Group, int]],
        found: dict[int, list[tuple[int, int]]],
    ) -> None:
        level = 0
        while out[level] == into[level]:
            level += 1
        group, start = out[level]
        found.setdefault(id(group), []).append((start, into[level][1]))
        for inner, position in out[level + 1 :]:
            found.setdefault(id(inner), []).append((position, len(inner.items)))
        for inner, position in into[level + 1 :]:
            found.setdefault(id(inner), []).append((ENTRY, position))


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _scaled(value: int, largest: int, pixels: float) -> float:
    return pixels * math.sqrt(value / max(largest, 1))
