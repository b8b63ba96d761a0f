"""Runs snippets as a reader does: one at a time, in the runner's environment."""

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

PROJECT = Project.find(Path(__file__).parent)

# before the first snippet imports TensorFlow; no figure opens a window
os.environ.update(environment(PROJECT))


@cache
def _run(name: str) -> dict[str, Any]:
    return runpy.run_path(str(PROJECT.snippets / f"{name}.py"), run_name="__main__")


@pytest.fixture(scope="session")
def run_snippet() -> Callable[[str], dict[str, Any]]:
    """Return a function: snippet's name to what it left at module level.

    A snippet runs once a session, however many tests look at it.
    """
    return _run
