"""Notices which files below the project's root a run reads, lists or looks for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from importlib.util import source_from_cache
from types import FrameType
from typing import Any

_NOT_DATA = (".venv", ".git", ".lessonkit", "site")  # folders below the root

# where Python itself lists the folders of `sys.path`
_IMPORTERS = (
    "_frozen_importlib_external",
    "importlib._bootstrap_external",
    "importlib.metadata",
)
# where a folder is looked at for its own sake, and not for what is in it
_LOOKS = ("stat", "access")


class Noticed:
    """The files that a run used.

    Args:
        root: The project's root.
    """

    def __init__(self, root: str) -> None:
        """Begin to notice; there is no way to stop."""
        self._prefix = os.path.realpath(root) + os.sep
        self._skip = tuple(self._prefix + name + os.sep for name in _NOT_DATA)
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
            if isinstance(mode, str) and any(letter in mode for letter in "wax"):
                return
            if mode is None and flags & (os.O_WRONLY | os.O_RDWR):
                return
        elif event in ("os.listdir", "os.scandir"):
            if _importing(sys._getframe(1)):
                return
            path = args[0] or "."
        else:
            return
        self._keep(path, self._reads)

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
