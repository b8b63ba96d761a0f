"""The file of a snippet: Python with `# %%` cells, Markdown with code, or a notebook.

Whatever it is, it is read as Python in the percent format. That text is what runs, what
is hashed, taken apart and shown, and what a reader downloads; only messages go back to
the lines of the file itself.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lessonkit.cache import per_file
from lessonkit.disk_cache import code_of, made
from lessonkit.errors import LessonError
from lessonkit.installed import version
from lessonkit.project import Project
from lessonkit.run.magics import is_commented, without_magics
from lessonkit.text import decoded

PYTHON = ".py"
SUFFIXES = (PYTHON, ".md", ".ipynb")  # of a pair, the first of these is read
CELLS = "cells"  # where files are kept as Jupytext reads them

_MARKER = re.compile(r"# ?%%")
_CELLS = {
    PYTHON: re.compile(rb"^# ?%%", re.MULTILINE),
    ".md": re.compile(rb"^```+ *(python\b|\{code-cell\})", re.MULTILINE),
    ".ipynb": re.compile(rb""),
}
_READ_ONLY = "__pycache__", ".ipynb_checkpoints"  # folders that tools fill
_LANGUAGES = ("python", "python3", "ipython", "ipython3")


@dataclass(frozen=True)
class Source:
    """A file as Python.

    Attributes:
        text: In the percent format.
        places: For each line of the text where it stands in the file, such as `12` or
            `cell 3:2`; empty if the lines are the file's own.
    """

    text: str
    places: tuple[str, ...] = ()


def read(project: Project, path: Path) -> Source:
    """Read a file as Python.

    Raises:
        LessonError: It is malformed, or needs more than Python.
    """
    return _read(path, project)


def as_python(project: Project, path: Path) -> bytes:
    """Return a file as the Python file that a reader downloads.

    Raises:
        LessonError: It is malformed, or needs more than Python.
    """
    if path.suffix == PYTHON:
        return path.read_bytes()
    return read(project, path).text.encode()


def is_marker(line: str) -> bool:
    """Say whether a line of Python begins a cell."""
    return _MARKER.match(line) is not None and not is_commented(line)


def has_cells(path: Path) -> bool:
    """Say whether a file holds cells; helper modules and plain Markdown have none."""
    if path.suffix not in SUFFIXES or set(_READ_ONLY) & {*path.parts}:
        return False
    try:
        return _mentions_cells(path)
    except OSError:
        return False  # a folder, a broken link, or deleted a moment ago


def are_pair(paths: Iterable[Path]) -> bool:
    """Say whether files are one notebook that Jupytext keeps in several formats."""
    wanted = {path.suffix for path in paths}
    return any(wanted <= _formats(path) for path in paths)


@per_file
def _mentions_cells(path: Path) -> bool:
    return _CELLS[path.suffix].search(path.read_bytes()) is not None


@per_file
def _formats(path: Path) -> set[str]:
    """Name the suffixes of all files that Jupytext keeps alike, as this one says."""
    from jupytext.formats import long_form_multiple_formats  # slow to import

    try:
        notebook = _notebook(path.read_text("utf-8-sig"), path.suffix, "")
        said = notebook.metadata.get("jupytext", {}).get("formats", "")
        return {one["extension"] for one in long_form_multiple_formats(said)}
    except Exception:  # reading it will say what is wrong
        return set()


def _format(suffix: str) -> dict[str, Any]:
    if suffix == PYTHON:
        return {"extension": suffix, "format_name": "percent", "comment_magics": False}
    return {"extension": suffix}


def percent_cells(
    project: Project, text: str, where: str
) -> list[tuple[str, str, str]]:
    """Return each cell's kind, title and source as Jupytext reads them.

    What it has read before is kept: it takes longer than all else that a file needs.

    Raises:
        LessonError: Jupytext cannot read it.
    """

    def make() -> str:
        cells = _notebook(text, PYTHON, where).cells
        return json.dumps(
            [(c.cell_type, c.metadata.get("title") or "", c.source) for c in cells]
        )

    kept = json.loads(made(project, CELLS, [version("jupytext"), text], make))
    return [(kind, title, source) for kind, title, source in kept]


@per_file
def _read(path: Path, project: Project) -> Source:
    where = project.relative(path)
    text = decoded(path, where)
    if path.suffix == PYTHON:
        return Source(text)
    programs = [
        code_of(Path(__file__).parent / f"{n}.py") for n in ("source", "magics")
    ]
    parts = [version("jupytext"), programs, where, text]
    make = partial(_converted, text, path.suffix, where)
    kept = json.loads(made(project, CELLS, parts, make))
    return Source(kept["text"], tuple(kept["places"]))


def _converted(text: str, suffix: str, where: str) -> str:
    """Write a notebook, or Markdown with code, as Python."""
    notebook = _notebook(text, suffix, where)
    _check_language(notebook.metadata, where)
    places = _places_in(text, notebook.cells) if suffix == ".md" else {}
    lines: list[tuple[str, str]] = []  # each with its place
    for number, cell in enumerate(notebook.cells, 1):
        place = partial(_place, places.get(number), number)
        if cell.cell_type in ("code", "markdown") and cell.source.strip():
            lines += _cell(cell, place, where)
    return json.dumps(
        {
            "text": "".join(f"{line}\n" for line, _ in lines),
            "places": [place for _, place in [*lines, ("", "1")]],
        }
    )


def _notebook(text: str, suffix: str, where: str) -> Any:
    """Have Jupytext read a text.

    Raises:
        LessonError: It cannot.
    """
    import jupytext  # slow to import

    try:
        return jupytext.reads(text, fmt=_format(suffix))
    except Exception as error:  # whatever its parsers raise
        told = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise LessonError(
            f"Jupytext cannot read it: {told.rstrip('.')}",
            "Look at its header, or save it once more in Jupyter.",
            where,
        ) from None


def _check_language(metadata: Any, where: str) -> None:
    """Demand Python.

    Raises:
        LessonError: The notebook is in another language.
    """
    found = (
        metadata.get("kernelspec", {}).get("language"),
        metadata.get("language_info", {}).get("name"),
        metadata.get("jupytext", {}).get("main_language"),
    )
    for language in filter(None, found):
        if language.lower() not in _LANGUAGES:
            raise LessonError(
                f"a notebook in {language}", "Snippets are written in Python.", where
            )


def _place(first: int | None, number: int, line: int) -> str:
    """Name a cell's n-th line: as the file counts, else by the cell."""
    return f"cell {number}:{line}" if first is None else str(first + line - 1)


def _cell(
    cell: Any, place: Callable[[int], str], where: str
) -> Iterator[tuple[str, str]]:
    """Yield a cell's lines in the percent format, each with its place."""
    title = cell.metadata.get("title") or cell.metadata.get("name") or ""
    kind = "" if cell.cell_type == "code" else "[markdown]"
    yield " ".join(filter(None, ("# %%", str(title), kind))), place(1)
    if kind:
        if "attachment:" in cell.source and cell.get("attachments"):
            raise LessonError(
                "a picture is attached to the cell",
                "Put it into docs/, and show it on the page.",
                f"{where}:{place(1)}",
            )
        source = [f"# {line}".rstrip() for line in cell.source.split("\n")]
    else:
        try:
            source = without_magics(cell.source, lambda line: f"{where}:{place(line)}")
        except LessonError as error:
            if where.endswith(".md") and cell.source.startswith("%%"):
                error.remedy += " To show it only, write `.noeval` behind the language."
            raise error
        _check_markers(source, lambda line: f"{where}:{place(line)}")
    for number, line in enumerate(source, 1):
        yield line, place(number)
    yield "", place(len(source))


def _check_markers(source: Sequence[str], place: Callable[[int], str]) -> None:
    """Refuse lines that would begin another cell.

    Raises:
        LessonError: There is one.
    """
    for number, line in enumerate(source, 1):
        if is_marker(line.lstrip()):
            raise LessonError(
                f"`{line.strip()}` stands inside a cell",
                "Delete it, or split the cell there.",
                place(number),
            )


def _places_in(text: str, cells: Sequence[Any]) -> dict[int, int]:
    """Find the lines of a Markdown file on which its cells begin, by their numbers.

    Cells follow one another, so each is looked for below the one before. One that is
    not there as it was read is left out.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    at = lines.index("---", 1) + 1 if lines[0] == "---" and "---" in lines[1:] else 0
    found = {}
    for number, cell in enumerate(cells, 1):
        wanted = [line.rstrip() for line in cell.source.split("\n")]
        fence = int(wanted[0].startswith("%%"))  # Jupytext's word for its language
        wanted = wanted[fence:]
        ends = range(at, len(lines) - len(wanted) + 1)
        here = next((n for n in ends if lines[n : n + len(wanted)] == wanted), None)
        if here is not None:
            found[number] = here + 1 - fence
            at = here + len(wanted)
    return found


def python_of(project: Project, path: Path) -> ast.Module:
    """Parse a file of the project, a module or a snippet.

    Raises:
        OSError: It is not there.
        SyntaxError: It is no Python.
        ValueError: It is no text.
    """
    if path.suffix == PYTHON:
        return ast.parse(path.read_bytes())
    try:
        return ast.parse(read(project, path).text)
    except LessonError as error:  # reading it as a snippet says so
        raise ValueError(str(error)) from None
