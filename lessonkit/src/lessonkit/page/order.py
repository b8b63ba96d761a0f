"""The order in which a reader meets the snippets."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lessonkit.cache import per_build
from lessonkit.errors import LessonError
from lessonkit.page import pages
from lessonkit.project import Project
from lessonkit.run import snippet
from lessonkit.run.snippet import Snippet


def lesson_order(project: Project) -> tuple[list[Snippet], list[LessonError]]:
    """Return all snippets (those of the first lesson first, unused ones last).

    Malformed snippets come as errors instead.
    """
    snippets, errors = snippet.find_all(project)
    found = {s.name: s for s in snippets}
    ordered = {name: found[name] for name in first_pages(project) if name in found}
    return list((ordered | found).values()), errors


def first_pages(project: Project, kinds: Iterable[str] = ()) -> dict[str, Path]:
    """Map the name of each snippet that a page refers to, to the first such page.

    Args:
        project: The project.
        kinds: The references that count; none given: all.
    """
    return {**_first_pages(project, tuple(kinds))}


@per_build
def _first_pages(project: Project, kinds: tuple[str, ...]) -> dict[str, Path]:
    met: dict[str, Path] = {}
    for page in pages.in_order(project):
        for name in pages.named(page, kinds):
            met.setdefault(name, page)
    return met
