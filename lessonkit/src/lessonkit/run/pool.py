"""Starts runs: forked from a process that has made their imports, where there is fork.

Zygotes form a tree. The root has imported nothing; each other one imports a little more
than its parent, and only what each run that is forked from it imports by itself.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Protocol

import lessonkit
from lessonkit.project import Project
from lessonkit.run import fingerprint
from lessonkit.run.snippet import Snippet
from lessonkit.run.warm import imports

MOST = 8  # zygotes that a server keeps

FORKS = sys.platform == "linux"  # elsewhere a fork may crash what it copied

_START = (
    "import sys; bare = set(sys.modules); sys.path[0] = sys.argv[1];"
    " from lessonkit.run.child.zygote import main; main(bare, *sys.argv[2:])"
)
_PAUSE = 0.01  # seconds between two looks


class NotReady(Exception):
    """No process could be started: why."""


class Started(Protocol):
    """A run under way."""

    def status(self) -> int | None:
        """Return the exit status, negative for a signal, or None while it runs."""

    def end(self) -> None:
        """End it, and all that it began."""


class Pool:
    """The processes from which runs are forked, and a folder for all of their files.

    Args:
        project: Whose snippets run.
        forks: Whether to fork; default: where that is safe.
        keeps: Whether zygotes stay when their snippets are done, as a server wants.
        variables: Of the runs' environment, beside the project's own.
    """

    def __init__(
        self,
        project: Project,
        *,
        forks: bool = FORKS,
        keeps: bool = False,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Start nothing yet."""
        self._project, self._forks, self._keeps = project, forks, keeps
        self._lock = threading.Lock()
        self._root: _Root | None = None
        self._folder: Path | None = None
        self._count = 0
        self._wanted: dict[str, tuple[str, ...]] = {}
        self._shared: Counter[tuple[str, ...]] = Counter()
        self._zygotes: dict[tuple[str, ...], _Zygote] = {}
        self._variables = variables or {}
        self._environment = process_environment(project, self._variables)

    def plan(self, snippets: Iterable[Snippet]) -> None:
        """Find out which imports the snippets share."""
        before, self._environment = (
            self._environment,
            process_environment(self._project, self._variables),
        )
        if not self._forks:
            return
        if self._root and (before != self._environment or not self._root.is_alive()):
            self.close()  # another environment, another process
        wanted = {s.name: imports(self._project, s) for s in snippets}
        often = Counter(name for names in wanted.values() for name in names)
        with self._lock:
            for name, modules in wanted.items():
                # what many import comes first, so that they share it
                path = tuple(sorted(modules, key=lambda m: (-often[m], m)))
                self._wanted[name] = path
            self._shared = Counter(
                self._wanted[name][:n]
                for name in wanted
                for n in range(1, len(self._wanted[name]) + 1)
            )

    def folder(self) -> Path:
        """Make a folder for one run, with an empty one in it."""
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="lessonkit-")).resolve()
                (self._folder / "empty").mkdir()
            self._count += 1
            made = self._folder / str(self._count)
        (made / "work").mkdir(parents=True)
        return made

    def start(self, snippet: Snippet, folder: Path) -> Started:
        """Start the job that lies in a folder.

        Raises:
            NotReady: No process gets ready for it.
        """
        if not self._forks:
            return _Alone(folder, self._environment)
        while True:
            chain = self._reserved(snippet)
            zygote = self._nearest(snippet, chain)
            if zygote.send({"run": str(folder)}):
                return _Forked(folder, zygote, partial(self._release, chain))
            self._release(chain)
            if zygote is self._root:
                raise NotReady(zygote.why())
            self._lost(zygote)

    def done(self, snippet: Snippet) -> None:
        """Hear that a snippet is done; end the zygotes that no other one needs."""
        with self._lock:
            path = self._wanted.get(snippet.name, ())
            for n in range(len(path), 0, -1):
                self._shared[path[:n]] -= 1
                if self._shared[path[:n]] == 0 and not self._keeps:
                    zygote = self._zygotes.pop(path[:n], None)
                    if zygote:
                        zygote.close()

    def close(self) -> None:
        """End all of it, runs included."""
        with self._lock:
            self._forget()
            if self._folder:
                shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _forget(self) -> None:
        """End all zygotes."""
        for zygote in self._zygotes.values():
            zygote.close()
        self._zygotes.clear()
        if self._root:
            self._root.end()
        self._root = None

    def _reserved(self, snippet: Snippet) -> list[_Zygote]:
        """List the zygotes that have imported nothing but what the snippet imports.

        They stay until they are released: if one ended, so would all that was forked
        from it.
        """
        with self._lock:
            if self._root is not None and not self._root.is_alive():
                self._forget()  # something killed it
            if self._root is None:
                assert self._folder is not None, "a run has its folder first"
                self._root = _Root(self._folder, self._environment)
            chain = self._chain(self._wanted.get(snippet.name, ()))
            return [self._root, *chain]

    def _release(self, chain: list[_Zygote]) -> None:
        with self._lock:
            for zygote in chain[1:]:
                zygote.users -= 1

    def _lost(self, zygote: _Zygote) -> None:
        """Forget a zygote that something killed; what it forked has ended with it."""
        with self._lock:
            for path, found in [*self._zygotes.items()]:
                if zygote in found.ancestors():
                    self._zygotes.pop(path).close()

    def _nearest(self, snippet: Snippet, chain: list[_Zygote]) -> _Zygote:
        """Wait for the imports of a chain; return the last process that can be used."""
        root, *others = chain
        beside = {
            path.name.removesuffix(".py") for path in snippet.path.parent.iterdir()
        }
        for zygote in reversed(others):
            # a file beside the snippet may stand in the way of a package
            if zygote.is_ready() and not beside & zygote.modules:
                return zygote
        return root

    def _chain(self, path: tuple[str, ...]) -> list[_Zygote]:
        """List the zygotes on the way to a path of imports; make those that pay."""
        least = 1 if self._keeps else 2
        chain: list[_Zygote] = []
        begin = 0
        for n in range(1, len(path) + 1):
            here, longer = path[:n], path[: n + 1]
            pays = self._shared[here] >= least or here in self._zygotes
            alone = n < len(path) and self._shared[longer] == self._shared[here]
            if not pays or (alone and here not in self._zygotes):
                continue
            if here not in self._zygotes:
                parent = chain[-1] if chain else self._root
                assert parent is not None and self._folder is not None
                self._make_room()
                self._count += 1
                folder = self._folder / f"z{self._count}"
                self._zygotes[here] = _Zygote(parent, folder, path[begin:n])
            begin = n
            chain.append(self._zygotes[here])
            chain[-1].users += 1
        return chain

    def _make_room(self) -> None:
        """Let a server forget the oldest zygote from which no other one was forked."""
        if not self._keeps or len(self._zygotes) < MOST:
            return
        for path in self._zygotes:
            longer = (p for p in self._zygotes if p != path and p[: len(path)] == path)
            if not any(longer) and not self._zygotes[path].users:
                self._zygotes.pop(path).close()
                return


class _Zygote:
    """A process that has made imports; it is forked from its parent when asked for."""

    modules: frozenset[str] = frozenset()

    def __init__(self, parent: _Zygote, folder: Path, names: tuple[str, ...]) -> None:
        folder.mkdir()
        os.mkfifo(folder / "commands")
        self.folder, self.parent = folder, parent
        self.users = 0  # snippets that wait for it, or run
        self._commands: int | None = None
        self._names = names
        self._ready: bool | None = None
        self._lock = threading.Lock()

    def is_ready(self) -> bool:
        """Wait for its imports; say whether it can be forked."""
        with self._lock:
            if self._ready is None:
                self._ready = self.parent.is_ready() and self._wait()
            return self._ready

    def ancestors(self) -> list[_Zygote]:
        """List all that it was forked from, and itself."""
        return [self, *self.parent.ancestors()]

    def is_alive(self) -> bool:
        """Say whether the root of all is there."""
        return self.parent.is_alive()

    def why(self) -> str:
        """Say why it is not there any more."""
        return self.parent.why()

    def _wait(self) -> bool:
        command = {"import": list(self._names), "folder": str(self.folder)}
        if not self.parent.send(command):
            return False
        state = self.folder / "state"
        while not state.exists():
            if not self.is_alive():
                return False
            time.sleep(_PAUSE)
        said = json.loads(state.read_text("utf-8"))
        if said["why"]:
            return False
        self.modules = frozenset(said["modules"])
        self._commands = os.open(self.folder / "commands", os.O_WRONLY)
        return True

    def send(self, command: Mapping[str, object]) -> bool:
        """Send a command; say whether there is somebody who reads it."""
        line = json.dumps(command).encode() + b"\n"
        try:
            return self._commands is not None and os.write(self._commands, line) > 0
        except OSError:
            return False

    def close(self) -> None:
        """Let it end."""
        if self._commands is not None:
            os.close(self._commands)
            self._commands = None


class _Root(_Zygote):
    """The process from which all others are forked."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._log = folder / "log"
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                _command("serve", folder), env=environment, stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL, stderr=log, start_new_session=True,
            )  # fmt: skip
        assert self._process.stdin is not None
        self._commands = self._process.stdin.fileno()

    def ancestors(self) -> list[_Zygote]:
        return [self]

    def is_ready(self) -> bool:
        return self.is_alive()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def why(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10)
        lines = self._log.read_text("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {self._process.returncode}"

    def end(self) -> None:
        """Let it end all that was forked, and itself."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Forked:
    """A run whose supervisor writes down how it ended."""

    def __init__(
        self, folder: Path, zygote: _Zygote, release: Callable[[], None]
    ) -> None:
        self._folder, self._zygote, self._release = folder, zygote, release
        self._supervisor = 0
        self._status: int | None = None

    def status(self) -> int | None:
        if self._status is None:
            there = self._is_there()
            ended = self._read("ended")
            if isinstance(ended, dict) and "error" in ended:
                raise NotReady(str(ended["error"]))
            if isinstance(ended, dict):
                self._status = int(ended["status"])
            elif not there and not self._supervisor:
                raise NotReady(self._zygote.why())
            elif not there:
                self._status = -int(signal.SIGKILL)
        return self._status

    def _is_there(self) -> bool:
        """Say whether the supervisor is there, or still to come."""
        self._supervisor = self._supervisor or int(str(self._read("supervisor") or 0))
        if not self._supervisor:
            return self._zygote.is_alive()
        try:
            os.kill(self._supervisor, 0)
        except ProcessLookupError:
            return False
        return True

    def end(self) -> None:
        while True:
            try:
                if self.status() is not None:
                    break
            except NotReady:
                break
            if self._supervisor:
                with suppress(ProcessLookupError):
                    os.kill(self._supervisor, signal.SIGTERM)
            time.sleep(_PAUSE)
        self._release()

    def _read(self, name: str) -> object:
        try:
            return json.loads((self._folder / name).read_text("utf-8"))
        except FileNotFoundError:
            return None


class _Alone:
    """A run in a fresh process, where there is no fork."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        with open(folder / "log", "wb") as log:
            self._process = subprocess.Popen(
                _command("once", folder), env=environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._began: set[object] = set()

    def status(self) -> int | None:
        import psutil

        status = self._process.poll()
        if status is None:  # orphans can be found no more
            with suppress(psutil.Error):
                self._began |= set(
                    psutil.Process(self._process.pid).children(recursive=True)
                )
        return status

    def end(self) -> None:
        import psutil

        self.status()
        self._process.kill()
        self._process.wait()
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        for process in self._began:
            assert isinstance(process, psutil.Process)
            with suppress(psutil.Error):
                process.kill()


def process_environment(
    project: Project, variables: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment of every run, as it is now."""
    found = {**os.environ, **fingerprint.environment(project), **variables}
    if found["MPLBACKEND"] == "agg":  # and what it shows is seen
        found["MPLBACKEND"] = "module://lessonkit.run.matplotlib_backend"
    # byte code that cannot be written is compiled anew by every process
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    for name in ("PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONSAFEPATH"):
        found.pop(name, None)
    return found


def _command(way: str, folder: Path) -> list[str]:
    home = Path(lessonkit.__file__).resolve().parents[1]
    return [sys.executable, "-c", _START, str(home), way, str(folder)]
