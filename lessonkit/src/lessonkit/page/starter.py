"""A starter file of an exercise, cut up for the editor in the page."""

from __future__ import annotations

from lessonkit.figure import data_script
from lessonkit.page.browser_python import browser_python
from lessonkit.project import Project
from lessonkit.run.closure import closure_of
from lessonkit.run.snippet import Snippet, find, names
from lessonkit.run.statements import statements

SUFFIX = "_start"  # the solution is called as its starter file, without that


def is_starter(found: Snippet) -> bool:
    """Say whether a snippet is a file to fill in, with its own checks."""
    cells = {cell.name: cell.source for cell in found.code}
    return "yours" in cells and "def test_" in cells.get("check", "")


def asset(project: Project, found: Snippet) -> tuple[str, str]:
    """Return key and script of a starter file.

    The script hands over `title`, the file's name; `before`, `yours` and `after`, its
    text in three parts; `line`, the number of the line on which `yours` begins;
    `names`, what is to be filled in, and `solution`, the page's own lines for these.

    Raises:
        LessonError: A file cannot be read.
    """
    cell = found.code[found.index("yours")]
    lines = found.text.splitlines(keepends=True)
    first, last = cell.line - 1, cell.line - 1 + len(cell.source.splitlines())
    wanted = _bound(cell.source)
    parts = {
        "title": found.file,
        "line": cell.line,
        "before": "".join(lines[:first]),
        "yours": "".join(lines[first:last]).rstrip("\n"),
        "after": "".join(lines[last:]),
        "names": sorted(wanted),
        "solution": solution(project, found, wanted),
    }
    return data_script.script(parts)


def _bound(source: str) -> frozenset[str]:
    """Name what some lines define, without what they import."""
    bound = (s.binds for s in statements(source) if not s.packages)
    return frozenset().union(*bound)


def solution(project: Project, found: Snippet, wanted: frozenset[str]) -> str:
    """Return what a solution has in the place of names, with what these need.

    Args:
        project: The site.
        found: The starter file.
        wanted: The names.

    Returns:
        Lines to stand below what the starter file imports; empty if there is no
        solution, or none that the page can run.
    """
    name = found.name.removesuffix(SUFFIX)
    if name == found.name or name not in names(project):
        return ""
    other = find(project, name)
    text = other.text
    last = max((s.last for s in statements(text) if s.binds & wanted), default=0)
    needed = closure_of("\n".join(text.split("\n")[:last]), wanted)
    python = browser_python(project)
    if needed is None or python is None or python.needs(needed.text) is None:
        return ""
    return needed.text
