"""Runs one snippet in a kernel process of its own.

Whatever the snippet does (raises, hangs, exits, kills its kernel, prints without end,
returns a figure of 200 MB), the kernel is gone afterwards and the caller gets outputs
or one `LessonError`.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from lessonkit.errors import LessonError
from lessonkit.figures import PLOTLY, check_figure
from lessonkit.fingerprint import ENVIRONMENT
from lessonkit.project import Project
from lessonkit.snippet import Cell, Snippet

MAX_TEXT = 1_000_000  # characters a cell may print
MAX_RICH = 5_000_000  # bytes of a cell's figures and pictures
LAST_FRAMES = 12  # lines of a traceback that an author sees

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")
_REPORT = """
import json as _json
from lessonkit import probe as _probe
print(_json.dumps(_probe.report(globals(), {root!r})))
"""
_START = """
__file__ = {path!r}
from lessonkit import probe as _probe
_probe.start({root!r})
del _probe
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
        try:
            await _start(client, project, snippet, folder)
            report = await asyncio.wait_for(
                _execute(client, project, snippet, current, on_cell),
                timeout=snippet.time_limit,
            )
        except TimeoutError:
            raise _error(
                snippet,
                current,
                f"still running after {snippet.time_limit} s",
                "Make it faster, or raise `# time limit: … s` below the docstring.",
            ) from None
        except CellExecutionError as error:
            raise _raised(snippet, current, error) from None
        except (DeadKernelError, RuntimeError) as error:
            if client.too_much:
                raise _error(snippet, current, *client.too_much) from None
            raise _error(
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


async def _start(
    client: _Client, project: Project, snippet: Snippet, folder: str
) -> None:
    environment = {**os.environ, **ENVIRONMENT}
    # byte code that cannot be written is compiled anew by every kernel
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["IPYTHONDIR"] = folder
    await client.async_start_new_kernel(
        env=environment,
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await client.async_start_new_kernel_client()
    code = _START.format(path=str(snippet.path), root=str(project.root))
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
    printed = await _silently(client, _REPORT.format(root=str(project.root)))
    return cast(dict[str, Any], json.loads(printed))


async def _silently(client: _Client, code: str) -> str:
    """Run code of our own, outside the notebook; return what it printed."""
    client.nb.cells.append(new_code_cell(code))
    client.metered = False
    try:
        cell = await client.async_execute_cell(
            client.nb.cells[-1], len(client.nb.cells) - 1, store_history=False
        )
        return "".join(o.text for o in cell.outputs if o.get("name") == "stdout")
    finally:
        client.metered = True
        client.nb.cells.pop()


async def _stop(client: _Client) -> None:
    with suppress(Exception):
        if client.kc is not None:
            client.kc.stop_channels()
    with suppress(Exception):
        await end(client)


async def end(client: NotebookClient) -> None:
    """Kill a client's kernel, whatever it is doing."""
    manager = cast(AsyncKernelManager, client.km)
    await manager.shutdown_kernel(now=True)
    await manager.cleanup_resources()


def _plain(outputs: list[Any]) -> list[dict[str, Any]]:
    return [json.loads(json.dumps(output)) for output in outputs]


def _check(snippet: Snippet, cell: Cell, outputs: list[dict[str, Any]]) -> None:
    for output in outputs:
        figure = output.get("data", {}).get(PLOTLY)
        if figure is not None:
            try:
                check_figure(figure)
            except LessonError as error:
                raise error.at(_place(snippet, cell)) from None


def _place(snippet: Snippet, cell: Cell, line: int = 1) -> str:
    return f"{snippet.where}:{cell.line + line - 1}"


def _error(
    snippet: Snippet, current: list[Cell], cause: str, remedy: str
) -> LessonError:
    if not current:
        return LessonError(cause, remedy, snippet.where)
    label = f"cell `{current[0].name}` " if current[0].name else ""
    return LessonError(f"{label}{cause}", remedy, _place(snippet, current[0]))


def _raised(
    snippet: Snippet, current: list[Cell], error: CellExecutionError
) -> LessonError:
    """Turn a traceback into file, line and its last frames."""
    cell = current[0]
    text = strip_ansi(error.traceback)
    ours = [int(n) for count, n in _FRAME.findall(text) if _is(snippet, cell, count)]
    label = f"in cell `{cell.name}`" if cell.name else "in a cell"
    message = strip_ansi(error.evalue).splitlines() or [""]
    tail = "\n".join(text.rstrip().splitlines()[-LAST_FRAMES:])
    missing = error.ename in ("ImportError", "ModuleNotFoundError")
    remedy = "Install the packages: `pip install -r requirements.txt`." * missing
    return LessonError(
        f"{error.ename} {label}: {message[0]}",
        f"{remedy}\n{tail}",
        _place(snippet, cell, ours[-1] if ours else 1),
    )


def _is(snippet: Snippet, cell: Cell, count: str) -> bool:
    """Say whether an execution count of a traceback is that of `cell`."""
    return snippet.code[int(count) - 1 : int(count)] == (cell,)


def strip_ansi(text: str) -> str:
    """Remove terminal colours and cursor movements."""
    return _ANSI.sub("", text)
