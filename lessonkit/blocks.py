"""The blocks that show what ran: snippet, output, example, diagram and widget."""

from __future__ import annotations

import html
import json
import xml.etree.ElementTree as etree
from typing import Any

from pymdownx.blocks.block import Block, type_any

from lessonkit import heavy, pages, question_form, questions, render, values
from lessonkit.context import Context
from lessonkit.errors import LessonError, nearest
from lessonkit.export import download
from lessonkit.snippet import Snippet, find
from lessonkit.source import emphasized, highlight
from lessonkit.store import Entry


class PageBlock(Block):
    """What all our blocks share: errors become boxes, content becomes a caption."""

    ARGUMENT = None  # checked here, where a mistake can be named

    @property
    def context(self) -> Context:
        """The page's context."""
        context: Context = self.config["context"]
        return context

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Build the block, or the box that says why not."""
        self.target: etree.Element | None = None
        argument = (self.argument or "").strip()
        header = f"{self.NAME} | {argument}"
        self.context.made.append(header)
        self.place = self.context.place(header, self.context.made.count(header))
        element = etree.SubElement(parent, "div")
        try:
            self.build(element, argument)
        except LessonError as error:
            self.put(element, self.context.fail(error, self.place))
            self.target = etree.Element("div")  # the caption of nothing
        return element

    def on_add(self, block: etree.Element) -> etree.Element:
        """Say where the block's content goes."""
        return block if self.target is None else self.target

    def on_markdown(self) -> str:
        """Parse the content as Markdown blocks."""
        return "block"

    def build(self, element: etree.Element, argument: str) -> None:
        """Fill the element.

        Raises:
            LessonError: What the block names cannot be shown.
        """
        raise NotImplementedError

    def put(self, parent: etree.Element, text: str) -> None:
        """Append finished HTML."""
        holder = etree.SubElement(parent, "div") if len(parent) else parent
        holder.text = self.md.htmlStash.store(text)


class _Shows(PageBlock):
    """A block that names a cell as `models/lenet5#build`."""

    source = False
    output = False
    pictures = False  # whether there is a picture, which must have a caption

    OPTIONS = {"alt": ["", type_any], "emphasize": ["", type_any]}  # noqa: RUF012

    def build(self, element: etree.Element, argument: str) -> None:
        """Show the cell's source, its output, or one above the other."""
        name, cell = pages.split_cell(argument)
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
        code = found.code[found.index(cell)]
        source = code.source
        element.set("class", "lk-source")
        element.set("data-file", f"{found.name}.py")
        element.set("data-line", str(code.line))
        element.set("data-snippet", found.name)
        element.set("data-cell", cell)
        pattern = str(self.options["emphasize"])
        lines = emphasized(source, pattern, self.argument)
        # every first page loads the search index; words are found in the text
        box = etree.SubElement(element, "div", {"data-search-exclude": ""})
        box.text = self.md.htmlStash.store(highlight(self.md, source, lines))
        foot = etree.SubElement(element, "p", {"class": "lk-source__foot"})
        href = self.context.link(self.context.project.notebooks / f"{found.name}.ipynb")
        link = etree.SubElement(foot, "a", {"href": href})
        link.text = found.where

    def _output(
        self,
        element: etree.Element,
        found: Snippet,
        cell: str,
        entry: Entry,
        outputs: list[dict[str, Any]],
    ) -> None:
        alt = self.context.fill(str(self.options["alt"]))
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
            if piece.twin:
                box = etree.SubElement(below, "div")
                box.text = self.md.htmlStash.store(piece.twin)
        foot = etree.SubElement(below, "p", {"class": "lk-provenance"})
        href = self.context.link(self.context.project.notebooks / f"{found.name}.ipynb")
        link = etree.SubElement(foot, "a", {"href": href})
        link.text = found.name
        link.tail = " · " + render.ran(entry)


class SnippetBlock(_Shows):
    """Shows a cell's source."""

    NAME = "snippet"
    source = True


class OutputBlock(_Shows):
    """Shows what a cell produced."""

    NAME = "output"
    output = True


class ExampleBlock(_Shows):
    """Shows a cell's source and what it produced."""

    NAME = "example"
    source = output = True


class DiagramBlock(_Shows):
    """Shows an architecture diagram: an output that may be wider than the text."""

    NAME = "diagram"
    output = True

    def on_end(self, block: etree.Element) -> None:
        """Mark it as a diagram, once its kind is known."""
        super().on_end(block)
        if block.get("class"):
            block.set("class", f"{block.get('class')} lk-diagram")


class WidgetBlock(PageBlock):
    """Hands a snippet's data to a script of the page.

    Its content stands there for readers without JavaScript.
    """

    NAME = "widget"
    OPTIONS = {"data": ["", type_any]}  # noqa: RUF012

    def build(self, element: etree.Element, argument: str) -> None:
        """Place the data and the fallback."""
        pages.check_widget(self.context.project, argument)
        element.set("class", "lk-widget")
        element.set("data-widget", argument)
        data: dict[str, Any] = {}
        scripts: dict[str, str] = {}
        for part in filter(None, map(str.strip, str(self.options["data"]).split(","))):
            expression = values.parse(part)
            _, entry = self.context.entry(expression.snippet)
            if entry is None:
                element.set("class", "lk-output lk-pending")
                continue
            name = expression.name
            both = {**entry.values, **entry.data}
            if name not in both:
                raise LessonError(
                    f"no data `{name}` in {entry.snippet}", nearest(name, both)
                )
            carried = heavy.asset(both[name])
            if carried:
                scripts[name] = carried[0]
            else:
                data[name] = both[name]
        # an attribute: Material's instant navigation would run a script as JavaScript
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        # what looks like an entity is none yet
        element.set("data-values", body.replace("&", "&amp;"))
        if scripts:
            element.set("data-scripts", json.dumps(scripts))
        self.target = etree.SubElement(element, "div", {"class": "lk-widget__fallback"})


class QuestionBlock(PageBlock):
    """Asks the reader; the content is a list of choices with feedback."""

    NAME = "question"
    OPTIONS = {"kind": ["one", type_any], "code": ["", type_any]}  # noqa: RUF012

    def build(self, element: etree.Element, argument: str) -> None:
        """Wait for the content."""
        if not argument:
            raise LessonError(
                "a question without a question",
                "Write it behind the bar: `/// question | What does the bias do?`.",
            )
        kind, cell = str(self.options["kind"]), str(self.options["code"])
        if kind not in questions.KINDS:
            raise LessonError(
                f"no kind of question `{kind}`", nearest(kind, questions.KINDS)
            )
        if bool(cell) != (kind == "line"):
            raise LessonError(
                f"a question of kind `{kind}` with{'' if cell else 'out'} code",
                "A question for a line names the cell: `code: models/lenet5#build`.",
            )
        self.code = ""
        if cell:
            name, part = pages.split_cell(cell)
            found = find(self.context.project, name)
            self.code = found.code[found.index(part)].source
        self.target = etree.Element("div")
        self.ready = True

    def on_markdown(self) -> str:
        """Keep the content as text: it is read line by line."""
        return "raw"

    def on_end(self, block: etree.Element) -> None:
        """Turn the text into a form."""
        if not getattr(self, "ready", False) or self.target is None:
            return
        self.context.questions += 1
        name = f"q-{self.context.questions}"
        try:
            question = questions.read(
                self.argument,
                self.target.text or "",
                str(self.options["kind"]),
                self.code,
                self.context.fill,
            )
            question_form.write(question, block, name, self.md.parser)
        except LessonError as error:
            self.put(block, self.context.fail(error, self.place))


class ExerciseBlock(_Shows):
    """Offers a starter file: what to fill in, where to get it, how to check it."""

    NAME = "exercise"

    def build(self, element: etree.Element, argument: str) -> None:
        """Show the cell `yours`, the download and the command."""
        found = find(self.context.project, argument)
        cells = {cell.name: cell.source for cell in found.code}
        if "yours" not in cells or "def test_" not in cells.get("check", ""):
            raise LessonError(
                f"`{argument}` is no starter file",
                "It needs a cell `yours` to fill in, and a cell `check` with"
                " functions `test_…` for pytest.",
            )
        element.set("class", "lk-exercise")
        self.target = etree.SubElement(element, "div")
        self._source(etree.SubElement(element, "div"), found, "yours")
        file = download(self.context.project, found, ".py")
        foot = etree.SubElement(element, "p", {"class": "lk-exercise__how"})
        href = self.context.link(file)
        link = etree.SubElement(foot, "a", {"href": href, "download": ""})
        link.text = f"Download {file.name}"
        link.tail = ", fill it in, and let it check you: "
        code = etree.SubElement(foot, "code")
        code.text = f"python -m pytest {file.name}"


KINDS: dict[str, type[PageBlock]] = {
    kind.NAME: kind
    for kind in (
        SnippetBlock, OutputBlock, ExampleBlock, DiagramBlock, WidgetBlock,
        QuestionBlock, ExerciseBlock,
    )
}  # fmt: skip
