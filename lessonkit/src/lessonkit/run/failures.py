"""Says what went wrong in a run: file, line, cause, remedy."""

from __future__ import annotations

import difflib
import errno
import re
import signal
from contextlib import suppress
from importlib.metadata import packages_distributions

from lessonkit.errors import LessonError
from lessonkit.run.snippet import Cell, Snippet
from lessonkit.run.source import SUFFIXES
from lessonkit.run.transcript import Transcript
from lessonkit.text import strip_ansi

SCRIPT = "script"  # the folder of what runs in the place of a notebook
LAST_FRAMES = 12  # lines of a traceback that an author sees
MAX_MESSAGE = 300  # characters of an error's message or of a line of its traceback

_REQUIREMENTS = "requirements*.txt"
_MISSING_MODULE = re.compile(r"No module named '([^']+)")
_MISSING = re.compile(r"No module named '([^'.]+)")
# no space, too large a file, over the quota
_FULL = tuple(f"[Errno {n}]" for n in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT))
_NO_NETWORK = ("Network is unreachable", "name resolution", "getaddrinfo failed")
# where a run may write; a notebook works in its own folder, where its data lie
_OWN = {
    True: "the working directory or a temporary folder",
    False: "a temporary folder, such as `tempfile.mkdtemp()`",
}
_CRASHES = ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL")


def place(snippet: Snippet, cell: Cell, line: int = 1) -> str:
    """Name a cell's n-th line as its file counts."""
    return snippet.place(cell.line + line - 1)


def with_places(text: str, snippet: Snippet) -> str:
    """Name a notebook, with cell and line, where a text names the file that ran."""
    file = rf"[/\\]{SCRIPT}[/\\]+{re.escape(snippet.file)}"
    line = r'(?:(?P<between>\\?", line |:)(?P<line>\d+))?'
    told, at = [], 0
    for found in re.finditer(file + line, text):
        # the folders above it: a pattern would look for them at each letter of pictures
        folders = max(text.rfind(end, at, found.start()) for end in ' "\n\t') + 1
        told += [text[at : max(folders, at)], _named(found, snippet)]
        at = found.end()
    return "".join([*told, text[at:]])


def _named(found: re.Match[str], snippet: Snippet) -> str:
    if not found["line"]:
        return snippet.where
    place = snippet.place(int(found["line"])).removeprefix(f"{snippet.where}:")
    between = found["between"]
    if place.startswith("cell"):
        between = between.replace("line ", "")
    return f"{snippet.where}{between}{place}"


def failure(
    snippet: Snippet, cell: Cell | None, cause: str, remedy: str
) -> LessonError:
    """Say what ended a run, in which cell if one had begun."""
    if cell is None:
        return LessonError(cause, remedy, snippet.where)
    label = f"cell `{cell.name}` " if cell.name else ""
    return LessonError(f"{label}{cause}", remedy, place(snippet, cell))


def not_ready(snippet: Snippet, why: str) -> LessonError:
    """Say why no process could be started."""
    return LessonError(
        f"the process does not get ready: {_shortened(why)}",
        _install(snippet),
        snippet.where,
    )


def raised(snippet: Snippet, cell: Cell | None, transcript: Transcript) -> LessonError:
    """Turn what was raised into file, line and the last lines of its traceback."""
    event = transcript.raised or {}
    name, line = event["error"], event["line"]
    message = transcript.text(strip_ansi(event["message"]))
    message = (message.splitlines() or [""])[0].rstrip(".")
    cell = _cell_at(snippet, line) or cell
    label = f" in cell `{cell.name}`" if cell and cell.name else " in a cell"
    said = f": {_shortened(message)}" if message else ""
    trace = transcript.text(strip_ansi(event["trace"])).rstrip()
    if not snippet.is_python:
        trace = with_places(trace, snippet)
    tail = "\n".join(map(_shortened, trace.splitlines()[-LAST_FRAMES:]))
    start = cell.line if cell else 1
    return LessonError(
        f"{name}{label if cell else ''}{said}",
        _not_importable(snippet, message)
        or _remedy(snippet, name, message)
        or f"\n{tail}",
        snippet.place(line or start),
    )


def wrote(snippet: Snippet, path: str, line: int) -> LessonError:
    """Say what a run wrote or deleted that is not its own."""
    return LessonError(
        f"writes or deletes `{path}`, which is not the run's own",
        f"Use {_OWN[snippet.is_python]}, which goes with the run."
        " What a page needs, leave at module level or show.",
        snippet.place(line) if line else snippet.where,
    )


def died(
    snippet: Snippet, cell: Cell | None, transcript: Transcript, status: int
) -> LessonError:
    """Say how a process ended that should have gone on."""
    if transcript.broken:
        why = f"{transcript.broken['error']}: {transcript.broken['message']}"
        if transcript.broken["kind"] == "broken":
            return not_ready(snippet, why)
        return failure(
            snippet,
            cell,
            f"leaves what cannot be described: {_shortened(why)}",
            "Leave Python's own functions as they are.",
        )
    if status >= 0:
        cause = f"ended its process, with exit code {status}, before its last line"
        return failure(snippet, cell, cause, "Let it run to its end, without an exit.")
    name = str(-status)
    with suppress(ValueError):
        name = signal.Signals(-status).name
    if name in _CRASHES:
        return failure(
            snippet,
            cell,
            f"crashed ({name})",
            f"Compiled code failed: try `python -X faulthandler {snippet.where}`.",
        )
    return failure(
        snippet,
        cell,
        f"was killed ({name})",
        "It killed itself, or memory ran out: run the file alone.",
    )


def _cell_at(snippet: Snippet, line: int | None) -> Cell | None:
    before = [cell for cell in snippet.code if line and cell.line <= line]
    return before[-1] if before else None


def _install(snippet: Snippet, module: str = "") -> str:
    """Say which packages to install: those listed where a missing module is named."""
    root = snippet.path.parents[snippet.name.count("/") + 1]
    named = re.compile(rf"^{module.replace('_', '[-_]')}\b", re.M | re.I)
    listed = sorted(root.glob(_REQUIREMENTS), key=lambda path: len(path.name))
    files = [path.name for path in listed if named.search(path.read_text("utf-8"))]
    file = files[0] if files else "requirements.txt"
    remedy = f"Install the packages: `pip install -r {file}`."
    if module and not files:
        remedy = f"{remedy[:-1]}, or add the one that brings `{module}`."
    return remedy


def _remedy(snippet: Snippet, name: str, message: str) -> str:
    """Say what to do where a traceback would tell less; else nothing."""
    if name == "SystemExit":
        return "Let the snippet run to its end, without an exit."
    if name == "OSError" and message.startswith(_FULL):
        return "Free some space, then run again."
    if any(said in message for said in _NO_NETWORK):
        return (
            "A run has no network, so that each is the same:"
            " keep what it needs in a file of the project, and read that."
        )
    missing = _MISSING.match(message)
    if missing and missing[1] != "snippets":
        close = difflib.get_close_matches(missing[1], packages_distributions(), n=1)
        install = _install(snippet, missing[1])
        return f"{install} Or did you mean `{close[0]}`?" if close else install
    # a name that a module of ours does not have is no matter of packages
    if name == "ImportError" and not message.startswith("cannot import name"):
        return _install(snippet)
    return ""


def _not_importable(snippet: Snippet, message: str) -> str:
    """Say what to do if what is imported is a snippet that is no Python file."""
    missing = _MISSING_MODULE.match(message)
    if not missing:
        return ""
    below = missing[1].replace(".", "/")
    depth = snippet.name.count("/") + 2
    for base in (snippet.path.parent, snippet.path.parents[depth - 1]):
        for suffix in SUFFIXES[1:]:
            if (base / f"{below}{suffix}").is_file():
                return (
                    f"`{below}{suffix}` is a snippet that Python cannot import:"
                    " keep what both need in a .py file."
                )
    return ""


def _shortened(line: str) -> str:
    return line if len(line) <= MAX_MESSAGE else line[:MAX_MESSAGE] + " …"
