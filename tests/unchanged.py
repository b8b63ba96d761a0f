"""A test that saw nothing but files runs again only once one of them changed.

Tests of the built site do little but open it in a browser. The server that answers the
browser lives in the process of the tests, so every file that either of them opens can
be noticed, as it is when snippets run. A test that passed is kept with what it saw; as
long as all of that is the same, and the test's own code is, too, it passes unrun. A
test that starts another process runs always: that may see what is not noticed.

Tests that share a page or a network, which was opened once for all of their file, are
kept or run together. What a helper keeps of a file between tests, it keeps by
`lessonkit.cache.per_file`: then it is noticed for each test that asks.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lessonkit import cache as lessonkit_cache
from lessonkit.files import write_atomically
from lessonkit.project import Project
from lessonkit.run.fingerprint import (
    absolute_imports,
    installed_in_place,
    local_modules,
    module_files,
)
from tests.verdicts import digest

_OPENED = frozenset({"open", "os.listdir", "os.scandir"})
_STARTED = "subprocess.Popen"
# what starts browsers, which ask the server; what Python asks for the processor
_HARMLESS = frozenset({"playwright", "uname"})
_NOT_READ = (".venv", ".git", "__pycache__", "verdicts")  # folders that no test judges
_SHARING = ("class", "module", "package")  # scopes of what several tests are given

Roots = Mapping[str, Path]  # folders by names that stay, wherever the folders lie


@dataclass
class _Unit:
    """Tests that are kept together: one, or all of a file.

    Attributes:
        name: What it is called.
        path: Its file.
        tests: The ids of its tests.
        seen: What was opened while they ran.
        left: Those that have not run yet.
        skipped: Those of them that were skipped, and will be again.
        passed: Whether all others did that ran, and started nothing.
        stands: Whether they need not run; None as long as nobody has asked.
    """

    name: str
    path: Path
    tests: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    left: int = 0
    skipped: set[str] = field(default_factory=set)
    passed: bool = True
    stands: bool | None = None


class Unchanged:
    """Keeps which tests passed, and what they saw; for pytest to register.

    Args:
        project: The course.
        library: The folder of what has made the site. Its code counts where a test
            itself imports it, else only what it has made.
        folder: Where this is kept.
        applies: Says which tests these are.
        roots: Returns the folders whose files count, by names; None as long as they
            are not made.
        names: The one of them whose listing counts for each test: whether a file is
            there can be asked without opening it.
        others: What else a test depends on, such as the version of the browser.
    """

    def __init__(
        self,
        project: Project,
        library: Path,
        folder: Path,
        *,
        applies: Callable[[pytest.Item], bool],
        roots: Callable[[], Roots | None],
        names: str,
        others: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        """Watch from now on what this process opens."""
        self._project, self._library, self._folder = project, library, folder
        self._applies, self._roots = applies, roots
        self._names, self._others = names, others
        self._units: dict[str, _Unit] = {}
        self._running: _Unit | None = None
        sys.addaudithook(self._notice)
        _tell_of_kept_files(self._notice)

    def _notice(self, event: str, arguments: tuple[Any, ...]) -> None:
        unit = self._running
        if unit is None:
            return
        if event in _OPENED and isinstance(arguments[0], (str, os.PathLike)):
            unit.seen.add(os.path.abspath(arguments[0]))
        elif event == _STARTED and _HARMLESS.isdisjoint(Path(arguments[0]).parts):
            unit.passed = False

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Divide the tests into units."""
        mine = [item for item in session.items if self._applies(item)]
        sharing = {item.path for item in mine if _shares(item)}
        for item in mine:
            name = str(item.path) if item.path in sharing else item.nodeid
            unit = self._units.setdefault(name, _Unit(name, item.path))
            unit.tests.append(item.nodeid)
            unit.left += 1
            self._units[item.nodeid] = unit

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Hear how a test ends."""
        report = yield
        unit = self._units.get(item.nodeid)
        if unit and report.skipped:
            unit.skipped.add(item.nodeid)
        elif unit and report.failed:
            unit.passed = False
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> bool | None:
        """Let a test pass that saw only what is still the same."""
        unit = self._units.get(item.nodeid)
        if not (unit and unit.stands) or item.nodeid in unit.skipped:
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for when in ("setup", "call", "teardown"):
            report = pytest.TestReport(
                item.nodeid, item.location, {}, "passed", None, when
            )
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        item.session._setupstate.teardown_exact(nextitem)
        return True

    @pytest.hookimpl(wrapper=True, specname="pytest_runtest_protocol")
    def pytest_watched(self, item: pytest.Item) -> Generator[None, object, object]:
        """Notice what a test opens, and keep that once all of its unit have passed."""
        unit = self._units.get(item.nodeid)
        if unit and unit.stands is None and (roots := self._roots()):
            unit.stands = self._stands(unit, roots)
        self._running = unit
        try:
            result = yield
        finally:
            self._running = None
        if unit and not unit.stands:
            unit.left -= 1
            roots = self._roots()
            if not unit.left and unit.passed and roots:
                self._keep(unit, roots)
        return result

    def _stands(self, unit: _Unit, roots: Roots) -> bool:
        path = self._folder / self._key(unit, roots)
        try:
            first, _, text = path.read_text("utf-8").split("\n", 2)
            if first != path.name:
                return False
            states, skipped = json.loads(text)
            os.utime(path)
        except (OSError, ValueError):
            return False
        unit.skipped = {*skipped}
        return all(
            _state(_placed(name, roots)) == state for name, state in states.items()
        )

    def _keep(self, unit: _Unit, roots: Roots) -> None:
        names = filter(None, (_named(path, roots) for path in unit.seen))
        states = {name: _state(_placed(name, roots)) for name in sorted(names)}
        key = self._key(unit, roots)
        noted = json.dumps([states, sorted(unit.skipped)])
        text = f"{key}\nseen: {unit.name}\n{noted}"
        write_atomically(self._folder / key, text.encode())

    def _key(self, unit: _Unit, roots: Roots) -> str:
        """Hash all that is known before it runs."""
        return digest(
            *unit.tests,
            _code(self._project, self._library, unit.path),
            _listed(roots[self._names]),
            platform.python_version(),
            *self._others(),
        )


@cache
def _code(project: Project, library: Path, path: Path) -> str:
    """Hash the code that decides what the tests of a file say."""
    return digest(*_modules(project, library, path))


def _modules(project: Project, library: Path, path: Path) -> list[Path]:
    """List the files whose code decides what a test says."""
    root = project.root
    above = (folder / "conftest.py" for folder in path.parents)
    own = {path, Path(__file__), *(p for p in above if p.is_relative_to(root))}
    own = {file for file in own if file.is_file()}
    found = set(own)
    for file in own:
        modules = local_modules(project, file)
        found |= {module for module in modules if not module.is_relative_to(library)}
    for name in absolute_imports(path.read_text("utf-8")):
        for base in (root, *installed_in_place(root)):
            for file in module_files(str(base), name):
                found |= {file, *_closed(project, library, file)}
    return sorted(found)


def _closed(project: Project, library: Path, file: Path) -> list[Path]:
    """List what a part of the library imports; nothing for what is no part of it."""
    return local_modules(project, file) if file.is_relative_to(library) else []


@cache
def _listed(folder: Path) -> str:
    """Hash the names of all that is in a folder, which this run has made."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return digest(*sorted(found))


def _shares(item: pytest.Item) -> bool:
    """Say whether a test is given what others of its file are given, too."""
    fixtures = getattr(item, "_fixtureinfo").name2fixturedefs.values()  # noqa: B009
    return any(one[-1].scope in _SHARING for one in fixtures)


def _named(path: str, roots: Roots) -> str:
    """Name a file wherever its root lies; empty if it is none that counts."""
    if any(part in _NOT_READ for part in Path(path).parts):
        return ""
    for name, root in roots.items():
        if Path(path).is_relative_to(root):
            return f"{name}/{Path(path).relative_to(root).as_posix()}"
    return ""


def _placed(name: str, roots: Roots) -> Path:
    root, _, path = name.partition("/")
    return roots[root] / path


def _state(path: Path) -> str:
    """Hash a file, or the names in a folder."""
    if path.is_dir():
        return digest(*sorted(os.listdir(path)))
    return digest(path) if path.is_file() else "absent"


def _tell_of_kept_files(notice: Callable[[str, tuple[Any, ...]], None]) -> None:
    """Notice a file also where lessonkit still knows what it had read of it."""
    asked = lessonkit_cache.version_of

    def version_of(path: Path) -> lessonkit_cache.Version:
        notice("open", (path,))
        return asked(path)

    lessonkit_cache.version_of = version_of
