"""What a checker found good stays so while nothing changed that it looked at.

A verdict is kept under a hash of all that it depends on: the test's file, the
`conftest.py` beside it, what both import from this repository, and what the test names:
the judged bytes, the versions of the tools. Only successes are kept. What cannot be
read is no verdict: judge again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import lessonkit
from lessonkit import disk_cache
from lessonkit.cache import per_file
from lessonkit.files import write_atomically
from lessonkit.installed import version
from lessonkit.project import Project
from lessonkit.run.fingerprint import local_modules

KIND = "verdicts"  # the name of their folder
LIBRARY = Path(lessonkit.__file__).parent

Part = str | bytes | Path


class Verdicts:
    """The kept verdicts of one checker.

    Args:
        project: Whose `.lessonkit/verdicts/` keeps them.
        checker: The file of the test that judges.
        tools: Installed packages that judge with it; their versions count.
        library: Whether what it imports of lessonkit counts. If not, all of that which
            matters has to be among the parts of a key: whoever judges built pages sees
            their bytes, whatever has built them.
    """

    def __init__(
        self, project: Project, checker: Path, *tools: str, library: bool = True
    ) -> None:
        """Hash the checker; its folder is made with the first verdict."""
        self.folder = folder_of(project)
        self._checker = checker_digest(project, checker, tools, library=library)

    def key(self, *parts: Part) -> str:
        """Hash all that a verdict depends on.

        Args:
            parts: Text; bytes; a file, or a folder with all that is in it. Where these
                lie does not count, only what is in them.
        """
        return digest(self._checker, *parts)

    def stands(self, key: str) -> bool:
        """Tell whether this was found good before."""
        path = self.folder / key
        try:
            if path.read_bytes().split(b"\n")[0] != key.encode():
                return False
            os.utime(path)
        except OSError:
            return False
        return True

    def keep(self, key: str, about: str) -> None:
        """Note that all is good; `about` tells people what."""
        write_atomically(self.folder / key, f"{key}\n{about}\n".encode())


def folder_of(project: Project) -> Path:
    """Return the folder of a project's verdicts."""
    return project.root / ".lessonkit" / KIND


def prune(project: Project) -> None:
    """Delete verdicts that no run of the last month asked for."""
    disk_cache.prune(project, KIND)


def checker_digest(
    project: Project, checker: Path, tools: tuple[str, ...], *, library: bool
) -> str:
    """Hash a test's file, its conftest, what they import here, and its tools."""
    files = {checker, Path(__file__)}
    for path in (checker, checker.with_name("conftest.py")):
        if path.is_file():
            imported = local_modules(project, path)
            files |= {path}
            files |= {p for p in imported if library or not p.is_relative_to(LIBRARY)}
    versions = [f"{tool} {version(tool)}" for tool in tools]
    return digest(*sorted(files), *versions)


def digest(*parts: Part) -> str:
    """Hash parts, each apart from the next."""
    whole = hashlib.sha256()
    for part in parts:
        for kind, content in _contents(part):
            whole.update(f"{kind} {len(content)}\n".encode())
            whole.update(content)
    return whole.hexdigest()


def _contents(part: Part) -> Iterator[tuple[str, bytes]]:
    if isinstance(part, str):
        yield "text", part.encode()
    elif isinstance(part, bytes):
        yield "bytes", part
    elif part.is_dir():
        files = sorted(path for path in part.rglob("*") if path.is_file())
        yield "folder", str(len(files)).encode()
        for path in files:
            yield "name", path.relative_to(part).as_posix().encode()
            yield from _contents(path)
    else:
        yield "file", _file_digest(part)


@per_file
def _file_digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()
