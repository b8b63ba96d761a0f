"""Splits a file into its statements, and finds out what each binds and changes."""

from __future__ import annotations

from functools import lru_cache

from lessonkit.run import syntax
from lessonkit.run.effects import File, Names, Statement, reachable


@lru_cache(maxsize=512)
def statements(text: str) -> tuple[Statement, ...]:
    """List the statements at the top level of a file, with all that is known of them.

    Raises:
        SyntaxError: It is no Python.
    """
    grouped = _grouped(text)
    file = File(grouped)
    for statement in grouped:
        file.describe(statement)
    read = set().union(*(statement.reads for statement in grouped))
    for statement in grouped:
        others = (s.reads for s in grouped if s is not statement)
        _settle(statement, statement.binds - statement.reads - set().union(*others))
    lines = text.encode().split(b"\n")
    for statement in grouped:
        file.silence(statement, read, lines)
    return tuple(grouped)


@lru_cache(maxsize=512)
def outline(text: str) -> tuple[Statement, ...]:
    """List them with what they bind, read and import: that takes a tenth of the time.

    Raises:
        SyntaxError: It is no Python.
    """
    grouped = _grouped(text)
    names = Names(grouped)
    for statement in grouped:
        names.describe(statement)
    return tuple(grouped)


def _grouped(text: str) -> list[Statement]:
    grouped: list[Statement] = []
    for node in syntax.tree(text).body:
        decorators = getattr(node, "decorator_list", [])
        first = min(part.lineno for part in (node, *decorators))
        last = node.end_lineno or first
        if grouped and first <= grouped[-1].last:
            grouped[-1].nodes.append(node)
            grouped[-1].last = max(last, grouped[-1].last)
        else:
            grouped.append(Statement([node], first, last))
    return grouped


def _settle(s: Statement, private: set[str]) -> None:
    """Put in the place of names that only one statement uses what they stand for there.

    Loops use the same names over and over, for things that have nothing in common.
    """
    near: dict[str, set[str]] = {}
    for one, other, _ in s.shared:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    s.changes = (s.changes | reachable(s.changes & private, near)) - private
    s.alters = (s.alters | reachable(s.alters & private, near)) - private - s.changes
    for name in private:
        about = {
            (a if b == name else b, how) for a, b, how in s.shared if name in (a, b)
        }
        about = {(other, how) for other, how in about if other != name}
        s.shared = [pair for pair in s.shared if name not in pair[:2]]
        s.shared += [(a, b, x and y) for a, x in about for b, y in about if a < b]
