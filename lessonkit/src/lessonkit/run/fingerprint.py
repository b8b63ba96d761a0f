"""What an output depends on, hashed.

Two steps, as a compiler cache does it. The *static* key covers what can be known
without running: the code cells, the local modules they import (transitively), Python,
the runner and its environment. A run then reports what it really used, namely the files
that it read and the distributions that it imported, and the *fingerprint* covers those
as well. Prose (docstring, Markdown cells) is in neither.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lessonkit.cache import per_build, per_file
from lessonkit.files import file_state
from lessonkit.installed import version
from lessonkit.project import Project
from lessonkit.run import syntax
from lessonkit.run.snippet import Snippet
from lessonkit.run.source import python_of
from lessonkit.settings import settings

# How a snippet is run, before what a course adds; a change makes every output stale.
ENVIRONMENT: Mapping[str, str] = {
    "COLUMNS": "78",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",  # one thread a run: as many runs as cores
    "PLOTLY_RENDERER": "plotly_mimetype",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
}
# what works inside a run, and what makes outputs of what it left
_RUNNER_FILES = ("run/child/*.py", "run/transcript.py", "run/terminal.py")
_RUNNER_PACKAGES = ("ipython",)


@dataclass(frozen=True)
class Uses:
    """What a run reported that it used.

    Attributes:
        reads: Files and folders below the project's root, relative to it; a folder
            that only had to exist ends in `/`.
        packages: Names of installed distributions.
    """

    reads: tuple[str, ...]
    packages: tuple[str, ...]


@per_build
def static_key(project: Project, snippet: Snippet) -> str:
    """Hash all that can be known to change the outputs before running."""
    return _digest(
        {
            "snippet": snippet.name,  # it may read what lies beside it
            "code": [(cell.name, cell.source) for cell in snippet.code],
            "modules": {
                project.relative(path): file_state(path)
                for path in local_modules(project, snippet.path)
            },
            "runner": _runner(project),
        }
    )


def fingerprint(project: Project, static: str, uses: Uses) -> str:
    """Hash the static key together with what a run with that key used."""
    return _digest(
        {
            "static": static,
            "reads": {name: _read_state(project, name) for name in uses.reads},
            "packages": {name: _package(name) for name in uses.packages},
        }
    )


def _package(name: str) -> str:
    """Return a package's version; of Matplotlib also how its figures are shown."""
    if name != "matplotlib":
        return version(name)
    backend = Path(__file__).parent / "matplotlib_backend.py"
    return f"{version(name)} {file_state(backend)}"


def local_modules(project: Project, path: Path) -> list[Path]:
    """List the files of this project that `path` imports, transitively."""
    found: dict[Path, None] = {}
    queue = [path]
    while queue:
        for module in _imports(queue.pop(), project.root):
            if module != path and module not in found:
                found[module] = None
                queue.append(module)
    return sorted(found)


def imported_names(source: str) -> set[str]:
    """Name the top-level packages that a piece of Python imports."""
    return {name.split(".")[0] for name in absolute_imports(source)}


@lru_cache(maxsize=1024)
def absolute_imports(source: str) -> frozenset[str]:
    """Name the modules that a piece of Python may import, all but relative ones."""
    found = import_statements(syntax.tree(source))
    return frozenset(name for name, level in found if not level)


def canonical(distribution: str) -> str:
    """Spell a distribution's name as package indexes do: `scikit-learn`."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _read_state(project: Project, name: str) -> str:
    """Hash what was read; of a folder that only had to exist, that it does."""
    path = project.root / name
    return "folder" if name.endswith("/") and path.is_dir() else file_state(path)


@per_build
def _imports(path: Path, root: Path) -> tuple[Path, ...]:
    """Resolve the import statements of one file to files of this project."""
    return tuple(dict.fromkeys(_imported_files(path, root)))


def _imported_files(path: Path, root: Path) -> Iterator[Path]:
    try:
        statements = _statements_of(path, root)
    except OSError:
        return
    for name, level in statements:
        # relative imports count from the package, absolute ones from the root, from a
        # package installed in place, or from the file's own folder (as `python FILE`)
        local = [root, *installed_in_place(root), path.parent]
        bases = [path.parents[level - 1]] if level else local
        for base in bases:
            yield from module_files(str(base), name)


@per_build
def installed_in_place(root: Path) -> tuple[Path, ...]:
    """List the folders of this project that Python imports from: `pip install -e`."""
    folders = (Path(name) for name in sys.path if name)
    return tuple(
        folder
        for folder in folders
        if folder != root
        and folder.is_relative_to(root)
        and not folder.is_relative_to(sys.prefix)  # an environment inside the project
    )


@per_file
def _statements_of(path: Path, root: Path) -> frozenset[tuple[str, int]]:
    try:
        tree = python_of(Project(root), path)
    except (SyntaxError, ValueError):
        return frozenset()  # running it will say so; an unreadable helper has none
    return frozenset(import_statements(tree))


@per_build
def module_files(folder: str, name: str) -> tuple[Path, ...]:
    """List the files in a folder that importing `a.b.c` runs: packages, the module."""
    found = []
    for part in filter(None, name.split(".")):
        # asked for every import of every snippet: paths as text are faster
        for candidate in (f"{folder}/{part}.py", f"{folder}/{part}/__init__.py"):
            if os.path.isfile(candidate):
                found.append(Path(candidate))
        folder = f"{folder}/{part}"
    return tuple(found)


def import_statements(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield all that a piece of Python may import: dotted name, and relative level."""
    for node in syntax.statements(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, 0
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            yield base, node.level
            for alias in node.names:  # `from package import module`
                yield f"{base}.{alias.name}".strip("."), node.level


def environment(project: Project) -> dict[str, str]:
    """Return the variables of every run in a project: ours, then the course's own."""
    return {**ENVIRONMENT, **settings(project).environment}


@per_build
def _runner(project: Project) -> dict[str, Any]:
    here = Path(__file__).parents[1]
    return {
        # and what snippets may be told: LESSON_FULL=1 makes some experiments larger
        "environment": {**environment(project), **asked()},
        "files": {
            path.relative_to(here).as_posix(): file_state(path)
            for pattern in _RUNNER_FILES
            for path in sorted(here.glob(pattern))
        },
        "packages": {name: version(name) for name in _RUNNER_PACKAGES},
        "python": platform.python_version(),
        "machine": [sys.platform, platform.machine()],
    }


def asked() -> dict[str, str]:
    """Return what the shell tells snippets: variables that begin with `LESSON_`."""
    return {k: v for k, v in os.environ.items() if k.startswith("LESSON_")}


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
