"""One stylesheet and one script a page, and a file of each widget."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lessonkit import web
from lessonkit.errors import LessonError
from lessonkit.page import pages
from lessonkit.page.browser_python import browser_python
from lessonkit.report import report
from lessonkit.site.publish import bundle, later, minify
from lessonkit.site.publish.built import BuiltPage
from lessonkit.site.publish.site_info import SiteInfo
from lessonkit.site.teaching.alone import target

_ASSETS = "assets/"
_ATTRIBUTES = r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*"
_SHEET = re.compile(rf"<link\b(?P<said>{_ATTRIBUTES})>\s*")
_SCRIPT = re.compile(rf"<script\b(?P<said>{_ATTRIBUTES})></script>\s*")
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+))?")
_USUAL = ("text/css", "text/javascript")  # types that say nothing
# of the theme; their names change with their content
_THEME = re.compile(
    r"assets/stylesheets/(?:classic/|modern/)?(?:main|palette)\.\w+\.min\.css"
)
# slides have the attributes in another order, and any character in their values
_WIDGET = re.compile(rf"<div\b{_ATTRIBUTES}? data-widget=\"(?P<name>[\w-]+)\"")


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
                path = self.folder / address
                path.parent.mkdir(parents=True, exist_ok=True)
                content = given if isinstance(given, bytes) else given.read_bytes()
                path.write_bytes(content)
        except LessonError as error:
            report(error)

    def joined(self, page: BuiltPage) -> str:
        """Return a page that links one stylesheet and one script instead of many."""
        html = self._with_ours(page)
        html = self._join(html, page, _SHEET, "css", minify.styles)
        return self._join(html, page, _SCRIPT, "js", self._asking)

    def loaded_by(self, page: BuiltPage) -> tuple[list[str], list[str]]:
        """List the stylesheets and scripts of a page but for the theme's scripts."""
        sheets = [link.file for link in self._links(page.html, page, _SHEET)]
        scripts = [link.file for link in self._links(page.html, page, _SCRIPT)]
        return sheets, [f for f in scripts if not f.startswith("assets/javascripts/")]

    def with_widgets(self, html: str) -> str:
        """Say in a page where the file of each widget lies."""

        def with_file(widget: re.Match[str]) -> str:
            file = self._widgets.get(widget["name"])
            return f'{widget[0]} data-file="{file}"' if file else widget[0]

        return _WIDGET.sub(with_file, html)

    def write(self) -> None:
        """Put bundles into the site, in the place of their parts.

        Raises:
            OSError: The disk is full, or the folder cannot be written.
        """
        packed = {one.path: one.content for one in self._bundles.values()}
        packed |= {_ASSETS + path: text for path, text in self._later.files.items()}
        parts = {part for one in self._bundles.values() for part in one.parts}
        parts |= {_ASSETS + path for path in self._later.taken}
        for part in parts:
            (self.folder / part).unlink(missing_ok=True)
        for path, content in packed.items():
            target_path = self.folder / path
            target_path.parent.mkdir(parents=True, exist_ok=True)
            target_path.write_text(content, "utf-8")

    def _find(self, path: str) -> Path | None:
        """Find a file by its path below `assets/`."""
        return self._source(_ASSETS + path)

    def _source(self, file: str) -> Path | None:
        """Find the source of a file of the site: ours, the course's, or the theme's."""
        if _THEME.fullmatch(file):
            return self.folder / file
        here = web.file(file) or self.info.project.docs / file
        return here if here.is_file() else None

    def _with_ours(self, page: BuiltPage) -> str:
        """Return a page that links our styles and scripts, whoever built it."""
        html = page.html
        up = "../" * page.file.count("/")
        if web.address(web.STYLES[0]) not in html:
            tags = [
                f'<link rel="stylesheet" href="{up}{web.address(name)}">'
                for name in web.STYLES
            ]
            html = self._put(html, page, _SHEET, "\n".join(tags), "</head>")
        if web.address(web.SCRIPTS[0]) not in html:
            names = web.SCRIPTS if page.is_material else web.WITHOUT_THEME
            tags = [
                f'<script src="{up}{web.address(name)}"></script>' for name in names
            ]
            html = self._put(html, page, _SCRIPT, "\n".join(tags), "</body>")
        early = web.INLINE.read_text("utf-8")
        if page.is_material and early not in html:
            html = html.replace("</head>", f"<script>{early}</script>\n</head>", 1)
        return html

    def _put(
        self, html: str, page: BuiltPage, kind: re.Pattern[str], tags: str, end: str
    ) -> str:
        """Put tags before the first of the course's own, else at the end."""
        own = (
            link.tag.start()
            for link in self._links(html, page, kind)
            if not _THEME.fullmatch(link.file) and self._source(link.file)
        )
        place = next(own, html.rfind(end))
        return f"{html[:place]}{tags}\n{html[place:]}"

    def _links(
        self, html: str, page: BuiltPage, kind: re.Pattern[str]
    ) -> Iterator[_Linked]:
        """Yield the plain links of a kind that lead to files of the site."""
        base = "/" + self.info.url.partition("//")[2].partition("/")[2]
        for tag in kind.finditer(html):
            said = dict(_ATTRIBUTE.findall(tag["said"]))
            address = said.pop("href" if kind is _SHEET else "src", "").strip("\"'")
            if kind is _SHEET and said.pop("rel", "").strip("\"'") != "stylesheet":
                continue
            if said.get("type", "").strip("\"'") in _USUAL:
                del said["type"]
            rooted = address.removeprefix(base) if address.startswith("/") else address
            found = target(rooted, page.file if rooted == address else "index.html")
            if address and not said and found and address.endswith(found[0]):
                yield _Linked(tag, found[0], address.removesuffix(found[0]))

    def _join(
        self,
        html: str,
        page: BuiltPage,
        kind: re.Pattern[str],
        suffix: str,
        change: Callable[[str], str],
    ) -> str:
        parts: dict[str, Path] = {}
        tags: list[_Linked] = []
        body = html.find("<body")  # a script before it runs before the page is there
        for link in self._links(html, page, kind):
            source = self._source(link.file)
            if kind is _SCRIPT and link.tag.start() < body:
                continue
            if source and (_THEME.fullmatch(link.file) or bundle.can_be_joined(source)):
                parts[link.file] = source
                tags.append(link)
        if not parts:
            return html
        key = tuple(parts)
        if key not in self._bundles:
            self._bundles[key] = bundle.bundle(parts, suffix, change)
        address = tags[0].prefix + self._bundles[key].path
        first = f'<link rel="stylesheet" href="{address}">\n'
        if suffix == "js":
            first = f'<script src="{address}"></script>\n'
        pieces, end = [], 0
        for link in tags:
            pieces.append(html[end : link.tag.start()])
            pieces.append(first if link is tags[0] else "")
            end = link.tag.end()
        return "".join(pieces) + html[end:]

    def _asking(self, scripts: str) -> str:
        """Say behind the scripts of every page where what they ask for lies."""
        try:
            asked = self._later.asked(scripts, "")
        except LessonError as error:
            report(error)
            return scripts
        return f"{scripts}\n{later.called(asked, {})}" if asked else scripts
