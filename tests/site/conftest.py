"""The site, built strictly once, served over loopback, and a real browser."""

from __future__ import annotations

import gzip
import hashlib
import http.server
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.served import chromium, served
from real_browser import CHROMIUM
from tests.made_once import PUBLISHED, REPO, ROOT, Once

__all__ = ["CHROMIUM", "PUBLISHED", "REPO", "ROOT", "chromium", "gzipped"]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep the test's output readable."""


@pytest.fixture(scope="session")
def site(once: Once, outputs: None) -> Path:
    """Return the built site."""
    return once("site")


@pytest.fixture(scope="session")
def offline(once: Once, outputs: None) -> Path:
    """Return the offline copy, unpacked."""
    return once("offline") / "image-recognition"


@pytest.fixture(scope="session")
def zensical(once: Once, outputs: None) -> Path:
    """Return the site as Zensical builds it."""
    return once("zensical") / "site"


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the site; return its address, ending in `/`."""
    with served(site, _Quiet) as found:
        yield found


_weights: dict[bytes, int] = {}


def gzipped(content: bytes) -> int:
    """Return how many bytes a server would send."""
    key = hashlib.sha256(content).digest()
    if key not in _weights:
        _weights[key] = len(gzip.compress(content, 9))
    return _weights[key]
