"""Notices which files below the project's root a run reads, lists or looks for.

And what it writes or deletes that is not its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from importlib.util import source_from_cache
from site import getsitepackages
from types import FrameType
from typing import Any

NOT_DATA = (".venv", ".git", ".lessonkit", "site")  # folders below the root

# where Python itself lists the folders of `sys.path`
_IMPORTERS = (
    "_frozen_importlib_external",
    "importlib._bootstrap_external",
    "importlib.metadata",
)
# what makes, changes or deletes a file: which of the arguments are paths
_WRITING = {
    "os.link": (1,), "os.mkdir": (0,), "os.remove": (0,), "os.rename": (0, 1),
    "os.rmdir": (0,), "os.symlink": (1,), "os.truncate": (0,),
}  # fmt: skip
_OF_PYTHON = os.sep + "__pycache__"  # byte code
# where a folder is looked at for its own sake, and not for what is in it
_LOOKS = ("stat", "access")


class Noticed:
    """The files that a run used.

    Args:
        root: The project's root.
        snippet: The file that runs.
        free: Folders that anything may be written to, but for the project's in them.
        home: The user's; libraries keep what is theirs in its hidden folders.
    """

    def __init__(self, root: str, snippet: str, free: list[str], home: str) -> None:
        """Begin to notice; there is no way to stop."""
        self._prefix = os.path.realpath(root) + os.sep
        self._snippet = snippet
        self._free = tuple(folder + os.sep for folder in free)
        self._home = home + os.sep
        # a library writes beside itself, wherever it is installed
        self._libraries = tuple(folder + os.sep for folder in getsitepackages())
        self.writes: list[tuple[str, int]] = []  # what, and on which line
        self._skip = tuple(self._prefix + name + os.sep for name in NOT_DATA)
        self._reads: set[str] = set()
        self._looked: set[str] = set()
        sys.addaudithook(self._hear)
        for name in _LOOKS:
            _wrap(os, name, self._look)
        # on Windows these do not ask `os.stat`
        for name in ("exists", "isfile", "isdir", "lexists"):
            if not hasattr(getattr(os.path, name), "__code__"):
                _wrap(os.path, name, self._look)

    def names(self) -> list[str]:
        """List them relative to the root; a folder that only must exist ends in `/`."""
        looked = {path + "/" for path in self._looked if os.path.isdir(path)}
        looked |= {path for path in self._looked if path + "/" not in looked}
        found = {_source(path) for path in tuple(self._reads)} | looked
        return sorted(path.removeprefix(self._prefix) for path in found)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            if _writes(mode, flags):
                self._keep_write(path)
                return
        elif event in _WRITING:
            for place in _WRITING[event]:
                self._keep_write(args[place])
            return
        elif event in ("os.listdir", "os.scandir"):
            if _importing(sys._getframe(1)):
                return
            path = args[0] or "."
        else:
            return
        self._keep(path, self._reads)

    def _keep_write(self, path: Any) -> None:
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        with suppress(OSError, ValueError):
            full = os.path.abspath(os.fsdecode(path))
            if _OF_PYTHON in full or self._may_be_written(full):
                return
            frame: FrameType | None = sys._getframe(1)
            while frame and frame.f_code.co_filename != self._snippet:
                frame = frame.f_back
            line = frame.f_lineno if frame else 0
            self.writes.append((full.removeprefix(self._prefix), line))

    def _may_be_written(self, path: str) -> bool:
        if path.startswith(self._libraries):
            return True
        if path.startswith(self._prefix):
            return path.startswith(self._skip[NOT_DATA.index(".venv")])
        if path.startswith(self._home):
            first = path.removeprefix(self._home).split(os.sep)[0]
            if first.startswith(".") or first in ("AppData", "Library"):
                return True
        return (path + os.sep).startswith(self._free)

    def _look(self, path: Any, frame: FrameType) -> None:
        if not _importing(frame):
            self._keep(path, self._looked)

    def _keep(self, path: Any, kept: set[str]) -> None:
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        with suppress(OSError, ValueError):  # the working directory is gone
            full = os.path.abspath(os.fsdecode(path))
            if full.startswith(self._prefix) and not (full + os.sep).startswith(
                self._skip
            ):
                kept.add(full)


def _writes(mode: Any, flags: int) -> bool:
    """Say whether a file is opened to be written."""
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR))


def _wrap(module: Any, name: str, look: Callable[[Any, FrameType], None]) -> None:
    """Have a function of `os` tell for which path it was called."""
    original = getattr(module, name)

    @wraps(original)
    def looking(path: Any, *args: Any, **options: Any) -> Any:
        if options.get("dir_fd") is None:
            look(path, sys._getframe(1))
        return original(path, *args, **options)

    setattr(module, name, looking)
    for able in ("dir_fd", "effective_ids", "fd", "follow_symlinks"):
        able_ones = getattr(os, f"supports_{able}")
        if original in able_ones:  # `shutil` asks what the functions can do
            able_ones.add(looking)


def _importing(frame: FrameType) -> bool:
    """Say whether an import, or a search for a package's version, looks.

    The files that it then reads are noticed.
    """
    return str(frame.f_globals.get("__name__")) in _IMPORTERS


def _source(path: str) -> str:
    """Map byte code to the file it was compiled from."""
    if path.endswith(".pyc"):
        with suppress(ValueError):
            return source_from_cache(path)
    return path
