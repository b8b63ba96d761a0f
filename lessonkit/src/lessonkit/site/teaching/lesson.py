"""A rendered lesson, taken apart: sections, and the blocks that each is made of."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urldefrag, urljoin

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from mkdocs.utils import get_relative_url

from lessonkit.cache import per_build

HEADINGS = ("h1", "h2", "h3")
_ANSWER = "data-answer"
# no part of what a lesson says
_DROPPED = {
    "headerlink", "lk-mark", "lk-evidences", "lk-provenance", "lk-twin",
    "lk-source__foot",
}  # fmt: skip
_ADDRESSES = ("href", "src", "data-dark")
_ABBREVIATIONS = r"(?<!\bal\.)(?<!\bvs\.)(?<!e\.g\.)(?<!i\.e\.)(?<!\b[A-Z]\.)"
_END = re.compile(rf"[.?!]{_ABBREVIATIONS}[\"”’)]*(?=\s+[\"“‘(]?[A-Z0-9])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SHORT = 6  # words that hardly say anything
_PICTURES = "img, svg, form, table, pre, .lk-widget, .lk-plot"


@dataclass
class Section:
    """A heading with what follows it, up to the next one."""

    heading: Tag
    parts: list[Tag] = field(default_factory=list)

    @property
    def level(self) -> int:
        """The heading's level: 1 is the lesson itself."""
        return int(self.heading.name[1])

    @property
    def name(self) -> str:
        """The heading's id."""
        return str(self.heading.get("id", ""))


@per_build
def sections(html: str, start: str, end: str) -> list[Section]:
    """Take a page's content apart, once a build: nobody may change what is returned.

    Args:
        html: The content.
        start: The page's address in the site.
        end: The address of the page that its parts move to: links follow.
    """
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(lambda tag: not _DROPPED.isdisjoint(classes(tag))):
        tag.decompose()
    for tag in soup.find_all(True):
        for attribute in _ADDRESSES:
            if attribute in tag.attrs:
                tag[attribute] = moved(str(tag[attribute]), start, end)
    found: list[Section] = []
    for part in soup.find_all(True, recursive=False):
        if part.name in HEADINGS:
            found.append(Section(part))
        elif found:
            found[-1].parts.append(part)
    return found


def moved(address: str, start: str, end: str) -> str:
    """Return a relative address as seen from another page."""
    if re.match(r"[a-z]+:|//|/", address):
        return address
    path, fragment = urldefrag(urljoin(f"/{start}", address))
    mark = f"#{fragment}" if fragment else ""
    return get_relative_url(path[1:] or ".", end) + mark


def is_picture(part: Tag) -> bool:
    """Say whether a block is something to look at, rather than to read."""
    if part.name == "p":
        return bool(part.find("img")) and not part.get_text().strip()
    if part.name in ("figure", "table"):
        return True
    return part.name == "div" and (
        part.select_one(_PICTURES) is not None or "lk-widget" in classes(part)
    )


def classes(part: Tag) -> set[str]:
    """Return an element's classes."""
    return set(part.get("class") or ())


def with_answers(html: str, called: Sequence[str]) -> str:
    """Mark the folds that answer the task above them.

    Args:
        html: A page's content.
        called: How what stands on such a fold may begin.
    """
    names = "|".join(re.escape(escape(name, quote=False)) for name in called)
    title = rf"\s*<summary[^>]*>(?:\s|<(?!/)[^>]+>)*(?:{names})\b"
    fold = rf"<details(?=[^>]*>{title})"
    return re.sub(fold, f"<details {_ANSWER}", html) if called else html


def is_answer(part: Tag) -> bool:
    """Say whether a block is a fold with the answer to the task above it."""
    return part.name == "details" and part.has_attr(_ANSWER)


def inner(part: Tag) -> str:
    """Return an element's content as HTML."""
    return part.decode_contents().strip()


def plain(part: Tag) -> str:
    """Return an element's content as HTML without links and ids."""
    told = copy.copy(part)
    for link in told.find_all("a"):
        link.unwrap()
    for named in told.find_all(id=True):
        del named["id"]
    return inner(told)


def first_sentence(part: Tag) -> tuple[Tag, Tag | None]:
    """Split an element behind its first sentence; a short one takes the next along.

    Returns:
        The sentence, and what follows it, if anything does.
    """
    text = part.get_text()
    for found in _END.finditer(text):
        if len(_WORD.findall(text, 0, found.end())) >= _SHORT:
            return _slice(part, 0, found.end()), _slice(part, found.end(), len(text))
    return copy.copy(part), None


def last_sentence(part: Tag) -> Tag:
    """Return what stands behind the last end of a sentence within a text."""
    text = part.get_text()
    ends = [found.end() for found in _END.finditer(text)]
    return _slice(part, ends[-1], len(text)) if ends else copy.copy(part)


def without_pointers(part: Tag) -> Tag:
    """Return a copy without links that only say where more is.

    They stand behind a colon at the end of a point, or alone in brackets: as text, on
    a slide, they would mean nothing.
    """
    told = copy.copy(part)
    for item in told.find_all("li"):
        _cut_links(item)
    for link in told.find_all("a"):
        before, behind = link.previous_sibling, link.next_sibling
        if not isinstance(before, NavigableString):
            continue
        if not isinstance(behind, NavigableString):
            continue
        if before.rstrip().endswith("(") and behind.lstrip().startswith(")"):
            before.replace_with(before.rstrip()[:-1].rstrip())
            behind.replace_with(behind.lstrip()[1:])
            link.decompose()
    return told


def _cut_links(item: Tag) -> None:
    """Cut links, and commas between them, from the end of a point down to its colon."""
    behind: list[Tag | NavigableString] = []
    for child in reversed(list(item.children)):
        if isinstance(child, NavigableString) and child.rstrip().endswith(":"):
            if any(isinstance(part, Tag) for part in behind):
                child.replace_with(child.rstrip()[:-1])
                for part in behind:
                    part.extract()
            return
        is_link = isinstance(child, Tag) and child.name == "a"
        if not is_link and child.get_text().strip(" \n,;.") not in ("", "and", "or"):
            return
        if isinstance(child, Tag | NavigableString):
            behind.append(child)


def _slice(part: Tag, start: int, end: int) -> Tag:
    """Return a copy of an element with only a stretch of its text."""
    kept = copy.copy(part)
    place = 0
    for string in list(_strings(kept)):
        length = len(string)
        left = string[max(start - place, 0) : max(end - place, 0)]
        place += length
        string.replace_with(NavigableString(left))
    for tag in kept.find_all(True):
        if tag.name not in ("img", "br", "input") and not tag.get_text().strip():
            tag.decompose()
    return kept


def _strings(part: Tag) -> Iterator[NavigableString]:
    """Yield the texts that `get_text` joins."""
    for string in part._all_strings():
        if isinstance(string, NavigableString):
            yield string
