"""Inline values in raw HTML: in its text and in its attributes.

Python-Markdown puts blocks of HTML aside before it looks for anything in them.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

from lessonkit.errors import LessonError
from lessonkit.page import values
from lessonkit.page.context import Context
from lessonkit.text import printable

# code shows the syntax itself, and a comment is shown to nobody
_AS_IT_IS = r"<(?P<tag>code|pre|script|style|textarea)\b.*?</(?P=tag)\s*>|<!--.*?-->"
_PART = re.compile(rf"(?:{_AS_IT_IS})|{values.PATTERN}", re.S | re.I)
_IN_TAG = re.compile(r"<[A-Za-z][^<>]*\Z")


def register(md: Markdown, context: Context) -> None:
    """Look into each block of HTML that Python-Markdown puts aside (at 20)."""
    before = _Before(md)
    md.preprocessors.register(before, "lessonkit-before-html", 21)
    md.preprocessors.register(_Values(md, context, before), "lessonkit-html", 19)


def is_in_tag(text: str, place: int) -> bool:
    """Say whether a place of running text is inside the tag of an element."""
    return _IN_TAG.search(text, 0, place) is not None and ">" in text[place:]


def as_attribute(text: str) -> etree.Element:
    """Return a text without an element, in which HTML finds nothing to end it."""
    bare = etree.Element("bare")
    bare.tag = None  # type: ignore[assignment]
    bare.text = AtomicString(html.escape(text).replace("'", "&#39;"))
    return bare


class _Before(Preprocessor):
    """Counts what was put aside already: highlighted code, and no HTML of an author."""

    count = 0

    def run(self, lines: list[str]) -> list[str]:
        self.count = len(self.md.htmlStash.rawHtmlBlocks)
        return lines


class _Values(Preprocessor):
    """Replaces `{{ snippet.name:format }}` in what was put aside since."""

    def __init__(self, md: Markdown, context: Context, before: _Before) -> None:
        super().__init__(md)
        self.context, self.before = context, before

    def run(self, lines: list[str]) -> list[str]:
        blocks = self.md.htmlStash.rawHtmlBlocks
        for number in range(self.before.count, len(blocks)):
            if isinstance(blocks[number], str):
                blocks[number] = _PART.sub(self._shown, blocks[number])
        return lines

    def _shown(self, part: re.Match[str]) -> str:
        inside = part["inside"]
        if inside is None:
            return part[0]
        try:
            text, _ = self.context.value(inside)
        except LessonError as error:
            self.context.fail(error, self.context.place(inside.strip()))
            return html.escape(part[0])
        return html.escape(printable(text))
