"""Runs one snippet in a process of its own.

Whatever the snippet does (raises, hangs, exits, kills itself, prints without end,
shows a figure of 200 MB), the process is gone afterwards and the caller gets outputs or
one `LessonError`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lessonkit.errors import LessonError
from lessonkit.figure.check import check_figure
from lessonkit.figure.plotly_json import PLOTLY
from lessonkit.figure.render import check_shown
from lessonkit.project import Project
from lessonkit.run import failures
from lessonkit.run.pool import NotReady, Pool, Started
from lessonkit.run.snippet import Cell, Snippet
from lessonkit.run.transcript import TooMuch, Transcript, encodable

_FUTURE = "from __future__ import "
_WORDLESS = re.compile(r"<.*>|.* at 0x[0-9a-f]+>.*", re.DOTALL)
_PAUSE = 0.02  # seconds between two looks at what a run has done


class Stopped(Exception):
    """The run was ended because somebody asked for it."""


@dataclass(frozen=True)
class Ran:
    """What a finished run hands over.

    Attributes:
        outputs: For each code cell its outputs, in nbformat's form.
        report: What was used and left: `reads`, `modules`, `cpu_seconds`, `values`,
            `data`, `others`.
        seconds: Wall time, the start of the process included.
        files: Bytes that were left, under the keys by which `data` names them.
    """

    outputs: list[list[dict[str, Any]]]
    report: dict[str, Any]
    seconds: float
    files: dict[str, bytes] = field(default_factory=dict)


def run(
    pool: Pool,
    project: Project,
    snippet: Snippet,
    on_cell: Callable[[Cell], None] | None = None,
    stop: threading.Event | None = None,
    looked: Callable[[list[str]], object] | None = None,
) -> Ran:
    """Execute all code cells of a snippet.

    Args:
        pool: Starts the process.
        project: Its root is what file reads are noted below.
        snippet: What to run.
        on_cell: Called with each cell when it begins.
        stop: Ends the run once it is set.
        looked: Called with the files that the run looked for, also if it failed.

    Raises:
        LessonError: Names cell, line, cause and remedy.
        Stopped: `stop` was set.
    """
    before = time.perf_counter()
    folder = pool.folder()
    transcript = None
    try:
        _write_job(folder, project, snippet)
        transcript = Transcript(folder, project.root)
        _watch(pool, snippet, transcript, folder, on_cell, stop or threading.Event())
        outputs = _outputs(snippet, transcript)
        files = {path.stem: path.read_bytes() for path in folder.glob("*.bin")}
    except NotReady as error:
        raise failures.not_ready(snippet, str(error)) from None
    finally:
        if looked and transcript and transcript.report:
            looked(transcript.report["reads"])
        shutil.rmtree(folder, ignore_errors=True)
    report = transcript.report or {}
    plain = json.loads(encodable(json.dumps(report, ensure_ascii=False)))
    return Ran(outputs, plain, time.perf_counter() - before, files)


def _write_job(folder: Path, project: Project, snippet: Snippet) -> None:
    job = {
        "path": str(_script(folder, snippet)),
        "root": str(project.root),
        "lines": _lines(snippet),
        "free": _free(),
        "home": str(Path.home()),
    }
    (folder / "job.json").write_text(json.dumps(job), "utf-8")


def _lines(snippet: Snippet) -> list[int]:
    """List where cells begin; behind those of a notebook an empty one.

    It ends the last, whose figures are shown then: at the exit it would be too late.
    """
    after = [] if snippet.is_python else [snippet.text.count("\n") + 2]
    return [*(cell.line for cell in snippet.code), *after]


def _script(folder: Path, snippet: Snippet) -> Path:
    """Return the Python file that runs: the snippet's own, or one made of a notebook.

    A notebook works where it lies, and imports from there, as Jupyter has it; and it
    has no `__file__`.
    """
    if snippet.is_python:
        return snippet.path
    beside = str(snippet.path.parent)
    moved = (
        f"import os, sys; os.chdir({beside!r}); sys.path[0] = {beside!r};"
        " del os, sys, __file__"
    )
    _, *lines = snippet.text.split("\n")  # the first begins a cell, and is a comment
    future = [n for n, line in enumerate(lines) if line.startswith(_FUTURE)]
    first = "; ".join([*(lines[n] for n in future), moved])
    for number in future:
        lines[number] = ""
    path = folder / failures.SCRIPT / snippet.file
    path.parent.mkdir()
    path.write_text("\n".join([first, *lines]), "utf-8")
    return path


def _free() -> list[str]:
    """List folders that hold nothing of anybody's: the temporary ones, and devices."""
    named = [os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")]
    folders = [tempfile.gettempdir(), *filter(None, named), "/tmp", "/var/tmp"]
    folders += [os.devnull, "/dev", "/proc"]
    ways = (os.path.abspath, os.path.realpath)  # some are links
    return [*dict.fromkeys(way(folder) for folder in folders for way in ways)]


def _watch(
    pool: Pool,
    snippet: Snippet,
    transcript: Transcript,
    folder: Path,
    on_cell: Callable[[Cell], None] | None,
    stop: threading.Event,
) -> None:
    """Follow a run to its end, or end it."""
    started = pool.start(snippet, folder)
    try:
        status = _followed(started, snippet, transcript, on_cell, stop)
    except TooMuch as error:
        raise failures.failure(
            snippet, _cell(snippet, transcript), *error.args
        ) from None
    finally:
        started.end()
    if transcript.raised:
        raise failures.raised(snippet, _cell(snippet, transcript), transcript)
    if transcript.broken or transcript.report is None or status < 0:
        raise failures.died(snippet, _cell(snippet, transcript), transcript, status)
    if transcript.report["writes"]:
        raise failures.wrote(snippet, *transcript.report["writes"][0])


def _followed(
    started: Started,
    snippet: Snippet,
    transcript: Transcript,
    on_cell: Callable[[Cell], None] | None,
    stop: threading.Event,
) -> int:
    end = time.monotonic() + snippet.time_limit
    while True:
        status = started.status()  # before what it wrote is read for the last time
        for index in transcript.follow():
            if on_cell and index < len(snippet.code):
                on_cell(snippet.code[index])
        if status is not None:
            return status
        if time.monotonic() > end:
            raise failures.failure(
                snippet,
                _cell(snippet, transcript),
                f"still running after {snippet.time_limit} s",
                "Make it faster, or raise `# time limit: … s` below the docstring.",
            )
        if stop.wait(_PAUSE):
            raise Stopped


def _cell(snippet: Snippet, transcript: Transcript) -> Cell | None:
    begun = snippet.code[: transcript.cell + 1]
    return begun[-1] if begun else None


def _outputs(snippet: Snippet, transcript: Transcript) -> list[list[dict[str, Any]]]:
    try:
        outputs = transcript.outputs(len(_lines(snippet)))[: len(snippet.code)]
    except LessonError as error:
        raise error.at(snippet.where) from None
    if not snippet.is_python:
        text = json.dumps(outputs, ensure_ascii=False)
        outputs = json.loads(failures.with_places(text, snippet))
    outputs = [_without_handles(shown) for shown in outputs]
    for cell, shown in zip(snippet.code, outputs, strict=True):
        for data in (output["data"] for output in shown if "data" in output):
            try:
                if PLOTLY in data:
                    check_figure(data[PLOTLY])
                check_shown(data)
            except LessonError as error:
                raise error.at(failures.place(snippet, cell)) from None
    return outputs


def _without_handles(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out a cell's value that says nothing, where the cell shows a picture.

    Functions that draw return handles, such as `[<Line2D at 0x7f…>]`.
    """
    if not any("image/png" in output.get("data", {}) for output in shown):
        return shown
    return [output for output in shown if not _is_handle(output)]


def _is_handle(output: dict[str, Any]) -> bool:
    data = output.get("data", {})
    text = data.get("text/plain", "")
    text = text if isinstance(text, str) else "".join(text)
    return set(data) == {"text/plain"} and _WORDLESS.fullmatch(text) is not None
