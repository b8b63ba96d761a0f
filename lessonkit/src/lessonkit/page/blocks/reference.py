"""The block that lists all blocks, for the pages that explain them to authors."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree

from lessonkit.page.blocks.base import PageBlock
from lessonkit.page.grammar import BLOCKS

_CODE = re.compile(r"`([^`]*)`")


class BlocksBlock(PageBlock):
    """Writes the grammar as a table."""

    NAME = "blocks"

    def build(self, element: etree.Element, argument: str) -> None:
        """Write a row for each block."""
        table = etree.SubElement(element, "table")
        head = etree.SubElement(etree.SubElement(table, "thead"), "tr")
        for name in ("block", "does", "names, behind the bar", "options"):
            etree.SubElement(head, "th", {"scope": "col"}).text = name
        body = etree.SubElement(table, "tbody")
        for block in BLOCKS.values():
            options = "<br>".join(
                f"<code>{option.name}</code>: {_marked(option.meaning)}"
                for option in block.options
            )
            row = etree.SubElement(body, "tr")
            for cell in (
                f"<code>{block.name}</code>",
                _marked(block.purpose),
                _marked(block.names.value),
                options,
            ):
                etree.SubElement(row, "td").text = self.md.htmlStash.store(cell)


def _marked(text: str) -> str:
    """Return a text of the grammar as HTML: its backticks mean code."""
    return _CODE.sub(r"<code>\1</code>", html.escape(text))
