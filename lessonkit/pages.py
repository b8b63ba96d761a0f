"""Finds what a page's Markdown refers to, with line numbers, without rendering."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lessonkit import values
from lessonkit.cache import per_build, per_file
from lessonkit.config import config
from lessonkit.errors import LessonError, nearest
from lessonkit.project import Project
from lessonkit.text import decoded

SHOWING = ("snippet", "output", "example", "diagram")  # blocks that name a cell
NAMING_CELLS = (*SHOWING, "exercise", "code")  # and the code of a question
NAMING_NONE = ("question", "sources", "claims")  # blocks without a snippet
BLOCKS = (*SHOWING, "exercise", "widget", *NAMING_NONE)
OPTION = "(?:alt|emphasize|data|kind|code): "  # how a line of a block's options begins

HEADER = re.compile(r"^\s*(/{3,})\s*(\w+)\s*\|?\s*(.*?)\s*$")
END = re.compile(r"^\s*(/{3,})\s*$")
_FENCE = re.compile(r"^\s*(`{3,}(?=[^`]*$)|~{3,})")
CODE_SPAN = re.compile(r"(`+).*?\1")
_DATA = re.compile(r"^\s+data:\s*(.+?)\s*$")
_HEADING = re.compile(r"^# +(.+?)\s*(?:\{.*\})?$", re.M)
_CODE = re.compile(r"^\s+code:\s*(.+?)\s*$")


@dataclass(frozen=True)
class Reference:
    """One place of a page that names a snippet.

    Attributes:
        kind: A block's name, `data` (of a widget), `code` (of a question) or `value`.
        text: As written: `models/lenet5#build` or `models/lenet5.parameters:,`.
        line: Line number in the page (from 1).
    """

    kind: str
    text: str
    line: int

    @property
    def header(self) -> str:
        """The line of a block without its slashes."""
        return f"{self.kind} | {self.text}"

    def target(self) -> tuple[str, str]:
        """Return the snippet's name and the cell's or value's name.

        Raises:
            LessonError: The text is malformed.
        """
        if self.kind == "exercise":
            return self.text, "yours"
        if self.kind in NAMING_CELLS:
            return split_cell(self.text)
        if self.kind == "widget" or self.kind in NAMING_NONE:
            raise LessonError(f"a block `{self.kind}` names no snippet")
        parsed = values.parse(self.text)
        return parsed.snippet, parsed.name


def read(page: Path) -> str:
    """Return a page's Markdown.

    Raises:
        LessonError: It is not UTF-8.
    """
    return _read(page)


@per_file
def _read(page: Path) -> str:
    return decoded(page, Project.find(page.parent).relative(page))


def split_cell(text: str) -> tuple[str, str]:
    """Split `models/lenet5#build` into snippet and cell.

    Raises:
        LessonError: There is no `#`.
    """
    name, mark, cell = text.partition("#")
    if not mark or not cell.strip():
        raise LessonError(
            f"`{text}` names no cell",
            "Write the snippet and the cell, such as `models/lenet5#build`.",
        )
    return name.strip(), cell.strip()


def check_widget(project: Project, name: str) -> None:
    """Demand that a script draws the widget.

    Raises:
        LessonError: There is no such script.
    """
    scripts = project.docs / "assets" / "widgets"
    known = [path.stem for path in scripts.glob("*.js")]
    if name not in known:
        raise LessonError(f"no widget `{name}`", nearest(name, known))


def scan(text: str) -> Iterator[Reference]:
    """Yield all references of a page in order, fenced code left out."""
    block = ""
    for number, line in enumerate(without_fences(text), 1):
        header = HEADER.match(line)
        if header and not END.match(line):
            block = header[2]
            if header[2] in BLOCKS:
                yield Reference(header[2], header[3], number)
            if header[2] in SHOWING:
                continue
        code = _CODE.match(line) if block == "question" else None
        if code:
            yield Reference("code", code[1], number)
            continue
        data = _DATA.match(line) if block == "widget" else None
        if data:
            for part in data[1].split(","):
                yield Reference("data", part.strip(), number)
            continue
        for match in re.finditer(values.PATTERN, CODE_SPAN.sub("", line)):
            yield Reference("value", match["inside"].strip(), number)


def named(page: Path, kinds: Iterable[str] = ()) -> Iterator[str]:
    """Yield the names of the snippets that a page refers to, in order.

    Args:
        page: The page's file.
        kinds: The references that count; none given: all.
    """
    for reference in scan(read(page)):
        if kinds and reference.kind not in kinds:
            continue
        with suppress(LessonError):  # it names none; or wrongly, as the page then says
            yield reference.target()[0]


def without_fences(text: str) -> Iterator[str]:
    """Yield the lines of a page, those of fenced code as empty ones."""
    fence = ""
    for line in text.split("\n"):  # as Python-Markdown counts
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip("`~"):
                fence = ""
            yield ""
        elif mark:
            fence = mark[1]
            yield ""
        else:
            yield line


def in_order(project: Project) -> list[Path]:
    """List all pages: those of `nav` in its order, then the others by name."""
    return [*_in_order(project)]


@per_build
def _in_order(project: Project) -> list[Path]:
    found = [project.docs / name for _, name in _nav(project)]
    generated = (project.notebooks, project.assets)
    known = set(found)
    for path in sorted(project.docs.rglob("*.md")):
        if path not in known and not any(path.is_relative_to(g) for g in generated):
            found.append(path)
    return [p for p in found if p.is_file() and not p.is_relative_to(generated[0])]


@per_build
def titles(project: Project) -> dict[Path, str]:
    """Return what the navigation calls each page, else its heading, else its name."""
    called = {project.docs / name: title for title, name in _nav(project)}
    found = {}
    for page in in_order(project):
        heading = _HEADING.search("\n".join(without_fences(read(page))))
        spoken = heading[1].replace("&nbsp;", " ") if heading else page.stem
        found[page] = called.get(page) or spoken
    return found


def _nav(project: Project) -> Iterator[tuple[str, str]]:
    """Yield each page of the navigation: its title there, which may be empty."""

    def walk(item: object, title: str = "") -> Iterator[tuple[str, str]]:
        if isinstance(item, str):
            yield title, item
        elif isinstance(item, list):
            for part in item:
                yield from walk(part)
        elif isinstance(item, dict):
            for key, part in item.items():
                yield from walk(part, str(key))

    for title, name in walk(config(project).get("nav") or []):
        if name.endswith(".md"):
            yield title, name
