"""Runs snippets on the workers of a Dask cluster, which share no folder with us.

A worker has a folder for each of its threads, in which it lays out the files of one
run: the snippet, what it imports, and what it read the last time. Contents go once to
each worker, by their hash. If the run looked for a file that is here and not there, it
is repeated with that file. What comes back is what a run here hands over, so the rest
of a run is the same.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from lessonkit.errors import LessonError
from lessonkit.files import file_state, write_atomically
from lessonkit.installed import version
from lessonkit.project import Project
from lessonkit.run import process
from lessonkit.run.fingerprint import (
    asked,
    canonical,
    environment,
    installed_in_place,
    local_modules,
)
from lessonkit.run.pool import Pool
from lessonkit.run.runner import distributions, distributions_of
from lessonkit.run.snippet import Cell, Snippet, find
from lessonkit.run.store import Store
from lessonkit.settings import own_distribution

AHEAD = 2  # runs that wait for each thread of a worker, so that none is idle
ROUNDS = 30  # answers that one run may take: files are missing, workers refused
SMALL = 100_000  # bytes of a file that goes along unasked
PATIENCE = 30  # seconds to wait for a scheduler, or for a first worker

_FOLDER = "folder"  # in the place of a hash
_HOME = "lessonkit"  # the folder inside a worker's own
_OURS = (".lessonkit", "__pycache__")  # folders that are no part of a project
_BARE = "site_name: a run\n"  # what a worker's project says of itself


@dataclass(frozen=True)
class Job:
    """One run.

    Attributes:
        snippet: Its name.
        files: Paths in the project, each with the hash of the content; or `folder`.
        paths: Folders of the project that Python imports from.
        variables: Of the run's environment.
        expects: What must be the same on the worker: Python, packages.
    """

    snippet: str
    files: Mapping[str, str]
    paths: tuple[str, ...]
    variables: Mapping[str, str]
    expects: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What a worker makes of a job.

    Attributes:
        worker: Its address.
        ran: The run, if it held.
        error: Cause, remedy and place of what ended it.
        reads: What the run looked for in the project.
        lacks: Hashes of contents that the worker wants to be sent.
        differs: What is not the same there, and how it is there.
        packages: What the run used, with the versions there.
    """

    worker: str
    ran: process.Ran | None = None
    error: tuple[str, str, str] | None = None
    reads: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    differs: Mapping[str, str] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)


class Cluster:
    """The workers behind a scheduler, in the place of processes here.

    Args:
        project: Whose snippets run.
        address: The scheduler's, such as `tcp://10.0.0.5:8786`.

    Raises:
        LessonError: `distributed` is not installed, nobody answers, or there is no
            worker.
    """

    def __init__(self, project: Project, address: str) -> None:
        """Connect."""
        try:
            distributed: Any = import_module("distributed")
        except ImportError:
            raise LessonError(
                "a run on a cluster needs the package `distributed`",
                "`pip install lessonkit[cluster]`, here and on the workers.",
            ) from None
        self._project, self._store = project, Store(project)
        self._lost = (distributed.KilledWorker, CancelledError, OSError)
        self._refused: dict[str, LessonError] = {}
        self._lock = threading.Lock()
        try:
            self._client: Any = distributed.Client(
                address, timeout=PATIENCE, set_as_default=False
            )
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise LessonError(
                f"no cluster at {address}: {str(error) or type(error).__name__}",
                "Start `dask scheduler` there, and `dask worker` on each machine.",
            ) from None
        self.jobs = AHEAD * sum(one["nthreads"] for one in self._workers().values())

    def plan(self, snippets: Iterable[Snippet]) -> None:
        """Do nothing: a worker finds out by itself which imports are made often."""

    def done(self, snippet: Snippet) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Leave the cluster; what it runs for us ends there."""
        self._client.close()

    def run(
        self,
        snippet: Snippet,
        on_cell: Callable[[Cell], None],
        stop: threading.Event,
    ) -> process.Ran:
        """Run a snippet on a worker that has what it needs.

        Raises:
            LessonError: The run failed, or no worker fits.
            process.Stopped: `stop` was set.
        """
        uses = self._store.uses(snippet)
        modules = local_modules(self._project, snippet.path)
        names = [self._project.relative(path) for path in (snippet.path, *modules)]
        files = self._states([*names, *(uses.reads if uses else ())])
        known = distributions_of(self._project, snippet)
        expects = _expected([*known, *(uses.packages if uses else ())])
        contents, worker, deaths = self._small(files), "", 0
        for _ in range(ROUNDS):
            job = Job(snippet.name, files, self._paths(), self._variables(), expects)
            try:
                answer = self._ask(job, contents, snippet, worker, stop)
            except self._lost as error:
                deaths += 1
                if deaths > 1:
                    raise LessonError(
                        f"the cluster lost it twice: {error or type(error).__name__}",
                        "Look at the workers' logs: memory may have run out.",
                        snippet.where,
                    ) from None
                worker = ""
                continue
            worker = answer.worker
            if differs := answer.differs or self._others(answer):
                self._refuse(answer.worker, differs)
                worker = ""
            elif answer.lacks:
                contents = self._contents(files, answer.lacks)
            elif more := self._unknown(answer.reads, files):
                files = {**files, **more}
                contents = self._small(more)
            elif answer.error:
                raise LessonError(*answer.error)
            else:
                assert answer.ran is not None, "it held"
                return answer.ran
        raise LessonError(
            "files that it uses kept changing while it ran",
            "Save them and run again.",
            snippet.where,
        )

    def _ask(
        self,
        job: Job,
        contents: Mapping[str, bytes],
        snippet: Snippet,
        worker: str,
        stop: threading.Event,
    ) -> Answer:
        """Have a job done; on a worker that knows of it, if it is still there."""
        if stop.is_set():
            raise process.Stopped
        workers = self._fitting(snippet)
        if worker in workers:
            workers = [worker]
        if sum(map(len, contents.values())) > SMALL:  # past the scheduler
            contents = self._client.scatter(contents, workers=workers[:1])
        future = self._client.submit(
            work,
            job,
            contents,
            workers=workers if worker or self._refused else None,
            resources=dict.fromkeys(snippet.needs, 1) or None,
            pure=False,
        )
        done = threading.Event()
        future.add_done_callback(lambda _: done.set())
        while not stop.is_set():
            if done.wait(1):
                answer: Answer = future.result()
                return answer
            if not set(workers) & {*self._workers()}:
                future.cancel()  # Dask would wait for one of them to come back
                raise CancelledError("the worker died")
        future.cancel()
        raise process.Stopped

    def _workers(self) -> dict[str, dict[str, Any]]:
        # asked anew: what the client keeps of it may be a part
        told = self._client.sync(self._client.scheduler.identity)
        found: dict[str, dict[str, Any]] = told["workers"]
        return found

    def _fitting(self, snippet: Snippet) -> list[str]:
        """List the workers that a snippet may run on.

        Raises:
            LessonError: There is none.
        """
        there = self._workers()
        able = [
            address
            for address, one in there.items()
            if all(one["resources"].get(name) for name in snippet.needs)
        ]
        if not able:
            said = ",".join(f"{name}=1" for name in snippet.needs)
            raise LessonError(
                f"no worker has `{', '.join(snippet.needs)}`" if there else "no worker",
                f"Start one: `dask worker ADDRESS --resources {said}`."
                if said
                else "Start one: `dask worker ADDRESS`.",
                snippet.where,
            )
        with self._lock:
            left = [address for address in able if address not in self._refused]
            if not left:
                raise next(self._refused[one] for one in able).at(snippet.where)
        return left

    def _others(self, answer: Answer) -> dict[str, str]:
        """Return what a run used that is of another version here."""
        own = canonical(own_distribution(self._project))
        used = answer.packages.items()
        return {n: v for n, v in used if n != own and version(n) != v}

    def _refuse(self, worker: str, differs: Mapping[str, str]) -> None:
        """Have nothing more run on a worker on which outputs might be others."""
        here = _expected([*differs])
        said = ", ".join(f"{n} {v} instead of {here[n]}" for n, v in differs.items())
        with self._lock:
            self._refused[worker] = LessonError(
                f"the worker {worker} differs: {said}",
                "Install there what is installed here.",
            )

    def _paths(self) -> tuple[str, ...]:
        folders = (self._project.root, *installed_in_place(self._project.root))
        return tuple(self._project.relative(folder) for folder in folders)

    def _variables(self) -> dict[str, str]:
        return {**environment(self._project), **asked()}

    def _unknown(
        self, reads: Iterable[str], files: Mapping[str, str]
    ) -> dict[str, str]:
        """Return what a run looked for that is here and was not there."""
        found = self._states(reads)
        return {name: one for name, one in found.items() if files.get(name) != one}

    def _states(self, names: Iterable[str]) -> dict[str, str]:
        """Return the hashes of files, and of those in folders whose list was read."""
        found: dict[str, str] = {}
        for name in names:
            path = self._project.root / name
            if path.is_dir():
                found[name.rstrip("/")] = _FOLDER
                inside = [] if name.endswith("/") else sorted(path.iterdir())
            else:
                inside = [path]
            for one in inside:
                if one.is_file():
                    found[self._project.relative(one)] = file_state(one)
                elif one.is_dir() and one.name != "__pycache__":
                    found[self._project.relative(one)] = _FOLDER
        return found

    def _small(self, files: Mapping[str, str]) -> dict[str, bytes]:
        """Read the files that go along unasked, as far as they are not much."""
        small = [
            state
            for name, state in files.items()
            if state != _FOLDER
            and (self._project.root / name).stat().st_size <= SMALL // 10
        ]
        found = self._contents(files, small)
        return found if sum(map(len, found.values())) <= SMALL else {}

    def _contents(
        self, files: Mapping[str, str], hashes: Iterable[str]
    ) -> dict[str, bytes]:
        by_hash = {state: name for name, state in files.items()}
        return {one: (self._project.root / by_hash[one]).read_bytes() for one in hashes}


def _expected(packages: Sequence[str]) -> dict[str, str]:
    """Say what a worker must be like: what decides about outputs."""
    always = {
        "Python": platform.python_version(),
        "system": f"{sys.platform} {platform.machine()}",
        "lessonkit": _own_code(),
    }
    return {**{name: version(name) for name in ("ipython", *packages)}, **always}


@lru_cache(maxsize=1)
def _own_code() -> str:
    """Return lessonkit's version, and what tells its copies apart."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    text = "".join(file_state(path) for path in files)
    return f"{version('lessonkit')} ({hashlib.sha256(text.encode()).hexdigest()[:8]})"


# ------------------------------------------------------------------ on a worker


def work(job: Job, contents: Mapping[str, bytes]) -> Answer:
    """Do a job, in the process of a worker.

    Args:
        job: What to run, and with which files.
        contents: Of files, by their hashes: what this worker may not have yet.
    """
    from distributed import get_worker

    worker = get_worker()
    here = _expected([*job.expects])
    differs = {n: here[n] for n, there in job.expects.items() if here[n] != there}
    if differs:
        return Answer(worker.address, differs=differs)
    home = Path(worker.local_directory) / _HOME
    for key, content in contents.items():
        write_atomically(home / "contents" / key, content)
    hashes = {state for state in job.files.values() if state != _FOLDER}
    lacks = [one for one in sorted(hashes) if not (home / "contents" / one).is_file()]
    if lacks:
        return Answer(worker.address, lacks=tuple(lacks))
    reads: list[str] = []
    with _place(home) as place:
        place.lay_out(job, home / "contents")
        try:
            ran = place.run(job, reads.extend)
        except LessonError as error:
            place.clear()  # it may have changed something
            told = (error.cause, error.remedy, error.where)
            return Answer(worker.address, error=told, reads=tuple(reads))
    used = distributions(place.project, ran.report["modules"])
    packages = {name: version(name) for name in used}
    return Answer(worker.address, ran=ran, reads=tuple(reads), packages=packages)


class _Place:
    """A folder in which one run at a time finds its files, and the processes for it."""

    def __init__(self, folder: Path) -> None:
        self.project = Project(folder)
        self._there: dict[str, str] = {}
        self._pool: Pool | None = None
        self._for: object = None
        atexit.register(self.close)

    def lay_out(self, job: Job, contents: Path) -> None:
        """Have the folder hold the files of a job and no others."""
        root = self.project.root
        root.mkdir(parents=True, exist_ok=True)
        for name in [
            n for n, state in self._there.items() if job.files.get(n) != state
        ]:
            if self._there.pop(name) != _FOLDER:
                (root / name).unlink(missing_ok=True)
        for name in sorted(self._folders() - _folders(job.files), reverse=True):
            shutil.rmtree(root / name, ignore_errors=True)
        for name, state in job.files.items():
            if self._there.get(name) == state:
                continue
            path = root / name
            if state == _FOLDER:
                path.mkdir(parents=True, exist_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(contents / state, path)
            self._there[name] = state
        if "mkdocs.yml" not in job.files:
            (root / "mkdocs.yml").write_text(_BARE, "utf-8")

    def _folders(self) -> set[str]:
        found = set()
        for folder, inside, _ in os.walk(self.project.root):
            inside[:] = [name for name in inside if name not in _OURS]
            here = Path(folder).relative_to(self.project.root)
            found |= {(here / name).as_posix() for name in inside}
        return found

    def run(self, job: Job, looked: Callable[[Sequence[str]], None]) -> process.Ran:
        """Run a job whose files are there."""
        root = self.project.root
        paths = os.pathsep.join(str(root / path) for path in job.paths)
        variables = {**job.variables, "PYTHONPATH": paths}
        if self._pool is None or self._for != variables:
            self.close()
            self._pool = Pool(self.project, keeps=True, variables=variables)
            self._for = variables
        snippet = find(self.project, job.snippet)
        self._pool.plan([snippet])
        return process.run(self._pool, self.project, snippet, looked=looked)

    def clear(self) -> None:
        """Delete all files."""
        shutil.rmtree(self.project.root, ignore_errors=True)
        self._there.clear()

    def close(self) -> None:
        """End the processes."""
        if self._pool:
            self._pool.close()
        self._pool = None


def _folders(files: Mapping[str, str]) -> set[str]:
    """Name the folders that files lie in, and those that stand for themselves."""
    found = {name for name, state in files.items() if state == _FOLDER}
    for name in files:
        found |= {parent.as_posix() for parent in Path(name).parents}
    return found


_places: list[_Place] = []  # that no run is in
_lock = threading.Lock()
_count = 0


@contextmanager
def _place(home: Path) -> Iterator[_Place]:
    """Give a place to a run, which has it for itself."""
    global _count
    with _lock:
        if _places:
            place = _places.pop()
        else:
            _count += 1
            place = _Place(home.resolve() / str(_count))
    try:
        yield place
    finally:
        with _lock:
            _places.append(place)
