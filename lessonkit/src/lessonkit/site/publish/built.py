"""The pages of a built site, as MkDocs describes them or as they can be read."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mkdocs.utils.meta import get_data

from lessonkit.errors import LessonError
from lessonkit.page import pages
from lessonkit.project import Project
from lessonkit.site.publish.site_info import SiteInfo

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

NOT_FOUND = "404.html"  # the page for addresses that lead nowhere
# what tells a published page
MARK = '<meta name="lessonkit" content="published">'
_INDEX = "index.html"
ATTRIBUTES = r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*+"
# where the content is, the surest sign first
_CONTENT = [
    re.compile(rf"<(?P<name>article)\b(?=[^>]*\bmd-content__inner\b){ATTRIBUTES}>"),
    re.compile(rf"<(?P<name>main)\b{ATTRIBUTES}>"),
    re.compile(rf"<(?P<name>\w+)\b(?=[^>]*\brole=[\"']?main\b){ATTRIBUTES}>"),
    re.compile(rf"<(?P<name>article)\b{ATTRIBUTES}>"),
]
# of Material, around what an author wrote
_AROUND = ".md-tags, .md-source-file, .md-feedback, .md-content__button, #__comments"
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_MATERIAL = re.compile(r"<div class=[\"']?md-container\b")
_CHARSET = re.compile(r"<meta\s+charset=", re.IGNORECASE)
_REDIRECT = re.compile(r"<meta\s+http-equiv=[\"']?refresh\b", re.IGNORECASE)


@dataclass
class BuiltPage:
    """A page of a built site.

    Attributes:
        file: Its place in the site, such as `lessons/cnn/index.html`.
        url: Its address in the site, such as `lessons/cnn/`, quoted.
        source: Its file below `docs/`; empty if it has none.
        title: What it is called.
        is_titled: Whether it says so itself, and not the navigation or a heading.
        description: What it says of itself; may be empty.
        section: The heading of the navigation under which it stands; may be empty.
        is_listed: Whether it is in the navigation.
        info: The site.
        html: All of it.
        written: Its content, if the builder says what that is.
    """

    file: str
    url: str
    source: str
    title: str
    is_titled: bool
    description: str
    section: str
    is_listed: bool
    info: SiteInfo
    html: str = ""
    written: str | None = None

    @property
    def is_home(self) -> bool:
        """Whether it is the first page."""
        return self.file == _INDEX

    @property
    def is_notebook(self) -> bool:
        """Whether it belongs to a snippet, or lists all of them."""
        notebooks = self.info.project.notebooks.relative_to(self.info.project.docs)
        return self.source.startswith(f"{notebooks.as_posix()}/")

    @property
    def is_material(self) -> bool:
        """Whether it has the HTML of Material for MkDocs, which Zensical writes too."""
        return is_material(self.html)

    def change(self, change: Callable[[str], str]) -> None:
        """Change the page, and what is known of its content."""
        self.html = change(self.html)
        if self.written is not None:
            self.written = change(self.written)

    def content(self) -> str:
        """Return what the page holds now, without the theme around it."""
        if self.written is not None:
            return self.written
        if place := self.place:
            inside = self.html[place[0] : place[1]]
            if self.is_material and "md-" in inside:
                inside = _without_theme(inside)
            return inside.strip()
        body = _parsed(self.html).body
        return body.decode_contents().strip() if body else ""

    @property
    def place(self) -> tuple[int, int] | None:
        """Where the content begins and ends, if the theme marks it."""
        for kind in _CONTENT:
            opening = kind.search(self.html)
            if kind is _CONTENT[-1] and self.html.count("<article") > 1:
                return None  # cards, of an author
            if opening and (end := _end(self.html, opening)):
                return opening.end(), end
        return None


def is_material(html: str) -> bool:
    """Say whether a page has the HTML of Material for MkDocs, which Zensical writes."""
    return bool(_MATERIAL.search(html))


def before(html: str, end: str, more: str) -> str:
    """Put something before an end tag, or at the end of a page that leaves it out."""
    place = html.rfind(end)
    place = place if place >= 0 else len(html)
    return f"{html[:place]}{more}{html[place:]}"


def read(folder: Path, info: SiteInfo) -> list[BuiltPage]:
    """Read all pages of a site, those of the navigation in its order.

    What lies in `docs/` as it is, is the author's own and no page; nor is what
    only leads elsewhere.

    Raises:
        LessonError: A page of the course is not UTF-8.
    """
    sources = dict(_sources(folder, info))
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    found = []
    for file in [*sources, *sorted({*names} - {*sources})]:
        source = sources.get(file, "")
        if file != NOT_FOUND and (info.project.docs / file).is_file():
            continue
        try:
            html = (folder / file).read_text("utf-8")
        except UnicodeDecodeError:
            if source:
                raise LessonError("not UTF-8", "Build it again.", file) from None
            continue
        if _CHARSET.search(html) and not _REDIRECT.search(html):
            found.append(_page(file, source, html, info))
    return found


def not_found(folder: Path, info: SiteInfo) -> Iterator[BuiltPage]:
    """Yield the page for addresses that lead nowhere, if there is one."""
    if (folder / NOT_FOUND).is_file():
        html = (folder / NOT_FOUND).read_text("utf-8")
        yield _page(NOT_FOUND, "", html, info)


def _page(file: str, source: str, html: str, info: SiteInfo) -> BuiltPage:
    """Find out what a page is."""
    project, said = info.project, {}
    if source.endswith(".md"):
        said = _front_matter(project, source)
    found = _TITLE.search(html)
    title = entities.unescape(found[1]).strip() if found else ""
    own = "" if title == info.name else title.removesuffix(f" - {info.name}").strip()
    known = pages.titles(project).get(project.docs / source, "")
    return BuiltPage(
        file,
        _url(file, info),
        source,
        title=str(said.get("title") or own or known or info.name),
        is_titled=bool(said.get("title")),
        description=" ".join(str(said.get("description") or "").split()),
        section=pages.sections(project).get(source, ""),
        is_listed=source in pages.listed(project),
        info=info,
        html=html,
    )


def _front_matter(project: Project, source: str) -> dict[str, Any]:
    path = project.docs / source
    _, said = get_data(pages.read(path)) if path.is_file() else ("", {})
    return dict(said)


def _sources(folder: Path, info: SiteInfo) -> Iterator[tuple[str, str]]:
    """Yield the files in the site of all that is written, with their sources."""
    project = info.project
    listed = [*pages.in_order(project)]
    listed += sorted(project.notebooks.glob("*.md"))
    listed += filter(project.is_notebook_page, sorted(project.notebooks.rglob("*")))
    for path in listed:
        source = path.relative_to(project.docs).as_posix()
        for file in _places(source, info):
            if (folder / file).is_file():
                yield file, source
                break


def _places(source: str, info: SiteInfo) -> list[str]:
    """List where a builder may put what it makes of a file, the likeliest first."""
    stem = source.rpartition(".")[0]
    above, _, name = stem.rpartition("/")
    if name in ("index", "README"):
        return [f"{above}/{_INDEX}" if above else _INDEX]
    places = [f"{stem}/{_INDEX}", f"{stem}.html"]
    return places if info.directories else places[::-1]


def _url(file: str, info: SiteInfo) -> str:
    if info.directories and file.rpartition("/")[2] == _INDEX:
        file = file.removesuffix(_INDEX)
    return quote(file)


def _end(html: str, opening: re.Match[str]) -> int:
    """Return where an element's content ends; 0 if it does not."""
    depth = 1
    for tag in re.compile(rf"<(/?){opening['name']}\b").finditer(html, opening.end()):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.start()
    return 0


def _parsed(html: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup  # costly to import, and a server has no need of it

    return BeautifulSoup(html, "html.parser")


def _without_theme(content: str) -> str:
    """Leave out what the theme has put beside the content."""
    soup = _parsed(content)
    found = soup.select(_AROUND)
    for part in found:
        part.decompose()
    return str(soup) if found else content
