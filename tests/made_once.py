"""What a run of the suite makes once for all processes: outputs, the site, a copy."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lessonkit.project import Project

ROOT = Project.find(Path(__file__).parent)
# where it says it is: the same for every process and every day, so pages are, too
PUBLISHED = "https://course.example/"
REPO = "https://github.com/owner/course"  # as the published site has one


def run_stale(_: Path) -> None:
    """Run the snippets of this site that are stale."""
    _python("lessonkit", "run")


def build_site(folder: Path) -> None:
    """Build the whole site; a warning fails it."""
    published = {"SITE_URL": PUBLISHED, "REPO_URL": REPO}
    _python("mkdocs", "build", "--strict", "-d", str(folder), **published)


def build_with_zensical(folder: Path) -> None:
    """Build the whole site with Zensical; a warning fails it."""
    published = {"SITE_URL": PUBLISHED, "REPO_URL": REPO}
    _python("lessonkit", "zensical", str(folder / "site"), **published)


def make_copy(folder: Path) -> None:
    """Make the offline copy, and unpack it."""
    copy = folder / "copy.zip"
    _python("lessonkit.site.publish.offline", str(copy))
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


# makes what is asked for by name, once for all processes; returns its folder
Once = Callable[[str], Path]
ONCE = pytest.StashKey[Once]()  # under which a process has it

# by the names of their fixtures; each rests on those above it
MADE: dict[str, Callable[[Path], None]] = {
    "outputs": run_stale,
    "site": build_site,
    "offline": make_copy,
    "zensical": build_with_zensical,
}


def _python(*arguments: str, **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT.root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=5400,
    )
    assert done.returncode == 0, done.stdout + done.stderr
