"""A starter file of an exercise, cut up for the editor in the page."""

from __future__ import annotations

from lessonkit.figure import data_script
from lessonkit.run.snippet import Snippet


def is_starter(found: Snippet) -> bool:
    """Say whether a snippet is a file to fill in, with its own checks."""
    cells = {cell.name: cell.source for cell in found.code}
    return "yours" in cells and "def test_" in cells.get("check", "")


def asset(found: Snippet) -> tuple[str, str]:
    """Return key and script of a starter file.

    The script hands over `title`, the file's name; `before`, `yours` and `after`, its
    text in three parts; and `line`, the number of the line on which `yours` begins.
    """
    cell = found.code[found.index("yours")]
    lines = found.path.read_text("utf-8").splitlines(keepends=True)
    first, last = cell.line - 1, cell.line - 1 + len(cell.source.splitlines())
    parts = {
        "title": found.path.name,
        "line": cell.line,
        "before": "".join(lines[:first]),
        "yours": "".join(lines[first:last]).rstrip("\n"),
        "after": "".join(lines[last:]),
    }
    return data_script.script(parts)
