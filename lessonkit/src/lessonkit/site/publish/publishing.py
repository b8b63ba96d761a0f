"""What a build adds to the site.

A server leaves it out, but for still pictures, mended HTML and lighter code.
"""

from __future__ import annotations

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

from lessonkit import web
from lessonkit.disk_cache import code_of, made, prune
from lessonkit.errors import LessonError
from lessonkit.page import pages
from lessonkit.page.browser_python import browser_python
from lessonkit.project import Project
from lessonkit.report import report
from lessonkit.site import csp, live
from lessonkit.site.publish import (
    bundle,
    cards,
    feed,
    later,
    markdown_copy,
    minify,
    stills,
    theme_fixes,
)

CHANGES = "changes.md"  # what the feed is made of
MARKDOWN = "markdown"  # where pages as Markdown are kept
# slides have the attributes in another order, and any character in their values
_WIDGET = re.compile(
    r"<div\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*? data-widget=\"(?P<name>[\w-]+)\""
)
_ASSETS = "assets/"


def _is_material(config: MkDocsConfig) -> bool:
    """Say whether this is the theme whose pages are known here."""
    return config.theme.name == "material"


class Publishing:
    """The events of the plugin that turn rendered pages into a published site."""

    config: Any  # the plugin's options

    def __init__(self) -> None:
        """Know nothing of a build yet."""
        super().__init__()
        self._begin()

    def _begin(self) -> None:
        self._bundles: list[bundle.Bundle] = []
        self._later = later.Later(lambda _: None)
        self._widgets: dict[str, str] = {}  # the file of each
        self._cards: dict[str, Path] = {}
        self._copies: dict[str, markdown_copy.Copy] = {}
        self._order: list[str] = []
        self._picture: Path | None = None  # on each card

    def _publishes(self) -> bool:
        return bool(self.config.publish) and not live.serving

    def _has_policy(self, config: MkDocsConfig) -> bool:
        """Say whether pages tell a browser which scripts may run.

        What other themes run differs from page to page, and `self` means nothing to
        pages that are opened as files.
        """
        wanted = self.config.publish and self.config.content_security_policy
        return bool(wanted and _is_material(config) and not self._offline(config))

    def _offline(self, config: MkDocsConfig) -> bool:
        """Say whether this is the copy that opens without a server."""
        plugin: Any = config.plugins.get("material/offline")
        return bool(plugin and plugin.config.enabled)

    def _bring_front_half(self, config: MkDocsConfig) -> MkDocsConfig:
        """Let every page have the styles and scripts of every course, its own after."""
        config.extra_css[:0] = [web.address(name) for name in web.STYLES]
        scripts = web.SCRIPTS if _is_material(config) else web.WITHOUT_THEME
        config.extra_javascript[:0] = [web.address(name) for name in scripts]
        if _is_material(config):
            # a course's own templates come first, the theme's last
            place = 1 if config.theme.custom_dir else 0
            config.theme.dirs.insert(place, str(web.TEMPLATES))
            config.extra["early"] = web.INLINE.read_text("utf-8")
            config.extra["card_alt"] = self.config.card_alt
            config.extra["feed"] = self._changes(config) is not None
        if self._offline(config):
            # what the search needs there; the plugin would take it from elsewhere
            config.extra["polyfills"] = [web.address(name) for name in web.OFFLINE]
        return config

    @event_priority(-50)  # once all others have added theirs
    def _bundle_assets(self, config: MkDocsConfig) -> MkDocsConfig:
        """Replace stylesheets and scripts by their bundles."""
        self._begin()
        if not self._publishes():
            return config
        try:
            docs = Path(config.docs_dir)
            self._picture = cards.picture(docs, self.config.card_picture)
        except LessonError as error:
            report(error)
        theirs = self._theme_styles(config)
        styles = self._bundled(config, config.extra_css, "css", theirs, minify.styles)
        if theirs:  # the template links it in their place
            config.extra["stylesheet"] = styles.pop(0)
        config.extra_css = styles
        self._pack_later(config)
        listed = config.extra_javascript
        config.extra_javascript = self._bundled(config, listed, "js", (), self._asking)
        return config

    def _pack_later(self, config: MkDocsConfig) -> None:
        """Make a file of each widget, and of what it asks for."""
        assets = Path(config.docs_dir) / _ASSETS

        def find(path: str) -> Path | None:
            here = web.file(_ASSETS + path) or assets / path
            return here if here.is_file() else None

        self._later = later.Later(find)
        for name in pages.widgets(Project.of(config.config_file_path)):
            try:
                self._widgets[name] = self._later.widget(name)
            except LessonError as error:
                report(error)

    def _asking(self, scripts: str) -> str:
        """Say behind the scripts of every page where what they ask for lies."""
        try:
            asked = self._later.asked(scripts, "")
        except LessonError as error:
            report(error)
            return scripts
        return f"{scripts}\n{later.called(asked, {})}" if asked else scripts

    def _theme_styles(self, config: MkDocsConfig) -> list[str]:
        """Read the stylesheets of Material; of another theme none."""
        patterns = [f"assets/stylesheets/{n}.*.min.css" for n in ("main", "palette")]
        folders = list(map(Path, config.theme.dirs))
        found = [path for p in patterns for f in folders for path in f.glob(p)]
        return [path.read_text("utf-8") for path in found]

    def _bundled(
        self,
        config: MkDocsConfig,
        listed: Sequence[Any],
        suffix: str,
        before: Sequence[str] = (),
        change: Callable[[str], str] = str,
    ) -> list[Any]:
        """Join the files of `docs/` and ours; a plugin's own stay as they are."""
        inside: dict[str, Path] = {}
        others = []
        for part in listed:
            path = web.file(str(part)) or Path(config.docs_dir) / str(part)
            if bundle.can_be_joined(part, path):
                inside[str(part)] = path
            else:
                others.append(part)
        joined = bundle.bundle(inside, suffix, before, change)
        self._bundles.append(joined)
        return [joined.path, *others]

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the files of every course; put bundles in the place of their parts."""
        inside = {part for joined in self._bundles for part in joined.parts}
        inside |= {_ASSETS + path for path in self._later.taken}
        for part in inside:
            if file := files.get_file_from_path(part):
                files.remove(file)
        for name in web.loaded():
            address = web.address(name)
            if address not in inside:
                path = str(web.HERE / name)
                files.append(File.generated(config, address, abs_src_path=path))
        packed = {joined.path: joined.content for joined in self._bundles}
        packed |= {_ASSETS + path: text for path, text in self._later.files.items()}
        for path, content in packed.items():
            files.append(File.generated(config, path, content=content))
        self._bring_python(files, config)
        return files

    def _bring_python(self, files: Files, config: MkDocsConfig) -> None:
        """Add what runs exercises in the page, if the course wants it."""
        python = browser_python(Project.of(config.config_file_path))
        try:
            for name, content in python.files(self._offline(config)) if python else ():
                given = (
                    {"content": content}
                    if isinstance(content, bytes)
                    else {"abs_src_path": str(content)}
                )
                files.append(File.generated(config, name, **given))
        except LessonError as error:
            report(error)

    @event_priority(-50)  # notebook pages are finished by then
    def _add_stills(
        self, html: str, *, page: Page, config: MkDocsConfig, **_: Any
    ) -> str:
        """Add the still pictures."""
        if not self.config.publish:
            return html
        project = Project.of(config.config_file_path)

        def link(path: Path) -> str:
            return get_relative_url(path.relative_to(project.docs).as_posix(), page.url)

        return stills.add(html, project.assets, link)

    @event_priority(-50)  # when the content is as the page shows it
    def _describe_page(
        self, context: dict[str, Any], *, page: Page, config: MkDocsConfig, **_: Any
    ) -> dict[str, Any]:
        """Note a page's text, and name its card and its Markdown for the template."""
        if not self._publishes():
            return context
        url = urljoin(config.site_url or "", page.url)
        title = str(page.meta.get("title") or page.title)
        description = " ".join(str(page.meta.get("description") or "").split())
        notebook = page.url.startswith("notebooks/")
        if not notebook:  # they are to be had as Python and as .ipynb
            above = list(page.ancestors)
            section = str(above[-1].title) if above else "More"
            section = "Begin here" if page.is_homepage else section
            self._copies[page.file.dest_uri] = markdown_copy.Copy(
                title, description, url, section, self._as_markdown(config, page, url)
            )
            page.meta["markdown"] = self._markdown_path(page.file.dest_uri)
        said = (config.site_name, " ".join((config.site_description or "").split()))
        if not (notebook or page.is_homepage):
            said = (title, description or said[1])
        project = Project.of(config.config_file_path)
        if config.site_url:  # a picture's address is whole, or it is none
            kept = project.root / ".lessonkit" / "cards"
            drawn = cards.card(*said, config.site_name, self._picture, kept)
            page.meta["card"] = f"assets/cards/{drawn.name}"
            self._cards[page.meta["card"]] = drawn
        return context

    def _as_markdown(self, config: MkDocsConfig, page: Page, url: str) -> str:
        """Return a page's content as Markdown, made again only where it changed."""
        html = page.content or ""
        code = code_of(
            Path(markdown_copy.__file__), "beautifulsoup4", "markdownify", "soupsieve"
        )
        return made(
            Project.of(config.config_file_path),
            MARKDOWN,
            [code, html, url],
            lambda: markdown_copy.markdown(minify.colour(html), url),
        )

    def _markdown_path(self, page: str) -> str:
        return os.path.splitext(page)[0] + ".md"

    def _note_order(self, nav: Any, **_: Any) -> None:
        """Note the order of the pages, for the overview."""
        self._order[:] = [page.file.dest_uri for page in nav.pages]

    def on_post_page(self, output: str, *, config: MkDocsConfig, **_: Any) -> str:
        """Mend the theme's HTML, find the widgets, and leave a browser less to do."""
        return self._finished(output, config)

    def _finished(self, output: str, config: MkDocsConfig) -> str:
        """Return a whole page as it is published, or served."""
        found = _WIDGET.sub(self._with_file, output)
        if not self.config.publish or not _is_material(config):
            return found
        finished = minify.colour(theme_fixes.mend(found))
        return finished if live.serving else minify.equip(finished)

    def _with_file(self, widget: re.Match[str]) -> str:
        """Say where a widget's file lies."""
        file = self._widgets.get(widget["name"])
        return f'{widget[0]} data-file="{file}"' if file else widget[0]

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Mend the page for addresses that lead nowhere; learn what the theme runs."""
        if not self.config.publish or not _is_material(config):
            return output_content
        finished = theme_fixes.mend(output_content)
        if template_name == "404.html":
            csp.learn(finished if self._has_policy(config) else "")
        return finished

    def _changes(self, config: MkDocsConfig) -> tuple[Path, str] | None:
        """Return the page that becomes a feed, and its address, if both are there."""
        source = Path(config.docs_dir) / CHANGES
        if not (config.site_url and source.is_file()):
            return None
        ending = "/" if config.use_directory_urls else ".html"
        return source, urljoin(config.site_url, source.stem + ending)

    @event_priority(-50)  # after the search index
    def _write_beside_pages(self, config: MkDocsConfig) -> None:
        """Write what stands beside the pages, and the policy into them."""
        if not self._publishes():
            return
        site = Path(config.site_dir)
        prune(Project.of(config.config_file_path), MARKDOWN)
        for path, drawn in self._cards.items():
            target = site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(drawn, target)
        for page, said in self._copies.items():
            (site / self._markdown_path(page)).write_text(said.markdown, "utf-8")
        listed = [self._copies[page] for page in self._order if page in self._copies]
        description = " ".join((config.site_description or "").split())
        (site / "llms.txt").write_text(
            markdown_copy.overview(config.site_name, description, listed), "utf-8"
        )
        if changes := self._changes(config):
            source, address = changes
            try:
                text = source.read_text("utf-8")
                rss = feed.feed(text, config.site_name, "What changed", address)
                (site / "changes.xml").write_text(rss, "utf-8")
            except LessonError as error:
                report(error)
        robots = "User-agent: *\nAllow: /\n"
        if config.site_url:
            robots += f"Sitemap: {urljoin(config.site_url, 'sitemap.xml')}\n"
        (site / "robots.txt").write_text(robots, "utf-8")
        if self._has_policy(config):
            for problem in csp.protect(site):
                report(problem)
