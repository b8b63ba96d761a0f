"""MkDocs glue: what a build adds to the site.

A server leaves it out, but for the still pictures, the mended frame and lighter code.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from lessonkit import live, policy
from lessonkit.made import code_of, made, prune
from lessonkit.project import Project
from lessonkit.publish import bundle, cards, feed, frame, markdown_copy, markup, stills

log = logging.getLogger("mkdocs.lessonkit")
_bundles: list[bundle.Bundle] = []
_cards: dict[str, Path] = {}
_copies: dict[str, markdown_copy.Copy] = {}
_order: list[str] = []
CHANGES = "changes/"
MARKDOWN = "markdown"  # where pages as Markdown are kept
EARLY = "assets/early.js"  # inside every page
KEEP = "assets/worker.js"  # what the shim puts itself before
SHIM = "assets/vendor/iframe-worker-1.0.4.min.js"
_WIDGET = re.compile(r'<div class="lk-widget\b[^>]* data-widget="(?P<name>[\w-]+)"')


def _offline(config: MkDocsConfig) -> bool:
    """Say whether this is the copy that opens without a server."""
    plugin: Any = config.plugins.get("material/offline")
    return bool(plugin and plugin.config.enabled)


@event_priority(-50)  # once all others have added theirs
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Replace stylesheets and scripts by their bundles."""
    for kept in (_bundles, _cards, _copies, _order):
        kept.clear()
    if _offline(config):
        # what the search needs there; the plugin would take it from elsewhere
        config.extra["polyfills"] = [KEEP, SHIM]
    config.extra["early"] = (Path(config.docs_dir) / EARLY).read_text("utf-8")
    if live.serving:
        return config
    styles = list(map(str, config.extra_css))
    theirs = [_of_theme(config, name) for name in ("main", "palette")]
    config.extra["stylesheet"], *config.extra_css = _bundled(
        config, styles, "css", theirs, markup.styles
    )
    scripts = list(map(str, config.extra_javascript))
    config.extra_javascript = [*_bundled(config, scripts, "js")]
    return config


def _of_theme(config: MkDocsConfig, name: str) -> str:
    """Read a stylesheet of the theme."""
    pattern = f"assets/stylesheets/{name}.*.min.css"
    (found,) = (f for d in config.theme.dirs for f in Path(d).glob(pattern))
    return found.read_text("utf-8")


def _bundled(
    config: MkDocsConfig,
    listed: list[str],
    suffix: str,
    before: Sequence[str] = (),
    change: Callable[[str], str] = str,
) -> list[str]:
    """Join the files of `docs/`; a plugin's own stay as they are."""
    docs = Path(config.docs_dir)
    own = [part for part in listed if (docs / part).is_file()]
    joined = bundle.bundle(docs, own, suffix, before, change)
    _bundles.append(joined)
    return [joined.path, *(part for part in listed if part not in own)]


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Put the bundles in the place of their parts."""
    for part in (EARLY, *(part for joined in _bundles for part in joined.parts)):
        file = files.get_file_from_path(part)
        if file:
            files.remove(file)
    for joined in _bundles:
        files.append(File.generated(config, joined.path, content=joined.content))
    return files


@event_priority(-50)  # notebook pages are finished by then
def on_page_content(html: str, *, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Add the still pictures."""
    project = Project.of(config.config_file_path)

    def link(path: Path) -> str:
        return get_relative_url(path.relative_to(project.docs).as_posix(), page.url)

    return stills.add(html, project.assets, link)


@event_priority(-50)  # when the content is as the page shows it
def on_page_context(
    context: dict[str, Any], *, page: Page, config: MkDocsConfig, **_: Any
) -> dict[str, Any]:
    """Note a page's text, and name its card and its Markdown for the template."""
    if live.serving:
        return context
    url = urljoin(config.site_url or "", page.url)
    title = str(page.meta.get("title") or page.title)
    description = " ".join(str(page.meta.get("description") or "").split())
    notebook = page.url.startswith("notebooks/")
    if not notebook:  # they are to be had as Python and as .ipynb
        above = list(page.ancestors)
        section = str(above[-1].title) if above else "More"
        section = "Begin here" if page.is_homepage else section
        _copies[page.file.dest_uri] = markdown_copy.Copy(
            title, description, url, section, _as_markdown(config, page, url)
        )
        page.meta["markdown"] = _markdown_path(page.file.dest_uri)
    said = (config.site_name, " ".join((config.site_description or "").split()))
    if not (notebook or page.is_homepage):
        said = (title, description or said[1])
    project = Project.of(config.config_file_path)
    drawn = cards.card(
        *said, config.site_name, project.docs / "assets" / "digit.svg",
        project.root / ".lessonkit" / "cards",
    )  # fmt: skip
    page.meta["card"] = f"assets/cards/{drawn.name}"
    _cards[page.meta["card"]] = drawn
    return context


def _as_markdown(config: MkDocsConfig, page: Page, url: str) -> str:
    """Return a page's content as Markdown; what did not change is not made again."""
    html = page.content or ""
    code = code_of(
        Path(markdown_copy.__file__), "beautifulsoup4", "markdownify", "soupsieve"
    )
    return made(
        Project.of(config.config_file_path),
        MARKDOWN,
        [code, html, url],
        lambda: markdown_copy.markdown(html, url),
    )


def _markdown_path(page: str) -> str:
    return os.path.splitext(page)[0] + ".md"


def on_nav(nav: Any, **_: Any) -> None:
    """Note the order of the pages, for the overview."""
    _order[:] = [page.file.dest_uri for page in nav.pages]


def on_post_page(output: str, *, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Mend the theme's HTML, style the widgets, and leave a browser less to do."""
    finished = markup.colour(frame.mend(output))
    finished = _styled(finished, page, config)
    return finished if live.serving else markup.equip(finished)


def _styled(output: str, page: Page, config: MkDocsConfig) -> str:
    """Link a widget's stylesheet, if it has its own, in front of its first place."""
    linked: set[str] = set()

    def place(widget: re.Match[str]) -> str:
        sheet = f"assets/widgets/{widget['name']}.css"
        if sheet in linked or not (Path(config.docs_dir) / sheet).is_file():
            return widget[0]
        linked.add(sheet)
        address = get_relative_url(sheet, page.url)
        return f'<link rel="stylesheet" href="{address}">{widget[0]}'

    return _WIDGET.sub(place, output)


def on_post_template(output_content: str, *, template_name: str, **_: Any) -> str:
    """Mend the page for addresses that lead nowhere, and learn what the theme runs."""
    finished = frame.mend(output_content)
    if template_name == "404.html":
        policy.learn(finished)
    return finished


@event_priority(-50)  # after the search index
def on_post_build(config: MkDocsConfig) -> None:
    """Write what stands beside the pages, and the policy into them."""
    if live.serving:
        return
    site = Path(config.site_dir)
    prune(Project.of(config.config_file_path), MARKDOWN)
    base = config.site_url or ""
    for path, drawn in _cards.items():
        target = site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(drawn, target)
    for page, said in _copies.items():
        (site / _markdown_path(page)).write_text(said.markdown, "utf-8")
    listed = [_copies[page] for page in _order if page in _copies]
    description = " ".join((config.site_description or "").split())
    (site / "llms.txt").write_text(
        markdown_copy.overview(config.site_name, description, listed), "utf-8"
    )
    changes = Path(config.docs_dir) / "changes.md"
    if changes.is_file():
        rss = feed.feed(
            changes.read_text("utf-8"), config.site_name, "What changed",
            urljoin(base, CHANGES),
        )  # fmt: skip
        (site / "changes.xml").write_text(rss, "utf-8")
    robots = f"User-agent: *\nAllow: /\nSitemap: {urljoin(base, 'sitemap.xml')}\n"
    (site / "robots.txt").write_text(robots, "utf-8")
    if not _offline(config):  # 'self' means nothing to a file
        for error in policy.protect(site):
            log.warning("%s", error)
