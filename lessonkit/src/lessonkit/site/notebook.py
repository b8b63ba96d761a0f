"""Makes a snippet's notebook, for its page and to download."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lessonkit.project import Project
from lessonkit.run.snippet import Snippet
from lessonkit.run.source import as_python
from lessonkit.run.store import Entry
from lessonkit.site import notebook_page

_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def files(
    project: Project, snippet: Snippet, entry: Entry | None
) -> Iterator[tuple[Path, bytes]]:
    """Yield what belongs to a snippet: its page and its downloads."""
    page = project.notebooks / f"{snippet.name}.ipynb"
    yield page, _for_page(snippet)
    yield project.download(snippet.name, ".py"), as_python(project, snippet.path)
    yield project.download(snippet.name, ".ipynb"), _executed(snippet, entry)
    if entry:
        pins = [f"{name}=={number}\n" for name, number in entry.versions.items()]
        text = f"# {snippet.name}, ran with Python {entry.python}\n" + "".join(pins)
        yield project.download(snippet.name, ".txt"), text.encode()


def _executed(snippet: Snippet, entry: Entry | None) -> bytes:
    """Build the notebook that a reader downloads."""
    return _notebook(snippet, entry.outputs if entry else None, counted=bool(entry))


def _for_page(snippet: Snippet) -> bytes:
    """Build the notebook that mkdocs-jupyter renders, with marks in place of outputs.

    It would drop figures silently and let any HTML through. So it takes as long as the
    code is, and what it made stays good while the code is the same.
    """
    marks = [
        {"text/html": notebook_page.mark(position)}
        for position in range(len(snippet.code))
    ]
    shown = [
        [{"output_type": "display_data", "metadata": {}, "data": data}]
        for data in marks
    ]
    return _notebook(snippet, shown, counted=False)


def _notebook(
    snippet: Snippet, outputs: list[list[dict[str, Any]]] | None, *, counted: bool
) -> bytes:
    """Build a notebook from the snippet as it is now.

    Args:
        snippet: Its cells.
        outputs: Those of each code cell; None before a run.
        counted: Whether the cells are numbered, as those of a run are.
    """
    cells = [_markdown(0, f"# {snippet.title}\n\n{snippet.prose}".strip())]
    position = 0
    for number, cell in enumerate(snippet.cells, 1):
        if cell.kind != "code":
            cells.append(_markdown(number, cell.source))
            continue
        cells.append(
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "metadata": {"name": cell.name} if cell.name else {},
                "execution_count": position + 1 if counted else None,
                "source": cell.source,
                "outputs": outputs[position] if outputs else [],
            }
        )
        position += 1
    return _wrapped(cells)


def bare(name: str) -> bytes:
    """Return a notebook that says no more than the name of a snippet."""
    return _wrapped([_markdown(0, f"# {name}")])


def _wrapped(cells: list[dict[str, Any]]) -> bytes:
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _markdown(number: int, source: str) -> dict[str, Any]:
    return {
        "cell_type": "markdown",
        "id": f"cell-{number}",
        "metadata": {},
        "source": source,
    }
