"""Runs stale snippets in the background while a server shows the pages."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lessonkit import check, pages
from lessonkit.cache import one_build
from lessonkit.errors import LessonError
from lessonkit.export import export, refresh
from lessonkit.listener import Lines, Result
from lessonkit.order import lesson_order
from lessonkit.project import Project
from lessonkit.snippet import Snippet, find, names
from lessonkit.store import Store

if TYPE_CHECKING:
    from lessonkit.runner import Runner

log = logging.getLogger("mkdocs.lessonkit")
PAUSE = 8  # between two appearances of outputs, as a multiple of what one takes


class Worker:
    """A thread that makes outputs true again whenever it is asked to.

    Args:
        project: The site.
        pulse: A file that is touched when pages should be rendered again.
    """

    def __init__(self, project: Project, pulse: Path) -> None:
        """Start the thread; it waits for the first request."""
        self.project, self.pulse = project, pulse
        pulse.parent.mkdir(parents=True, exist_ok=True)
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
                log.warning("%s", error)
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
                self.show(store)  # pages of snippets may say no more than a name
                from lessonkit.runner import Runner  # costly, and rarely needed

                self._runner = Runner(self.project, keeps=True)
            self._runner.run_all(todo, Reporter(self, store))
        self.show(store)
        self._say_what_is_wrong()

    def _say_what_is_wrong(self) -> None:
        with one_build():
            found = [str(error) for error in check.beyond_pages(self.project)]
        for error in found:
            if error not in self._said:
                log.warning("%s", error)
        self._said = found

    def show(self, store: Store) -> None:
        """Write what all pages need; have them rendered again if that is news."""
        try:
            # as they are now: they may have been saved since the run began
            with one_build():
                snippets, _ = lesson_order(self.project)
                unreadable = {*names(self.project)} - {s.name for s in snippets}
                news = export(self.project, store, snippets, unreadable)
        except LessonError as error:
            log.warning("%s", error)
            news = False
        if news:
            self.announce()

    def announce(self) -> None:
        """Have pages rendered again; what one of them loads is written then."""
        global arrived
        arrived = True
        self.pulse.write_text(f"{time.time()}\n")


class Reporter(Lines):
    """Lets outputs appear on the pages while others are still being made.

    Each appearance is a build, which takes time from the snippets. So those that finish
    soon after one another appear together: builds get a ninth of the time at most. The
    last one never waits.
    """

    def __init__(self, worker: Worker, store: Store) -> None:
        """Report what the worker's run does."""
        super().__init__(log.info)
        self.worker, self.store = worker, store
        self._not_before = 0.0

    def finished(self, snippet: Snippet, result: Result) -> None:
        """Keep how it ended, and show that now or with the next ones."""
        super().finished(snippet, result)
        self.store.remember(snippet, result.error)
        if result.error:
            log.warning("%s", result.error)
        if self.left and time.monotonic() < self._not_before:
            return
        self.worker.announce()
        self._not_before = time.monotonic() + PAUSE * build_seconds


build_seconds = 0.0  # of the last build
arrived = False  # something has, since the last build began
_worker: Worker | None = None


def pulse(project: Project) -> Path:
    """Return the file that is touched when pages should be rendered again."""
    return project.root / ".lessonkit" / "pulse"


def export_for(project: Project, page: str) -> None:
    """Write what a page loads: a notebook, or the figures of the snippets it shows."""
    path = project.docs / page
    shown = {*pages.named(path)} if path.suffix == ".md" else set()
    if path.is_relative_to(project.notebooks):
        shown = {path.relative_to(project.notebooks).with_suffix("").as_posix()}
    found = []
    for name in shown:
        with suppress(LessonError):  # the page says it
            found.append(find(project, name))
    try:
        refresh(project, Store(project), found)
    except LessonError as error:
        log.warning("%s", error)


def request(project: Project) -> None:
    """Have everything stale run in the background."""
    global _worker
    if _worker is None:
        _worker = Worker(project, pulse(project))
    _worker.request()


def stop() -> None:
    """End the background run and its processes."""
    global _worker
    if _worker is not None:
        _worker.stop()
        _worker = None
