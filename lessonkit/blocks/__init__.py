"""The blocks that a page is made of, on the block syntax of PyMdown Extensions."""

from __future__ import annotations

from lessonkit.blocks.asks import ExerciseBlock, QuestionBlock
from lessonkit.blocks.base import PageBlock
from lessonkit.blocks.shows import (
    DiagramBlock,
    ExampleBlock,
    OutputBlock,
    SnippetBlock,
)
from lessonkit.blocks.widget import WidgetBlock

KINDS: dict[str, type[PageBlock]] = {
    kind.NAME: kind
    for kind in (
        SnippetBlock, OutputBlock, ExampleBlock, DiagramBlock, WidgetBlock,
        QuestionBlock, ExerciseBlock,
    )
}  # fmt: skip
