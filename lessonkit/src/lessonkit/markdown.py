"""The Python-Markdown extension: shows snippets, outputs and values on pages.

The same under MkDocs and Zensical, because it needs nothing but Python-Markdown and the
store. An error never stops the rendering: the page shows a red box in its place, and
the log gets a warning, on which a strict build fails.
"""

from __future__ import annotations

import json
import math
import re
import xml.etree.ElementTree as etree
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension, BlocksProcessor

from lessonkit.errors import LessonError, nearest
from lessonkit.ledger import marks as ledger
from lessonkit.page import raw_html, values
from lessonkit.page.blocks import KINDS
from lessonkit.page.context import Context
from lessonkit.page.glossary import Terms
from lessonkit.page.grammar import BLOCKS, OPTION
from lessonkit.page.references import Reference
from lessonkit.page.zensical_links import Links
from lessonkit.project import Project
from lessonkit.text import printable

_SHORT = 24  # characters of a value that stay on one line
_KINDS = {**KINDS, **ledger.KINDS}
_OPTION = re.compile(rf"^( {{4,}}{OPTION.pattern} *)(?![\"'|>])(.*\S)\s*$")
_EMPTY = re.compile(rf"^( {{4,}}{OPTION.pattern.strip()})\s*$")
_LOOSE = re.compile(rf"^ {{0,3}}(?={OPTION.pattern})")
_ANY_OPTION = re.compile(r"^ {4,}(\w+):")
_KEY = re.compile(r"^( {4,})([^\s\"':][^:]*)(:.*)$")


class _Begin(Preprocessor):
    """Tells the context which page begins."""

    def __init__(self, md: Markdown, context: Context, page: str) -> None:
        super().__init__(md)
        self.context, self.page = context, page

    def _page(self) -> Path | None:
        """Return the file that is being rendered, if anybody says which it is."""
        name = self.page
        if "relpath" in self.md.treeprocessors:  # MkDocs
            name = self.md.treeprocessors["relpath"].file.src_uri
        elif "rendering_context" in self.md.preprocessors:  # Zensical
            name = self.md.preprocessors["rendering_context"].page.path
        return self.context.project.docs / name if name else None

    def run(self, lines: list[str]) -> list[str]:
        self.context.begin(lines, self._page())
        headers = {r.line for r in self.context.references if r.kind in BLOCKS}
        header = False
        for number, line in enumerate(lines):
            if header:  # two spaces are as clear as four
                line = _LOOSE.sub("    ", line)
            if header and (option := _OPTION.match(line)):
                # options are YAML; a sentence with a colon in it should just work
                lines[number] = (
                    f"{option[1]}{json.dumps(option[2], ensure_ascii=False)}"
                )
            elif header and (option := _EMPTY.match(line)):
                lines[number] = f'{option[1]} ""'  # else YAML's `null`
            elif header and (option := _KEY.match(line)):
                # `no: 1` and `2: 1` would end the rendering
                lines[number] = f"{option[1]}{json.dumps(option[2])}{option[3]}"
            else:
                header = number + 1 in headers
        return lines


class _Value(InlineProcessor):
    """Replaces `{{ snippet.name:format }}` in running text."""

    def __init__(self, md: Markdown, context: Context) -> None:
        super().__init__(values.PATTERN, md)
        self.context = context

    def handleMatch(
        self, match: re.Match[str], data: str
    ) -> tuple[etree.Element | str, int, int]:
        element = etree.Element("span", {"class": "lk-value"})
        try:
            text, title = self.context.value(match["inside"])
            if raw_html.is_in_tag(data, match.start(0)):
                return raw_html.as_attribute(text), match.start(0), match.end(0)
            element.set("title", title)
            if len(text) > _SHORT:
                element.set("data-long", "")
            # atomic, or its stars would be emphasis; a written `&lt;` stays one
            element.text = AtomicString(text.replace("&", "&amp;"))
        except LessonError as error:
            self.context.fail(error, self.context.place(match["inside"].strip()))
            element.set("class", "lk-value lk-value--error")
            element.set("title", printable(str(error).splitlines()[0]))
            element.text = AtomicString(match[0])
        return element, match.start(0), match.end(0)


class _Unit(InlineProcessor):
    """Keeps a unit on the line of its number: no line ends between 9.33 and %."""

    # after a digit, or after the placeholder of a value
    PATTERN = r"(?<=[\d\u0003]) (?=(?:%|[kKMG]i?B|cm|px)(?!\w))"

    def handleMatch(self, match: re.Match[str], data: str) -> tuple[str, int, int]:
        return values.NARROW_SPACE, match.start(0), match.end(0)


class _Leftovers(Treeprocessor):
    """Reports blocks of ours that the block parser could not read, and all else
    that the linter finds.

    It leaves them in the page as plain text, without a word.
    """

    def __init__(self, md: Markdown, context: Context) -> None:
        super().__init__(md)
        self.context = context

    def run(self, root: etree.Element) -> None:
        made = list(self.context.made)
        first = min((line for line, _ in self.context.problems), default=math.inf)
        for reference in self.context.references:
            if reference.kind not in BLOCKS:
                continue
            if reference.header in made:
                made.remove(reference.header)
            elif reference.line <= first:  # below, that may be the reason
                error = self._unread(reference)
                self._replace(root, reference.header, error, reference.line)
        for line, error in self.context.problems:
            self._replace(root, "", error, line)

    def _unread(self, reference: Reference) -> LessonError:
        """Say what is wrong with a block's options."""
        known = [*(option.name for option in BLOCKS[reference.kind].options)]
        for line in self.context.text.split("\n")[reference.line :]:
            if not (option := _ANY_OPTION.match(line)):
                break
            if option[1] not in known:
                return LessonError(
                    f"a block `{reference.kind}` has no option `{option[1]}`",
                    nearest(option[1], known),
                )
        return LessonError(
            f"the block `/// {reference.header}` cannot be read",
            "Write it as `/// name | what`, and options below, indented by four"
            " spaces. " + nearest("", known),
        )

    def _replace(
        self, root: etree.Element, header: str, error: LessonError, line: int
    ) -> None:
        """Put an error's box where the unread block stands, or at the end."""
        box = etree.SubElement(root, "div")
        for element in root.iter("p"):
            text = (element.text or "").lstrip("/ ")
            if (
                header
                and text.startswith(header.split(" | ")[0])
                and "///" in (element.text or "")
            ):
                root.remove(box)
                element.clear()
                element.tag, box = "div", element
                break
        place = self.context.line(line)
        box.text = self.md.htmlStash.store(self.context.fail(error, place))


class LessonExtension(BlocksExtension):
    """Registers the blocks and the inline values.

    Config:
        root: The project's folder; default: found from the working directory.
        live: True while a server runs snippets in the background.
        page: The page's file below `docs/`, for those who render it without MkDocs or
            Zensical, which say it themselves.
    """

    def __init__(self, **options: Any) -> None:
        """Declare the options."""
        self.config = {
            "root": ["", "folder that holds mkdocs.yml"],
            "live": [False, "missing outputs are on their way"],
            "page": ["", "file below docs/, where no builder says which it is"],
        }
        super().__init__(**options)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:
        """Hook everything into one Markdown instance."""
        project = Project.find(self.getConfig("root") or None)
        context = Context(project, bool(self.getConfig("live")))
        page = str(self.getConfig("page"))
        md.preprocessors.register(_Begin(md, context, page), "lessonkit-begin", 100)
        # after backticks (190) and escapes (180): code shows the syntax itself
        raw_html.register(md, context)
        md.inlinePatterns.register(_Value(md, context), "lessonkit-value", 175)
        md.inlinePatterns.register(_Unit(_Unit.PATTERN, md), "lessonkit-unit", 60)
        md.treeprocessors.register(_Leftovers(md, context), "lessonkit-left", 30)
        # after links are made (20), before the builder reads them (0)
        md.treeprocessors.register(ledger.Marks(md, context), "lessonkit-claims", 15)
        md.treeprocessors.register(Terms(md, context), "lessonkit-terms", 14)
        md.treeprocessors.register(Links(md, context), "lessonkit-links", 13)
        for kind in _KINDS.values():
            block_mgr.register(kind, {"context": context})


def makeExtension(**options: Any) -> Extension:
    """Return the extension; Python-Markdown calls this for `lessonkit.markdown`."""
    return LessonExtension(**options)
