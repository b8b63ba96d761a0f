"""What a server says on the terminal, and how it ends there."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

from lessonkit.report import log

# MkDocs says each of these at every build
_STEPS = (
    "Building documentation...",
    "Cleaning site directory",
    "Detected file changes",
    "Documentation built in",
    "Reloading browsers",
)
_LOGGERS = ("mkdocs.commands.build", "mkdocs.commands.serve", "mkdocs.livereload")


def _is_news(record: logging.LogRecord) -> bool:
    return not any(step in record.getMessage() for step in _STEPS)


def say_changes(names: list[str]) -> None:
    """Say in one line which saved files the pages show now."""
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        log.info("Showing the change of %s%s", ", ".join(names[:3]), more)


def be_brief() -> None:
    """Leave out the steps of a build from now on."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_is_news)


def end_on_signals() -> None:
    """End as on Ctrl-C when the process is told to, or its terminal is closed."""
    if threading.current_thread() is not threading.main_thread():
        return  # whoever runs a server in a thread ends it
    for name in ("SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):  # Windows has no SIGHUP
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
