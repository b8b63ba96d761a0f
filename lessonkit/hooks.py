"""MkDocs glue: runs what is missing before a build, and in the background of a server.

All that a page itself needs is in the Markdown extension, which works without this.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from lessonkit import live, notebook_page, pages
from lessonkit.cache import begin_build, end_build
from lessonkit.errors import LessonError
from lessonkit.export import download, export
from lessonkit.fingerprint import version
from lessonkit.glossary import glossary
from lessonkit.ledger.claims import ledger
from lessonkit.ledger.markdown import record
from lessonkit.order import first_pages, lesson_order
from lessonkit.project import Project
from lessonkit.publish import colab
from lessonkit.snippet import Snippet, find
from lessonkit.store import Store

log = logging.getLogger("mkdocs.lessonkit")
_shown: dict[str, tuple[str, str]] = {}  # title and path of the page that shows it
_began = 0.0
# a line a notebook, at every build
for name in ("mkdocs.plugins.mkdocs_jupyter", "mkdocs.mkdocs-jupyter"):
    logging.getLogger(name).setLevel(logging.WARNING)


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember whether this is a server."""
    live.serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Tell the Markdown extension where the project is."""
    options = config.mdx_configs.setdefault("lessonkit", {})
    options["root"] = str(Project.of(config.config_file_path).root)
    options["live"] = live.serving
    return config


def on_pre_build(config: MkDocsConfig) -> None:
    """Run what is stale, or have it run, and write what pages load."""
    global _began
    live.arrived = False
    _began = time.monotonic()
    begin_build()
    project = Project.of(config.config_file_path)
    store = Store(project)
    version.cache_clear()  # a server may outlive an installation
    snippets, errors = lesson_order(project)
    for error in errors:
        log.warning("%s", error)
    if live.serving:
        live.request(project)
    else:
        if todo := store.stale(snippets):
            _run(project, store, todo)
            begin_build()  # the outputs are others now
        store.prune(snippets)
    _shown.clear()
    titles = pages.titles(project)
    for name, page in first_pages(project, pages.NAMING_CELLS).items():
        _shown[name] = titles[page], page.relative_to(project.docs).as_posix()
    for error in (*ledger(project)[1], *glossary(project)[1]):
        log.warning("%s", error)
    try:
        export(project, store, snippets)
    except LessonError as error:  # the disk is full
        raise PluginError(str(error)) from None


def _run(project: Project, store: Store, todo: list[Snippet]) -> None:
    # costly to import, and most builds have nothing to run
    from lessonkit.progress import run_shown

    results = run_shown(project, todo, say=log.info)
    for snippet in todo:
        error = results[snippet.name].error
        store.remember(snippet, error)
        if error:
            log.warning("%s", error)


def on_page_content(
    html: str, *, page: Page, config: MkDocsConfig, files: Files
) -> str:
    """Give notebook pages the site's own looks and their downloads.

    Source code stays out of the search index, which every first page loads.
    """
    project = Project.of(config.config_file_path)
    source = Path(page.file.abs_src_path or "")
    if source.suffix != ".ipynb" or not source.is_relative_to(project.notebooks):
        folded = '<details class="mkdocstrings-source"'
        return html.replace(folded, f"{folded} data-search-exclude")
    snippet = find(
        project, source.relative_to(project.notebooks).with_suffix("").as_posix()
    )
    links = {
        suffix: get_relative_url(
            download(project, snippet, suffix).relative_to(project.docs).as_posix(),
            page.url,
        )
        for suffix in (".py", ".ipynb", ".txt")
    }
    entry = Store(project).get(snippet)
    opened = colab.address(project, config.repo_url or "", snippet)
    ways = [("All notebooks", "notebooks/index.md")]
    if snippet.name in _shown:
        ways.append(_shown[snippet.name])
    around = {
        title: get_relative_url(file.url, page.url)
        for title, path in ways
        if (file := files.get_file_from_path(path))
    }
    return notebook_page.finish(html, snippet, entry, links, opened, around)


def on_post_build(config: MkDocsConfig) -> None:
    """Write down what the site claims."""
    path = Path(config.site_dir) / "claims.json"
    path.write_text(record(Project.of(config.config_file_path)), encoding="utf-8")
    end_build()
    live.build_seconds = time.monotonic() - _began


def on_build_error(**_: Any) -> None:
    """Leave nothing of a build that failed to the next one."""
    end_build()


def on_serve(
    server: LiveReloadServer, *, config: MkDocsConfig, **_: Any
) -> LiveReloadServer:
    """Render again when a snippet is saved or a background run ends."""
    project = Project.of(config.config_file_path)
    pulse = live.pulse(project)
    pulse.touch()
    server.watch(str(project.snippets))
    server.watch(str(pulse))
    if live.arrived:  # before anything was watched
        with server._rebuild_cond:
            server._want_rebuild = True
    return server


def on_shutdown() -> None:
    """End what runs in the background."""
    live.stop()
