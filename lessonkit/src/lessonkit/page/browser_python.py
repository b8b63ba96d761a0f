"""Python in the reader's browser: which files it takes, and what they weigh.

A course names folders with the files of Pyodide, with wheels that were built for it,
and with packages of its own (`python_in_page` in `mkdocs.yml`); else there is none.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from lessonkit import web
from lessonkit.cache import per_build, per_file
from lessonkit.disk_cache import made
from lessonkit.errors import LessonError
from lessonkit.files import file_state
from lessonkit.page.compiled import archives
from lessonkit.project import Project
from lessonkit.run.fingerprint import imported_names
from lessonkit.settings import settings

FOLDER = "assets/python"  # where all of it lies in a site
LOCK = "pyodide-lock.json"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
PACKAGES = "packages.zip"  # our own programs, and the course's packages
OURS = "lessonkit/web/python"  # where our programs lie in there, as they do here
SMALL = (".js", ".wasm")  # what a server sends compressed


@dataclass(frozen=True)
class BrowserPython:
    """What there is of it.

    Attributes:
        project: The site.
        folders: Where its files lie, the first that has one counts.
    """

    project: Project
    folders: tuple[Path, ...]

    def file(self, name: str) -> Path:
        """Find a file.

        Raises:
            LessonError: No folder has it.
        """
        for folder in self.folders:
            if (folder / name).exists():
                return folder / name
        where = ", ".join(f"{self.project.relative(path)}/" for path in self.folders)
        raise LessonError(
            f"Python in the page lacks `{name}`, which is not in {where}",
            "Fetch it as the course says, or take `python_in_page` out of mkdocs.yml.",
            "mkdocs.yml",
        )

    def check(self) -> None:
        """Make sure that all is there that every page with Python needs.

        Raises:
            LessonError: Something is missing.
        """
        for name in (*CORE, LOCK):
            self.file(name)

    @per_build
    def wheels(self) -> dict[str, dict[str, Any]]:
        """Return what the lock file says of the wheels that are there, by import.

        Raises:
            LessonError: There is no lock file, or a wheel is not the one it names.
        """
        entries = self._entries().values()
        return {name: entry for entry in entries for name in entry["imports"]}

    @per_build
    def _entries(self) -> dict[str, dict[str, Any]]:
        """Return the same by the names of packages, which the lock file depends on."""
        found = {}
        for package, entry in _listed(self.file(LOCK)).items():
            for folder in self.folders:
                if (folder / entry["file_name"]).is_file():
                    _compare(folder / entry["file_name"], entry["sha256"])
                    found[package] = entry
        return found

    def _with_dependencies(self, entry: dict[str, Any]) -> set[str] | None:
        """Name a wheel's file and those it depends on; None if one is not there."""
        entries, found, left = self._entries(), set(), [entry]
        while left:
            one = left.pop()
            if one["file_name"] in found:
                continue
            found.add(one["file_name"])
            if not entries.keys() >= set(one["depends"]):
                return None
            left += [entries[package] for package in one["depends"]]
        return found

    def needs(self, source: str) -> list[str] | None:
        """Name the wheels that a program imports, directly or by a package.

        Returns:
            Their file names; None if it imports what there is not in the page.

        Raises:
            LessonError: Something is missing, or not what it must be.
        """
        found = [self._brings(name) for name in imported_names(source)]
        return None if None in found else sorted(set().union(*filter(None, found)))

    @per_build
    def _brings(self, name: str) -> frozenset[str] | None:
        """Name the wheels that come with one import; None if it is not in the page."""
        wheels, seen = self.wheels(), set()
        needed: set[str] = set()
        left = {name}
        while left:
            name = left.pop()
            if name in seen or name in sys.stdlib_module_names:
                continue
            seen.add(name)
            if package := self._package(name):
                for path in package.rglob("*.py"):
                    left |= imported_names(path.read_text("utf-8"))
            elif name in wheels and (files := self._with_dependencies(wheels[name])):
                needed |= files
            else:
                return None
        return frozenset(needed)

    def lacks(self, source: str) -> list[str]:
        """Name the packages that a program imports and that the page has not."""
        names = sorted(imported_names(source))
        return [name for name in names if self._brings(name) is None]

    def offer(self, wheels: Sequence[str]) -> dict[str, str]:
        """Return what a script has to know of Python before it asks for it.

        Args:
            wheels: What a reader's first program needs.

        Returns:
            `cost`, what that loads, and `imports`: each name that may be imported, with
            its wheels.

        Raises:
            LessonError: Something is missing.
        """
        imports = (f"{n}:{','.join(files)}" for n, files in self.imports().items())
        cost = f"{self.size(wheels) / 1e6:.1f} MB"
        return {"cost": cost, "imports": " ".join(imports)}

    @per_build
    def imports(self) -> dict[str, list[str]]:
        """Return the wheels that come with each name that a reader may import.

        Python's own library is not listed.
        """
        packages = [path.parent.name for path in self._packages()]
        brought = {name: self._brings(name) for name in [*self.wheels(), *packages]}
        return {n: sorted(files) for n, files in brought.items() if files is not None}

    def _packages(self) -> Iterator[Path]:
        for folder in self.folders:
            yield from sorted(folder.glob("*/__init__.py"))

    def _package(self, name: str) -> Path | None:
        found = [folder / name for folder in self.folders]
        return next((path for path in found if (path / "__init__.py").is_file()), None)

    def size(self, wheels: Sequence[str]) -> int:
        """Return how many bytes a reader's first program loads over the network."""
        return sum(map(self._sent, (*CORE, PACKAGES, *wheels)))

    @per_build
    def _sent(self, name: str) -> int:
        content = _contents(self)[name]
        if isinstance(content, bytes):
            return len(content)
        if content.suffix not in SMALL:
            return content.stat().st_size
        parts = [name, file_state(content), "gzip"]
        return int(
            made(self.project, "python", parts, lambda: str(len(_squeezed(content))))
        )

    def plain(self) -> dict[str, bytes | Path]:
        """Return all of it by name, as it came: nothing is compiled.

        Raises:
            LessonError: Something is missing, or not what it must be.
        """
        wheels = {entry["file_name"] for entry in self.wheels().values()}
        found: dict[str, bytes | Path] = {
            name: self.file(name) for name in (*CORE, *sorted(wheels))
        }
        return found | {LOCK: self._lock(), PACKAGES: self._packed()}

    def contents(self) -> dict[str, bytes | Path]:
        """Return the same as a site has it.

        Raises:
            LessonError: Something is missing, or not what it must be.
        """
        return dict(_contents(self))

    def comes_along(self) -> tuple[list[str], list[str]]:
        """Name all wheels, and the modules that are imported with them or are ours."""
        imports = self.imports()
        ours = (
            ".".join(path.relative_to(package.parents[1]).with_suffix("").parts)
            for package in self._packages()
            for path in sorted(package.parent.rglob("*.py"))
        )
        modules = [*imports, *(name.removesuffix(".__init__") for name in ours)]
        return sorted(set(chain(*imports.values()))), list(dict.fromkeys(modules))

    def files(
        self, scripts: bool, *, plain: bool = False
    ) -> Iterator[tuple[str, bytes | Path]]:
        """Yield addresses in the site, and what lies there.

        Args:
            scripts: As scripts that carry the files: a page that is opened without a
                server can read nothing else.
            plain: Whether nothing shall be compiled.

        Raises:
            LessonError: Something is missing, or not what it must be.
        """
        parts = self.plain() if plain else self.contents()
        if scripts:
            parts["interpreter.js"] = web.PYTHON / "interpreter.js"
        for name, content in parts.items():
            if scripts:
                yield f"{FOLDER}/{name}.js", _script(name, content)
            else:
                yield f"{FOLDER}/{name}", content

    def _lock(self) -> bytes:
        """Return the lock file without what is not there: it lists 350 packages."""
        lock = json.loads(self.file(LOCK).read_bytes())
        return json.dumps({**lock, "packages": {}}).encode()

    def _packed(self) -> bytes:
        """Pack our own programs and the course's packages, always to the same bytes."""
        parts = {f"{OURS}/{path.name}": path.read_bytes() for path in programs()}
        parts |= {
            f"{above}/__init__.py": b"" for above in ("lessonkit", "lessonkit/web")
        }
        for package in self._packages():
            for path in sorted(package.parent.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    name = path.relative_to(package.parents[1]).as_posix()
                    parts[name] = path.read_bytes()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(zipfile.ZipInfo(name), content)
        return packed.getvalue()


def programs() -> list[Path]:
    """List what runs a reader's code in the worker."""
    return sorted(web.PYTHON.glob("*.py"))


@per_build
def _contents(python: BrowserPython) -> dict[str, bytes | Path]:
    plain = python.plain()
    return plain | (archives(python.project, plain) or {})


@per_build
def browser_python(project: Project) -> BrowserPython | None:
    """Return what a course has of it; None if it wants none."""
    named = settings(project).python_in_page
    folders = tuple(project.root / name for name in named)
    return BrowserPython(project, folders) if folders else None


@per_file
def _listed(lock: Path) -> dict[str, dict[str, Any]]:
    packages: dict[str, dict[str, Any]] = json.loads(lock.read_bytes())["packages"]
    return packages


def _compare(wheel: Path, sha256: str) -> None:
    if file_state(wheel) != sha256:
        raise LessonError(
            f"{wheel.name} is not the one that {LOCK} names (its SHA-256 differs)",
            "Take the wheel of the same release of Pyodide.",
            wheel.name,
        )


def _squeezed(content: bytes | Path) -> bytes:
    plain = content if isinstance(content, bytes) else content.read_bytes()
    return gzip.compress(plain, 9, mtime=0)


def _script(name: str, content: bytes | Path) -> bytes:
    carried = base64.b64encode(_squeezed(content)).decode()
    return f'lessonkit.pythonFile("{name}","{carried}");\n'.encode()
