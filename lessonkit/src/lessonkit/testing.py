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
from lessonkit.run.snippet import file_of
from lessonkit.run.source import PYTHON, read

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
        path = file_of(project, name)
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(path.parent)
            if path.suffix == PYTHON:
                return runpy.run_path(str(path), run_name="__main__")
            patch.chdir(path.parent)  # as Jupyter has it
            left: dict[str, Any] = {"__name__": "__main__"}
            exec(compile(read(project, path).text, str(path), "exec"), left)
            return left

    with pytest.MonkeyPatch.context() as patch:
        for variable, value in environment(project).items():
            patch.setenv(variable, value)  # before the first import of a framework
        yield run
