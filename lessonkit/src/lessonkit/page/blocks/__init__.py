"""The blocks that a page is made of, on the block syntax of PyMdown Extensions."""

from __future__ import annotations

from lessonkit.page.blocks.base import PageBlock
from lessonkit.page.blocks.plan import PlanBlock
from lessonkit.page.blocks.practice import ExerciseBlock, QuestionBlock
from lessonkit.page.blocks.reference import BlocksBlock
from lessonkit.page.blocks.showing import (
    DiagramBlock,
    ExampleBlock,
    OutputBlock,
    SnippetBlock,
)
from lessonkit.page.blocks.widget import WidgetBlock

KINDS: dict[str, type[PageBlock]] = {
    kind.NAME: kind
    for kind in (
        SnippetBlock, OutputBlock, ExampleBlock, DiagramBlock, WidgetBlock,
        QuestionBlock, ExerciseBlock, PlanBlock, BlocksBlock,
    )
}  # fmt: skip
