"""The site, built strictly once, served over loopback, and a real browser."""

from __future__ import annotations

import gzip
import http.server
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bench.served import chromium, served
from real_browser import CHROMIUM
from tests.conftest import Once
from tests.made_once import PUBLISHED, REPO, ROOT

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
def address(site: Path) -> Iterator[str]:
    """Serve the site; return its address, ending in `/`."""
    with served(site, _Quiet) as found:
        yield found


@cache
def gzipped(content: bytes) -> int:
    """Return how many bytes a server would send."""
    return len(gzip.compress(content, 9))
