"""Keeps what was read or computed: for as long as a file stays the same, or a build.

A build reads each file once and sees the project as it was then. Outside of a build
nothing is kept that a file's time and size would not betray.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from lessonkit.errors import LessonError

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")

SECOND = 1_000_000_000  # in nanoseconds
TICK = SECOND // 10  # more than any clock of a file system that counts in fractions
COARSE_TICK = 2 * SECOND  # that of FAT, which counts in whole seconds

Version = tuple[int | str, ...]


def version_of(path: Path) -> Version:
    """Tell versions of a file apart: by its time, size and number.

    As long as another change could leave these as they are, because the clock of the
    file system has not ticked, a hash of the content belongs to them.

    Raises:
        OSError: There is no such file.
    """
    status = path.stat()
    changed = status.st_mtime_ns
    version = (changed, status.st_size, status.st_ino)
    tick = TICK if changed % SECOND else COARSE_TICK
    if 0 <= time.time_ns() - changed < tick and path.is_file():
        return *version, hashlib.sha256(path.read_bytes()).hexdigest()
    return version


class per_file(Generic[_Given, _Made]):
    """Keep what a function makes of a file until the file changes.

    Only the latest version of each file is kept: a server may run for days, and a
    limit on the number of files would be walked through in order and never hit.

    Args:
        function: Takes a path, and hashable arguments by position.
    """

    def __init__(self, function: Callable[Concatenate[Path, _Given], _Made]) -> None:
        """Keep nothing yet."""
        self._function = function
        self._kept: dict[Any, tuple[Version, _Made]] = {}

    def __call__(self, path: Path, *more: _Given.args, **named: _Given.kwargs) -> _Made:
        """Return what the function makes of the file as it is now.

        Raises:
            OSError: There is no such file.
        """
        key, version = (path, *more), version_of(path)
        known = self._kept.get(key)
        if known is None or known[0] != version:
            made = self._function(path, *more, **named)
            known = self._kept[key] = (version, made)
        return known[1]

    def clear(self) -> None:
        """Forget all files."""
        self._kept.clear()


class _Builds(threading.local):
    """What the build of this thread has computed so far; None outside of a build."""

    kept: dict[Any, tuple[Any, LessonError | None]] | None = None


_builds = _Builds()


def begin_build() -> None:
    """Compute anew what `per_build` functions return, and keep it from now on."""
    _builds.kept = {}


def end_build() -> None:
    """Keep nothing any more."""
    _builds.kept = None


def current() -> dict[Any, Any]:
    """Return what the build of this thread has computed, for `resumed`."""
    return _builds.kept if _builds.kept is not None else {}


@contextmanager
def resumed(kept: dict[Any, Any]) -> Iterator[None]:
    """Go on with a build, in any thread, one at a time."""
    before, _builds.kept = _builds.kept, kept
    try:
        yield
    finally:
        _builds.kept = before


@contextmanager
def one_build() -> Iterator[None]:
    """Keep what `per_build` functions return until the block ends."""
    begin_build()
    try:
        yield
    finally:
        end_build()


@contextmanager
def shared() -> Iterator[None]:
    """Let threads that others start take part in the build of this thread."""
    _Builds.kept = current()
    try:
        yield
    finally:
        _Builds.kept = None


def per_build(function: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """Compute once for equal arguments while a build lasts, and anew outside of one.

    Args:
        function: Takes hashable arguments by position. A `LessonError` that it raises
            is kept, too.
    """

    @wraps(function)
    def look_up(*given: _Given.args, **named: _Given.kwargs) -> _Made:
        if _builds.kept is None or named:
            return function(*given, **named)
        key, kept = (function, given), _builds.kept
        if key not in kept:
            try:
                kept[key] = function(*given, **named), None
            except LessonError as error:
                kept[key] = None, error
        value, failure = kept[key]
        if failure:  # a copy: raising adds to a traceback
            raise LessonError(failure.cause, failure.remedy, failure.where)
        return cast(_Made, value)

    return look_up
