"""One stylesheet and one script a page, and a file of each widget."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lessonkit import web
from lessonkit.errors import LessonError
from lessonkit.files import made_room
from lessonkit.page import pages
from lessonkit.page.browser_python import browser_python
from lessonkit.report import report
from lessonkit.site.publish import bundle, later, minify
from lessonkit.site.publish.built import ATTRIBUTES, BuiltPage, before
from lessonkit.site.publish.sharing import link
from lessonkit.site.publish.site_info import SiteInfo
from lessonkit.site.teaching.alone import target

_ASSETS = "assets/"
_SHEET = re.compile(rf"<link\b(?P<said>{ATTRIBUTES})>\s*")
_SCRIPT = re.compile(rf"<script\b(?P<said>{ATTRIBUTES})></script>\s*")
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+))?")
# what a browser does not load, or not for everybody
_APART = re.compile(r"<!--.*?-->|<(noscript|template)\b.*?</\1>", re.DOTALL)
_FILE = re.compile(r"(?:src|href)=[\"']?[^\"'\s>]*?([\w.-]+\.(?:js|css))\b")
_USUAL = ("text/css", "text/javascript")  # types that say nothing
# of the theme; their names change with their content
_THEME = re.compile(
    r"assets/stylesheets/(?:classic/|modern/)?(?:main|palette)\.\w+\.min\.css"
)
# slides have the attributes in another order, and any character in their values
_WIDGET = re.compile(
    r"<div\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*? data-widget=\"(?P<name>[\w-]+)\""
)


def front_half(info: SiteInfo) -> Iterator[tuple[str, Path | bytes]]:
    """Yield the files that every course's pages load: addresses, and what is there.

    Raises:
        LessonError: What runs Python in the page is not there.
    """
    for name in web.loaded():
        yield web.address(name), web.HERE / name
    if python := browser_python(info.project):
        yield from python.files(info.offline)


@dataclass(frozen=True)
class _Linked:
    """A stylesheet or a script that a page links.

    Attributes:
        tag: Where it stands.
        file: Its place in the site.
        prefix: What leads from the page to the site's root.
    """

    tag: re.Match[str]
    file: str
    prefix: str


@dataclass
class Assets:
    """The styles and scripts of a site that is being published.

    Attributes:
        folder: The site.
        info: What it is.
    """

    folder: Path
    info: SiteInfo
    _bundles: dict[tuple[str, ...], bundle.Bundle] = field(default_factory=dict)
    _widgets: dict[str, str] = field(default_factory=dict)  # the file of each
    _sources: dict[str, Path | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make a file of each widget, and of what it asks for."""
        self._later = later.Later(self._find)
        for name in pages.widgets(self.info.project):
            try:
                self._widgets[name] = self._later.widget(name)
            except LessonError as error:
                report(error)

    def bring(self) -> None:
        """Write what every page loads, where a builder has not.

        Raises:
            OSError: The disk is full, or the folder cannot be written.
        """
        if (self.folder / web.address(web.STYLES[0])).is_file():
            return
        try:
            for address, given in front_half(self.info):
                content = given if isinstance(given, bytes) else given.read_bytes()
                made_room(self.folder / address).write_bytes(content)
        except LessonError as error:
            report(error)

    def join(self, page: BuiltPage) -> None:
        """Let a page link one stylesheet and one script instead of many."""
        self._bring_to(page)
        self._join(page, _SHEET, "css", minify.styles)
        self._join(page, _SCRIPT, "js", self._asking)

    def of_every_page(self) -> tuple[list[str], list[str]]:
        """List what pages load, but for the theme's scripts: files and addresses."""
        styles = self._of(web.STYLES, self.info.styles)
        return styles, self._of(web.WITHOUT_THEME, self.info.scripts)

    def _of(self, ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
        """List what is loaded: the bundle with ours in it, and what is not in that."""
        first = web.address(ours[0])
        found = [one for one in self._bundles.values() if first in one.parts][:1]
        parts = {part for one in found for part in one.parts}
        listed = dict.fromkeys([*map(web.address, ours), *theirs])
        return [*(one.path for one in found), *(x for x in listed if x not in parts)]

    def with_widgets(self, html: str) -> str:
        """Say in a page where the file of each widget lies."""

        def with_file(widget: re.Match[str]) -> str:
            file = self._widgets.get(widget["name"])
            return f'{widget[0]} data-file="{file}"' if file else widget[0]

        return _WIDGET.sub(with_file, html)

    def write(self, pages: Iterable[BuiltPage]) -> None:
        """Put bundles into the site, in the place of parts that no page names.

        Raises:
            OSError: The disk is full, or the folder cannot be written.
        """
        packed = {one.path: one.content for one in self._bundles.values()}
        packed |= {_ASSETS + path: text for path, text in self._later.files.items()}
        parts = {part for one in self._bundles.values() for part in one.parts}
        parts |= {_ASSETS + path for path in self._later.taken}
        ours = {page.file: page.html for page in pages}
        texts = [*ours.values(), *self._others(ours)]
        named = {name for text in texts for name in _FILE.findall(text)}
        for part in parts:
            if part.rpartition("/")[2] not in named:
                (self.folder / part).unlink(missing_ok=True)
        for path, content in packed.items():
            made_room(self.folder / path).write_text(content, "utf-8")

    def _others(self, known: Container[str]) -> Iterator[str]:
        """Yield the pages of the site that are none of the course's."""
        for path in self.folder.rglob("*.html"):
            if path.relative_to(self.folder).as_posix() not in known:
                yield path.read_text("utf-8", errors="replace")

    def _find(self, path: str) -> Path | None:
        """Find a file by its path below `assets/`."""
        return self._source(_ASSETS + path)

    def _source(self, file: str) -> Path | None:
        """Find the source of a file of the site: ours, the course's, or the theme's."""
        if _THEME.fullmatch(file):
            return self.folder / file
        here = web.file(file) or self.info.project.docs / file
        return here if here.is_file() else None

    def _bring_to(self, page: BuiltPage) -> None:
        """Let a page link our styles and scripts, whoever built it."""
        if web.address(web.STYLES[0]) not in page.html:
            tags = [
                f'<link rel="stylesheet" href="{link(page, web.address(name))}">'
                for name in web.STYLES
            ]
            self._put(page, _SHEET, tags, "</head>")
        if web.address(web.SCRIPTS[0]) not in page.html:
            names = web.SCRIPTS if page.is_material else web.WITHOUT_THEME
            tags = [
                f'<script src="{link(page, web.address(name))}"></script>'
                for name in names
            ]
            self._put(page, _SCRIPT, tags, "</body>")
        early = web.INLINE.read_text("utf-8")
        if page.is_material and early not in page.html:
            page.html = before(page.html, "</head>", f"<script>{early}</script>\n")

    def _put(
        self, page: BuiltPage, kind: re.Pattern[str], tags: list[str], end: str
    ) -> None:
        """Put tags before the first of the course's own, else at the end."""
        more = "\n".join(tags) + "\n"
        for found in self._links(page, kind):
            if not _THEME.fullmatch(found.file) and self._source(found.file):
                place = found.tag.start()
                page.html = f"{page.html[:place]}{more}{page.html[place:]}"
                return
        page.html = before(page.html, end, more)

    def _links(self, page: BuiltPage, kind: re.Pattern[str]) -> Iterator[_Linked]:
        """Yield the plain links of a kind to files of the site, but for the content."""
        html, root = page.html, self.info.root
        apart = [found.span() for found in _APART.finditer(html)]
        if content := page.place:
            apart.append(content)
        for tag in kind.finditer(html):
            if any(begin <= tag.start() < end for begin, end in apart):
                continue
            said = dict(_ATTRIBUTE.findall(tag["said"]))
            address = said.pop("href" if kind is _SHEET else "src", "").strip("\"'")
            if kind is _SHEET and said.pop("rel", "").strip("\"'") != "stylesheet":
                continue
            if said.get("type", "").strip("\"'") in _USUAL:
                del said["type"]
            rooted = address.removeprefix(root) if address.startswith("/") else address
            found = target(rooted, page.file if rooted == address else "index.html")
            if address and not said and found and address.endswith(found[0]):
                yield _Linked(tag, found[0], address.removesuffix(found[0]))

    def _can_be_joined(self, file: str) -> Path | None:
        """Return the source of a file that every page may get in a bundle."""
        if file not in self._sources:
            source = self._source(file)
            known = web.file(file) or file in self._extras
            if source and not _THEME.fullmatch(file):
                source = source if known and bundle.can_be_joined(source) else None
            self._sources[file] = source
        return self._sources[file]

    @cached_property
    def _extras(self) -> set[str]:
        return {*self.info.styles, *self.info.scripts}

    def _join(
        self,
        page: BuiltPage,
        kind: re.Pattern[str],
        suffix: str,
        change: Callable[[str], str],
    ) -> None:
        html = page.html
        parts: dict[str, Path] = {}
        tags: list[_Linked] = []
        body = html.find("<body")  # a script before it runs before the page is there
        for found in self._links(page, kind):
            if kind is _SCRIPT and found.tag.start() < body:
                continue
            if source := self._can_be_joined(found.file):
                parts[found.file] = source
                tags.append(found)
        if not parts:
            return
        key = tuple(parts)
        if key not in self._bundles:
            self._bundles[key] = bundle.bundle(parts, suffix, change)
        address = tags[0].prefix + self._bundles[key].path
        one = f'<link rel="stylesheet" href="{address}">\n'
        if suffix == "js":
            one = f'<script src="{address}"></script>\n'
        pieces, end = [], 0
        for found in tags:
            pieces.append(html[end : found.tag.start()])
            pieces.append(one if found is tags[0] else "")
            end = found.tag.end()
        page.html = "".join(pieces) + html[end:]

    def _asking(self, scripts: str) -> str:
        """Say behind the scripts of every page where what they ask for lies."""
        try:
            asked = self._later.asked(scripts, "")
        except LessonError as error:
            report(error)
            return scripts
        return f"{scripts}\n{later.called(asked, {})}" if asked else scripts
