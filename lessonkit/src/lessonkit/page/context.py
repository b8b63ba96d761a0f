"""What the blocks and values of one page share: its place, and its names' meaning."""

from __future__ import annotations

import html
import os
import re
from collections import Counter
from pathlib import Path

from lessonkit.errors import LessonError
from lessonkit.page import pages, references, values
from lessonkit.page.lint import lint
from lessonkit.project import Project
from lessonkit.report import report
from lessonkit.run import snippet
from lessonkit.run.snippet import Snippet
from lessonkit.run.store import Entry, Store
from lessonkit.text import printable

_STRIPPED = {0x02: None, 0x03: None}  # by Python-Markdown, which marks places so


class Context:
    """What the blocks of one page share.

    Attributes:
        project: The site.
        store: Its outputs.
        live: Missing outputs are on their way, and no reason for a warning.
        page: The page's file, if it could be told from its text.
        made: The headers of the blocks that were recognised so far.
        shown: How often each output was shown so far.
        text: The page's Markdown, as the blocks see it.
    """

    def __init__(self, project: Project, live: bool) -> None:
        """Start with no page."""
        self.project, self.live = project, live
        self.store = Store(project)
        self.begin([])

    def begin(self, lines: list[str], page: Path | None = None) -> None:
        """Turn to a new page, given by its lines and, where it is known, its file."""
        text = "\n".join(lines)
        self.page = page
        seen = text.translate(_STRIPPED).expandtabs(4)  # as the blocks will see it
        self.text = seen
        ours = "" if self._is_notebook(page) else seen
        self.references = list(references.scan(ours))
        self.problems = lint(self.project, ours)
        self.made: list[str] = []
        self._entries: dict[str, tuple[Snippet, Entry | None]] = {}
        self.shown: Counter[str] = Counter()
        self.questions = 0
        self._claimed: Counter[str] = Counter()
        # the front matter is cut off before Python-Markdown sees the page
        has_source = self.page is not None and self.page.is_file()  # or it is generated
        source = pages.read(self.page) if self.page and has_source else text
        self._cut = source.rstrip().count("\n") - text.rstrip().count("\n")

    def _is_notebook(self, page: Path | None) -> bool:
        """Say whether it is what Zensical gets in the place of a notebook.

        All of it is made, and nothing in it is one of our blocks.
        """
        if page is None or page == self.project.notebooks / "index.md":
            return False
        return self.project.is_notebook_page(page.with_suffix(".ipynb"))

    def entry(self, name: str) -> tuple[Snippet, Entry | None]:
        """Find a snippet and its outputs; None while they are on their way.

        Raises:
            LessonError: There is no such snippet, or its run failed.
        """
        if name in self._entries:  # a page names most of its snippets often
            return self._entries[name]
        found = snippet.find(self.project, name)
        entry = self.store.get(found)
        if entry is None:
            failure = self.store.failure(found)
            if failure:
                raise failure
            if not self.live:
                where = self.project.relative(self.page) if self.page else "a page"
                cause = f"outputs of {name} are missing"
                report(LessonError(cause, "Run `python -m lessonkit run`.", where))
        self._entries[name] = found, entry
        return found, entry

    def value(self, inside: str) -> tuple[str, str]:
        """Return a value as text, and what it is for the tooltip.

        Raises:
            LessonError: It cannot be found or formatted.
        """
        expression = values.parse(inside)
        title = f"{expression.snippet} · {expression.left}"
        _, entry = self.entry(expression.snippet)
        if entry is None:
            return "…", title
        found = values.look_up(entry, expression)
        return values.show(found, expression.spec), title

    def fill(self, text: str) -> str:
        """Replace the values in plain text, such as a text alternative."""
        return re.sub(values.PATTERN, lambda m: self.value(m["inside"])[0], text)

    def place(self, text: str, occurrence: int = 1) -> str:
        """Name the page and the line of the n-th reference written as `text`."""
        lines = [r.line for r in self.references if text in (r.text, r.header)]
        return self.line(lines[min(occurrence, len(lines)) - 1] if lines else 0)

    def line(self, number: int) -> str:
        """Name a line of the page."""
        name = self.project.relative(self.page) if self.page else "a page"
        return f"{name}:{number + self._cut}" if number else name

    def claimed(self, claim: str) -> int:
        """Count how often the page has made a claim, this time included."""
        self._claimed[claim] += 1
        return self._claimed[claim]

    def fail(self, error: LessonError, place: str) -> str:
        """Report an error and return the box that the page shows instead."""
        report(error.at(place), f"shown on {place}" * bool(error.where))
        return error_box(error.at(place))

    def unique(self, name: str, cell: str) -> str:
        """Return an id for an output: a page may show the same cell twice."""
        base = f"out-{name.replace('/', '-')}-{cell}"
        self.shown[base] += 1
        return base if self.shown[base] == 1 else f"{base}-{self.shown[base]}"

    def link(self, path: Path) -> str:
        """Return a link to a file of `docs/`, as written on the current page."""
        start = self.page.parent if self.page else self.project.docs
        return Path(os.path.relpath(path, start)).as_posix()


def error_box(error: LessonError) -> str:
    """Show an error where its output would stand."""
    remedy = html.escape(printable(error.remedy.strip()))
    body = (
        f'<pre tabindex="0"><code>{remedy}</code></pre>'
        if "\n" in error.remedy.strip()
        else f"<p>{remedy}</p>"
    )
    return (
        '<div class="admonition failure lk-error">'
        f'<p class="admonition-title">{html.escape(printable(error.where))}</p>'
        f"<p>{html.escape(printable(error.cause))}.</p>{body}</div>"
    )
