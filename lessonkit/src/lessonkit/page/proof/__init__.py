"""Blocks of code that run in the page: a browser ran them, and they showed the same.

What a browser printed is kept under all that it depends on: what was run, and every
file of Python in the page. Where there is no browser no block has a button.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lessonkit import web
from lessonkit.cache import per_build
from lessonkit.disk_cache import code_of, keep, kept
from lessonkit.errors import LessonError
from lessonkit.in_browser import answers
from lessonkit.page.browser_python import BrowserPython, browser_python
from lessonkit.page.compiled import states
from lessonkit.project import Project
from lessonkit.report import log

KIND = "proofs"  # where they are kept
SECONDS = 60  # for a block, at most
NAME = "block.py"  # what a block is called when it runs

Outputs = list[dict[str, Any]]


@dataclass(frozen=True)
class Program:
    """A block that may run in the page.

    Attributes:
        text: What its copy button copies.
        wheels: Which files it needs besides Python itself.
        printed: What the page shows that it prints.
    """

    text: str
    wheels: tuple[str, ...]
    printed: str


def program(project: Project, text: str, outputs: Outputs) -> Program | None:
    """Return a block as a program for the page; None if it is none.

    Args:
        project: The site.
        text: What its copy button copies, which needs no file beside it.
        outputs: What its cell showed in its run.

    Raises:
        LessonError: Something of Python in the page is missing, or not what it must be.
    """
    python = browser_python(project)
    if python is None or not outputs or not all(map(_is_text, outputs)):
        return None
    wheels = python.needs(text)
    if wheels is None:
        return None
    printed = "".join(output["text"] for output in outputs)
    return Program(text, tuple(wheels), printed)


def _is_text(output: dict[str, Any]) -> bool:
    return (output["output_type"], output.get("name")) == ("stream", "stdout")


def is_proven(project: Project, found: Program) -> bool:
    """Say whether a browser ran a program, and it printed what the page shows."""
    text = kept(project, KIND, _parts(project, found))
    said = json.loads(text) if text else {"broken": "nobody ran it"}
    return not said["broken"] and str(said["printed"]) == found.printed


def prove(project: Project, programs: Iterable[Program]) -> None:
    """Have a browser run the programs that none has run yet.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    todo = {
        str(number): found
        for number, found in enumerate(programs)
        if kept(project, KIND, _parts(project, found)) is None
    }
    if not todo:
        return
    log.info("Running %d blocks of code in a browser", len(todo))
    job = {
        "root": str(project.root),
        "seconds": SECONDS,
        "plain": False,
        "calls": {
            key: [found.wheels, ["checking.run", found.text, NAME]]
            for key, found in todo.items()
        },
    }
    said, reason = answers("lessonkit.page.proof", job, 60 + SECONDS * len(todo))
    for key, answer in said.items():
        if "error" not in answer:  # a busy machine is no reason for the next build
            keep(project, KIND, _parts(project, todo[key]), json.dumps(answer))
    if reason:
        log.info(
            "Blocks of code cannot be run in pages, only copied: %s."
            " `playwright install chromium` brings a browser.",
            reason,
        )


def _parts(project: Project, found: Program) -> list[object]:
    """Return all that the outcome depends on."""
    python = browser_python(project)
    return [found.text, found.wheels, _state(python) if python else ""]


@per_build
def _state(python: BrowserPython) -> str:
    """Describe what runs a program: Python, and our scripts around it."""
    try:
        files = states(python.contents())
    except LessonError as error:  # the plugin reports it, once
        return error.cause
    ours = [code_of(web.PYTHON / name) for name in ("interpreter.js", "python.js")]
    return hashlib.sha256(json.dumps([files, ours]).encode()).hexdigest()
