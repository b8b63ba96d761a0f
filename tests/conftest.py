"""What all tests of the course share; what is kept of those that judge code alone."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from lessonkit.project import Project
from real_browser import browser, chromium
from small_course import project
from tests import unchanged, verdicts
from tests.made_once import ONCE
from tests.monthly import FULL

__all__ = ["browser", "project"]


def pytest_configure(config: pytest.Config) -> None:
    """Let tests of the built site pass unrun while all that they saw is the same."""
    project = Project.find(Path(__file__).parent)

    def roots() -> unchanged.Roots | None:
        if once := config.stash.get(ONCE, None):  # not yet in the first test
            with suppress(AssertionError):  # the test that needs it says so
                once("outputs")
                return {"site": once("site"), "course": project.root}
        return None

    config.pluginmanager.register(
        unchanged.Unchanged(
            project,
            verdicts.LIBRARY,
            verdicts.folder_of(project),
            applies=_sees_the_site,
            roots=roots,
            names="site",
            others=lambda: (str(FULL), _browser_version()),
        )
    )


def _sees_the_site(item: pytest.Item) -> bool:
    """Say whether a test sees the site, and nothing that opens without a server."""
    given = set(getattr(item, "fixturenames", ()))
    return "site" in given and not given & {"offline", "zensical"}


@cache
def _browser_version() -> str:
    done = subprocess.run([chromium(), "--version"], capture_output=True, text=True)
    return done.stdout


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test with the mark `verdict` only if something changed since it passed.

    The mark is for tests of nothing but code: their own file, what that imports from
    this repository, and the packages that the mark names.
    """
    mark = pyfuncitem.get_closest_marker("verdict")
    if mark is None:
        return None
    project = Project.find(Path(__file__).parent)
    kept = verdicts.Verdicts(project, pyfuncitem.path, *mark.args)
    key = kept.key(pyfuncitem.nodeid, sys.version)
    if not kept.stands(key):
        names = inspect.signature(pyfuncitem.obj).parameters
        pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
        kept.keep(key, pyfuncitem.nodeid)
    return True


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Forget verdicts that nobody asks for any more."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        verdicts.prune(Project.find(Path(__file__).parent))
