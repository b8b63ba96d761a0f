"""The blocks that show what ran: snippet, output, example and diagram."""

from __future__ import annotations

import html
import xml.etree.ElementTree as etree
from typing import Any

from lessonkit.errors import LessonError
from lessonkit.figure import render
from lessonkit.page import copies, provenance, references
from lessonkit.page.blocks.base import PageBlock
from lessonkit.page.highlight import emphasized, highlight
from lessonkit.run.snippet import Snippet, find
from lessonkit.run.store import Entry
from lessonkit.text import printable


class Shows(PageBlock):
    """A block that names a cell as `experiments/orbits#law`."""

    source = False
    output = False
    pictures = False  # whether there is a picture, which must have a caption

    def build(self, element: etree.Element, argument: str) -> None:
        """Show the cell's source, its output, or one above the other."""
        name, cell = references.split_cell(argument)
        if not self.output:
            found = find(self.context.project, name)
            self._source(element, found, cell)
            return
        found, entry = self.context.entry(name)
        index = found.index(cell)
        if self.source:
            element.set("class", "lk-example")
            self._source(etree.SubElement(element, "div"), found, cell)
            element = etree.SubElement(element, "div")
        if entry is None:
            element.set("class", "lk-output lk-pending")
            element.set("role", "status")
            self.put(
                element, f"<p>Running <code>{html.escape(found.name)}</code> …</p>"
            )
            self.target = etree.Element("div")
            return
        self._output(element, found, cell, entry, entry.outputs[index])

    def on_end(self, block: etree.Element) -> None:
        """Demand a caption where a picture is, drop the empty one elsewhere."""
        caption = self.target
        if caption is None or not self.pictures:
            return
        if len(caption) or (caption.text or "").strip():
            return
        block.set("class", "")
        self.put(
            block,
            self.context.fail(
                LessonError(
                    f"the figure of `{self.argument}` has no caption",
                    "Say its message in the block, below options and an empty line.",
                ),
                self.place,
            ),
        )

    def _source(self, element: etree.Element, found: Snippet, cell: str) -> None:
        index = found.index(cell)
        code = found.code[index]
        source = code.source
        element.set("class", "lk-source")
        element.set("data-file", f"{found.name}.py")
        element.set("data-line", str(code.line))
        element.set("data-snippet", found.name)
        element.set("style", f"--lk-lines:{len(source.splitlines())}")
        pattern = str(self.options["emphasize"])
        lines = emphasized(source, pattern, self.argument)
        context = self.context
        href = context.link(context.project.notebooks / f"{found.name}.ipynb")
        entry = context.store.get(found)
        copies.describe(element, context.project, found, index, entry, href)
        # every first page loads the search index; words are found in the text
        box = etree.SubElement(element, "div", {"data-search-exclude": ""})
        box.text = self.md.htmlStash.store(highlight(self.md, source, lines))

    def _output(
        self,
        element: etree.Element,
        found: Snippet,
        cell: str,
        entry: Entry,
        outputs: list[dict[str, Any]],
    ) -> None:
        alt = printable(self.context.fill(str(self.options["alt"])))
        shown = render.pieces(outputs, alt)
        if not shown:
            raise LessonError(
                f"cell `{cell}` of {found.name} shows nothing",
                "Print something, end it with `fig.show()`, or use `/// snippet`.",
            )
        kinds = {piece.kind for piece in shown}
        pictures = kinds & {"figure", "image"}
        if pictures and not alt:
            raise LessonError(
                f"the figure of `{self.argument}` has no text alternative",
                "Add `alt: …` to the block: what the picture shows, as a sentence.",
            )
        kind = next((k for k in ("figure", "image", "table") if k in kinds), "text")
        element.tag = "figure" if pictures else "div"
        element.set("class", f"lk-output lk-{kind}")
        element.set("id", self.context.unique(found.name, cell))
        for piece in shown:
            etree.SubElement(element, "div").text = self.md.htmlStash.store(piece.html)
        # only a figure has a caption, and it must be the last in there: so it holds all
        # that stands below the picture
        self.pictures = bool(pictures)
        below = etree.SubElement(element, "figcaption") if pictures else element
        self.target = etree.SubElement(below, "div", {"class": "lk-caption"})
        for piece in shown:
            if piece.table:
                box = etree.SubElement(below, "div")
                box.text = self.md.htmlStash.store(piece.table)
        foot = etree.SubElement(below, "p", {"class": "lk-provenance"})
        href = self.context.link(self.context.project.notebooks / f"{found.name}.ipynb")
        link = etree.SubElement(foot, "a", {"href": href})
        link.text = found.name
        link.tail = " · " + provenance.ran(entry)


class SnippetBlock(Shows):
    """Shows a cell's source."""

    NAME = "snippet"
    source = True


class OutputBlock(Shows):
    """Shows what a cell produced."""

    NAME = "output"
    output = True


class ExampleBlock(Shows):
    """Shows a cell's source and what it produced."""

    NAME = "example"
    source = output = True


class DiagramBlock(Shows):
    """Shows an architecture diagram: an output that may be wider than the text."""

    NAME = "diagram"
    output = True

    def on_end(self, block: etree.Element) -> None:
        """Mark it as a diagram, once its kind is known."""
        super().on_end(block)
        if block.get("class"):
            block.set("class", f"{block.get('class')} lk-diagram")
