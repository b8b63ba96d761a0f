"""Where the parts of a group stand: ranks along the flow, lanes across it, links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ENTRY = -1


@dataclass(frozen=True)
class Placement:
    """The plan of one group.

    Attributes:
        ranks: One a part; what comes later stands further along.
        lanes: One a part; None for a part in the middle, past which nothing flows.
        links: From part, to part, track. `ENTRY` is the group's entry, the number of
            parts its exit. Track 0 is a direct way, others lead around the parts.
    """

    ranks: list[int]
    lanes: list[int | None]
    links: list[tuple[int, int, int]]


def place(count: int, pairs: Sequence[tuple[int, int]]) -> Placement:
    """Lay out the parts of a group.

    Args:
        count: How many parts there are; each stands after its sources.
        pairs: Who feeds whom, with `ENTRY` and `count` for the group's two ends.
    """
    pairs = sorted(set(pairs))
    before: list[list[int]] = [[] for _ in range(count + 1)]
    after: list[list[int]] = [[] for _ in range(count + 1)]  # [-1] is the entry's
    for a, b in pairs:
        before[b].append(a)
        after[a].append(b)
    rank = _ranks(count, before)
    lane = _lanes(count, before, after, rank)
    alone = _alone(count, pairs, rank)
    lanes = [None if alone[n] else lane[n] for n in range(count)]
    cells = {(rank[n], lane[n]) for n in range(count)}
    rank[ENTRY], rank[count] = -1, max(rank.values(), default=0) + 1
    used: list[tuple[int, int, int]] = []
    links = []
    for a, b in sorted(pairs, key=lambda pair: rank[pair[1]] - rank[pair[0]]):
        track = 0
        if not _is_free(a, b, rank, lanes, cells):
            track = _track(rank[a], rank[b], used)
            used.append((rank[a], rank[b], track))
        links.append((a, b, track))
    return Placement([rank[n] for n in range(count)], lanes, sorted(links))


def _ranks(count: int, before: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return the longest way from the entry to each part."""
    rank: dict[int, int] = {ENTRY: -1}
    for n in range(count):
        rank[n] = max((rank[a] for a in before[n]), default=-1) + 1
    return rank


def _lanes(
    count: int,
    before: Sequence[Sequence[int]],
    after: Sequence[Sequence[int]],
    rank: Mapping[int, int],
) -> dict[int, int]:
    """Keep a branch on one lane; of two, the longer keeps the first."""
    length: dict[int, int] = {count: 0}
    for n in reversed(range(count)):
        length[n] = 1 + max((length[b] for b in after[n] if b < count), default=0)
    lane: dict[int, int] = {}
    taken: dict[int, int] = {}  # lane -> last rank in use
    beside = Counter(rank[n] for n in range(count))

    def turn(n: int) -> tuple[int, int, int]:
        """Two ways: the longer one first. More: as they were defined, as in a paper."""
        return rank[n], 0 if beside[rank[n]] > 2 else -length[n], n

    for n in sorted(range(count), key=turn):
        sources = [a for a in before[n] if a >= 0]
        wish = lane[sources[0]] if sources else 0
        options = [wish, *range(len(taken) + 1)]
        lane[n] = next(k for k in options if taken.get(k, -1) < rank[n])
        end = max((rank[b] - 1 for b in after[n] if b < count), default=rank[n])
        keeps = len(after[n]) == 1 and len(before[min(after[n][0], count)]) > 1
        taken[lane[n]] = max(rank[n], end if keeps else rank[n])
    return lane


def _alone(
    count: int, pairs: Sequence[tuple[int, int]], rank: Mapping[int, int]
) -> list[bool]:
    """Tell for each part whether no other part or branch is beside it."""
    last = max((rank[n] for n in range(count)), default=0)
    beside = [0] * (last + 2)
    for n in range(count):
        beside[rank[n]] += 1
    passing = [0] * (last + 3)
    for a, b in pairs:
        end = last + 1 if b == count else rank[b]
        if a >= 0 and end - rank[a] > 1:
            passing[rank[a] + 1] += 1
            passing[end] -= 1
    total = 0
    for r in range(last + 1):
        total += passing[r]
        passing[r] = total
    return [beside[rank[n]] == 1 and passing[rank[n]] == 0 for n in range(count)]


def _is_free(
    a: int,
    b: int,
    rank: Mapping[int, int],
    lanes: Sequence[int | None],
    cells: set[tuple[int, int]],
) -> bool:
    """Tell whether a direct way meets no part between its ends."""
    between = range(rank[a] + 1, rank[b])
    if not between:
        return True
    own = lanes[a] if a >= 0 else None
    way = own if own is not None else (lanes[b] if b < len(lanes) else None)
    return way is not None and all((r, way) not in cells for r in between)


def _track(start: int, end: int, used: Sequence[tuple[int, int, int]]) -> int:
    """Return the innermost track on which nothing overlaps."""
    blocked = {track for a, b, track in used if a < end and start < b}
    return next(track for track in range(1, len(blocked) + 2) if track not in blocked)
