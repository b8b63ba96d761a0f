"""Which version of a package is installed."""

from __future__ import annotations

import os
import sys
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
    found = (entry for folder in folders for entry in os.scandir(folder))
    return frozenset(
        (entry.name, entry.stat().st_mtime_ns)
        for entry in found
        if entry.name.endswith((".dist-info", ".egg-info"))
    )


@lru_cache(maxsize=512)
def _version(distribution: str, state: State) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "absent"
