"""For the tests of a course: pytest finds this once lessonkit is installed."""

from __future__ import annotations

import os
import runpy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lessonkit.project import Project
from lessonkit.run.fingerprint import environment

RunSnippet = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def run_snippet(pytestconfig: pytest.Config) -> RunSnippet:
    """Return a function: a snippet's name to what it left at module level.

    It runs in the process of the tests, as `python FILE` would, with the variables that
    the course sets for its runs; once a session, however many tests look at it.
    """
    project = Project.find(Path(pytestconfig.rootpath))
    os.environ.update(environment(project))  # before the first import of a framework

    @cache
    def run(name: str) -> dict[str, Any]:
        path = project.snippets / f"{name}.py"
        return runpy.run_path(str(path), run_name="__main__")

    return run
