"""Runs what is stale, as many snippets at a time as there are cores."""

from __future__ import annotations

import asyncio
import datetime
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from lessonkit import kernel
from lessonkit.errors import LessonError
from lessonkit.fingerprint import (
    Uses,
    canonical,
    fingerprint,
    imported_names,
    local_modules,
    static_key,
    version,
)
from lessonkit.project import Project
from lessonkit.snippet import Cell, Snippet
from lessonkit.store import Entry, Store

ATTEMPTS = 3  # a file that changes while its snippet runs makes the run void


class Listener:
    """Hears how a run goes; a progress bar is one."""

    def planned(self, snippets: Sequence[Snippet]) -> None:
        """Hear what will run, in order."""

    def started(self, snippet: Snippet) -> None:
        """Hear that a kernel is starting."""

    def reached(self, snippet: Snippet, cell: Cell) -> None:
        """Hear that a cell begins."""

    def finished(self, snippet: Snippet, result: Result) -> None:
        """Hear how a snippet ended."""


@dataclass(frozen=True)
class Result:
    """How one snippet ended: an entry, or an error."""

    entry: Entry | None = None
    error: LessonError | None = None
    seconds: float = 0.0


def cores() -> int:
    """Return how many snippets run at a time unless the caller says otherwise."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def stale(store: Store, snippets: Iterable[Snippet]) -> list[Snippet]:
    """List the snippets whose outputs are missing or no longer true, in order."""
    return [snippet for snippet in snippets if store.get(snippet) is None]


def run_all(
    project: Project,
    snippets: Sequence[Snippet],
    *,
    jobs: int | None = None,
    listener: Listener | None = None,
) -> dict[str, Result]:
    """Run the given snippets, whether stale or not, and keep their outputs.

    Args:
        project: The site.
        snippets: What to run, in order.
        jobs: How many kernels at a time; default: the cores.
        listener: Hears how it goes.

    Returns:
        For each snippet's name how it ended. A failure stops no other snippet.
    """
    if sys.platform == "win32":  # pyzmq needs a loop with add_reader
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    return asyncio.run(run_all_async(project, snippets, jobs=jobs, listener=listener))


async def run_all_async(
    project: Project,
    snippets: Sequence[Snippet],
    *,
    jobs: int | None = None,
    listener: Listener | None = None,
) -> dict[str, Result]:
    """Do what `run_all` does, inside a running event loop."""
    listener = listener or Listener()
    listener.planned(snippets)
    room = asyncio.Semaphore(max(1, jobs or cores()))
    store = Store(project)

    async def one(snippet: Snippet) -> tuple[str, Result]:
        async with room:
            listener.started(snippet)
            before = time.perf_counter()
            try:
                entry = await _run(project, store, snippet, listener)
                result = Result(entry=entry, seconds=entry.seconds)
            except LessonError as error:
                seconds = time.perf_counter() - before
                result = Result(error=error, seconds=seconds)
            listener.finished(snippet, result)
            return snippet.name, result

    return dict(await asyncio.gather(*map(one, snippets)))


async def _run(
    project: Project, store: Store, snippet: Snippet, listener: Listener
) -> Entry:
    for _ in range(ATTEMPTS):
        static = static_key(project, snippet)
        began = time.time()
        ran = await kernel.run(
            project, snippet, lambda cell: listener.reached(snippet, cell)
        )
        packages = _distributions(ran.report["modules"])
        uses = Uses(tuple(ran.report["reads"]), tuple(packages))
        files = [snippet.path, *local_modules(project, snippet.path)]
        files += [project.root / name for name in uses.reads]
        if not any(_changed_since(path, began) for path in files):
            break
    else:
        raise LessonError(
            "files that it uses kept changing while it ran",
            "Save them and run again.",
            snippet.where,
        )
    entry = Entry(
        snippet=snippet.name,
        fingerprint=fingerprint(project, static, uses),
        date=datetime.date.today().isoformat(),
        seconds=round(ran.seconds, 2),
        cpu_seconds=round(ran.report["cpu_seconds"], 2),
        python=sys.version.split()[0],
        versions=_versions(snippet),
        outputs=ran.outputs,
        values=ran.report["values"],
        data=ran.report["data"],
        others=ran.report["others"],
    )
    store.put(static, uses, entry)
    return entry


def _changed_since(path: Path, moment: float) -> bool:
    try:
        return path.is_file() and path.stat().st_mtime > moment
    except OSError:
        return True


@lru_cache(maxsize=1)
def _distribution_of() -> dict[str, list[str]]:
    return dict(metadata.packages_distributions())


def _distributions(modules: Iterable[str]) -> list[str]:
    """Name the installed distributions that top-level modules come from."""
    owners = _distribution_of()
    found = {name for module in modules for name in owners.get(module, [])}
    return sorted({canonical(name) for name in found} - {"image-recognition-lessons"})


def _versions(snippet: Snippet) -> dict[str, str]:
    """Give the versions that a reader needs to repeat a run, Keras's backend too."""
    source = "\n".join(cell.source for cell in snippet.code)
    named = _distributions(imported_names(source))
    if "keras" in named:
        named += ["tensorflow-cpu", "tensorflow"]
    numbers = {name: version(name) for name in dict.fromkeys(named)}
    return {name: number for name, number in numbers.items() if number != "absent"}
