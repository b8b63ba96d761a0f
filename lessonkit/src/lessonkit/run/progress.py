"""Shows how a run goes on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from lessonkit.project import Project
from lessonkit.run.listener import Lines, Listener, Result
from lessonkit.run.runner import Place, run_all
from lessonkit.run.snippet import Cell, Snippet


class Bar(Listener):
    """A bar for the whole run and a line for each snippet under way."""

    def __init__(self) -> None:
        """Prepare the bar; it appears on entering the context."""
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._whole: TaskID | None = None
        self._parts: dict[str, TaskID] = {}

    def __enter__(self) -> Bar:
        """Show the bar."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the bar, however the run ended."""
        self._progress.stop()

    def planned(self, snippets: Sequence[Snippet]) -> None:
        """Set the length of the whole bar."""
        self._whole = self._progress.add_task("snippets", total=len(snippets))

    def started(self, snippet: Snippet) -> None:
        """Add a line."""
        self._parts[snippet.name] = self._progress.add_task(
            f"  {snippet.name}", total=len(snippet.code)
        )

    def reached(self, snippet: Snippet, cell: Cell) -> None:
        """Move a line on to the next cell."""
        self._progress.update(
            self._parts[snippet.name],
            completed=snippet.code.index(cell),
            description=f"  {snippet.name} [dim]{cell.name}",
        )

    def finished(self, snippet: Snippet, result: Result) -> None:
        """Replace the line by a lasting one."""
        self._progress.remove_task(self._parts.pop(snippet.name))
        if self._whole is not None:
            self._progress.advance(self._whole)
        mark = "[red]✗[/]" if result.error else "[green]✓[/]"
        self._progress.console.print(f"{mark} {snippet.name} {result.seconds:.1f} s")


def run_shown(
    project: Project,
    snippets: Sequence[Snippet],
    *,
    jobs: int | None = None,
    place: Place | None = None,
    say: Callable[[str], None] = print,
) -> dict[str, Result]:
    """Run snippets as `run_all` does: with a bar on a terminal, else with lines."""
    if sys.stderr.isatty():
        with Bar() as bar:
            return run_all(project, snippets, jobs=jobs, listener=bar, place=place)
    return run_all(project, snippets, jobs=jobs, listener=Lines(say), place=place)
