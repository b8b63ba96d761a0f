"""What a build adds for teachers, beside each page that is taught."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from lessonkit import web
from lessonkit.disk_cache import code_of, made, prune
from lessonkit.project import Project
from lessonkit.settings import offline_name
from lessonkit.site.publish import minify
from lessonkit.site.publish.publishing import Publishing
from lessonkit.site.teaching.asked import Bank, as_text, asked, from_text
from lessonkit.site.teaching.gift import gift
from lessonkit.site.teaching.lesson import Section, sections, with_answers
from lessonkit.site.teaching.lesson_zip import FRONT, BuiltSite, zipped
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
_LOOPBACK = re.compile(r"localhost|127\.[\d.]+|::1|")
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


class Teaching(Publishing):
    """The events of the plugin that make slides, worksheets and question banks."""

    def _begin(self) -> None:
        super()._begin()
        self._lessons: dict[str, Lesson] = {}
        self._sized: set[str] = set()  # pages that say how large a zip is

    def _is_taught(self, source: str) -> bool:
        folders = [f"{folder.strip('/')}/" for folder in self.config.taught_in]
        return self._publishes() and source.startswith(tuple(folders))

    @event_priority(-60)  # the content is whole by then
    def _take_lesson(self, html: str, *, page: Page, **given: Any) -> str:
        """Keep the content of a lesson until all pages are written."""
        source = page.file.src_uri
        if self._is_taught(source):
            title = str(page.meta.get("title") or page.title)
            # as it is published
            light = with_answers(minify.colour(html), self.config.answers_called)
            end = _url(source, ANY, given["config"])
            kinds = made(
                Project.of(given["config"].config_file_path),
                KEPT,
                [_code(), "kinds", light, page.url],
                lambda: " ".join(_kinds(sections(light, page.url, end))),
            )
            # the copy of the whole site is one already
            alone = () if self._offline(given["config"]) else (ZIP,)
            self._lessons[source] = Lesson(
                source, page.url, page.file.dest_uri, title, light,
                (*kinds.split(), *alone),
            )  # fmt: skip
        return html

    @event_priority(-40)  # before the page is described
    def _name_material(
        self, context: dict[str, Any], /, *, page: Page, config: MkDocsConfig, **_: Any
    ) -> dict[str, Any]:
        """Let a lesson link what there is for it."""
        if page.file.src_uri in self._lessons:
            lesson = self._lessons[page.file.src_uri]
            links = _links(lesson, page.url, config)
            page.meta["material"] = [x for x in links if x["kind"] not in BANKS]
            self._sized.add(page.file.dest_uri)

        def linked(place: re.Match[str]) -> str:
            lesson = self._lessons.get(place[1])
            return _linked(_links(lesson, page.url, config)) if lesson else ""

        page.content, places = _PLACE.subn(linked, page.content or "")
        if places:
            self._sized.add(page.file.dest_uri)
        return context

    def _write_material(self, config: MkDocsConfig) -> None:
        """Write all that there is for each lesson."""
        for lesson in self._lessons.values():
            for kind in PAGES:
                if kind in lesson.kinds:
                    self._write_page(lesson, kind, config)
            if set(BANKS) & set(lesson.kinds):
                self._write_banks(lesson, config)
        prune(Project.of(config.config_file_path), KEPT)

    def _write_page(self, lesson: Lesson, kind: str, config: MkDocsConfig) -> None:
        """Write slides, a worksheet or answers; made again only of a changed lesson."""
        url = _url(lesson.source, kind, config)
        parts = [_code(), _templates(), kind, lesson.title, lesson.html, url]
        project = Project.of(config.config_file_path)
        body = made(
            project,
            KEPT,
            [*parts, config.site_name, _published(config)],
            lambda: _body(kind, lesson, url, config),
        )
        page = self._framed(kind, lesson, body, url, config)
        target = _made_room(Path(config.site_dir) / _file(url))
        target.write_text(self._finished(page, config), "utf-8")

    def _write_banks(self, lesson: Lesson, config: MkDocsConfig) -> None:
        """Write a lesson's questions for learning platforms."""
        end = _url(lesson.source, ANY, config)
        questions = from_text(
            made(
                Project.of(config.config_file_path),
                KEPT,
                [_code(), "questions", lesson.html, lesson.url, end],
                lambda: as_text(asked(sections(lesson.html, lesson.url, end))),
            )
        )
        site = Path(config.site_dir)
        bank = Bank(lesson.title, lesson.source, questions, end, site)
        for kind in BANKS:
            target = _made_room(site / _url(lesson.source, kind, config))
            target.write_bytes(
                gift(bank).encode() if kind == "gift" else qti(bank, kind)
            )

    @event_priority(-60)  # pages and what stands beside them are written by then
    def _write_zips(self, config: MkDocsConfig) -> None:
        """Write each lesson as a zip of its own, and its size where it is linked."""
        folder = Path(config.site_dir)
        site = BuiltSite(folder, _published(config))
        sizes: dict[str, int] = {}
        for lesson in self._lessons.values():
            if ZIP in lesson.kinds:
                url = _url(lesson.source, ZIP, config)
                copied = site.copy(*self._lesson_alone(lesson, site, config))
                packed = zipped(copied, Path(url).stem)
                _made_room(folder / url).write_bytes(packed)
                sizes[url] = len(packed)

        def sized(place: re.Match[str]) -> str:
            return f", {sizes[place[1]] / 2**20:.1f} MB"

        for name in self._sized:
            page = folder / name
            page.write_text(_SIZE.sub(sized, page.read_text("utf-8")), "utf-8")

    def _lesson_alone(
        self, lesson: Lesson, site: BuiltSite, config: MkDocsConfig
    ) -> tuple[list[str], str]:
        """List a lesson's own files, and make the page that leads to them."""
        kinds = {
            kind: _file(_url(lesson.source, kind, config)) for kind in lesson.kinds
        }
        del kinds[ZIP]
        own = [lesson.file, self._markdown_path(lesson.file), *kinds.values()]
        notebooks = site.notebooks([path for path in own if path.endswith(".html")])
        body = (
            _environment()
            .get_template("front.html")
            .render(
                course=config.site_name,
                name=lesson.title,
                lesson=lesson.file,
                pages={kinds[kind]: PAGES[kind] for kind in PAGES if kind in kinds},
                banks={kinds[kind]: BANKS[kind] for kind in BANKS if kind in kinds},
                notebooks={path: _titled(site.text(path)) for path in notebooks},
                published=site.published,
            )
        )
        page = self._framed(ZIP, lesson, body, FRONT, config)
        return own, self._finished(page, config)

    def _framed(
        self, kind: str, lesson: Lesson, body: str, url: str, config: MkDocsConfig
    ) -> str:
        """Put a page around its content: the site's styles and scripts, its own."""
        own = "slides" if kind == "slides" else "sheet"
        styles = [*filter(None, [config.extra.get("stylesheet")]), *config.extra_css]
        styles.append(web.address(f"teaching/{own}.css"))
        scripts = [
            web.address("teaching/slides.js"),
            *map(str, config.extra_javascript),
        ]

        def here(address: Any) -> str:
            text = str(address)
            return text if "//" in text else get_relative_url(text, url)

        icon = config.theme.get("favicon")
        return (
            _environment()
            .get_template("frame.html")
            .render(
                kind="slides" if own == "slides" else "sheets",
                language=config.theme.get("language") or "en",
                title=f"{NAMES[kind]}: {lesson.title} - {config.site_name}",
                description=f"{NAMES[kind]} of the lesson: {lesson.title}",
                icon=here(icon) if icon else "",
                styles=map(here, styles),
                scripts=map(here, scripts if own == "slides" else []),
                early=web.INLINE.read_text("utf-8"),
                body=body,
            )
        )


def _kinds(parts: list[Section]) -> list[str]:
    """List what there is for a lesson: without tasks only slides."""
    found = tasks(parts)
    sheets = ["worksheet"] if found else []
    if any(task.answer for task in found):
        sheets.append("answers")
    has_questions = any(task.kind == "question" for task in found)
    return ["slides", *sheets, *(BANKS if has_questions else [])]


def _url(source: str, kind: str, config: MkDocsConfig) -> str:
    """Return the address of a page or a file for those who teach a page."""
    stem = source.removesuffix(".md")
    last = stem.split("/")[-1]
    if kind == ZIP:
        name = offline_name(Project.of(config.config_file_path))
        return f"{stem}/{name}-{last}.zip"
    if kind in BANKS:
        return f"{stem}/{last}-{FILES[kind]}"
    return f"{stem}/{kind}/" if config.use_directory_urls else f"{stem}/{kind}.html"


def _file(url: str) -> str:
    """Return where the page or the file with an address lies in the site."""
    return f"{url}index.html" if url.endswith("/") else url


def _published(config: MkDocsConfig) -> str:
    """Return the site's address, if others can reach it."""
    address = config.site_url or ""
    local = _LOOPBACK.fullmatch(urlsplit(address).hostname or "")
    return "" if local else address


def _titled(page: str) -> str:
    """Return the main heading of a page, as HTML."""
    heading = _HEADING.search(page)
    return heading[1].strip() if heading else ""


def _made_room(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _links(lesson: Lesson, start: str, config: MkDocsConfig) -> list[dict[str, str]]:
    """Name what there is for a lesson, as seen from a page."""
    found = []
    for kind in lesson.kinds:
        url, name = _url(lesson.source, kind, config), NAMES[kind]
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


def _body(kind: str, lesson: Lesson, url: str, config: MkDocsConfig) -> str:
    """Make the content of a page from the content of a lesson."""
    parts = sections(lesson.html, lesson.url, _url(lesson.source, ANY, config))
    address = _published(config) and urljoin(_published(config), lesson.url)
    given = _slides(parts) if kind == "slides" else _sheet(kind, parts, lesson, address)
    pages = set(PAGES) - {kind}
    others = [link for link in _links(lesson, url, config) if link["kind"] in pages]
    template = "slides.html" if kind == "slides" else "sheet.html"
    return (
        _environment()
        .get_template(template)
        .render(
            **given,
            course=config.site_name,
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
