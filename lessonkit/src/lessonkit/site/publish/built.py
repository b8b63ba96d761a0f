"""The pages of a built site, read as any builder leaves them."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bs4 import BeautifulSoup
from mkdocs.utils.meta import get_data

from lessonkit.page import pages
from lessonkit.site.publish.site_info import SiteInfo

NOT_FOUND = "404.html"  # the page for addresses that lead nowhere
_INDEX = "index.html"
_ATTRIBUTES = r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*"
_CONTENT = [re.compile(rf"<{name}\b{_ATTRIBUTES}>") for name in ("article", "main")]
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(
    r"<meta\s+name=[\"']?description[\"']?\s+content=(\"[^\"]*\"|'[^']*')"
)
_MATERIAL = re.compile(r"\bdata-md-component\b")
_CHARSET = re.compile(r"<meta\s+charset=", re.IGNORECASE)


@dataclass
class BuiltPage:
    """A page of a built site.

    Attributes:
        file: Its place in the site, such as `lessons/cnn/index.html`.
        url: Its address in the site, such as `lessons/cnn/`.
        source: Its file below `docs/`; empty if the builder made it of nothing.
        html: All of it.
        info: The site.
    """

    file: str
    url: str
    source: str
    html: str
    info: SiteInfo

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

    def content(self) -> str:
        """Return what the page holds now, without the theme around it."""
        if place := self.place:
            return self.html[place[0] : place[1]].strip()
        soup = BeautifulSoup(self.html, "html.parser")
        found = soup.select_one('[role="main"]') or soup.body
        return found.decode_contents().strip() if found else ""

    @property
    def place(self) -> tuple[int, int] | None:
        """Where the content begins and ends, if the theme marks it."""
        for kind in _CONTENT:
            if opening := kind.search(self.html):
                name = opening[0][1:].split(maxsplit=1)[0].rstrip(">")
                end = self.html.rfind(f"</{name}>")
                return (opening.end(), end) if end > 0 else None
        return None

    @cached_property
    def title(self) -> str:
        """What the builder calls the page."""
        project = self.info.project
        if self.is_home and self.source:  # builders disagree about what its head says
            _, said = get_data(pages.read(project.docs / self.source))
            return str(said.get("title") or self.info.name)
        found = _TITLE.search(self.html)
        title = entities.unescape(found[1]).strip() if found else ""
        if own := title.removesuffix(f" - {self.info.name}").strip():
            return own
        return pages.titles(project).get(project.docs / self.source, self.info.name)

    @cached_property
    def description(self) -> str:
        """What the page says of itself, not of the whole site; may be empty."""
        found = _DESCRIPTION.search(self.html)
        said = " ".join(entities.unescape(found[1][1:-1]).split()) if found else ""
        return "" if said == self.info.description else said


def is_material(html: str) -> bool:
    """Say whether a page has the HTML of Material for MkDocs, which Zensical writes."""
    return bool(_MATERIAL.search(html))


def read(folder: Path, info: SiteInfo) -> list[BuiltPage]:
    """Read all pages of a site, those of the navigation in its order.

    What lies in `docs/` as it is, is the author's own and no page; nor is what
    only leads elsewhere.
    """
    sources = dict(_sources(folder, info))
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    found = []
    for file in [*sources, *sorted({*names} - {*sources})]:
        if (info.project.docs / file).is_file():
            continue
        html = (folder / file).read_text("utf-8")
        if _CHARSET.search(html):
            source = sources.get(file, "")
            found.append(BuiltPage(file, _url(file, info), source, html, info))
    return found


def _sources(folder: Path, info: SiteInfo) -> Iterator[tuple[str, str]]:
    """Yield the files in the site of all that is written, with their sources."""
    project = info.project
    listed = [*pages.in_order(project)]
    listed += sorted(project.notebooks.glob("*.md"))
    listed += filter(project.is_notebook_page, sorted(project.notebooks.rglob("*")))
    for path in listed:
        source = path.relative_to(project.docs).as_posix()
        for file in _places(source):
            if (folder / file).is_file():
                yield file, source
                break


def _places(source: str) -> list[str]:
    """List where a builder may put what it makes of a file."""
    stem = source.rpartition(".")[0]
    above, _, name = stem.rpartition("/")
    if name.lower() in ("index", "readme"):
        return [f"{above}/{_INDEX}" if above else _INDEX]
    return [f"{stem}/{_INDEX}", f"{stem}.html"]


def _url(file: str, info: SiteInfo) -> str:
    if info.directories and file.rpartition("/")[2] == _INDEX:
        return file.removesuffix(_INDEX)
    return file
