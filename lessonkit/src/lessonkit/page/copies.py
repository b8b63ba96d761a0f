"""What the copy button of a block copies: its lines, and all that they need.

A page says how much comes along. The text itself travels in a script of its own for
each snippet, which loads when a reader first asks for it, from a file as well.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from lessonkit.cache import per_build
from lessonkit.disk_cache import code_of, made
from lessonkit.errors import LessonError
from lessonkit.figure import data_script
from lessonkit.files import file_state
from lessonkit.page import proof
from lessonkit.page.browser_python import browser_python
from lessonkit.page.highlight import coloured
from lessonkit.project import Project
from lessonkit.run.alone import Alone, alone
from lessonkit.run.fingerprint import canonical, local_modules
from lessonkit.run.runner import distributions_by_import
from lessonkit.run.snippet import Cell, Snippet
from lessonkit.run.store import Entry, Store
from lessonkit.settings import settings

KIND = "copies"  # where they are kept
_OWN = ("text",)  # what the page does not get
_PROGRAMS = ("alone", "closure", "statements", "effects", "scope", "syntax")  # of run/
SLOW = 5  # seconds from which a reader is told how long a run took


@per_build
def asset(project: Project, snippet: Snippet) -> tuple[str, str]:
    """Return the key and the script that bring what each cell needs.

    Raises:
        LessonError: A file cannot be read.
    """
    cells = {
        name: {key: said for key, said in cell.items() if key not in _OWN}
        | _in_page(project, snippet, index)
        for index, (name, cell) in enumerate(_cells(project, snippet).items())
    }
    lines = _read(project, snippet)["lines"]
    told = {"name": snippet.file, "lines": lines, "cells": cells}
    return data_script.script(told, "code")


def name_of(snippet: Snippet, index: int) -> str:
    """Return what a script calls a code cell: by its name, else by its place."""
    return snippet.code[index].name or str(index)


def programs(project: Project, snippet: Snippet) -> Iterator[proof.Program]:
    """Yield the cells of a snippet that may run in the page."""
    for index in range(len(snippet.code)):
        with suppress(LessonError):  # the plugin reports what is missing, once
            if found := _program(project, snippet, index):
                yield found


@per_build
def _program(project: Project, snippet: Snippet, index: int) -> proof.Program | None:
    """Return a cell as a program for the page, if its copy is all that it needs."""
    entry = Store(project).get(snippet)
    cell = _cells(project, snippet)[name_of(snippet, index)]
    if entry is None or cell["files"] or cell["beside"]:
        return None
    return proof.program(project, cell["text"], entry.outputs[index])


@per_build
def _in_page(project: Project, snippet: Snippet, index: int) -> dict[str, Any]:
    """Say how a cell runs in the page, or what it needs that is not there.

    Returns:
        `run`, with what it prints and what Python costs; or `lacks`, names of packages.
    """
    python = browser_python(project)
    cell = _cells(project, snippet)[name_of(snippet, index)]
    if python is None or cell["files"]:
        return {}
    with suppress(LessonError):  # the plugin reports what is missing, once
        found = _program(project, snippet, index)
        if found and proof.is_proven(project, found):
            return {"run": {"printed": found.printed, **python.offer(found.wheels)}}
        return {"lacks": _as_installed(project, python.lacks(cell["text"]))}
    return {}


def _as_installed(project: Project, imported: list[str]) -> list[str]:
    """Name packages as pip does, with those that a reader needs as well."""
    owners = distributions_by_import(project)
    others = settings(project).versions_with
    usual = {one: alike[-1] for alike in others.values() for one in alike}
    found = (canonical(owners.get(name, [name])[0]) for name in imported)
    named = [usual.get(name, name) for name in found]
    along = (other for name in named for other in others.get(name, [])[-1:])
    return list(dict.fromkeys([*named, *along]))


def _cells(project: Project, snippet: Snippet) -> dict[str, dict[str, Any]]:
    """Describe each code cell: its lines, and what comes along."""
    cells: dict[str, dict[str, Any]] = _read(project, snippet)["cells"]
    return cells


@per_build
def _read(project: Project, snippet: Snippet) -> dict[str, Any]:
    """Return what a snippet's text says: its coloured `lines`, and its `cells`."""
    file = snippet.text.split("\n")

    def make() -> str:
        cells = {
            name_of(snippet, index): _told(alone(project, snippet, cell), cell, file)
            for index, cell in enumerate(snippet.code)
        }
        return json.dumps({"lines": coloured(snippet.text).split("\n"), "cells": cells})

    here = Path(__file__)
    programs = [code_of(here.parents[1] / "run" / f"{name}.py") for name in _PROGRAMS]
    programs += [code_of(here), code_of(here.with_name("highlight.py"), "pygments")]
    states = [file_state(path) for path in local_modules(project, snippet.path)]
    parts = [programs, snippet.text, states]
    found: dict[str, Any] = json.loads(made(project, KIND, parts, make))
    return found


def _told(copy: Alone, cell: Cell, file: list[str]) -> dict[str, Any]:
    own = copy.source.count("\n") + 1
    return {
        "text": copy.text,
        "own": [cell.line, cell.line + own - 1],
        "before": _folded(copy.before.split("\n"), file) if copy.before else [],
        "gap": copy.gap.count("\n"),
        "lines": copy.lines,
        "works": copy.works,
        "later": copy.later,
        "files": copy.files,
        "beside": copy.beside,
    }


def _folded(lines: list[str], file: list[str]) -> list[list[int] | str]:
    """Say lines by their numbers where the file has them, from its top to its end.

    Returns:
        Pairs of line numbers (from 1), first and last; and coloured text of others.
    """
    found: list[list[int] | str] = []
    other: list[str] = []
    place = 0
    for line in lines:
        if line in file[place:]:
            if other:
                found.append(coloured("\n".join(other)))
                other = []
            place = file.index(line, place) + 1
            if found and isinstance(found[-1], list) and found[-1][1] == place - 1:
                found[-1][1] = place
            else:
                found.append([place, place])
        else:
            other.append(line)
    return [*found, coloured("\n".join(other))] if other else found


def describe(
    element: etree.Element,
    project: Project,
    snippet: Snippet,
    index: int,
    entry: Entry | None,
    link: str = "",
) -> None:
    """Give a block of code its head: the file, what comes along, and the button.

    Args:
        element: The block.
        project: The site.
        snippet: Whose code it shows.
        index: Which of its code cells.
        entry: Its run, if there was one.
        link: Where the whole file is shown; empty where it is shown already.
    """
    name = name_of(snippet, index)
    cell = _cells(project, snippet)[name]
    element.set("data-cell", name)
    element.set("data-code", asset(project, snippet)[0])
    head = etree.SubElement(element, "div", {"class": "lk-source__head"})
    if link:
        etree.SubElement(head, "a", {"href": link}).text = snippet.where
    else:
        etree.SubElement(head, "span").text = snippet.code[index].name
    # every first page loads the search index
    tools = etree.SubElement(head, "span", {"data-search-exclude": ""})
    if said := along(cell, entry):
        more = {"type": "button", "class": "lk-along", "aria-expanded": "false"}
        etree.SubElement(tools, "button", more).text = said
    if "run" in _in_page(project, snippet, index):
        runs = {"type": "button", "class": "lk-run", "aria-expanded": "false"}
        etree.SubElement(tools, "button", runs).text = "Run"
    plain = {"type": "button", "class": "lk-copy"}
    etree.SubElement(tools, "button", plain).text = "Copy"


def along(cell: dict[str, Any], entry: Entry | None) -> str:
    """Say in a few words what comes along with a cell; nothing if it runs as it is."""
    lines, files = cell["lines"], len(cell["files"]) + cell["beside"]
    said = []
    if lines:
        said.append(f"+ {lines} line{'s' * (lines != 1)}")
    if cell["works"] and entry and entry.seconds >= SLOW:
        said.append(f"up to {_duration(entry.seconds)}")
    if files:
        said.append("needs files")
    elif cell["later"]:
        said.append("goes on below")
    return " · ".join(said)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes}\u00a0min" if seconds >= 90 else f"{round(seconds)}\u00a0s"
