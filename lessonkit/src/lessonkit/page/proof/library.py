"""Has a browser compile what comes with Python in the page."""

from __future__ import annotations

from lessonkit.errors import LessonError
from lessonkit.in_browser import answers
from lessonkit.page.browser_python import BrowserPython
from lessonkit.page.compiled import archives, keep_archives
from lessonkit.report import log

KEY = "library"
SECONDS = 180  # at most


def compile_library(python: BrowserPython) -> None:
    """Compile what comes with Python, unless that is done.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    try:
        plain = python.plain()
    except LessonError:  # something is missing: the plugin reports it, once
        return
    if archives(python.project, plain) is not None:
        return
    log.info("Compiling the library of Python in the page in a browser")
    wheels, modules = python.comes_along()
    call = ["compiling.compiled", " ".join(modules)]
    job = {
        "root": str(python.project.root),
        "seconds": SECONDS,
        "plain": True,
        "calls": {KEY: [wheels, call]},
    }
    said, reason = answers("lessonkit.page.proof", job, 60 + SECONDS)
    found = said.get(KEY, {"error": reason})
    if "error" in found:
        log.info("Python in the page starts slowly: %s.", found["error"])
    else:
        keep_archives(python.project, plain, found["modules"])
