"""Runs a spoilt copy of a snippet in a process of its own and tells how it ended.

On Linux the processes are forked from one that has imported Keras already, because
importing it takes longer than most sabotages do.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import runpy
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from lessonkit.run.runner import cores

IMPORTED = ["keras", "plotly.subplots", "scipy.ndimage", "sklearn.datasets"]


@dataclass(frozen=True)
class Sabotage:
    """A change of one experiment that takes the effect behind a claim away.

    Attributes:
        claim: The claim whose assertion must fail.
        snippet: The snippet that asserts it.
        why: What is spoilt, in a few words.
        old: Source text that stands exactly once in the snippet.
        new: What replaces it.
        monthly: Whether it takes long in processes of its own, whose time is not
            in the snippet's entry.
    """

    claim: str
    snippet: str
    why: str
    old: str
    new: str
    monthly: bool = False


def read(path: Path) -> dict[str, Sabotage]:
    """Read the table of sabotages."""
    table = tomllib.loads(path.read_text("utf-8"))
    return {claim: Sabotage(claim, **entry) for claim, entry in table.items()}


def pool() -> ProcessPoolExecutor:
    """Return a pool, a process a core, each task in a new process."""
    forks = sys.platform == "linux"  # elsewhere a fork may crash what it copied
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    context.set_forkserver_preload(IMPORTED)
    return ProcessPoolExecutor(cores(), context, max_tasks_per_child=1)


def run(source: str, path: Path, original: Path) -> tuple[str, str]:
    """Run a source as `python FILE` does, from an otherwise empty folder.

    Args:
        source: The spoilt source.
        path: Where it will be written; the folder is made.
        original: The snippet; files of its name that lie beside it, such as kept
            weights, are copied.

    Returns:
        The name of the exception that ended it, empty if none did, and its message.
    """
    os.environ.pop("LESSON_FULL", None)  # the size of every day suffices
    path.parent.mkdir(parents=True)
    path.write_text(source, "utf-8")
    for kept in original.parent.glob(f"{original.stem}.*"):
        if kept != original:
            shutil.copy(kept, path.parent)
    os.chdir(path.parent)
    if "KERAS_BACKEND" in source:  # Keras is imported here already, with another one
        return _alone(path)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        try:
            runpy.run_path(str(path), run_name="__main__")
        except BaseException as error:
            return type(error).__name__, str(error)
    return "", ""


def _alone(path: Path) -> tuple[str, str]:
    done = subprocess.run([sys.executable, path], capture_output=True, text=True)
    if done.returncode == 0:
        return "", ""
    name, _, message = done.stderr.strip().splitlines()[-1].partition(": ")
    return name, message
