"""Finds what a page's Markdown refers to, with line numbers, without rendering."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lessonkit.errors import LessonError
from lessonkit.page import values

SHOWING = ("snippet", "output", "example", "diagram")  # blocks that name a cell
NAMING_CELLS = (*SHOWING, "exercise", "code")  # and the code of a question
NAMING_NONE = ("question", "sources", "claims")  # blocks without a snippet
BLOCKS = (*SHOWING, "exercise", "widget", *NAMING_NONE)
OPTION = "(?:alt|emphasize|data|kind|code): "  # how a line of a block's options begins

HEADER = re.compile(r"^\s*(/{3,})\s*(\w+)\s*\|?\s*(.*?)\s*$")
END = re.compile(r"^\s*(/{3,})\s*$")
CODE_SPAN = re.compile(r"(`+).*?\1")
LINK = re.compile(
    r"""\]\((claim|cite):([^\s"')]*)(?:\s+(?:"([^"]*)"|'([^']*)'))?\s*\)"""
)  # of a claim or a citation
_FENCE = re.compile(r"^\s*(`{3,}(?=[^`]*$)|~{3,})")
_DATA = re.compile(r"^\s+data:\s*(.+?)\s*$")
_CODE = re.compile(r"^\s+code:\s*(.+?)\s*$")


@dataclass(frozen=True)
class Reference:
    """One place of a page that names a snippet.

    Attributes:
        kind: A block's name, `data` (of a widget), `code` (of a question) or `value`.
        text: As written: `models/lenet5#build` or `models/lenet5.parameters:,`.
        line: Line number in the page (from 1).
    """

    kind: str
    text: str
    line: int

    @property
    def header(self) -> str:
        """The line of a block without its slashes."""
        return f"{self.kind} | {self.text}"

    def target(self) -> tuple[str, str]:
        """Return the snippet's name and the cell's or value's name.

        Raises:
            LessonError: The text is malformed.
        """
        if self.kind == "exercise":
            return self.text, "yours"
        if self.kind in NAMING_CELLS:
            return split_cell(self.text)
        if self.kind == "widget" or self.kind in NAMING_NONE:
            raise LessonError(f"a block `{self.kind}` names no snippet")
        parsed = values.parse(self.text)
        return parsed.snippet, parsed.name


def split_cell(text: str) -> tuple[str, str]:
    """Split `models/lenet5#build` into snippet and cell.

    Raises:
        LessonError: There is no `#`.
    """
    name, mark, cell = text.partition("#")
    if not mark or not cell.strip():
        raise LessonError(
            f"`{text}` names no cell",
            "Write the snippet and the cell, such as `models/lenet5#build`.",
        )
    return name.strip(), cell.strip()


def scan(text: str) -> Iterator[Reference]:
    """Yield all references of a page in order, fenced code left out."""
    block = ""
    for number, line in enumerate(without_fences(text), 1):
        header = HEADER.match(line)
        if header and not END.match(line):
            block = header[2]
            if header[2] in BLOCKS:
                yield Reference(header[2], header[3], number)
            if header[2] in SHOWING:
                continue
        code = _CODE.match(line) if block == "question" else None
        if code:
            yield Reference("code", code[1], number)
            continue
        data = _DATA.match(line) if block == "widget" else None
        if data:
            for part in data[1].split(","):
                yield Reference("data", part.strip(), number)
            continue
        for match in re.finditer(values.PATTERN, CODE_SPAN.sub("", line)):
            yield Reference("value", match["inside"].strip(), number)


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
