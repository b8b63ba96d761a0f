"""For the tests of a course: pytest finds this once lessonkit is installed."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lessonkit.project import Project
from lessonkit.run.fingerprint import environment

RunSnippet = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def run_snippet(pytestconfig: pytest.Config) -> Iterator[RunSnippet]:
    """Return a function: a snippet's name to what it left at module level.

    It runs in the process of the tests, with its own folder on the path, as
    `python FILE` has it, and the variables that the course sets for its runs; once a
    session, however many tests look at it.
    """
    project = Project.find(Path(pytestconfig.rootpath))

    @cache
    def run(name: str) -> dict[str, Any]:
        path = project.snippets / f"{name}.py"
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(path.parent)
            return runpy.run_path(str(path), run_name="__main__")

    with pytest.MonkeyPatch.context() as patch:
        for variable, value in environment(project).items():
            patch.setenv(variable, value)  # before the first import of a framework
        yield run
