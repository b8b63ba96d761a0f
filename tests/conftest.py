"""What all tests of the course share; what is kept of those that judge code alone."""

from __future__ import annotations

import inspect
import os
import sys
from pathlib import Path

import pytest

from lessonkit.project import Project
from real_browser import browser
from small_course import project
from tests import verdicts

__all__ = ["browser", "project"]


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
