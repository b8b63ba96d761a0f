"""Makes of a cell a text that runs alone: the cell, and above it all that it needs.

What it imports from the project's own files is put in place of the import, as far as
that can be done: names that two files give to different things, and modules that are
used as such, stay imports.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lessonkit.project import Project
from lessonkit.run import syntax
from lessonkit.run.closure import closure, closure_of
from lessonkit.run.effects import Statement
from lessonkit.run.fingerprint import (
    absolute_imports,
    installed_in_place,
    local_modules,
    module_files,
)
from lessonkit.run.snippet import Cell, Snippet
from lessonkit.run.statements import outline
from lessonkit.text import decoded

_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True)
class Alone:
    """A cell, and what it needs to run alone.

    Attributes:
        before: The lines that have to stand above it; may be empty.
        source: Its own lines.
        works: Whether what stands above calls what may take its time.
        later: Names that its functions need and that only later cells define.
        files: Files of the project that it needs beside it, relative to the root.
        beside: Whether it asks for its own place, to read what lies there.
    """

    before: str
    source: str
    works: bool = False
    later: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    beside: bool = False

    @property
    def text(self) -> str:
        """All of it."""
        return self.before + self.gap + self.source + "\n"

    @property
    def gap(self) -> str:
        """What stands between the two, as Python's style has it."""
        if not self.before:
            return ""
        above, own = syntax.tree(self.before).body, syntax.tree(self.source).body
        near = (*above[-1:], *own[:1])
        defines = any(hasattr(node, "decorator_list") for node in near)
        return "\n\n\n" if defines else "\n\n"

    @property
    def lines(self) -> int:
        """How many lines stand above it, blank ones left out."""
        return sum(bool(line.strip()) for line in self.before.split("\n"))


def alone(project: Project, snippet: Snippet, cell: Cell) -> Alone:
    """Return a code cell with what it needs to run alone.

    Raises:
        LessonError: A file cannot be read.
    """
    source = cell.source.rstrip()
    last = cell.line + source.count("\n")
    found = closure(snippet.text, cell.line, last)
    before = _inlined(project, snippet.path, found.text, source, (snippet.path,))
    whole = f"{before}\n{source}\n"
    return Alone(
        before,
        source,
        found.works,
        found.later,
        tuple(_files(project, snippet.path, whole)),
        _asks_for_its_place(whole),
    )


def _asks_for_its_place(text: str) -> bool:
    if "__file__" not in text:
        return False
    names = (p for p in syntax.parts(syntax.tree(text)) if isinstance(p, ast.Name))
    return any(name.id == "__file__" for name in names)


def _inlined(
    project: Project, path: Path, text: str, below: str, seen: tuple[Path, ...]
) -> str:
    """Put what a text imports from the project's files in the place of the imports."""
    if not _imports_of(project, path, text):
        return text
    for s in outline(text):
        put = _in_place_of(project, path, text, below, s, seen)
        if put is not None:
            lines = text.split("\n")
            head = "\n".join(lines[: s.first - 1]).strip("\n")
            tail = "\n".join(lines[s.last :]).strip("\n")
            again = "\n\n\n".join(filter(None, (head, put, tail)))
            return _inlined(project, path, again, below, seen)
    return text


def _in_place_of(
    project: Project,
    path: Path,
    text: str,
    below: str,
    statement: Statement,
    seen: tuple[Path, ...],
) -> str | None:
    """Return what may stand in the place of an import; None where it has to stay."""
    node = statement.nodes[0]
    if not isinstance(node, ast.ImportFrom) or len(statement.nodes) > 1:
        return None
    if node.level or any(alias.asname for alias in node.names):
        return None
    where = _module(project, path, node.module or "")
    if where is None or where in seen:
        return None
    inside = decoded(where, project.relative(where))
    names = frozenset(alias.name for alias in node.names)
    found = closure_of(inside, names)
    if found is None:
        return None
    made = _inlined(project, where, found.text, "", (*seen, where))
    if any(_files(project, where, made)) or _asks_for_its_place(made):
        return None
    around = [s for s in outline(text) if s is not statement]
    above = [s for s in around if s.last < statement.first]
    return _fitted(made, above, [*around, *outline(below)], set(names))


def _fitted(
    made: str, above: list[Statement], around: list[Statement], asked: set[str]
) -> str | None:
    """Leave out imports that are there already; None if a name means two things."""
    there, alike = _imported_by(above), _imported_by(around)
    bound = set().union(*(s.binds for s in around)) - asked
    read = set().union(*(s.reads for s in around)) - bound - asked
    lines, dropped = made.split("\n"), set()
    for s in outline(made):
        imports = _imported_by([s])
        if imports and imports <= there:
            dropped |= {*range(s.first, s.last + 1)}
        elif imports and imports <= alike:
            continue  # what is imported further down is not there yet
        elif s.binds & (bound | read | _builtins_read(around)):
            return None
    kept = [line for n, line in enumerate(lines, 1) if n not in dropped]
    return "\n".join(kept).strip("\n")


def _imported_by(found: list[Statement]) -> set[str]:
    """List the lines that import something."""
    return {ast.unparse(node) for s in found for node in s.nodes if s.packages}


def _builtins_read(around: list[Statement]) -> set[str]:
    """Name what is read somewhere and bound nowhere: Python's own."""
    names = {
        part.id
        for s in around
        for node in s.nodes
        for part in syntax.parts(node)
        if isinstance(part, ast.Name)
    }
    return names & _BUILTINS


def _module(project: Project, path: Path, name: str) -> Path | None:
    """Return the file of a module of the project, if it is one."""
    for base in (path.parent, project.root, *installed_in_place(project.root)):
        found = [p for p in module_files(str(base), name) if p.is_file()]
        if found and found[-1].stem == name.split(".")[-1]:
            return found[-1]
    return None


def _files(project: Project, path: Path, text: str) -> Iterator[str]:
    """Name the project's files that a text imports, and those that these import."""
    found = _imports_of(project, path, text)
    every = found.union(*(local_modules(project, file) for file in found))
    for file in sorted(every):
        if file.name != "__init__.py" or _does_something(file, project):
            yield project.relative(file)


def _does_something(file: Path, project: Project) -> bool:
    """Say whether a file holds more than a sentence about itself."""
    tree = syntax.tree(decoded(file, project.relative(file)))
    return bool(tree.body[1:]) or (ast.get_docstring(tree) is None and bool(tree.body))


def _imports_of(project: Project, path: Path, text: str) -> set[Path]:
    """Return the project's files that a text imports, itself."""
    bases = [path.parent, project.root, *installed_in_place(project.root)]
    return {
        file
        for name in absolute_imports(text)
        for base in bases
        for file in module_files(str(base), name)
    }
