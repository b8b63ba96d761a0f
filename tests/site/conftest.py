"""The site, built strictly once, served over loopback, and a real browser."""

from __future__ import annotations

import gzip
import http.server
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.served import chromium, served
from lessonkit.project import Project
from tests.conftest import CHROMIUM, Once

__all__ = ["CHROMIUM", "PUBLISHED", "REPO", "ROOT", "chromium", "gzipped"]

ROOT = Project.find(Path(__file__).parent)
# where it says it is: the same for every process and every day, so pages are, too
PUBLISHED = "https://course.example/"
REPO = "https://github.com/owner/course"  # as the published site has one


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep the test's output readable."""


@pytest.fixture(scope="session")
def site(once: Once, outputs: None) -> Path:
    """Build the whole site, for all processes; a warning fails it."""

    def build(folder: Path) -> None:
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d"]
        done = subprocess.run(
            [*command, str(folder)],
            cwd=ROOT.root,
            env={**os.environ, "SITE_URL": PUBLISHED, "REPO_URL": REPO},
            capture_output=True,
            text=True,
            timeout=1800,
        )
        assert done.returncode == 0, done.stderr

    return once("site", build)


@pytest.fixture(scope="session")
def offline(once: Once, outputs: None) -> Path:
    """Make the offline copy and unpack it, for all processes."""

    def make(folder: Path) -> None:
        copy = folder / "copy.zip"
        command = [sys.executable, "-m", "lessonkit.site.publish.offline", copy]
        done = subprocess.run(command, cwd=ROOT.root, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        with zipfile.ZipFile(copy) as packed:
            *others, network = sorted(
                part.compress_size
                for part in packed.infolist()
                if "/assets/python/" not in part.filename
            )
            assert sum(others) < 9 * 2**20
            assert network < 5 * 2**20, "what reads photographs"
            whole = sum(part.compress_size for part in packed.infolist())
            python = whole - sum(others) - network
            assert python < 9.5 * 2**20, "Python in the page, and its byte code"
            packed.extractall(folder)

    return once("offline", make) / "image-recognition"


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the site; return its address, ending in `/`."""
    with served(site, _Quiet) as found:
        yield found


def gzipped(content: bytes) -> int:
    """Return how many bytes a server would send."""
    return len(gzip.compress(content, 9))
