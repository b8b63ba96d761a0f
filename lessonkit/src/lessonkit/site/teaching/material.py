"""What a published site has for teachers, beside each page that is taught."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jinja2
from mkdocs.utils import get_relative_url

from lessonkit import web
from lessonkit.disk_cache import HOUR, code_of, made, prune
from lessonkit.files import made_room
from lessonkit.settings import offline_name
from lessonkit.site.publish import markdown_copy, minify
from lessonkit.site.publish.built import BuiltPage
from lessonkit.site.publish.site_info import SiteInfo
from lessonkit.site.teaching.asked import Bank, as_text, asked, from_text
from lessonkit.site.teaching.gift import gift
from lessonkit.site.teaching.lesson import Section, sections, with_answers
from lessonkit.site.teaching.lesson_zip import FRONT, ZIPS, BuiltSite, kept_zip
from lessonkit.site.teaching.qti import qti
from lessonkit.site.teaching.slides import slides
from lessonkit.site.teaching.worksheet import tasks

KEPT = "teaching"  # where slides and sheets are kept
_LONG = 100  # letters of a message that wants smaller type
# `page.blocks.plan` leaves it
_PLACE = re.compile(r'<p class="lk-plan__take" data-page="([^"]+)"></p>')
_TAG = re.compile(r"<[^>]+>")
# stands for the size of a zip until there is one
_SIZE = re.compile(r"<!--size of ([^>]+)-->")
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)(?:<a class=\"headerlink\"|</h1>)", re.DOTALL)
ANY = "any"  # no page: all of them would lie beside it, and see the same addresses
# what each kind of page is called in its address, and to a reader
PAGES = {"slides": "Slides", "worksheet": "Worksheet", "answers": "Answers"}
BANKS = {"gift": "GIFT", "qti2": "QTI 2.1", "qti3": "QTI 3.0"}
ZIP = "zip"  # the lesson alone, to open without a network
NAMES = {**PAGES, **BANKS, ZIP: "Offline copy"}
FILES = {"gift": "gift.txt", "qti2": "qti-2.1.zip", "qti3": "qti-3.0.zip"}


@dataclass(frozen=True)
class Lesson:
    """A page that is taught.

    Attributes:
        source: Its file below `docs/`.
        url: Its address in the site.
        file: Its file in the site.
        title: What it is called.
        html: Its content.
        kinds: What there is for it, of `NAMES`.
    """

    source: str
    url: str
    file: str
    title: str
    html: str
    kinds: tuple[str, ...]


class Material:
    """All that a published site has for those who teach its lessons.

    Args:
        folder: The site.
        info: What it is.
        pages: Its pages. Their content is as it will be shown.
        finish: Makes of a whole page what the site gets.
    """

    def __init__(
        self,
        folder: Path,
        info: SiteInfo,
        pages: Iterable[BuiltPage],
        finish: Callable[[str], str],
    ) -> None:
        """Find the lessons."""
        self._folder, self._info, self._finish = folder, info, finish
        taught = tuple(f"{name.strip('/')}/" for name in info.options.taught_in)
        lessons = (self._lesson(p) for p in pages if p.source.startswith(taught))
        self._lessons = {lesson.source: lesson for lesson in lessons}
        self._sized: set[str] = set()  # pages that say how large a zip is

    def _lesson(self, page: BuiltPage) -> Lesson:
        # as it is published
        light = with_answers(
            minify.colour(page.content()), self._info.options.answers_called
        )
        end = _url(page.source, ANY, self._info)
        kinds = made(
            self._info.project,
            KEPT,
            [_code(), "kinds", light, page.url],
            lambda: " ".join(_kinds(sections(light, page.url, end))),
        )
        # the copy of the whole site is one already
        alone = () if self._info.offline else (ZIP,)
        all_kinds = (*kinds.split(), *alone)
        return Lesson(page.source, page.url, page.file, page.title, light, all_kinds)

    def links(self, page: BuiltPage) -> list[dict[str, str]] | None:
        """Name what there is for a lesson, but for its banks; None for other pages."""
        lesson = self._lessons.get(page.source)
        if lesson is None:
            return None
        self._sized.add(page.file)
        found = _links(lesson, page.url, self._info)
        return [link for link in found if link["kind"] not in BANKS]

    def planned(self, html: str, page: BuiltPage) -> str:
        """Return a page whose plan of a day links what there is for each lesson."""

        def linked(place: re.Match[str]) -> str:
            lesson = self._lessons.get(place[1])
            return _linked(_links(lesson, page.url, self._info)) if lesson else ""

        html, places = _PLACE.subn(linked, html)
        if places:
            self._sized.add(page.file)
        return html

    def write(self, styles: Sequence[str], scripts: Sequence[str]) -> None:
        """Write all that there is for each lesson, but for the zips.

        Args:
            styles: What the pages of the site load: places in the site.
            scripts: The same.
        """
        self._styles, self._scripts = styles, scripts
        for lesson in self._lessons.values():
            for kind in PAGES:
                if kind in lesson.kinds:
                    self._write_page(lesson, kind)
            if set(BANKS) & set(lesson.kinds):
                self._write_banks(lesson)
        prune(self._info.project, KEPT)

    def _write_page(self, lesson: Lesson, kind: str) -> None:
        """Write slides, a worksheet or answers; made again only of a changed lesson."""
        url = _url(lesson.source, kind, self._info)
        parts = [_code(), _templates(), kind, lesson.title, lesson.html, url]
        body = made(
            self._info.project,
            KEPT,
            [*parts, self._info.name, self._info.reachable],
            lambda: _body(kind, lesson, url, self._info),
        )
        target = made_room(self._folder / _file(url))
        target.write_text(self._framed(kind, lesson, body, url), "utf-8")

    def _write_banks(self, lesson: Lesson) -> None:
        """Write a lesson's questions for learning platforms."""
        end = _url(lesson.source, ANY, self._info)
        questions = from_text(
            made(
                self._info.project,
                KEPT,
                [_code(), "questions", lesson.html, lesson.url, end],
                lambda: as_text(asked(sections(lesson.html, lesson.url, end))),
            )
        )
        bank = Bank(lesson.title, lesson.source, questions, end, self._folder)
        for kind in BANKS:
            target = made_room(self._folder / _url(lesson.source, kind, self._info))
            target.write_bytes(
                gift(bank).encode() if kind == "gift" else qti(bank, kind)
            )

    def write_zips(self) -> None:
        """Write each lesson as a zip of its own, and its size where it is linked.

        All else is written by then.
        """
        site = BuiltSite(self._folder, self._info.reachable)
        sizes: dict[str, int] = {}
        for lesson in self._lessons.values():
            if ZIP in lesson.kinds:
                url = _url(lesson.source, ZIP, self._info)
                copied = site.copy(*self._lesson_alone(lesson, site))
                packed = kept_zip(self._info.project, copied, Path(url).stem)
                made_room(self._folder / url).write_bytes(packed)
                sizes[url] = len(packed)
        prune(self._info.project, ZIPS, HOUR)  # a change of all makes 20 MB

        def sized(place: re.Match[str]) -> str:
            return f", {sizes[place[1]] / 2**20:.1f} MB"

        for name in self._sized:
            page = self._folder / name
            page.write_text(_SIZE.sub(sized, page.read_text("utf-8")), "utf-8")

    def _lesson_alone(self, lesson: Lesson, site: BuiltSite) -> tuple[list[str], str]:
        """List a lesson's own files, and make the page that leads to them."""
        kinds = {
            kind: _file(_url(lesson.source, kind, self._info)) for kind in lesson.kinds
        }
        del kinds[ZIP]
        own = [lesson.file, markdown_copy.path(lesson.file), *kinds.values()]
        notebooks = site.notebooks([path for path in own if path.endswith(".html")])
        body = (
            _environment()
            .get_template("front.html")
            .render(
                course=self._info.name,
                name=lesson.title,
                lesson=lesson.file,
                pages={kinds[kind]: PAGES[kind] for kind in PAGES if kind in kinds},
                banks={kinds[kind]: BANKS[kind] for kind in BANKS if kind in kinds},
                notebooks={path: _titled(site.text(path)) for path in notebooks},
                published=site.published,
            )
        )
        return own, self._framed(ZIP, lesson, body, FRONT)

    def _framed(self, kind: str, lesson: Lesson, body: str, url: str) -> str:
        """Put a page around its content: the site's styles and scripts, its own."""
        own = "slides" if kind == "slides" else "sheet"
        styles = [*self._styles, web.address(f"teaching/{own}.css")]
        scripts = [web.address("teaching/slides.js"), *self._scripts]

        def here(address: str) -> str:
            return address if "//" in address else get_relative_url(address, url)

        page = (
            _environment()
            .get_template("frame.html")
            .render(
                kind="slides" if own == "slides" else "sheets",
                language=self._info.language,
                title=f"{NAMES[kind]}: {lesson.title} - {self._info.name}",
                description=f"{NAMES[kind]} of the lesson: {lesson.title}",
                icon=here(self._info.icon) if self._info.icon else "",
                styles=map(here, styles),
                scripts=map(here, scripts if own == "slides" else []),
                early=web.INLINE.read_text("utf-8"),
                body=body,
            )
        )
        return self._finish(page)


def _kinds(parts: list[Section]) -> list[str]:
    """List what there is for a lesson: without tasks only slides."""
    found = tasks(parts)
    sheets = ["worksheet"] if found else []
    if any(task.answer for task in found):
        sheets.append("answers")
    has_questions = any(task.kind == "question" for task in found)
    return ["slides", *sheets, *(BANKS if has_questions else [])]


def _url(source: str, kind: str, info: SiteInfo) -> str:
    """Return the address of a page or a file for those who teach a page."""
    stem = source.removesuffix(".md")
    last = stem.split("/")[-1]
    if kind == ZIP:
        name = offline_name(info.project)
        return f"{stem}/{name}-{last}.zip"
    if kind in BANKS:
        return f"{stem}/{last}-{FILES[kind]}"
    return f"{stem}/{kind}/" if info.directories else f"{stem}/{kind}.html"


def _file(url: str) -> str:
    """Return where the page or the file with an address lies in the site."""
    return f"{url}index.html" if url.endswith("/") else url


def _titled(page: str) -> str:
    """Return the main heading of a page, as HTML."""
    heading = _HEADING.search(page)
    return heading[1].strip() if heading else ""


def _links(lesson: Lesson, start: str, info: SiteInfo) -> list[dict[str, str]]:
    """Name what there is for a lesson, as seen from a page."""
    found = []
    for kind in lesson.kinds:
        url, name = _url(lesson.source, kind, info), NAMES[kind]
        if kind == ZIP:
            name += f" (zip<!--size of {url}-->)"
        address = get_relative_url(url, start)
        found.append({"kind": kind, "name": name, "address": address})
    return found


def _linked(links: list[dict[str, str]]) -> str:
    items = " · ".join(
        f'<a href="{x["address"]}"{" data-zip" * (x["kind"] == ZIP)}>{x["name"]}</a>'
        for x in links
    )
    return f'<p class="lk-plan__take">{items}</p>'


def _body(kind: str, lesson: Lesson, url: str, info: SiteInfo) -> str:
    """Make the content of a page from the content of a lesson."""
    parts = sections(lesson.html, lesson.url, _url(lesson.source, ANY, info))
    address = info.reachable and urljoin(info.reachable, lesson.url)
    given = _slides(parts) if kind == "slides" else _sheet(kind, parts, lesson, address)
    pages = set(PAGES) - {kind}
    others = [link for link in _links(lesson, url, info) if link["kind"] in pages]
    template = "slides.html" if kind == "slides" else "sheet.html"
    return (
        _environment()
        .get_template(template)
        .render(
            **given,
            course=info.name,
            name=lesson.title,
            lesson=get_relative_url(lesson.url, url),
            address=address,
            links=others,
        )
    )


def _slides(parts: list[Section]) -> dict[str, Any]:
    shown = [
        {**vars(slide), "long": len(_TAG.sub("", slide.message)) > _LONG}
        for slide in slides(parts)
    ]
    return {"slides": shown}


def _sheet(
    kind: str, parts: list[Section], lesson: Lesson, address: str
) -> dict[str, Any]:
    heading = f"{NAMES[kind]}: {lesson.title}"
    found = tasks(parts, address)
    return {"answers": kind == "answers", "heading": heading, "tasks": found}


def _code() -> list[str]:
    return code_of(Path(__file__).parent, "beautifulsoup4", "jinja2")


def _templates() -> list[str]:
    return [
        path.read_text("utf-8")
        for path in sorted((web.HERE / "teaching").glob("*.html"))
    ]


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(web.HERE / "teaching"), autoescape=True
    )
