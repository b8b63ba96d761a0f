"""Hears how a run goes. Light to import: a build with nothing to run needs no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lessonkit.errors import LessonError
from lessonkit.run.snippet import Cell, Snippet
from lessonkit.run.store import Entry


@dataclass(frozen=True)
class Result:
    """How one snippet ended: an entry, or an error."""

    entry: Entry | None = None
    error: LessonError | None = None
    seconds: float = 0.0


class Listener:
    """Hears how a run goes; a progress bar is one."""

    def planned(self, snippets: Sequence[Snippet]) -> None:
        """Hear what will run, in order."""

    def started(self, snippet: Snippet) -> None:
        """Hear that a process is starting."""

    def reached(self, snippet: Snippet, cell: Cell) -> None:
        """Hear that a cell begins."""

    def finished(self, snippet: Snippet, result: Result) -> None:
        """Hear how a snippet ended."""


class Lines(Listener):
    """Says in one line each what started and how it ended."""

    def __init__(self, say: Callable[[str], None] = print) -> None:
        """Say through `say`."""
        self.say = say
        self.left = 0

    def planned(self, snippets: Sequence[Snippet]) -> None:
        """Count what will run."""
        self.left = len(snippets)

    def started(self, snippet: Snippet) -> None:
        """Say that a snippet runs."""
        self.say(f"running {snippet.name}")

    def finished(self, snippet: Snippet, result: Result) -> None:
        """Say how it ended and what is left."""
        self.left -= 1
        outcome = "FAILED" if result.error else "done"
        seconds = f"{result.seconds:.1f} s"
        self.say(f"{outcome} {snippet.name} in {seconds}, {self.left} left")
