"""What comes before any builder: outputs are brought up to date, files written."""

from __future__ import annotations

from lessonkit.cache import begin_build
from lessonkit.ledger.beyond_pages import beyond_pages
from lessonkit.page.order import lesson_order
from lessonkit.project import Project
from lessonkit.report import log, report
from lessonkit.run.snippet import Snippet
from lessonkit.run.store import Store
from lessonkit.site.export import draw_stills, export, prove_programs


def bring_up_to_date(project: Project, *, pictures: bool) -> None:
    """Run what is stale, say what is wrong, and write what pages load.

    Raises:
        LessonError: The disk is full or a folder cannot be written.
    """
    store = Store(project)
    snippets, _ = lesson_order(project)
    if todo := store.stale(snippets):
        _run(project, store, todo)
        begin_build()  # the outputs have changed
    store.prune(snippets)
    errors = beyond_pages(project)
    if pictures:
        errors += draw_stills(project, store, snippets)
        prove_programs(project, snippets)
    for error in errors:
        report(error)
    export(project, store, snippets)


def _run(project: Project, store: Store, todo: list[Snippet]) -> None:
    # costly to import, and most builds have nothing to run
    from lessonkit.run.progress import run_shown

    results = run_shown(project, todo, say=log.info)
    for snippet in todo:
        error = results[snippet.name].error
        store.remember(snippet, error)
        if error:
            report(error)
