"""Runs one snippet in a process of its own.

Whatever the snippet does (raises, hangs, exits, kills itself, prints without end,
shows a figure of 200 MB), the process is gone afterwards and the caller gets outputs or
one `LessonError`.
"""

from __future__ import annotations

import json
import os
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
) -> Ran:
    """Execute all code cells of a snippet.

    Args:
        pool: Starts the process.
        project: Its root is what file reads are noted below.
        snippet: What to run.
        on_cell: Called with each cell when it begins.
        stop: Ends the run once it is set.

    Raises:
        LessonError: Names cell, line, cause and remedy.
        Stopped: `stop` was set.
    """
    before = time.perf_counter()
    folder = pool.folder()
    try:
        _write_job(folder, project, snippet)
        transcript = Transcript(folder, project.root)
        _watch(pool, snippet, transcript, folder, on_cell, stop or threading.Event())
        outputs = _outputs(snippet, transcript)
        files = {path.stem: path.read_bytes() for path in folder.glob("*.bin")}
    except NotReady as error:
        raise failures.not_ready(snippet, str(error)) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report = transcript.report or {}
    plain = json.loads(encodable(json.dumps(report, ensure_ascii=False)))
    return Ran(outputs, plain, time.perf_counter() - before, files)


def _write_job(folder: Path, project: Project, snippet: Snippet) -> None:
    job = {
        "path": str(snippet.path),
        "root": str(project.root),
        "lines": [cell.line for cell in snippet.code],
        "free": _free(),
        "home": str(Path.home()),
    }
    (folder / "job.json").write_text(json.dumps(job), "utf-8")


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
            if on_cell:
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
    return snippet.code[transcript.cell] if transcript.cell >= 0 else None


def _outputs(snippet: Snippet, transcript: Transcript) -> list[list[dict[str, Any]]]:
    try:
        outputs = transcript.outputs(len(snippet.code))
    except LessonError as error:
        raise error.at(snippet.where) from None
    for cell, shown in zip(snippet.code, outputs, strict=True):
        for data in (output["data"] for output in shown if "data" in output):
            try:
                if PLOTLY in data:
                    check_figure(data[PLOTLY])
                check_shown(data)
            except LessonError as error:
                raise error.at(failures.place(snippet, cell)) from None
    return outputs
