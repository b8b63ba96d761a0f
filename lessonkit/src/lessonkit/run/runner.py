"""Runs what is stale, as many snippets at a time as there are cores."""

from __future__ import annotations

import datetime
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache, partial
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

from lessonkit import installed
from lessonkit.disk_cache import made
from lessonkit.errors import LessonError
from lessonkit.installed import version
from lessonkit.project import Project
from lessonkit.run import process
from lessonkit.run.fingerprint import (
    Uses,
    canonical,
    fingerprint,
    imported_names,
    local_modules,
    static_key,
)
from lessonkit.run.listener import Listener, Result
from lessonkit.run.pool import Pool
from lessonkit.run.process import Stopped
from lessonkit.run.snippet import Cell, Snippet, find
from lessonkit.run.store import Entry, Store
from lessonkit.settings import own_distribution, settings

log = logging.getLogger("lessonkit")

KIND = "installed"  # where it is kept which distribution brings which import
ATTEMPTS = 3  # a file that changes while its snippet runs makes the run void


def cores() -> int:
    """Return how many snippets run at a time unless the caller says otherwise."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


class Place(Protocol):
    """Where snippets run: processes of this machine, or a cluster."""

    def plan(self, snippets: Sequence[Snippet]) -> None:
        """Hear what will run."""

    def run(
        self, snippet: Snippet, on_cell: Callable[[Cell], None], stop: threading.Event
    ) -> process.Ran:
        """Run one snippet; may be called from several threads."""

    def done(self, snippet: Snippet) -> None:
        """Hear that a snippet is done."""

    def close(self) -> None:
        """End all that runs."""


class _Here(Pool):
    """Processes of this machine."""

    def run(
        self, snippet: Snippet, on_cell: Callable[[Cell], None], stop: threading.Event
    ) -> process.Ran:
        return process.run(self, self._project, snippet, on_cell, stop)


class Runner:
    """Runs snippets of one project, and keeps its processes between the calls.

    Args:
        project: The site.
        jobs: How many snippets run at a time; default: the cores.
        keeps: Whether processes with imports stay for the next call, as a server wants.
        place: Where they run; default: here.
    """

    def __init__(
        self,
        project: Project,
        *,
        jobs: int | None = None,
        keeps: bool = False,
        place: Place | None = None,
    ) -> None:
        """Start nothing yet."""
        self._project, self._jobs = project, max(1, jobs or cores())
        self._place = place or _Here(project, keeps=keeps)
        self._stop = threading.Event()

    def run_all(
        self, snippets: Sequence[Snippet], listener: Listener | None = None
    ) -> dict[str, Result]:
        """Run the given snippets, whether stale or not, and keep their outputs.

        Returns:
            For each snippet's name how it ended. A failure stops no other snippet.
            Snippets that `stop` kept from ending are missing.
        """
        heard = _Heard(listener or Listener())
        heard.tell("planned", snippets)
        self._place.plan(snippets)
        store = Store(self._project)
        with ThreadPoolExecutor(self._jobs, "lessonkit") as threads:
            # takes a moment, which the first runs leave to us
            owners = None
            if snippets:
                owners = threads.submit(distributions_by_import, self._project)
            runs = [threads.submit(self._one, s, store, heard) for s in snippets]
            try:
                results = [run.result() for run in runs]
            except BaseException:  # Ctrl-C: what has been started ends first
                with _deaf():
                    self._stop.set()
                    threads.shutdown(cancel_futures=True)
                    self.close()
                raise
            if owners:
                owners.result()
        return {name: result for name, result in results if result}

    def stop(self) -> None:
        """End what runs, from any thread; nothing starts after it."""
        self._stop.set()

    def close(self) -> None:
        """End all processes."""
        self._stop.set()
        self._place.close()

    def _one(
        self, snippet: Snippet, store: Store, heard: _Heard
    ) -> tuple[str, Result | None]:
        if self._stop.is_set():
            return snippet.name, None
        heard.tell("started", snippet)
        before = time.perf_counter()
        try:
            entry = self._run(store, snippet, heard)
            result = Result(entry=entry, seconds=entry.seconds)
        except LessonError as error:
            seconds = time.perf_counter() - before
            result = Result(error=error, seconds=seconds)
        except Stopped:
            return snippet.name, None
        finally:
            self._place.done(snippet)
        heard.tell("finished", snippet, result)
        return snippet.name, result

    def _run(self, store: Store, asked: Snippet, heard: _Heard) -> Entry:
        project = self._project
        for _ in range(ATTEMPTS):
            began = time.time()
            snippet = find(project, asked.name)  # it may have been saved since
            static = static_key(project, snippet)
            reached = partial(heard.tell, "reached", snippet)
            ran = self._place.run(snippet, reached, self._stop)
            packages = distributions_of(project, snippet, ran.report["modules"])
            uses = Uses(tuple(ran.report["reads"]), tuple(packages))
            files = [snippet.path, *local_modules(project, snippet.path)]
            files += [project.root / name for name in uses.reads]
            if not any(_changed_since(path, began) for path in files):
                entry = _entry(project, snippet, static, uses, ran)
                store.put(static, uses, entry, ran.files)
                return entry
        raise LessonError(
            "files that it uses kept changing while it ran",
            "Save them and run again.",
            asked.where,
        )


def run_all(
    project: Project,
    snippets: Sequence[Snippet],
    *,
    jobs: int | None = None,
    listener: Listener | None = None,
    place: Place | None = None,
) -> dict[str, Result]:
    """Do what `Runner.run_all` does, and leave no process behind."""
    runner = Runner(project, jobs=jobs, place=place)
    try:
        return runner.run_all(snippets, listener)
    finally:
        runner.close()


class _Heard:
    """Lets a listener hear one thing at a time; its own faults lose no run."""

    def __init__(self, listener: Listener) -> None:
        self._listener, self._lock = listener, threading.Lock()

    def tell(self, what: str, *about: Any) -> None:
        with self._lock:
            try:
                getattr(self._listener, what)(*about)
            except Exception:
                log.exception("what listens to the run failed; the run goes on")


@contextmanager
def _deaf() -> Iterator[None]:
    """Let a second Ctrl-C wait until the processes have ended."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _entry(
    project: Project, snippet: Snippet, static: str, uses: Uses, ran: process.Ran
) -> Entry:
    return Entry(
        snippet=snippet.name,
        fingerprint=fingerprint(project, static, uses),
        date=datetime.date.today().isoformat(),
        seconds=round(ran.seconds, 2),
        cpu_seconds=round(ran.report["cpu_seconds"], 2),
        python=sys.version.split()[0],
        versions=_versions(project, snippet),
        outputs=ran.outputs,
        values=ran.report["values"],
        data=ran.report["data"],
        others=ran.report["others"],
        files=sorted(ran.files),
    )


def _changed_since(path: Path, moment: float) -> bool:
    try:
        # a time to come is no change: a wrong clock set it
        return path.is_file() and moment < path.stat().st_mtime < time.time() + 1
    except OSError:
        return True


def distributions_by_import(project: Project) -> Mapping[str, list[str]]:
    """Return the installed distributions behind each name that Python can import.

    It takes a second to read what all of them say of themselves, so it is kept.
    """
    return _distributions_in(project, installed.state())


@lru_cache(maxsize=1)
def _distributions_in(
    project: Project, state: installed.State
) -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = json.loads(
        made(
            project,
            KIND,
            [sorted(state), sys.path, sys.version],
            lambda: json.dumps(metadata.packages_distributions()),
        )
    )
    return found


def distributions_of(
    project: Project, snippet: Snippet, modules: Iterable[str] = ()
) -> list[str]:
    """Name the distributions behind a snippet's imports, and behind other modules."""
    return distributions(project, [*modules, *_imported(snippet)])


def distributions(project: Project, modules: Iterable[str]) -> list[str]:
    """Name the installed distributions that top-level modules come from; not itself."""
    owners = distributions_by_import(project)
    found = {name for module in modules for name in owners.get(module, [])}
    own = canonical(own_distribution(project))
    return sorted({canonical(name) for name in found} - {own})


def _imported(snippet: Snippet) -> set[str]:
    """Name what the snippet imports, also where Python had it loaded already."""
    return imported_names("\n".join(cell.source for cell in snippet.code))


def _versions(project: Project, snippet: Snippet) -> dict[str, str]:
    """Give the versions that a reader needs to repeat a run."""
    named = distributions_of(project, snippet)
    for name, others in settings(project).versions_with.items():
        if name in named:
            named += others
    numbers = {name: version(name) for name in dict.fromkeys(named)}
    return {name: number for name, number in numbers.items() if number != "absent"}
