"""A snippet: one percent-format Python file, read into named cells."""

from __future__ import annotations

import ast
import json
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.machinery import PathFinder
from pathlib import Path

from lessonkit.cache import per_build, per_file
from lessonkit.disk_cache import made
from lessonkit.errors import LessonError, nearest
from lessonkit.installed import version
from lessonkit.project import Project
from lessonkit.text import decoded

CELLS = "cells"  # where snippets are kept as Jupytext reads them
DEFAULT_TIME_LIMIT = 120  # seconds of wall time; a hang, not slowness, is the enemy

_NAME = re.compile(r"[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)*")
_CELL_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MARKER = re.compile(r"# ?%%")
_GLUED = re.compile(r"# ?%%[^\s%]")
_TIME_LIMIT = re.compile(r"^#+ *time[ -]*limit\b(.*)$", re.MULTILINE | re.IGNORECASE)
_SECONDS = re.compile(r"# time limit: ([1-9]\d{0,5}) s")
_PERCENT = {"extension": ".py", "format_name": "percent", "comment_magics": False}


@dataclass(frozen=True)
class Cell:
    """One cell of a snippet.

    Attributes:
        kind: `code` or `markdown`.
        name: What pages call it; empty for a cell without a title.
        source: Its text, without the `# %%` line.
        line: The file's line on which `source` starts (from 1).
    """

    kind: str
    name: str
    source: str
    line: int


@dataclass(frozen=True)
class Snippet:
    """A parsed snippet.

    Attributes:
        name: Path below `snippets/` without `.py`, e.g. `experiments/orbits`.
        path: The file.
        title: First line of the module docstring.
        prose: The rest of the docstring, Markdown.
        cells: All cells, in order; the docstring is not among them.
        time_limit: Seconds of wall time before the run counts as hanging.
    """

    name: str
    path: Path
    title: str
    prose: str
    cells: tuple[Cell, ...]
    time_limit: int = DEFAULT_TIME_LIMIT
    where: str = field(default="", compare=False)

    @cached_property
    def code(self) -> tuple[Cell, ...]:
        """The cells that run."""
        return tuple(cell for cell in self.cells if cell.kind == "code")

    def index(self, name: str) -> int:
        """Return the position of the code cell `name` among the code cells.

        Raises:
            LessonError: No code cell has that name.
        """
        for position, cell in enumerate(self.code):
            if cell.name == name:
                return position
        known = [cell.name for cell in self.code if cell.name]
        raise LessonError(f"no cell `{name}` in {self.where}", nearest(name, known))


@per_build
def find(project: Project, name: str) -> Snippet:
    """Read the snippet that a page calls `name`.

    Raises:
        LessonError: The name is malformed, leads outside `snippets/`, or no such
            snippet exists; or the file itself is malformed.
    """
    if not _NAME.fullmatch(name):
        raise LessonError(
            f"`{name}` is not a snippet name",
            "Use the path below snippets/ without .py, such as `experiments/orbits`:"
            " lower-case letters, digits and _.",
        )
    path = project.snippets / f"{name}.py"
    if not path.is_file():
        raise LessonError(
            f"no snippet `{name}`", nearest(name, (n for n, _ in _files(project)))
        )
    if not _has_cells(path):
        raise LessonError(
            f"no cell in {project.relative(path)}",
            "Begin each with a line `# %% name`, below the docstring.",
            project.relative(path),
        )
    if _hides(path):
        raise LessonError(
            f"`{path.name}` hides the package `{path.stem}` from all snippets beside"
            f" it, which would import this file",
            f"Rename it, such as `{path.stem}_shown.py`.",
            project.relative(path),
        )
    if not path.resolve().is_relative_to(project.snippets.resolve()):
        raise LessonError(
            f"`{name}` is a link to a file outside snippets/",
            "Copy the file into snippets/.",
        )
    return _parse(path, name, project)


def _hides(path: Path) -> bool:
    """Say whether a file has the name of a module that others want to import.

    `python FILE` looks for what is imported in the file's own folder first.
    """
    if path.stem in sys.stdlib_module_names:
        return True
    places = [sysconfig.get_path(name) for name in ("purelib", "platlib")]
    return PathFinder.find_spec(path.stem, places) is not None


def find_all(project: Project) -> tuple[list[Snippet], list[LessonError]]:
    """Read every snippet, sorted by name; malformed ones are errors, not snippets."""
    found, errors = _find_all(project)
    return [*found], [*errors]


@per_build
def _find_all(project: Project) -> tuple[list[Snippet], list[LessonError]]:
    found: list[Snippet] = []
    errors: list[LessonError] = []
    for name, path in _files(project):
        try:
            found.append(find(project, name))
        except LessonError as error:
            errors.append(error.at(project.relative(path)))
    return found, errors


def names(project: Project) -> list[str]:
    """List the names of all snippets without reading them."""
    return [name for name, _ in _files(project)]


@per_build
def _files(project: Project) -> tuple[tuple[str, Path], ...]:
    """List every file with cells; helper modules have none and are no snippets."""
    return tuple(
        (path.relative_to(project.snippets).with_suffix("").as_posix(), path)
        for path in sorted(project.snippets.rglob("*.py"))
        if path.name != "__init__.py"
        and "__pycache__" not in path.parts
        and _has_cells(path)
    )


def _has_cells(path: Path) -> bool:
    try:
        return _mentions_cells(path)
    except OSError:
        return False  # a folder, a broken link, or deleted a moment ago


@per_file
def _mentions_cells(path: Path) -> bool:
    return re.search(rb"^# ?%%", path.read_bytes(), re.MULTILINE) is not None


@per_file
def _parse(path: Path, name: str, project: Project) -> Snippet:
    where = project.relative(path)
    text = decoded(path, where)
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:  # a null byte is a ValueError
        line = getattr(error, "lineno", None) or 1
        raise LessonError(
            f"not valid Python: {getattr(error, 'msg', error)}",
            "Run the file with python to see more.",
            f"{where}:{line}",
        ) from None
    docstring = ast.get_docstring(tree)
    if not docstring:
        raise LessonError(
            "no module docstring",
            "Start the file with one; its first line is the notebook's title.",
            f"{where}:1",
        )
    title, _, prose = docstring.partition("\n")
    return Snippet(
        name=name,
        path=path,
        title=title.strip().rstrip("."),
        prose=prose.strip(),
        cells=tuple(_cells(project, text, where, tree.body[0].end_lineno or 1)),
        time_limit=_time_limit(text, where),
        where=where,
    )


def _time_limit(text: str, where: str) -> int:
    header = _TIME_LIMIT.search(text)
    if header is None:
        return DEFAULT_TIME_LIMIT
    seconds = _SECONDS.fullmatch(header[0].rstrip())
    if seconds is None:
        raise LessonError(
            f"`{header[0].strip()}` is not a time limit",
            "Give it in seconds, such as `# time limit: 90 s`.",
            f"{where}:{text[: header.start()].count(chr(10)) + 1}",
        )
    return int(seconds[1])


def _cells(
    project: Project, text: str, where: str, docstring_end: int
) -> Iterator[Cell]:
    lines = text.split("\n")  # as Python counts; `splitlines` knows more line ends
    starts = [n for n, line in enumerate(lines, 1) if _MARKER.match(line)]
    if lines[0].rstrip() == "# ---":
        raise LessonError(
            "a YAML header", "Remove it: the docstring stands first.", f"{where}:1"
        )
    if glued := next((n for n in starts if _GLUED.match(lines[n - 1])), None):
        raise LessonError(
            f"`{lines[glued - 1].strip()}` begins no cell",
            "Put a space between `%%` and the name.",
            f"{where}:{glued}",
        )
    read = _read(project, text)
    head = [] if starts and not any(map(str.strip, lines[: starts[0] - 1])) else [0]
    if len(head + starts) != len(read):
        raise LessonError(
            f"{len(starts)} `# %%` lines but {len(read) - len(head)} cells",
            "Indent or split the `# %%` that stands inside a string.",
            f"{where}:1",
        )
    seen: dict[str, int] = {}
    ends = [*starts[1 - len(head) :], len(lines) + 1]
    for start, end, cell in zip(head + starts, ends, read, strict=True):
        kind, title, source = cell
        line = start + 1
        if start == 0:  # what stands before the first marker
            body = lines[docstring_end : end - 1]
            if all(not part.strip() or part.startswith("#") for part in body):
                continue
            blank = next(n for n, part in enumerate(body) if part.strip())
            source, line = "\n".join(body[blank:]), docstring_end + 1 + blank
        elif kind == "code":
            while line < end and not lines[line - 1].strip():
                line += 1
            source = "\n".join(lines[line - 1 : end - 1])
        title = title.strip()
        if kind == "code" and title:
            if not _CELL_NAME.fullmatch(title):
                raise LessonError(
                    f"`{title}` is not a cell name",
                    "Use lower-case letters, digits and _, such as `# %% train`.",
                    f"{where}:{start}",
                )
            if title in seen:
                raise LessonError(
                    f"cell `{title}` is already defined on line {seen[title]}",
                    "Rename one of the two.",
                    f"{where}:{start}",
                )
            seen[title] = start
        if source.strip():
            yield Cell(kind, title, source.strip("\n"), line)


def _read(project: Project, text: str) -> list[tuple[str, str, str]]:
    """Return each cell's kind, title and source as Jupytext reads them.

    What it has read before is kept: it takes longer than all else that a file needs.
    """

    def read() -> str:
        import jupytext  # slow to import, too

        cells = jupytext.reads(text, fmt=_PERCENT).cells
        return json.dumps(
            [(c.cell_type, c.metadata.get("title") or "", c.source) for c in cells]
        )

    kept = json.loads(made(project, CELLS, [version("jupytext"), text], read))
    return [(kind, title, source) for kind, title, source in kept]
