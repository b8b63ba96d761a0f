"""Writes what pages load or link to: figures, notebooks, downloads.

Everything here is derived from the store and the snippets, lies in two generated
folders below `docs/`, and is written only where it changed, so that a live server sees
a change when there is one.
"""

from __future__ import annotations

import hashlib
import html
import json
import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from lessonkit import figures, heavy, pages, render, still, text
from lessonkit.errors import LessonError
from lessonkit.figures import PLOTLY
from lessonkit.fingerprint import file_state
from lessonkit.made import code_of, made, prune
from lessonkit.notebook_page import BEGIN, END
from lessonkit.order import first_pages
from lessonkit.project import Project
from lessonkit.snippet import Snippet
from lessonkit.store import Entry, Store, write_atomically

log = logging.getLogger("mkdocs.lessonkit")
_LOCK = threading.Lock()  # a server exports from two threads
STILLS = "stills"  # where drawn pictures are kept
WRITING = 60  # seconds after which a temporary file is nobody's any more
_Listed = tuple[Snippet, Entry | None]
_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def export(project: Project, store: Store, snippets: Iterable[Snippet]) -> None:
    """Bring the generated folders up to date with the store."""
    began = time.time()
    listed = [(snippet, store.get(snippet)) for snippet in snippets]
    index = _index(project, listed)
    key = _key(project, listed, index)
    with _LOCK:
        if _is_current(project, key):
            return
        wanted = _wanted(project, listed)
        wanted[project.notebooks / "index.md"] = index.encode()
        for path, content in wanted.items():
            if not path.is_file() or path.read_bytes() != content:
                write_atomically(path, content)
        for folder in (project.notebooks, project.assets):
            for path in folder.rglob("*"):
                if path not in wanted and _is_leftover(path, began):
                    path.unlink(missing_ok=True)
        prune(project, STILLS)
        note = json.dumps({"key": key, "files": _states(project)})
        write_atomically(_note(project), note.encode())


def _wanted(project: Project, listed: list[_Listed]) -> dict[Path, bytes]:
    """Make the content of every file that belongs to a snippet."""
    wanted: dict[Path, bytes] = {}
    colours = (
        still.light(_tokens(project).read_text("utf-8"))
        if _tokens(project).is_file()
        else {}
    )
    for snippet, entry in listed:
        wanted.update(_notebook_files(project, snippet, entry))
        for figure in _figures(entry):
            key, script = figures.asset(figure)
            wanted[project.assets / f"{key}.js"] = script.encode()
            if drawn := _still(project, figure, colours):
                wanted[project.assets / f"{key}.svg"] = drawn.encode()
        for carried in map(heavy.asset, entry.data.values() if entry else []):
            if carried:
                wanted[project.assets / f"{carried[0]}.js"] = carried[1].encode()
    return wanted


def _tokens(project: Project) -> Path:
    """Return where the site's colours are typed."""
    return project.docs / "assets" / "tokens.css"


def _still(project: Project, figure: dict[str, Any], colours: dict[str, str]) -> str:
    """Draw a figure for readers without JavaScript; empty if that cannot be done.

    Such a figure is no mistake: its words and its table stand there for them.
    """
    code = [
        *code_of(Path(still.__file__).parent),
        *code_of(Path(figures.__file__)),
        *code_of(Path(text.__file__)),
    ]

    def draw() -> str:
        try:
            return still.picture(figure, colours)
        except LessonError as error:
            log.info("no still picture: %s", error)
        return ""

    return made(project, STILLS, [code, colours, figure], draw) if colours else ""


def _note(project: Project) -> Path:
    """Return the file that says for what the folders were written."""
    return project.root / ".lessonkit" / "exported.json"


def _key(project: Project, listed: list[_Listed], index: str) -> str:
    """Hash all that the generated files are made of, this program included."""
    code = [file_state(path) for path in sorted(Path(__file__).parent.rglob("*.py"))]
    if _tokens(project).is_file():
        code.append(file_state(_tokens(project)))
    # date and seconds too: a forced run leaves the fingerprint as it was
    runs = [
        [snippet.name, file_state(snippet.path)]
        + ([entry.fingerprint, entry.date, entry.seconds] if entry else [])
        for snippet, entry in listed
    ]
    return hashlib.sha256(json.dumps([code, runs, index]).encode()).hexdigest()


def _states(project: Project) -> dict[str, list[int]]:
    """Note size and time of every generated file, so that damage is seen."""
    found = [*project.notebooks.rglob("*"), *project.assets.rglob("*")]
    return {
        project.relative(path): [status.st_size, status.st_mtime_ns]
        for path in sorted(found)
        if not path.is_dir() and (status := path.stat())
    }


def _is_current(project: Project, key: str) -> bool:
    with suppress(OSError, ValueError):
        note = json.loads(_note(project).read_bytes())
        return bool(note == {"key": key, "files": _states(project)})
    return False


def _is_leftover(path: Path, began: float) -> bool:
    """Say whether a file is from before: another process may be writing new ones."""
    with suppress(OSError):
        if path.suffix == ".tmp":
            began -= WRITING
        return path.is_file() and path.stat().st_mtime < began
    return False


def download(project: Project, snippet: Snippet, suffix: str) -> Path:
    """Return where a download of a snippet lies: `.py`, `.ipynb` or `.txt` (pins)."""
    return project.notebooks / "files" / f"{snippet.name}{suffix}"


def _notebook_files(
    project: Project, snippet: Snippet, entry: Entry | None
) -> Iterator[tuple[Path, bytes]]:
    page = project.notebooks / f"{snippet.name}.ipynb"
    yield page, _notebook(snippet, entry, for_page=True)
    yield download(project, snippet, ".py"), snippet.path.read_bytes()
    yield (
        download(project, snippet, ".ipynb"),
        _notebook(snippet, entry, for_page=False),
    )
    if entry:
        pins = [f"{name}=={number}\n" for name, number in entry.versions.items()]
        text = f"# {snippet.name}, ran with Python {entry.python}\n" + "".join(pins)
        yield download(project, snippet, ".txt"), text.encode()


def _notebook(snippet: Snippet, entry: Entry | None, *, for_page: bool) -> bytes:
    """Build a notebook from the snippet as it is now and the outputs of its run."""
    cells = [_markdown(0, f"# {snippet.title}\n\n{snippet.prose}".strip())]
    position = 0
    for number, cell in enumerate(snippet.cells, 1):
        if cell.kind != "code":
            cells.append(_markdown(number, cell.source))
            continue
        outputs = entry.outputs[position] if entry else []
        position += 1
        cells.append(
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "metadata": {"name": cell.name} if cell.name else {},
                "execution_count": position if entry else None,
                "source": cell.source,
                "outputs": _for_page(outputs) if for_page else outputs,
            }
        )
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


def _for_page(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Replace each output by HTML as lessons show it.

    mkdocs-jupyter would drop figures silently and let any HTML through.
    """
    alt = next((_describe(o["data"][PLOTLY]) for o in outputs if _is_figure(o)), "")
    shown = []
    for piece in render.pieces(outputs, alt):
        twin = piece.twin
        body = f'<div class="lk-output lk-{piece.kind}">{piece.html}{twin}</div>'
        body = f"{BEGIN}{body}{END}"
        shown.append(
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {"text/html": body},
            }
        )
    return shown


def _is_figure(output: dict[str, Any]) -> bool:
    return PLOTLY in output.get("data", {})


def _figures(entry: Entry | None) -> Iterator[dict[str, Any]]:
    for outputs in entry.outputs if entry else []:
        for output in outputs:
            if _is_figure(output):
                yield output["data"][PLOTLY]


def _describe(figure: dict[str, Any]) -> str:
    """Name what a figure plots, from its own axes and traces."""
    layout = figure.get("layout", {})
    axes = [
        (layout.get(axis, {}).get("title") or {}).get("text", "")
        for axis in ("yaxis", "xaxis")
    ]
    names = [trace["name"] for trace in figure.get("data", []) if trace.get("name")]
    what = " against ".join(filter(None, axes)) or "Figure"
    return f"{what}: {', '.join(names[:8])}" if names else what


def _index(project: Project, listed: list[_Listed]) -> str:
    """List the notebooks under the page that each is met on first."""
    met, titles = first_pages(project), pages.titles(project)
    groups: dict[Path | None, list[str]] = {}
    for snippet, entry in listed:
        title = html.escape(snippet.title)
        seconds = f" · {entry.seconds:.1f} s" if entry else ""
        groups.setdefault(met.get(snippet.name), []).append(
            f"- [{title}]({snippet.name}.ipynb)<br>`{snippet.name}`{seconds}"
        )
    rows = [
        "# Notebooks",
        "",
        "Every snippet of this site with all its cells and what they produced when the"
        " site was built. Each page has the file, the executed notebook and the"
        " versions to download.",
    ]
    for page, items in groups.items():
        heading = "Not on a page yet"
        if page:
            link = Path(os.path.relpath(page, project.notebooks)).as_posix()
            heading = f"[{html.escape(titles[page])}]({link})"
        rows += ["", f"## {heading}", "", '<div class="lk-notebooks" markdown>', ""]
        rows += [*items, "", "</div>"]
    return "\n".join(rows) + "\n"
