"""The glossary: a term links to its meaning where a lesson first uses it.

`docs/glossary.md` is a definition list. A term is a line of names and an id, its
definition follows; the first sentence is what a tooltip shows:

    Kernel, filter { #kernel }
    :   The small grid of weights that a convolution lays on every place. …
"""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER, HTML_PLACEHOLDER_RE, AtomicString

from lessonkit.cache import per_build
from lessonkit.errors import LessonError
from lessonkit.page import pages
from lessonkit.page.context import Context
from lessonkit.project import Project
from lessonkit.settings import settings

_TERM = re.compile(r"^(?P<names>[^\s:#/].*?)\s*\{\s*#(?P<id>[\w-]+)\s*\}\s*$")
_DEFINITION = re.compile(r"^:\s+(?=\S)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r"^.*?[.!?](?=\s|$)")
_RUNNING = ("p", "ul", "ol", "dl")  # what a page's own text is made of
_LEFT_ALONE = ("a", "button", "code", "dt", "pre", "summary", "table")


@dataclass(frozen=True)
class Term:
    """A word that the glossary explains.

    Attributes:
        id: Its anchor in the glossary.
        names: How it is written; all mean the same.
        meaning: The first sentence of its definition, as plain text.
    """

    id: str
    names: tuple[str, ...]
    meaning: str


@per_build
def glossary(project: Project) -> tuple[list[Term], list[LessonError]]:
    """Read the glossary; a site without one has no terms."""
    path = project.glossary
    if not path.is_file():
        return [], []
    terms: list[Term] = []
    errors: list[LessonError] = []
    taken: dict[str, int] = {}
    lines = pages.read(path).splitlines()
    for number, line in enumerate(lines):
        found = _TERM.match(line)
        if not found:
            continue
        where = f"{project.relative(path)}:{number + 1}"
        names = tuple(name.strip() for name in found["names"].split(","))
        meaning = _first_sentence(lines[number + 1 :])
        if not meaning:
            errors.append(
                LessonError(
                    f"`{names[0]}` has no definition",
                    "Write it on the next line, behind a colon and three spaces.",
                    where,
                )
            )
            continue
        for name in names:
            if earlier := taken.get(name.lower()):
                errors.append(
                    LessonError(
                        f"`{name}` is explained already, in line {earlier}",
                        "Join both, or take one of the names away.",
                        where,
                    )
                )
            taken.setdefault(name.lower(), number + 1)
        terms.append(Term(found["id"], names, meaning))
    return terms, errors


def _first_sentence(lines: list[str]) -> str:
    """Return the first sentence of a definition, without its markup."""
    if not lines or not _DEFINITION.match(lines[0]):
        return ""
    text = [_DEFINITION.sub("", lines[0])]
    for line in lines[1:]:
        if not line.startswith("    "):
            break
        text.append(line.strip())
    plain = re.sub(r"[*`]", "", _LINK.sub(r"\1", " ".join(text)))
    sentence = _SENTENCE.match(plain)
    return sentence[0] if sentence else plain


class Terms(Treeprocessor):
    """Links each term of the glossary where a page's running text first has it."""

    def __init__(self, md: Markdown, context: Context) -> None:
        """Keep the page's context."""
        super().__init__(md)
        self.context = context

    def run(self, root: etree.Element) -> None:
        """Visit the running text of a page, in reading order."""
        project, page = self.context.project, self.context.page
        folders = settings(project).terms_in or ("",)
        rooms = [project.docs / name for name in folders]
        if page in (None, project.glossary) or not any(map(page.is_relative_to, rooms)):
            return
        terms, _ = glossary(project)  # its errors are the build's
        self._left = {name.lower(): term for term in terms for name in term.names}
        self._any = _any_of(tuple(self._left))
        self._in_link = False
        address = os.path.relpath(project.glossary, page.parent)
        self._address = address.replace(os.sep, "/")
        for element in root:
            if element.tag in _RUNNING:
                self._visit(element)

    def _visit(self, element: etree.Element) -> None:
        """Link the terms in an element's text, then in its children."""
        children = list(element)
        element.text, links = self._linked(element.text)
        for child in children:
            if child.tag not in _LEFT_ALONE and child.get("class") != "lk-value":
                self._visit(child)
            child.tail, more = self._linked(child.tail)
            links += [child, *more]
        element[:] = links

    def _linked(self, text: str | None) -> tuple[str | None, list[etree.Element]]:
        """Split a text at the terms that the page has not linked yet.

        Returns:
            The text up to the first of them, and the links; what stands between
            two links is the tail of the first.
        """
        links: list[etree.Element] = []
        if not text or isinstance(text, AtomicString):
            return text, links
        before, begin = text, 0
        for start, end, term in self._mentions(text):
            if links:
                links[-1].tail = text[begin:start]
            else:
                before = text[:start]
            link = etree.Element("a", {"class": "lk-term", "title": term.meaning})
            link.set("href", f"{self._address}#{term.id}")
            link.text = AtomicString(text[start:end])
            link.tail = text[end:]
            links.append(link)
            begin = end
        return before, links

    def _mentions(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Find terms that the page has not linked yet; a term once, by any name."""
        text = self._outside_links(text)
        for found in self._any.finditer(text) if self._left else ():
            term = self._left.get(found[1].lower())
            if term is None:  # linked already; nor is a shorter name that it holds
                continue
            for name in term.names:
                self._left.pop(name.lower(), None)
            yield found.start(), found.end(), term

    def _outside_links(self, text: str) -> str:
        """Blank what a page's own `<a>` encloses: no link stands within a link."""
        pieces = HTML_PLACEHOLDER_RE.split(text)  # text and numbers in turn
        for place, piece in enumerate(pieces):
            if place % 2:
                pieces[place] = HTML_PLACEHOLDER % piece
                tag = str(self.md.htmlStash.rawHtmlBlocks[int(piece)])
                if tag.startswith(("<a ", "</a")):
                    self._in_link = tag.startswith("<a ")
            elif self._in_link:
                pieces[place] = " " * len(piece)
        return "".join(pieces)


@lru_cache(maxsize=8)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """Find any of some names, the longest that fits, also in the plural."""
    longest = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])({longest})(?:s|es)?(?![\w-])", re.I)
