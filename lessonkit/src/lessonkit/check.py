"""Says, without running anything, what a build would stumble over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial

from lessonkit.errors import LessonError
from lessonkit.ledger.beyond_pages import beyond_pages
from lessonkit.ledger.claims import ledger
from lessonkit.page import pages, references, values
from lessonkit.page.grammar import Names
from lessonkit.page.lint import lint
from lessonkit.page.order import lesson_order
from lessonkit.page.references import Reference
from lessonkit.project import Project
from lessonkit.run import snippet
from lessonkit.run.snippet import Snippet
from lessonkit.run.store import Entry, Store

Entries = Callable[[str], tuple[Snippet, Entry | None]]  # by a snippet's name

FEW = 3  # stale snippets that are told one by one


def problems(project: Project) -> Iterator[LessonError]:
    """Yield each mistake once, then what a run would mend."""
    snippets, _ = lesson_order(project)
    entries = cache(partial(_entry, project, Store(project)))
    found = [*beyond_pages(project), *_mistakes(project, snippets, entries)]
    yield from {str(error): error for error in found}.values()
    yield from _to_run([s for s in snippets if entries(s.name)[1] is None])


def _mistakes(
    project: Project, snippets: list[Snippet], entries: Entries
) -> Iterator[LessonError]:
    """Yield what the linter finds, broken references and unused snippets."""
    used: set[str] = set()
    for page in pages.in_order(project):
        text = pages.read(page)
        where = project.relative(page)
        for line, problem in lint(project, text):
            yield problem.at(f"{where}:{line}")
        for reference in references.scan(text):
            if reference.names in (Names.WORDS, Names.NOTHING):
                continue
            try:
                if reference.names is Names.WIDGET:
                    pages.check_widget(project, reference.text)
                    continue
                used.add(reference.target()[0])
                _resolve(entries, reference)
            except LessonError as error:
                yield error.at(f"{where}:{reference.line}")
    backing = [claim.evidence.assertion for claim in ledger(project)[0]]
    used |= {assertion.snippet.name for assertion in backing if assertion}
    for found in snippets:
        if found.name not in used:
            yield LessonError(
                f"no page uses the snippet `{found.name}`",
                f"Show it with `/// example | {found.name}#…`, or delete it.",
                found.where,
            )


def _to_run(stale: list[Snippet]) -> Iterator[LessonError]:
    """Yield the snippets without outputs; many of them in one line."""
    if len(stale) <= FEW:
        for found in stale:
            yield LessonError(
                f"outputs of `{found.name}` are missing or stale",
                f"Run `python -m lessonkit run {found.name}`.",
                found.where,
            )
        return
    names = ", ".join(f"`{found.name}`" for found in stale)
    yield LessonError(
        f"outputs of {len(stale)} snippets are missing or stale",
        f"Run `python -m lessonkit run`. They are: {names}.",
    )


def _entry(project: Project, store: Store, name: str) -> tuple[Snippet, Entry | None]:
    found = snippet.find(project, name)
    return found, store.get(found)


def _resolve(entries: Entries, reference: Reference) -> None:
    """Follow a reference to what it names.

    Raises:
        LessonError: The reference leads nowhere.
    """
    name, part = reference.target()
    found, entry = entries(name)
    if reference.names is not Names.VALUES:
        found.index(part)
    elif entry is not None:
        asked = values.parse(reference.text)
        if reference.kind == references.VALUE:
            values.show(values.look_up(entry, asked), asked.spec)
        else:
            entry.look_up(asked.name, asked.path)
