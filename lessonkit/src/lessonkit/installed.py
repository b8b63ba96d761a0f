"""Which version of a package is installed."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from importlib import metadata

from lessonkit.cache import per_build

State = frozenset[str]  # the names of what says which versions are installed


def version(distribution: str) -> str:
    """Return an installed distribution's version, or `absent`."""
    return _version(distribution, state())


@per_build
def state() -> State:
    """Return what changes when something is installed: a server may see it happen."""
    folders = [path or "." for path in sys.path if os.path.isdir(path or ".")]
    names = (name for folder in folders for name in os.listdir(folder))
    return frozenset(n for n in names if n.endswith((".dist-info", ".egg-info")))


@lru_cache(maxsize=512)
def _version(distribution: str, state: State) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "absent"
