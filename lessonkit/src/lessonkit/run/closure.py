"""Finds what a part of a file needs to run alone: the lines above it that it rests on.

The file's statements are walked through backwards, from the part to the top. One comes
along if it gives a name its value that is needed below it, or may change the object
behind such a name; what it needs itself is looked for further up. A statement that only
shows something stays behind, and so do the prints in a loop that comes along.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lessonkit.run import syntax
from lessonkit.run.effects import Statement, reachable
from lessonkit.run.statements import statements

_MARKER = re.compile(r"# ?%%")


@dataclass(frozen=True)
class Closure:
    """What has to stand above a part of a file.

    Attributes:
        text: These lines of the file, with blank ones between what belongs apart.
        works: Whether one of them calls what may take its time, such as a training.
        later: Names that functions of the part need when they are called, and that
            only lines below it define.
    """

    text: str
    works: bool
    later: tuple[str, ...] = ()


def closure(text: str, first: int, last: int) -> Closure:
    """Find what the lines `first` to `last` of a Python file need to run alone.

    It is all that stands above them where names may come from nowhere in the text, as
    with `exec`.

    Args:
        text: The whole file.
        first: The first line (from 1).
        last: The last line.

    Raises:
        SyntaxError: The file is no Python.
    """
    found = statements(text)
    lines = text.split("\n")
    if any(s.unknown for s in found if s.first <= last):
        return Closure("\n".join(lines[: first - 1]).strip("\n"), works=True)
    part = [s for s in found if first <= s.first <= last]
    walk = _Backwards([s for s in found if s.last < first], part)
    for s in reversed(part):
        walk.take(s)
    needed = walk.needed()
    bound = _all(s.binds for s in (*needed, *part))
    wanted = _all(s.reads for s in (*needed, *part)) - bound
    later = wanted & _all(s.binds for s in found if s.first > last)
    works = any(s.works for s in needed)
    names = sorted(name for name in later if name.isidentifier())
    return Closure(_joined(needed, lines, first), works, tuple(names))


def closure_of(text: str, names: frozenset[str]) -> Closure | None:
    """Find the lines that give names of a file their values; None if one has none.

    Raises:
        SyntaxError: The file is no Python.
    """
    found = statements(text)
    if names - _all(s.binds for s in found if not s.packages):
        return None
    imported = [s for s in found if not _is_main(s)]
    walk = _Backwards(imported, [])
    walk.want(names)
    needed = walk.needed()
    works = any(s.works for s in needed)
    lines = text.split("\n")
    return Closure(_joined(needed, lines, len(lines) + 1), works)


def _is_main(s: Statement) -> bool:
    """Say whether a statement is what a file does only as a script."""
    tests = (ast.unparse(n.test) for n in s.nodes if isinstance(n, ast.If))
    return any("__name__" in test for test in tests)


def _all(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)


class _Backwards:
    """The walk through the statements above a part."""

    def __init__(self, above: list[Statement], part: list[Statement]) -> None:
        self._above = above
        self._reach: dict[str, set[str]] = {}
        self._same: dict[str, set[str]] = {}
        self._near: dict[str, set[str]] = {}
        everything = [*(s for s in above if not s.shows), *part]
        for s in everything:
            for name in s.binds | s.changes | s.alters:
                self._reach.setdefault(name, set()).update(s.reads)
            for one, other, same in s.shared:
                for a, b in ((one, other), (other, one)):
                    self._near.setdefault(a, set()).add(b)
                    if same:
                        self._same.setdefault(a, set()).add(b)
        self._imported = {n: s.packages for s in above if s.packages for n in s.binds}
        self._live: set[str] = set()
        self._packages: set[str] = set()
        self._drawn: set[str] = set()
        self._runs = False

    def want(self, names: Iterable[str]) -> None:
        """Note names that are needed below."""
        self._live |= reachable(names, self._reach)

    def needed(self) -> list[Statement]:
        """Return the statements that come along, in the file's order."""
        kept = []
        for s in reversed(self._above):
            if self._is_needed(s):
                self.take(s)
                kept.append(s)
        return kept[::-1]

    def _is_needed(self, s: Statement) -> bool:
        if any(getattr(node, "module", "") == "__future__" for node in s.nodes):
            return True
        if s.shows:
            return False
        if s.everything:
            return bool(self._live)
        live = self._live
        if s.binds & live or reachable(s.changes, self._near) & live:
            return True
        if reachable(s.alters, self._same) & live:
            return True
        if s.state & (self._packages | {""}) and self._runs:
            return True
        if s.seeds and self._drawn & (s.seeds | {""}):
            return True
        return bool(self._seeded(s) & (s.draws | {""}))

    def _seeded(self, s: Statement) -> set[str]:
        """Name the packages whose numbers are drawn below, and seeded above."""
        if not s.draws:
            return set()
        seeds = [o.seeds for o in self._above if o.seeds and o.last < s.first]
        seeded = set().union(*seeds) if self._drawn else set()
        return {p for p in seeded if p in s.draws or "" in s.draws}

    def take(self, s: Statement) -> None:
        """Note what a statement that comes along needs from above it."""
        self._live -= s.replaces
        self.want(s.reads)
        if s.reseeds:
            self._drawn.clear()  # what was drawn before no longer matters
        self._drawn |= s.draws
        used = s.packages or s.draws or s.changes or s.reads & set(self._imported)
        self._runs = self._runs or bool(used)
        for name in self._live & set(self._imported):
            self._packages |= self._imported[name]


def _unit(s: Statement, lines: list[str]) -> list[int]:
    """List a statement's lines, with the comment above it, without what only shows."""
    first = s.first
    while first > 1 and _is_comment(lines[first - 2]):
        first -= 1
    return [*range(first, s.first), *s.silent]


def _is_comment(line: str) -> bool:
    return line.startswith("#") and not _MARKER.match(line)


def _joined(needed: list[Statement], lines: list[str], end: int) -> str:
    """Put statements one below the other; all lines above `end` if that is no Python.

    Args:
        needed: The statements.
        lines: The file's lines.
        end: The line (from 1) above which they stand.
    """
    text = _stacked(needed, lines)
    try:
        syntax.tree(text)
    except SyntaxError:
        return "\n".join(lines[: end - 1]).strip("\n")
    return text


def _stacked(needed: list[Statement], lines: list[str]) -> str:
    """Put statements one below the other, about as far apart as the file has them."""
    text: list[str] = []
    before: tuple[Statement, int] | None = None
    for s in needed:
        unit = _unit(s, lines)
        if before:
            between = lines[before[1] : unit[0] - 1]
            apart = any(_MARKER.match(line) or not line.strip() for line in between)
            far = s.defines or before[0].defines
            text += [""] * (2 if far else int(apart))
        text += [lines[n - 1] for n in unit]
        before = s, unit[-1]
    return "\n".join(text)
