"""Runs what is stale, as many snippets at a time as there are cores."""

from __future__ import annotations

import asyncio
import datetime
import os
import sys
import time
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
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
from lessonkit.listener import Listener, Result
from lessonkit.project import Project
from lessonkit.snippet import Snippet, find
from lessonkit.store import Entry, Store

ATTEMPTS = 3  # a file that changes while its snippet runs makes the run void


def cores() -> int:
    """Return how many snippets run at a time unless the caller says otherwise."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


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
    # takes a moment, and the kernels leave it to us
    ready = asyncio.get_running_loop().run_in_executor(None, _distribution_of)

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

    results = await asyncio.gather(*map(one, snippets))
    await ready
    return dict(results)


async def _run(
    project: Project, store: Store, snippet: Snippet, listener: Listener
) -> Entry:
    for attempt in range(ATTEMPTS):
        if attempt:  # it is no longer what was asked to run
            snippet = find(project, snippet.name)
        static = static_key(project, snippet)
        began = time.time()
        reached = partial(listener.reached, snippet)
        ran = await kernel.run(project, snippet, reached)
        packages = _distributions([*ran.report["modules"], *_imported(snippet)])
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
        # a time to come is no change: a wrong clock set it
        return path.is_file() and moment < path.stat().st_mtime < time.time() + 1
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


def _imported(snippet: Snippet) -> set[str]:
    """Name what the snippet imports, also where the kernel had it loaded already."""
    return imported_names("\n".join(cell.source for cell in snippet.code))


def _versions(snippet: Snippet) -> dict[str, str]:
    """Give the versions that a reader needs to repeat a run, Keras's backend too."""
    named = _distributions(_imported(snippet))
    if "keras" in named:
        named += ["tensorflow-cpu", "tensorflow"]
    numbers = {name: version(name) for name in dict.fromkeys(named)}
    return {name: number for name, number in numbers.items() if number != "absent"}
