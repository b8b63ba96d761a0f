"""Runs one snippet in a kernel process of its own.

Whatever the snippet does (raises, hangs, exits, kills its kernel, prints without end,
returns a figure of 200 MB), the kernel is gone afterwards and the caller gets outputs
or one `LessonError`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from lessonkit.errors import LessonError
from lessonkit.figures import PLOTLY, check_figure
from lessonkit.fingerprint import ENVIRONMENT
from lessonkit.mishaps import failure, place, raised
from lessonkit.probe import REPORT
from lessonkit.project import Project
from lessonkit.snippet import Cell, Snippet

_T = TypeVar("_T")

MAX_TEXT = 1_000_000  # characters a cell may print
MAX_RICH = 5_000_000  # bytes of a cell's figures and pictures


_REPORT = """
from lessonkit import probe as _probe
_probe.publish({root!r})
"""
# as `python FILE` has it: the file's name, its folder, an exit that exits, and nobody
# at a prompt (TensorFlow would log to standard output)
_START = """
__file__ = {path!r}
import sys
from lessonkit import probe
probe.start({root!r})
sys.path.insert(0, {folder!r})
exit = quit = sys.exit
vars(sys).pop("ps1", None)
del probe, sys
"""


@dataclass(frozen=True)
class Ran:
    """What a finished run hands over.

    Attributes:
        outputs: For each code cell its outputs, in nbformat's form.
        report: What `lessonkit.probe.report` returned.
        seconds: Wall time, kernel start included.
    """

    outputs: list[list[dict[str, Any]]]
    report: dict[str, Any]
    seconds: float


class _KernelManager(AsyncKernelManager):
    """Starts this very Python, whatever kernels the user has registered."""

    @property
    def kernel_spec(self) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="lessonkit", language="python")


class _Client(NotebookClient):
    """Stops a kernel that produces more than a page could carry."""

    too_much: tuple[str, str] | None = None  # cause and remedy
    metered = True
    stopping: asyncio.Future[None] | None = None
    _size = 0
    _cell = -1

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
        if cell_index != self._cell:
            self._cell, self._size = cell_index, 0
        kind, content = msg["msg_type"], msg["content"]
        if kind == "stream":
            self._grow(len(content["text"]), MAX_TEXT, "prints", "Print less.")
        elif kind in ("display_data", "execute_result"):
            size = sum(len(part) for part in map(str, content["data"].values()))
            advice = "Draw fewer points, or round them."
            self._grow(size, MAX_RICH, "shows", advice)
        if self.too_much and kind != "status":
            return None
        return super().process_message(msg, cell, cell_index)

    def _grow(self, size: int, limit: int, verb: str, advice: str) -> None:
        self._size += size
        if self.metered and self._size > limit and not self.too_much:
            self.too_much = (f"{verb} more than {limit / 1e6:g} MB", advice)
            self.stopping = asyncio.ensure_future(end(self))


async def run(
    project: Project, snippet: Snippet, on_cell: Callable[[Cell], None] | None = None
) -> Ran:
    """Execute all code cells of a snippet in a fresh kernel.

    Args:
        project: Its root is what file reads are noted below.
        snippet: What to run.
        on_cell: Called with each cell before it runs.

    Raises:
        LessonError: Names cell, line, cause and remedy.
    """
    before = time.perf_counter()
    notebook = new_notebook(cells=[new_code_cell(c.source) for c in snippet.code])
    client = _Client(notebook, km=_KernelManager(), timeout=None)
    current: list[Cell] = []
    with tempfile.TemporaryDirectory(
        prefix="lessonkit-", ignore_cleanup_errors=True
    ) as folder:
        os.mkdir(os.path.join(folder, "work"))
        try:
            await _start(client, project, snippet, folder)
            work = _execute(client, project, snippet, current, on_cell)
            report = await _within(snippet.time_limit, work)
        except TimeoutError:
            raise failure(
                snippet,
                current,
                f"still running after {snippet.time_limit} s",
                "Make it faster, or raise `# time limit: … s` below the docstring.",
            ) from None
        except CellExecutionError as error:
            raise raised(snippet, current, error) from None
        except (DeadKernelError, RuntimeError) as error:
            if client.too_much:
                raise failure(snippet, current, *client.too_much) from None
            raise failure(
                snippet,
                current,
                "the kernel died",
                "The code exits, is out of memory, or crashes: run the file alone.",
            ) from error
        finally:
            await _stop(client)
    outputs = [_plain(cell.outputs) for cell in notebook.cells]
    for cell, shown in zip(snippet.code, outputs, strict=True):
        _check(snippet, cell, shown)
    return Ran(outputs, report, time.perf_counter() - before)


async def _within(seconds: float, work: Coroutine[Any, Any, _T]) -> _T:
    """Await work for so long, whatever it raises when it is cancelled.

    nbclient takes being cancelled for the death of its kernel.

    Raises:
        TimeoutError: It was not done in time.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if not done:
            raise TimeoutError
        return task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _start(
    client: _Client, project: Project, snippet: Snippet, folder: str
) -> None:
    environment = {**os.environ, **ENVIRONMENT}
    # byte code that cannot be written is compiled anew by every kernel
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.pop("PYTHONSTARTUP", None)  # the kernel would run it
    environment["IPYTHONDIR"] = folder
    await client.async_start_new_kernel(
        env=environment,
        cwd=os.path.join(folder, "work"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await client.async_start_new_kernel_client()
    path, root = str(snippet.path), str(project.root)
    code = _START.format(path=path, folder=str(snippet.path.parent), root=root)
    await _silently(client, code)


async def _execute(
    client: _Client,
    project: Project,
    snippet: Snippet,
    current: list[Cell],
    on_cell: Callable[[Cell], None] | None,
) -> dict[str, Any]:
    for index, cell in enumerate(snippet.code):
        current[:] = [cell]
        if on_cell:
            on_cell(cell)
        await client.async_execute_cell(client.nb.cells[index], index)
        if client.too_much:
            raise DeadKernelError("too much output")
    sent = await _silently(client, _REPORT.format(root=str(project.root)))
    reports = [o.data[REPORT] for o in sent if REPORT in o.get("data", {})]
    if not reports:
        raise DeadKernelError("no report")
    return cast(dict[str, Any], _encodable(json.loads(reports[0])))


async def _silently(client: _Client, code: str) -> list[Any]:
    """Run code of our own, outside the notebook; return its outputs."""
    client.nb.cells.append(new_code_cell(code))
    client.metered = False
    try:
        cell = await client.async_execute_cell(
            client.nb.cells[-1], len(client.nb.cells) - 1, store_history=False
        )
        return list(cell.outputs)
    finally:
        client.metered = True
        client.nb.cells.pop()


async def _stop(client: _Client) -> None:
    with suppress(Exception):
        if client.kc is not None:
            client.kc.stop_channels()
    with suppress(Exception):
        await (client.stopping or end(client))


async def end(client: NotebookClient) -> None:
    """Kill a client's kernel, whatever it is doing."""
    manager = cast(AsyncKernelManager, client.km)
    await manager.shutdown_kernel(now=True)
    await manager.cleanup_resources()


def _plain(outputs: list[Any]) -> list[dict[str, Any]]:
    return [cast(dict[str, Any], _encodable(output)) for output in outputs]


def _encodable(value: Any) -> Any:
    """Return a plain copy without halves of characters, which no file can hold."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-8", "replace"))


def _check(snippet: Snippet, cell: Cell, outputs: list[dict[str, Any]]) -> None:
    for output in outputs:
        figure = output.get("data", {}).get(PLOTLY)
        if figure is not None:
            try:
                check_figure(figure)
            except LessonError as error:
                raise error.at(place(snippet, cell)) from None
