"""Assertions that carry a claim: `assert cnn > ann, "claim: cnn-wins"`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from lessonkit.cache import per_build
from lessonkit.errors import LessonError
from lessonkit.project import Project
from lessonkit.run.snippet import Snippet, find_all
from lessonkit.run.store import Entry
from lessonkit.run.syntax import statements

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MARK = "claim:"


@dataclass(frozen=True)
class Assertion:
    """An assertion of a snippet that a page's claim rests on.

    Attributes:
        id: The claim's.
        snippet: The snippet that asserts it.
        cell: The cell's position among the code cells.
        source: The condition, as written.
        names: What the condition reads, such as `scores["cnn"]`, in order.
        line: Its line in the file.
    """

    id: str
    snippet: Snippet
    cell: int
    source: str
    names: tuple[str, ...]
    line: int

    @property
    def where(self) -> str:
        """Name file and line."""
        return self.snippet.place(self.line)

    def numbers(self, entry: Entry) -> dict[str, list[float]]:
        """Return what each name stood for, where that is a number or a list of them."""
        found = {name: _numbers(_look_up(entry, name)) for name in self.names}
        return {name: values for name, values in found.items() if values}


class Assertions(NamedTuple):
    """All assertions that carry a claim, by its id.

    Attributes:
        found: Those that count.
        wrong: Why others do not: they may never run, cannot fail, are asserted
            elsewhere already, or their snippet cannot be read.
    """

    found: dict[str, Assertion]
    wrong: dict[str, LessonError]


@per_build
def assertions(project: Project) -> Assertions:
    """Look for assertions that carry a claim in all snippets."""
    found: dict[str, Assertion] = {}
    wrong: dict[str, LessonError] = {}
    snippets, unreadable = find_all(project)
    for snippet in snippets:
        for assertion, fault in _of(snippet):
            id = assertion.id
            if id in found:
                wrong[id] = LessonError(
                    f"the claim `{id}` is asserted in {found[id].where} already",
                    "One claim, one assertion: join the conditions, or rename one.",
                    assertion.where,
                )
            elif fault:
                wrong[id] = fault.at(assertion.where)
            else:
                found[id] = assertion
    for error in unreadable:
        file = project.root / error.where.partition(":")[0]
        for id in _mentioned(file):
            wrong.setdefault(id, error)
    return Assertions(found, wrong)


def _mentioned(file: Path) -> list[str]:
    """List the ids in a file that is no Python, or not even text."""
    text = file.read_bytes().decode(errors="replace") if file.is_file() else ""
    return [found[1] for found in re.finditer(rf"{_MARK} *({ID.pattern})", text)]


def _of(snippet: Snippet) -> Iterator[tuple[Assertion, LessonError | None]]:
    """Yield a snippet's assertions, each with what keeps it from being evidence."""
    cells = tuple((cell.source, cell.line) for cell in snippet.code)
    for id, cell, source, names, line, runs, same in _parsed(cells):
        fault = None
        if not ID.fullmatch(id):
            fault = LessonError(
                f"`{id}` is not a claim's id",
                "Use words in lower case with hyphens, such as `cnn-wins`.",
            )
        elif not runs:
            fault = LessonError(
                f"the assertion of `{id}` may never run: it stands inside of something",
                "Put it at the margin of its cell, outside of functions, conditions"
                " and loops.",
            )
        elif not names:
            fault = LessonError(
                f"the assertion of `{id}` reads nothing that the snippet computed",
                "Assert something of a name, such as `assert min(cnn) > max(ann), …`.",
            )
        elif same:
            fault = LessonError(
                f"the assertion of `{id}` compares `{same}` with itself",
                "Compare it with something that could come out otherwise.",
            )
        yield Assertion(id, snippet, cell, source, names, line), fault


_Parsed = tuple[str, int, str, tuple[str, ...], int, bool, str]


@lru_cache(maxsize=4096)
def _parsed(cells: tuple[tuple[str, int], ...]) -> tuple[_Parsed, ...]:
    """List id, cell, condition, names, line, whether it runs when the cell does, and
    what it compares with itself.
    """
    found: list[_Parsed] = []
    for position, (source, first) in enumerate(cells):
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue  # the run says so
        for node in statements(tree):
            if not isinstance(node, ast.Assert):
                continue
            message = node.msg.value if isinstance(node.msg, ast.Constant) else None
            if isinstance(message, str) and message.startswith(_MARK):
                id = message.removeprefix(_MARK).strip()
                condition = ast.get_source_segment(source, node.test) or ""
                names = tuple(dict.fromkeys(_names(node.test)))
                line = first + node.lineno - 1
                runs = node in tree.body
                same = _compared_with_itself(node.test)
                found.append((id, position, condition, names, line, runs, same))
    return tuple(found)


def _names(node: ast.AST) -> list[str]:
    """List what a condition reads, from left to right; a call's own name is none."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return [ast.unparse(node)]
    if isinstance(node, ast.Call):
        parts: list[ast.AST] = [*node.args, *(word.value for word in node.keywords)]
        if isinstance(node.func, ast.Attribute):
            parts.insert(0, node.func.value)
        return [name for part in parts for name in _names(part)]
    return [name for part in ast.iter_child_nodes(node) for name in _names(part)]


def _compared_with_itself(condition: ast.expr) -> str:
    """Return what stands on both sides of a comparison, or nothing."""
    for node in ast.walk(condition):
        if isinstance(node, ast.Compare):
            sides = [ast.unparse(side) for side in (node.left, *node.comparators)]
            for left, right in pairwise(sides):
                if left == right:
                    return left
    return ""


def _look_up(entry: Entry, name: str) -> Any:
    """Follow `scores["cnn"]` into what the snippet left."""
    path: list[str | int] = []
    node = ast.parse(name, mode="eval").body
    with suppress(ValueError, LessonError):  # a key that is worked out, or not kept
        while isinstance(node, ast.Subscript):
            path.insert(0, ast.literal_eval(node.slice))
            node = node.value
        if isinstance(node, ast.Name):
            return entry.look_up(node.id, path)
    return None


def _numbers(thing: Any) -> list[float]:
    if isinstance(thing, bool) or not isinstance(thing, (int, float, list)):
        return []
    listed = thing if isinstance(thing, list) else [thing]
    plain = all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in listed)
    return listed if plain else []
