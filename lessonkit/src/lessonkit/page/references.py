"""Finds what a page's Markdown refers to, with line numbers, without rendering."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lessonkit.errors import LessonError
from lessonkit.page import values
from lessonkit.page.grammar import BLOCKS, OPTIONS, Grammar, Names, naming

VALUE = "value"
NAMING_CELLS = naming(Names.CELL, Names.STARTER)

HEADER = re.compile(r"^\s*(/{3,})\s*(\w+)\s*\|?\s*(.*?)\s*$")
END = re.compile(r"^\s*(/{3,})\s*$")
CODE_SPAN = re.compile(r"(`+).*?\1")
LINK = re.compile(
    r"""\]\((claim|cite):([^\s"')]*)(?:\s+(?:"([^"]*)"|'([^']*)'))?\s*\)"""
)  # of a claim or a citation
_FENCE = re.compile(r"^\s*(`{3,}(?=[^`]*$)|~{3,})")
_OPTION = re.compile(r"^\s+(?P<name>\w+):\s*(?P<text>.*?)\s*$")


@dataclass(frozen=True)
class Reference:
    """One place of a page that names a snippet.

    Attributes:
        kind: A block's name, an option's, or `value`: that of a value in prose.
        text: As written: `experiments/orbits#law` or `experiments/orbits.power:.2f`.
        line: Line number in the page (from 1).
    """

    kind: str
    text: str
    line: int

    @property
    def header(self) -> str:
        """The line of a block without its slashes."""
        return f"{self.kind} | {self.text}"

    @property
    def names(self) -> Names:
        """What kind of thing it refers to."""
        if self.kind == VALUE:
            return Names.VALUES
        return (BLOCKS.get(self.kind) or OPTIONS[self.kind]).names

    def target(self) -> tuple[str, str]:
        """Return the snippet's name and the cell's or value's name.

        Raises:
            LessonError: The text is malformed.
        """
        names = self.names
        if names is Names.STARTER:
            return self.text, "yours"
        if names is Names.CELL:
            return split_cell(self.text)
        if names is not Names.VALUES:
            raise LessonError(f"a block `{self.kind}` names no snippet")
        parsed = values.parse(self.text)
        return parsed.snippet, parsed.name


def split_cell(text: str) -> tuple[str, str]:
    """Split `experiments/orbits#law` into snippet and cell.

    Raises:
        LessonError: There is no `#`.
    """
    name, mark, cell = text.partition("#")
    if not mark or not cell.strip():
        raise LessonError(
            f"`{text}` names no cell",
            "Write the snippet and the cell, such as `experiments/orbits#law`.",
        )
    return name.strip(), cell.strip()


def scan(text: str) -> Iterator[Reference]:
    """Yield all references of a page in order, fenced code left out."""
    block: Grammar | None = None  # whose options may stand here
    for number, line in enumerate(without_fences(text), 1):
        header = HEADER.match(line)
        if header and not END.match(line):
            block = BLOCKS.get(header[2])
            if block:
                yield Reference(block.name, header[3], number)
            if block and block.names is Names.CELL:
                continue
        elif block and (option := _OPTION.match(line)):
            if named := list(_named_by(block, option, number)):
                yield from named
                continue
        else:
            block = None
        for match in re.finditer(values.PATTERN, CODE_SPAN.sub("", line)):
            yield Reference(VALUE, match["inside"].strip(), number)


def _named_by(block: Grammar, line: re.Match[str], number: int) -> Iterator[Reference]:
    """Yield what an option refers to, if the block has one of this name."""
    for option in block.options:
        if option.name == line["name"] and option.names is not Names.WORDS:
            for text in line["text"].split(","):
                yield Reference(option.name, text.strip(), number)


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
