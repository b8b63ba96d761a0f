"""What a build or a server of MkDocs does for the pages: runs, notebooks, search.

All that a page itself needs is in the Markdown extension, which works without this.
"""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

import click
import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from lessonkit.cache import begin_build, end_build
from lessonkit.errors import LessonError
from lessonkit.ledger.marks import record
from lessonkit.page import pages, references
from lessonkit.page.order import first_pages, lesson_order
from lessonkit.project import Project
from lessonkit.report import report
from lessonkit.run.snippet import find
from lessonkit.run.store import Store
from lessonkit.site import live, notebook_page
from lessonkit.site.export import begin, export
from lessonkit.site.live import outputs, terminal
from lessonkit.site.live.pages import SERVED
from lessonkit.site.live.server import attach, rebuild, renew
from lessonkit.site.publish import colab
from lessonkit.site.search import searchable
from lessonkit.site.templates import speed_up_nbconvert
from lessonkit.site.up_to_date import bring_up_to_date

GARBAGE = (50_000, 50, 50)  # thresholds of the garbage collector


class Rendering:
    """The events of the plugin that bring outputs to pages."""

    config: Any  # the plugin's options

    def __init__(self) -> None:
        """Know nothing of a build yet."""
        super().__init__()
        self._shown: dict[str, tuple[str, Path]] = {}  # title, file of a snippet's page
        self._began = 0.0
        self._content = ""  # of the page that is being indexed

    def on_startup(
        self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool
    ) -> None:
        """Remember whether this is a server, and whether it can ask for its pages."""
        # a build keeps millions of small objects: to look through them for rubbish time
        # and again takes a sixth of its time
        gc.set_threshold(*GARBAGE)
        live.serving = command == "serve"
        options = click.get_current_context(silent=True)
        # without live reload, nothing gets hold of the server
        reloads = bool(options and options.params.get("livereload"))
        live.on_demand = live.serving and reloads and not dirty
        if live.serving:
            terminal.end_on_signals()

    def _configure_markdown(self, config: MkDocsConfig) -> MkDocsConfig:
        """Tell the Markdown extension where the project is."""
        project = Project.of(config.config_file_path)
        if Path(config.docs_dir) != project.docs or not _is_ours(config):
            raise PluginError(
                "lessonkit reads pages from docs/ and settings from mkdocs.yml beside"
                " it: use these names."
            )
        options = config.mdx_configs.setdefault("lessonkit", {})
        options["root"] = str(Project.of(config.config_file_path).root)
        options["live"] = live.serving
        notebooks = config.plugins.get("mkdocs-jupyter")
        if notebooks and _shows_only_ours(notebooks.config):
            speed_up_nbconvert()
            for name in ("mkdocs.plugins.mkdocs_jupyter", "mkdocs.mkdocs-jupyter"):
                logging.getLogger(name).setLevel(logging.WARNING)  # a line for each
        if config.strict:  # all that is wrong shall end the build
            live.on_demand = False
        _refuse_instant(config)
        return config

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Bring the outputs up to date; a server does that in the background."""
        self._began = time.monotonic()
        outputs.request()  # what runs goes on beside the build
        begin_build()
        project = Project.of(config.config_file_path)
        try:
            if live.on_demand:
                begin(project)
            elif live.serving:
                export(project, Store(project), lesson_order(project)[0])
            else:
                bring_up_to_date(project, pictures=self.config.publish)
        except LessonError as error:  # the disk is full
            raise PluginError(str(error)) from None
        self._shown.clear()
        titles = pages.titles(project)
        for name, page in first_pages(project, references.NAMING_CELLS).items():
            self._shown[name] = titles[page], page

    @event_priority(-100)  # once all others have had their say
    def _postpone_pages(
        self, nav: Navigation, *, config: MkDocsConfig, files: Files
    ) -> None:
        """Leave the pages out of a server's builds: they are rendered when asked for.

        mkdocs-jupyter would delete what it keeps of notebooks that a build leaves out.
        """
        if live.on_demand:
            SERVED.postpone(nav, files, config)
            if notebooks := config.plugins.get("mkdocs-jupyter"):
                notebooks.config["cache"] = False

    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, **_: Any) -> None:
        """Keep the templates of a build for the pages that are rendered later."""
        if live.on_demand:
            SERVED.templates(env)

    @event_priority(100)  # before mkdocs-jupyter looks at the notebook
    def on_pre_page(self, page: Page, *, config: MkDocsConfig, **_: Any) -> None:
        """Have a server write what the page loads, before others are looked at."""
        if live.on_demand:  # else all of it was written before
            outputs.export_for(Project.of(config.config_file_path), page.file.src_uri)

    def on_page_content(
        self, html: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Give notebook pages the site's own looks and their downloads.

        Source code stays out of the search index, which every first page loads.
        """
        project = Project.of(config.config_file_path)
        source = Path(page.file.abs_src_path or "")
        if source.suffix != ".ipynb" or not source.is_relative_to(project.notebooks):
            folded = '<details class="mkdocstrings-source"'
            return html.replace(folded, f"{folded} data-search-exclude")
        name = source.relative_to(project.notebooks).with_suffix("").as_posix()
        try:
            snippet = find(project, name)
        except LessonError:  # somebody's own notebook, as a warning has said
            return html

        def link(path: Path) -> str:
            name = path.relative_to(project.docs).as_posix()
            if path.suffix != ".md":
                return get_relative_url(name, page.url)
            file = files.get_file_from_path(name)
            return get_relative_url(file.url, page.url) if file else ""

        entry = Store(project).get(snippet)
        opened = colab.address(project, config.repo_url or "", snippet)
        related = [("All notebooks", project.notebooks / "index.md")]
        if snippet.name in self._shown:
            related.append(self._shown[snippet.name])
        head = notebook_page.head(project, snippet, entry, opened, related, link)
        try:
            return notebook_page.finish(html, project, snippet, entry, head)
        except LessonError as error:
            raise PluginError(str(error)) from None

    @event_priority(100)  # before the search plugin
    def _searchable(
        self, context: dict[str, Any], /, *, page: Page, **_: Any
    ) -> dict[str, Any]:
        """Show the search plugin only what it takes up."""
        self._content = page.content or ""
        page.content = searchable(self._content)
        return context

    @event_priority(-10)  # after it, and before others look at the content
    def _whole(
        self, context: dict[str, Any], /, *, page: Page, **_: Any
    ) -> dict[str, Any]:
        page.content = self._content
        return context

    @event_priority(-100)
    def _record_claims(self, config: MkDocsConfig) -> None:
        """Write down what the site claims; have a server give out its pages."""
        project = Project.of(config.config_file_path)
        if live.on_demand:
            if notebooks := config.plugins.get("mkdocs-jupyter"):
                notebooks.config["cache"] = True
            terminal.say_changes(SERVED.ready(project))
        else:
            if not self.config.publish:  # else it is there
                path = Path(config.site_dir) / "claims.json"
                path.write_text(record(project), encoding="utf-8")
            outputs.build_seconds = time.monotonic() - self._began
        end_build()
        if live.serving:
            outputs.begin(project)

    def on_build_error(self, **_: Any) -> None:
        """Leave nothing of a build that failed to the next one."""
        end_build()

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, **_: Any
    ) -> LiveReloadServer:
        """Render again when a snippet is saved or an output has come."""
        project = Project.of(config.config_file_path)
        server.watch(str(project.snippets))
        if live.on_demand:
            attach(server, SERVED)
            terminal.be_brief()
            outputs.when_they_arrive(partial(renew, server, SERVED))
        else:
            outputs.when_they_arrive(partial(rebuild, server))
        return server

    def on_shutdown(self) -> None:
        """End what runs in the background."""
        outputs.stop()


def _shows_only_ours(options: Mapping[str, Any]) -> bool:
    """Say whether mkdocs-jupyter shows no notebooks but those that we generate."""
    generated = ("docs/notebooks/", "notebooks/")
    return all(pattern.startswith(generated) for pattern in options["include"])


def _is_ours(config: MkDocsConfig) -> bool:
    """Say whether this is the file that the command line reads as well."""
    return Path(config.config_file_path).name == "mkdocs.yml"


def _refuse_instant(config: MkDocsConfig) -> None:
    """Warn of a feature of the theme under which our scripts would not start."""
    features = config.theme.get("features") or []
    instant = [f for f in features if f.startswith("navigation.instant")]
    if not instant:
        return
    path = Path(config.config_file_path)
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    line = next((n for n, text in lines if instant[0] in text), 1)
    named = " and ".join(f"`{feature}`" for feature in instant)
    report(
        LessonError(
            f"{named} replaces a page without loading it, and figures, widgets and"
            " questions begin when a page loads: after the first link they would be"
            " dead",
            "Remove it from the theme's features.",
            f"{path.name}:{line}",
        )
    )
