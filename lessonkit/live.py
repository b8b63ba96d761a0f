"""Runs stale snippets in the background while a server shows the pages."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from lessonkit.errors import LessonError
from lessonkit.export import export
from lessonkit.listener import Lines, Result
from lessonkit.order import lesson_order
from lessonkit.project import Project
from lessonkit.snippet import Snippet
from lessonkit.store import Store

if TYPE_CHECKING:
    from lessonkit.runner import Runner

log = logging.getLogger("mkdocs.lessonkit")
PAUSE = 8  # between two appearances of outputs, as a multiple of what a build takes


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
        from lessonkit.runner import Runner  # costly, and rarely needed

        if self._runner is None:
            self._runner = Runner(self.project, keeps=True)
        store = Store(self.project)
        while not self._stopping:
            snippets, _ = lesson_order(self.project)
            todo = [s for s in snippets if not store.get(s) and not store.failure(s)]
            if not todo:
                return
            self._runner.run_all(todo, Reporter(self, store))


class Reporter(Lines):
    """Lets outputs appear on the pages while others are still being made.

    Each appearance is a build of the whole site, which takes time from the snippets.
    So those that finish soon after one another appear together: builds get a ninth of
    the time at most. The last one never waits.
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
        self._show()
        self._not_before = time.monotonic() + PAUSE * build_seconds

    def _show(self) -> None:
        """Write what the pages need and have them rendered again."""
        global arrived
        arrived = True
        # after a failure no file of the pages changes, yet they have something to say
        self.worker.pulse.write_text(f"{time.time()}\n")
        try:
            # as they are now: they may have been saved since the run began
            snippets, _ = lesson_order(self.worker.project)
            export(self.worker.project, self.store, snippets)
        except LessonError as error:
            log.warning("%s", error)


# A server's state. It outlives its builds, each of which loads the hooks anew.
serving = False
build_seconds = 0.0  # of the last build
arrived = False  # something has, since the last build began
_worker: Worker | None = None


def pulse(project: Project) -> Path:
    """Return the file that is touched when pages should be rendered again."""
    return project.root / ".lessonkit" / "pulse"


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
