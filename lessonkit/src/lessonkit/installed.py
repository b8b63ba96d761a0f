"""Which version of a package is installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import metadata

from lessonkit.cache import per_build

State = frozenset[tuple[str, int]]  # what says which versions there are, and since when


def version(distribution: str) -> str:
    """Return an installed distribution's version, or `absent`."""
    return _version(distribution, state())


@per_build
def state() -> State:
    """Return what changes when something is installed: a server may see it happen."""
    folders = [path or "." for path in sys.path if os.path.isdir(path or ".")]
    return frozenset(found for folder in folders for found in _found_in(folder))


def _found_in(folder: str) -> Iterator[tuple[str, int]]:
    for entry in os.scandir(folder):
        if entry.name.endswith((".dist-info", ".egg-info")):
            with suppress(FileNotFoundError):  # it is being replaced
                yield entry.name, entry.stat().st_mtime_ns


@lru_cache(maxsize=512)
def _version(distribution: str, state: State) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "absent"
