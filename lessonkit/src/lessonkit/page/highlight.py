"""Shows Python as the page's own code blocks look, with lines emphasised by name."""

from __future__ import annotations

import html
import inspect
import re
from typing import Any

from markdown import Markdown
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
from pygments.token import STANDARD_TYPES  # type: ignore[import-untyped]
from pymdownx.highlight import Highlight, HighlightExtension

from lessonkit.errors import LessonError

# of Pygments' kinds of code, those that look like the code around: names, signs, blanks
UNCOLOURED = frozenset({"", "n", "p", "o", "ow", "w", "sa", "kc"})
_PYTHON = PythonLexer(stripnl=False, ensurenl=False)


def emphasized(source: str, pattern: str, cell: str) -> list[int]:
    """List the lines (from 1) that match a word or a regular expression.

    Raises:
        LessonError: None does.
    """
    if not pattern:
        return []
    try:
        wanted = re.compile(pattern)
    except re.error:
        wanted = re.compile(re.escape(pattern))
    hits = [n for n, line in enumerate(source.splitlines(), 1) if wanted.search(line)]
    if not hits:
        raise LessonError(
            f"no line of `{cell}` matches `{pattern}`",
            "Emphasise by a word or a regular expression that the cell contains.",
        )
    return hits


def highlight(md: Markdown, source: str, emphasized: list[int]) -> str:
    """Colour Python as the page's own code blocks are coloured."""
    options: dict[str, Any] = {}
    count = 0
    for extension in md.registeredExtensions:
        if isinstance(extension, HighlightExtension):
            accepted = inspect.signature(Highlight).parameters
            settings = extension.getConfigs()
            options = {k: v for k, v in settings.items() if k in accepted}
            extension.pygments_code_block += 1  # the ids of its lines are unique
            count = extension.pygments_code_block
    options["line_spans"] = "lk-line"  # a diagram points at the line that made a layer
    text: str = Highlight(md, **options).highlight(
        source, "python", hl_lines=emphasized, code_block_count=count
    )
    return text


def coloured(text: str) -> str:
    """Return Python as HTML; no element goes on beyond its line."""
    parts = []
    for kind, value in _PYTHON.get_tokens(text):
        name, safe = STANDARD_TYPES.get(kind, ""), html.escape(value, quote=False)
        if name in UNCOLOURED:
            parts.append(safe)
        else:
            lines = (
                f'<span class="{name}">{x}</span>' if x else x for x in safe.split("\n")
            )
            parts.append("\n".join(lines))
    return "".join(parts)
