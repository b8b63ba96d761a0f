"""The Python-Markdown extension: shows snippets, outputs and values on pages.

The same under MkDocs and Zensical, because it needs nothing but Python-Markdown and the
store. An error never stops the rendering: the page shows a red box in its place, and
the log gets a warning, on which a strict build fails.
"""

from __future__ import annotations

import html
import json
import logging
import os
import re
import xml.etree.ElementTree as etree
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension, BlocksProcessor

from lessonkit import pages, snippet, values
from lessonkit.errors import LessonError
from lessonkit.project import Project
from lessonkit.snippet import Snippet
from lessonkit.store import Entry, Store
from lessonkit.text import printable

_OPTION = re.compile(r"^( {4,}(?:alt|emphasize|data): +)(?![\"'|>])(.*\S)\s*$")
_KEY = re.compile(r"^( {4,})([^\s\"':][^:]*)(:.*)$")

_STRIPPED = {0x02: None, 0x03: None}  # by Python-Markdown, which marks places so

# below MkDocs's own logger, so that `--strict` counts the warnings
log = logging.getLogger("mkdocs.lessonkit")


class Context:
    """What the blocks of one page share.

    Attributes:
        project: The site.
        store: Its outputs.
        live: Missing outputs are on their way, and no reason for a warning.
        page: The page's file, if it could be told from its text.
        made: The headers of the blocks that were recognised so far.
        shown: How often each output was shown so far.
    """

    def __init__(self, project: Project, live: bool) -> None:
        """Start with no page."""
        self.project, self.live = project, live
        self.store = Store(project)
        self.begin([])

    def begin(self, lines: list[str]) -> None:
        """Turn to a new page."""
        text = "\n".join(lines)
        self.page = _page_of(self.project, text.strip())
        seen = text.translate(_STRIPPED).expandtabs(4)  # as the blocks will see it
        self.references = list(pages.scan(seen))
        self.unclosed = pages.unclosed(seen)
        self.made: list[str] = []
        self.shown: Counter[str] = Counter()
        self.questions = 0
        # the front matter is cut off before Python-Markdown sees the page
        source = pages.read(self.page) if self.page else text
        self._cut = source.rstrip().count("\n") - text.rstrip().count("\n")

    def entry(self, name: str) -> tuple[Snippet, Entry | None]:
        """Find a snippet and its outputs; None while they are on their way.

        Raises:
            LessonError: There is no such snippet, or its run failed.
        """
        found = snippet.find(self.project, name)
        entry = self.store.get(found)
        if entry is None:
            failure = self.store.failure(found)
            if failure:
                raise failure
            if not self.live:
                log.warning(
                    "%s: outputs of %s are missing. Run `python -m lessonkit run`.",
                    self.project.relative(self.page) if self.page else "a page",
                    name,
                )
        return found, entry

    def value(self, inside: str) -> tuple[str, str]:
        """Return a value as text, and what it is for the tooltip.

        Raises:
            LessonError: It cannot be found or formatted.
        """
        expression = values.parse(inside)
        title = f"{expression.snippet} · {expression.name}"
        _, entry = self.entry(expression.snippet)
        if entry is None:
            return "…", title
        found = values.look_up(entry, expression.name)
        return values.show(found, expression.spec), title

    def fill(self, text: str) -> str:
        """Replace the values in plain text, such as a text alternative."""
        return re.sub(values.PATTERN, lambda m: self.value(m["inside"])[0], text)

    def place(self, text: str, occurrence: int = 1) -> str:
        """Name the page and the line of the n-th reference written as `text`."""
        lines = [r.line for r in self.references if text in (r.text, r.header)]
        return self.line(lines[min(occurrence, len(lines)) - 1] if lines else 0)

    def line(self, number: int) -> str:
        """Name a line of the page."""
        name = self.project.relative(self.page) if self.page else "a page"
        return f"{name}:{number + self._cut}" if number else name

    def fail(self, error: LessonError, place: str) -> str:
        """Log an error and return the box that the page shows instead."""
        log.warning("%s%s", error.at(place), f" (shown on {place})" * bool(error.where))
        return error_box(error.at(place))

    def unique(self, name: str, cell: str) -> str:
        """Return an id for an output: a page may show the same cell twice."""
        base = f"out-{name.replace('/', '-')}-{cell}"
        self.shown[base] += 1
        return base if self.shown[base] == 1 else f"{base}-{self.shown[base]}"

    def link(self, path: Path) -> str:
        """Return a link to a file of `docs/`, as written on the current page."""
        start = self.page.parent if self.page else self.project.docs
        return Path(os.path.relpath(path, start)).as_posix()


def error_box(error: LessonError) -> str:
    """Show an error where its output would stand."""
    remedy = html.escape(printable(error.remedy.strip()))
    body = (
        f'<pre tabindex="0"><code>{remedy}</code></pre>'
        if "\n" in error.remedy.strip()
        else f"<p>{remedy}</p>"
    )
    return (
        '<div class="admonition failure lk-error">'
        f'<p class="admonition-title">{html.escape(printable(error.where))}</p>'
        f"<p>{html.escape(printable(error.cause))}.</p>{body}</div>"
    )


@lru_cache(maxsize=8)
def _sources(files: tuple[tuple[Path, float], ...]) -> dict[Path, str]:
    return {path: pages.read(path).strip() for path, _ in files}


def _page_of(project: Project, text: str) -> Path | None:
    """Find the page whose text this is: Python-Markdown is not told the file."""
    if not text or not project.docs.is_dir():
        return None
    files = ((path, path.stat().st_mtime) for path in project.docs.rglob("*.md"))
    sources = _sources(tuple(sorted(files)))
    # the front matter is cut off; a page that only ends alike is another page
    likely = [path for path, source in sources.items() if source.endswith(text)]
    return min(likely, key=lambda path: len(sources[path]), default=None)


class _Begin(Preprocessor):
    """Tells the context which page begins."""

    def __init__(self, md: Markdown, context: Context) -> None:
        super().__init__(md)
        self.context = context

    def run(self, lines: list[str]) -> list[str]:
        self.context.begin(lines)
        headers = {r.line for r in self.context.references if r.kind in pages.BLOCKS}
        header = False
        for number, line in enumerate(lines):
            if header and (option := _OPTION.match(line)):
                # options are YAML; a sentence with a colon in it should just work
                lines[number] = (
                    f"{option[1]}{json.dumps(option[2], ensure_ascii=False)}"
                )
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
            element.set("title", title)
            # atomic, or its stars would be emphasis; a written `&lt;` stays one
            element.text = AtomicString(text.replace("&", "&amp;"))
        except LessonError as error:
            self.context.fail(error, self.context.place(match["inside"].strip()))
            element.set("class", "lk-value lk-value--error")
            element.set("title", printable(str(error).splitlines()[0]))
            element.text = AtomicString(match[0])
        return element, match.start(0), match.end(0)


class _Leftovers(Treeprocessor):
    """Reports blocks of ours that the block parser could not read.

    It leaves them in the page as plain text, without a word.
    """

    def __init__(self, md: Markdown, context: Context) -> None:
        super().__init__(md)
        self.context = context

    def run(self, root: etree.Element) -> None:
        made = list(self.context.made)
        for reference in self.context.references:
            if reference.kind not in pages.BLOCKS:
                continue
            if reference.header in made:
                made.remove(reference.header)
                continue
            error = LessonError(
                f"the block `/// {reference.header}` cannot be read",
                "Indent its options by four spaces, right below the header. Options: "
                + ", ".join(_options(reference.kind)),
            )
            self._replace(root, reference.header, error, reference.line)
        for line, name in self.context.unclosed:
            error = LessonError(
                f"the block `/// {name}` is never closed",
                "End it with as many slashes on a line of their own.",
            )
            self._replace(root, "", error, line)

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


def _options(kind: str) -> list[str]:
    from lessonkit.blocks import KINDS

    return [f"`{name}`" for name in KINDS[kind].OPTIONS] or ["none"]


class LessonExtension(BlocksExtension):
    """Registers the blocks and the inline values.

    Config:
        root: The project's folder; default: found from the working directory.
        live: True while a server runs snippets in the background.
    """

    def __init__(self, **options: Any) -> None:
        """Declare the options."""
        self.config = {
            "root": ["", "folder that holds mkdocs.yml"],
            "live": [False, "missing outputs are on their way"],
        }
        super().__init__(**options)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:
        """Hook everything into one Markdown instance."""
        from lessonkit.blocks import KINDS

        project = Project.find(self.getConfig("root") or None)
        context = Context(project, bool(self.getConfig("live")))
        md.preprocessors.register(_Begin(md, context), "lessonkit-begin", 100)
        # after backticks (190) and escapes (180): code shows the syntax itself
        md.inlinePatterns.register(_Value(md, context), "lessonkit-value", 175)
        md.treeprocessors.register(_Leftovers(md, context), "lessonkit-left", 30)
        for kind in KINDS.values():
            block_mgr.register(kind, {"context": context})


def makeExtension(**options: Any) -> Extension:
    """Return the extension; Python-Markdown calls this for `lessonkit.markdown`."""
    return LessonExtension(**options)
