"""Which version of a package is installed."""

from __future__ import annotations

from functools import lru_cache
from importlib import metadata


@lru_cache(maxsize=512)
def version(distribution: str) -> str:
    """Return an installed distribution's version, or `absent`."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "absent"
