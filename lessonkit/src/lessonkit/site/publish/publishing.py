"""Makes a published site of a built one, whichever builder built it."""

from __future__ import annotations

import re
import shutil
from functools import cached_property, partial
from pathlib import Path
from urllib.parse import quote, urljoin

from mkdocs.utils import get_relative_url

from lessonkit.disk_cache import code_of, made, prune
from lessonkit.errors import LessonError
from lessonkit.files import made_room
from lessonkit.ledger.marks import record
from lessonkit.report import report
from lessonkit.site import csp
from lessonkit.site.publish import (
    built,
    cards,
    feed,
    flat_links,
    markdown_copy,
    minify,
    sharing,
    stills,
    theme_fixes,
)
from lessonkit.site.publish.assets import Assets
from lessonkit.site.publish.built import NOT_FOUND, BuiltPage
from lessonkit.site.publish.site_info import SiteInfo
from lessonkit.site.teaching.material import Material

CHANGES = "changes.md"  # what the feed is made of
CLAIMS, OVERVIEW = "claims.json", "llms.txt"
KEPT = "markdown"  # where pages as Markdown are kept
# `page.blocks.plan` leaves it; only a published site has what it would link
_PLACE = re.compile(r'<p class="lk-plan__take" data-page="[^"]+"></p>')


def publish(
    folder: Path, info: SiteInfo, found: list[BuiltPage], *, whole: bool = True
) -> None:
    """Turn a built site into a published one, in place.

    What is wrong with the course is reported.

    Args:
        folder: The site, complete, as its builder left it.
        info: What the site says of itself.
        found: Its pages, those of the navigation in its order.
        whole: Whether these are all; else the list of pages stays as it is.

    Raises:
        LessonError: The disk is full or a folder cannot be written.
        OSError: The same.
    """
    _Publication(folder, info, found).write(whole)


class _Publication:
    """A site on its way."""

    def __init__(self, folder: Path, info: SiteInfo, found: list[BuiltPage]) -> None:
        self._folder, self._info, self._pages = folder, info, found
        self._assets = Assets(folder, info)
        self._is_material = any(page.is_material for page in found)
        self._copies: dict[str, markdown_copy.Copy] = {}  # by the files of pages
        self._picture: Path | None = None  # on each card
        try:
            docs = info.project.docs
            self._picture = cards.picture(docs, info.options.card_picture)
        except LessonError as error:
            report(error)

    def write(self, whole: bool) -> None:
        self._assets.bring()
        for page in self._pages:
            self._relink(page)
            page.change(partial(with_stills, page=page))
        material = Material(self._folder, self._info, self._pages, self._finished)
        for page in self._pages:
            page.change(partial(material.planned, page=page))
            if page.source and not page.is_notebook:  # they are files to download
                self._copies[page.file] = self._copy(page)
        for page in self._pages:
            self._equip(page, material.links(page))
            (self._folder / page.file).write_text(page.html, "utf-8")
        self._assets.write(self._pages)
        material.write(*self._assets.of_every_page())
        self._write_beside_pages(whole)
        if self._has_policy():
            self._protect()
        material.write_zips()

    def _relink(self, page: BuiltPage) -> None:
        if not self._info.directories and page.file != NOT_FOUND:
            page.change(lambda html: flat_links.relinked(html, page.file, self._files))

    @cached_property
    def _files(self) -> set[str]:
        """All files that the site has or is about to get."""
        paths = (path.relative_to(self._folder) for path in self._folder.rglob("*"))
        return {*(path.as_posix() for path in paths), CLAIMS, OVERVIEW, sharing.FEED}

    def _copy(self, page: BuiltPage) -> markdown_copy.Copy:
        """Return a page as Markdown, made again only where it changed."""
        content, url = page.content(), urljoin(self._info.url, page.url)
        code = code_of(
            Path(markdown_copy.__file__), "beautifulsoup4", "markdownify", "soupsieve"
        )
        text = made(
            self._info.project,
            KEPT,
            [code, content, url],
            lambda: markdown_copy.markdown(minify.colour(content), url),
        )
        section = "Begin here" if page.is_home else page.section or "More"
        lies = urljoin(self._info.url, quote(markdown_copy.path(page.file)))
        return markdown_copy.Copy(page.title, page.description, lies, section, text)

    def _equip(self, page: BuiltPage, links: list[dict[str, str]] | None) -> None:
        """Make of a page what the site gets."""
        is_copied = page.file in self._copies
        markdown = markdown_copy.path(page.file) if is_copied else ""
        if markdown and page.place:
            end = page.place[1]
            below = sharing.tools(page, markdown, links)
            page.html = f"{page.html[:end]}{below}\n{page.html[end:]}"
        head = sharing.head(
            page,
            card=self._card(page),
            markdown=markdown,
            feed=self._changes() is not None,
        )
        page.html = built.before(page.html, "</head>", f"{head}\n")
        self._assets.join(page)
        page.html = self._finished(page.html)

    def _card(self, page: BuiltPage) -> str:
        """Draw a page's card; return where it lies in the site."""
        info = self._info
        if not (info.url and page.source):  # its address is whole, or it is none
            return ""
        said = (info.name, info.description)
        if not (page.is_notebook or page.is_home):
            said = (page.title, page.description or info.description)
        kept = info.project.root / ".lessonkit" / "cards"
        drawn = cards.card(*said, info.name, self._picture, kept)
        address = f"assets/cards/{drawn.name}"
        shutil.copyfile(drawn, made_room(self._folder / address))
        return address

    def _finished(self, html: str) -> str:
        """Return a whole page with its widgets found and less to do for a browser."""
        html = self._assets.with_widgets(html)
        return minify.equip(light(html)) if self._is_material else html

    def _changes(self) -> tuple[Path, str] | None:
        """Return the page that becomes a feed, and its address, if both are there."""
        source = self._info.project.docs / CHANGES
        if not (self._info.url and source.is_file()):
            return None
        ending = "/" if self._info.directories else ".html"
        return source, urljoin(self._info.url, source.stem + ending)

    def _write_beside_pages(self, whole: bool) -> None:
        """Write texts, the overview of them, the feed, and what robots may read."""
        info = self._info
        prune(info.project, KEPT)
        for page, copy in self._copies.items():
            path = self._folder / markdown_copy.path(page)
            path.write_text(copy.markdown, "utf-8")
        listed = [
            self._copies[page.file]
            for page in self._pages
            if page.is_listed and page.file in self._copies
        ]
        overview = markdown_copy.overview(info.name, info.description, listed)
        if whole:
            (self._folder / OVERVIEW).write_text(overview, "utf-8")
        if changes := self._changes():
            source, address = changes
            try:
                text = source.read_text("utf-8")
                rss = feed.feed(text, info.name, "What changed", address)
                (self._folder / sharing.FEED).write_text(rss, "utf-8")
            except LessonError as error:
                report(error)
        robots = "User-agent: *\nAllow: /\n"
        if info.url:
            robots += f"Sitemap: {urljoin(info.url, 'sitemap.xml')}\n"
        (self._folder / "robots.txt").write_text(robots, "utf-8")
        claims = record(info.project)
        (self._folder / CLAIMS).write_text(claims, "utf-8")

    def _has_policy(self) -> bool:
        """Say whether pages tell a browser which scripts may run.

        What other themes run differs from page to page, and `self` means nothing to
        pages that are opened as files.
        """
        wanted = self._info.options.content_security_policy
        return wanted and not self._info.offline and self._is_material

    def _protect(self) -> None:
        known = [page.html for page in self._pages if page.file == NOT_FOUND]
        csp.learn("".join(known))
        if not csp.learned():
            report(
                LessonError(
                    f"no {NOT_FOUND}, which shows what scripts the theme runs",
                    "Have the builder write it, or say `content_security_policy: false`"
                    " to lessonkit.",
                    self._folder.name,
                )
            )
            return
        for problem in csp.protect(self._folder):
            report(problem)


def served(html: str, address: str, info: SiteInfo) -> str:
    """Return a page as a server shows it: the looks of the published one, no more.

    Args:
        html: All of it.
        address: Its address in the site.
        info: The site.
    """
    shown = _PLACE.sub("", _with_stills(html, address, info))
    return light(shown) if built.is_material(shown) else shown


def with_stills(html: str, page: BuiltPage) -> str:
    """Return a page with the still pictures of its figures."""
    return _with_stills(html, page.url, page.info)


def _with_stills(html: str, address: str, info: SiteInfo) -> str:
    project = info.project

    def link(path: Path) -> str:
        file = path.relative_to(project.docs).as_posix()
        return str(get_relative_url(file, address))

    return stills.add(html, project.assets, link)


def light(html: str) -> str:
    """Return a page of Material with its faults mended and fewer elements."""
    return minify.colour(theme_fixes.mend(html))
