"""Says what went wrong in a kernel: file, line, cause, remedy."""

from __future__ import annotations

import difflib
import re
from importlib.metadata import packages_distributions

from nbclient.exceptions import CellExecutionError

from lessonkit.errors import LessonError
from lessonkit.snippet import Cell, Snippet
from lessonkit.text import strip_ansi

LAST_FRAMES = 12  # lines of a traceback that an author sees
MAX_MESSAGE = 300  # characters of an error's message or of a line of its traceback

_FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")
_INSTALL = (
    "Install the packages: `pip install -r requirements.txt`"
    " (for the hosting lesson, `requirements-hosting.txt` too)."
)
_MISSING = re.compile(r"No module named '([^'.]+)")


def place(snippet: Snippet, cell: Cell, line: int = 1) -> str:
    """Name a cell's n-th line as its file counts."""
    return f"{snippet.where}:{cell.line + line - 1}"


def failure(
    snippet: Snippet, current: list[Cell], cause: str, remedy: str
) -> LessonError:
    """Say what ended a run, in which cell if one had begun."""
    if not current:
        return LessonError(cause, remedy, snippet.where)
    label = f"cell `{current[0].name}` " if current[0].name else ""
    return LessonError(f"{label}{cause}", remedy, place(snippet, current[0]))


def raised(
    snippet: Snippet, current: list[Cell], error: CellExecutionError
) -> LessonError:
    """Turn a traceback into file, line and its last frames."""
    if not current:
        return LessonError(
            f"the kernel does not get ready: {error.ename}: {error.evalue}",
            _INSTALL,
            snippet.where,
        )
    cell = current[0]
    # nbclient repeats the cell in front of the traceback
    _, _, text = error.traceback.partition(f"{cell.source.strip()}\n{'-' * 18}\n")
    text = strip_ansi(text).lstrip("-\n").rstrip()
    ours = [int(n) for count, n in _FRAME.findall(text) if _is(snippet, cell, count)]
    label = f"in cell `{cell.name}`" if cell.name else "in a cell"
    message = (strip_ansi(error.evalue).splitlines() or [""])[0].rstrip(".")
    said = f": {_shortened(message)}" if message else ""
    last = text.rstrip().splitlines()[-LAST_FRAMES:]
    tail = "\n".join(map(_shortened, last))
    return LessonError(
        f"{error.ename} {label}{said}",
        _remedy(error.ename, message) or f"\n{tail}",
        place(snippet, cell, ours[-1] if ours else 1),
    )


def _remedy(name: str, message: str) -> str:
    """Say what to do where a traceback would tell less; else nothing."""
    if name == "SystemExit":
        return "Let the snippet run to its end, without an exit."
    missing = _MISSING.match(message)
    if missing and missing[1] != "snippets":
        close = difflib.get_close_matches(missing[1], packages_distributions(), n=1)
        return f"{_INSTALL} Or did you mean `{close[0]}`?" if close else _INSTALL
    # a name that a module of ours does not have is no matter of packages
    if name == "ImportError" and not message.startswith("cannot import name"):
        return _INSTALL
    return ""


def _is(snippet: Snippet, cell: Cell, count: str) -> bool:
    """Say whether an execution count of a traceback is that of `cell`."""
    return snippet.code[int(count) - 1 : int(count)] == (cell,)


def _shortened(line: str) -> str:
    return line if len(line) <= MAX_MESSAGE else line[:MAX_MESSAGE] + " …"
