"""Runs stale snippets in the background while a server shows the pages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from lessonkit.cache import one_build
from lessonkit.errors import LessonError
from lessonkit.ledger.beyond_pages import beyond_pages
from lessonkit.page import pages
from lessonkit.page.order import lesson_order
from lessonkit.project import Project
from lessonkit.report import log, report
from lessonkit.run.listener import Lines, Result
from lessonkit.run.snippet import Snippet, find, names
from lessonkit.run.store import Store
from lessonkit.site.export import export, refresh, refresh_index

if TYPE_CHECKING:
    from lessonkit.run.runner import Runner

PAUSE = 8  # between two appearances of outputs, as a multiple of what one takes


class Worker:
    """A thread that makes outputs true again whenever it is asked to.

    Args:
        project: The site.
    """

    def __init__(self, project: Project) -> None:
        """Start the thread; it waits for the first request."""
        self.project = project
        self._wanted = threading.Event()
        self._stopping = False
        self._runner: Runner | None = None
        self._said: list[str] = []  # which mistakes
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def request(self) -> None:
        """Ask for another look at what is stale."""
        self._wanted.set()

    def stop(self) -> None:
        """End what runs, and the thread."""
        self._stopping = True
        self._wanted.set()
        if self._runner:
            self._runner.stop()
        self._thread.join(timeout=20)
        if self._runner:
            self._runner.close()

    def _work(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            if self._stopping:
                return
            try:
                self._run()
            except LessonError as error:
                report(error)
            except Exception:  # this thread is the only one that runs snippets
                log.exception("the background run ended; the next change starts one")

    def _run(self) -> None:
        store = Store(self.project)
        while not self._stopping:
            with one_build():
                snippets, _ = lesson_order(self.project)
                stale = store.stale(snippets)
            todo = [snippet for snippet in stale if not store.failure(snippet)]
            if not todo:
                break
            if self._runner is None:
                from lessonkit.run.runner import Runner

                self._runner = Runner(self.project, keeps=True)
            self._runner.run_all(todo, Reporter(store))
        self._tidy(store)
        self._say_what_is_wrong()

    def _say_what_is_wrong(self) -> None:
        with one_build():
            found = beyond_pages(self.project)
        for error in found:
            if str(error) not in self._said:
                report(error)
        self._said = [str(error) for error in found]

    def _tidy(self, store: Store) -> None:
        """Leave the generated folders as a build would; no page waits for that."""
        try:
            # as they are now: they may have been saved since the run began
            with one_build():
                snippets, _ = lesson_order(self.project)
                unreadable = {*names(self.project)} - {s.name for s in snippets}
                export(self.project, store, snippets, unreadable)
        except LessonError as error:
            report(error)


class Reporter(Lines):
    """Lets outputs appear on the pages while others are still being made.

    Where each appearance is a build, it takes time from the snippets. So those that
    finish soon after one another appear together: builds get a ninth of the time at
    most. The last one never waits.
    """

    def __init__(self, store: Store) -> None:
        """Report what the worker's run does."""
        super().__init__(log.info)
        self.store = store
        self._not_before = 0.0

    def finished(self, snippet: Snippet, result: Result) -> None:
        """Keep how it ended, and show that now or with the next ones."""
        super().finished(snippet, result)
        self.store.remember(snippet, result.error)
        if result.error:
            report(result.error)
        if self.left and time.monotonic() < self._not_before:
            return
        announce()
        self._not_before = time.monotonic() + PAUSE * build_seconds


build_seconds = 0.0  # of the last build, where outputs appear by a build
_worker: Worker | None = None
_arrived = False  # something has, before there was a server to tell
_appear: Callable[[], None] | None = None


def announce() -> None:
    """Have pages rendered again; what one of them loads is written then."""
    global _arrived
    if _appear:
        _appear()
    else:
        _arrived = True


def when_they_arrive(appear: Callable[[], None]) -> None:
    """Call this when outputs have come, and now if some have come already."""
    global _appear
    _appear = appear
    if _arrived:
        appear()


def export_for(project: Project, page: str) -> None:
    """Write what a page loads or is made of.

    That is a notebook, the list of all notebooks, or the figures of snippets.
    """
    path = project.docs / page
    store = Store(project)
    shown = {*pages.named(path)} if path.suffix == ".md" else set()
    if path.is_relative_to(project.notebooks):
        shown = {path.relative_to(project.notebooks).with_suffix("").as_posix()}
    found = []
    for name in shown:
        with suppress(LessonError):  # the page says it
            found.append(find(project, name))
    try:
        refresh(project, store, found)
        if path == project.notebooks / "index.md":
            refresh_index(project, store, lesson_order(project)[0])
    except LessonError as error:
        report(error)


def begin(project: Project) -> None:
    """Have everything stale run in the background, now and at each later request."""
    global _worker
    if _worker is None:
        _worker = Worker(project)
        _worker.request()


def request() -> None:
    """Have everything stale run in the background, once that has begun."""
    if _worker:
        _worker.request()


def stop() -> None:
    """End the background run and its processes."""
    global _worker
    if _worker is not None:
        _worker.stop()
        _worker = None
