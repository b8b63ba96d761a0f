"""What all blocks share."""

from __future__ import annotations

import xml.etree.ElementTree as etree

from pymdownx.blocks.block import Block, type_any

from lessonkit.errors import LessonError
from lessonkit.page.context import Context
from lessonkit.page.grammar import BLOCKS


class PageBlock(Block):
    """What all our blocks share: errors become boxes, content becomes a caption."""

    ARGUMENT = None  # checked here, where a mistake can be named

    def __init_subclass__(cls) -> None:
        """Let a block have the options that the grammar gives it."""
        if cls.NAME:
            options = BLOCKS[cls.NAME].options
            cls.OPTIONS = {o.name: [o.default, type_any] for o in options}

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


class TextBlock(PageBlock):
    """A block whose content is read line by line, once all of it is there."""

    ready = False

    def build(self, element: etree.Element, argument: str) -> None:
        """Check the argument, and wait for the content."""
        self.begin(argument)
        self.target = etree.Element("div")
        self.ready = True

    def on_markdown(self) -> str:
        """Keep the content as text."""
        return "raw"

    def on_end(self, block: etree.Element) -> None:
        """Turn the text into what a reader sees, or into a box that says why not."""
        if not self.ready or self.target is None:
            return
        try:
            self.write(block, self.target.text or "")
        except LessonError as error:
            known = [self.context.line(line) for line, _ in self.context.problems]
            if self.place not in known:  # without an end it holds what is not its own
                self.put(block, self.context.fail(error, self.place))

    def begin(self, argument: str) -> None:
        """Read what stands behind the bar.

        Raises:
            LessonError: It is not what the block takes.
        """
        raise NotImplementedError

    def write(self, element: etree.Element, text: str) -> None:
        """Fill the element with what the text says.

        Raises:
            LessonError: The text cannot be read.
        """
        raise NotImplementedError
