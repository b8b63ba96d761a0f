"""IPython's own lines in a notebook: harmless ones become comments, others are refused.

What is left is Python, which runs by `python FILE` as well.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from lessonkit.errors import LessonError

# `%name`, `!command`, `?name`, `name?`, and what assigns the first two
_MAGIC = re.compile(
    r"\s*(?:[\w.,\[\] ]+=\s*)?(?P<name>%{1,2}\w+|!+\s*[\w./~-]*)|\s*\?+\w|.*\w\?+\s*$"
)
# how pictures and modules come, which a run has its own ways for
_HARMLESS = re.compile(
    r"\s*%(matplotlib\s+inline|config\s+InlineBackend\.\w+\s*=.*"
    r"|(re)?load_ext\s+autoreload|autoreload\b.*)\s*;?\s*"
)
_TIMED = re.compile(r"(\s*)%time\s+(?=\S)")
_INSTALLS = re.compile(r"(?:[%!]+\s*)(?:python3?\s+-m\s+)?(?:pip3?|conda|mamba|uv)\b")
_REMEDIES = {
    "%matplotlib": "A page shows pictures: write `%matplotlib inline`.",
    "%timeit": "Take the time with `time.perf_counter()`.",
    "%%timeit": "Take the time with `time.perf_counter()`.",
    "%%capture": "A cell whose last line ends in `;` shows no value.",
    "%load_ext": "Import the package, and call its functions.",
}
# what IPython does with a whole cell; Jupytext makes a comment of it in a Python file
_OF_CELLS = (
    "bash", "capture", "cython", "html", "javascript", "js", "latex", "markdown",
    "perl", "prun", "python", "python3", "R", "ruby", "script", "sh", "sql", "svg",
    "system", "time", "timeit", "writefile",
)  # fmt: skip
_COMMENTED = re.compile(rf"# ?%%({'|'.join(_OF_CELLS)})\b")
_PYTHON_ONLY = "A run is `python FILE`, without IPython: write Python, or delete it."


def without_magics(source: str, place: Callable[[int], str]) -> list[str]:
    """Return a cell's lines as Python, as many as there were.

    Args:
        source: The cell.
        place: Names a line (from 1) of it for an author.

    Raises:
        LessonError: A line means something to IPython alone.
    """
    lines = source.split("\n")
    first = next(n for n, line in enumerate(lines) if line.strip())
    if lines[first].startswith("%%"):
        if lines[first].split()[0] != "%%time":
            raise refused(lines[first]).at(place(first + 1))
        lines[first] = "# %time"  # with both signs it would begin a cell
    while (number := _wrong_line(lines)) is not None:
        if not is_magic(lines[number]):
            break  # no Python either: whoever compiles the whole says so
        plain = _plain(lines[number])
        if plain is None:
            raise refused(lines[number]).at(place(number + 1))
        lines[number] = plain
    return lines


def is_magic(line: str) -> bool:
    """Say whether a line that is no Python means something to IPython."""
    return _MAGIC.match(line) is not None


def is_commented(line: str) -> bool:
    """Say whether a comment is what Jupytext makes of a magic for a whole cell."""
    return _COMMENTED.match(line) is not None


def refused(line: str) -> LessonError:
    """Say what to do about a line that IPython alone knows."""
    found = _MAGIC.match(line)
    name = re.sub(r"\s", "", (found and found["name"]) or "")
    remedy = _REMEDIES.get(name, _PYTHON_ONLY)
    if _INSTALLS.search(line):
        remedy = "Name the package in requirements.txt, and install it before a run."
    elif _HARMLESS.fullmatch(line):
        remedy = f"Make it a comment, `# {line.strip()}`, as Jupytext does."
    return LessonError(f"`{line.strip()}` is IPython's, and no Python", remedy)


def _plain(line: str) -> str | None:
    """Return what stands for a line of IPython's in Python; None if nothing does."""
    if _HARMLESS.fullmatch(line):
        indent = len(line) - len(line.lstrip())
        return f"{line[:indent]}# {line.lstrip()}"
    timed = _TIMED.sub(r"\1", line)
    return timed if timed != line else None


def _wrong_line(lines: list[str]) -> int | None:
    """Return the position of the line over which Python stumbles."""
    try:
        ast.parse("\n".join(lines))
    except SyntaxError as error:
        return min(max(error.lineno or 1, 1), len(lines)) - 1
    except ValueError:  # a null byte
        return None
    return None
