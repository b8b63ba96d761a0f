"""Finds mistakes in pages that Markdown would show as text, or hide, without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

import yaml

from lessonkit import config
from lessonkit.errors import LessonError, nearest
from lessonkit.page import references, values
from lessonkit.page.grammar import BLOCKS, OPTION
from lessonkit.page.references import LINK
from lessonkit.page.unsupported import unsupported
from lessonkit.project import Project

Problem = tuple[int, LessonError]  # with its line

_FRONT_MATTER = re.compile(r"\A---\n.*?^(?:---|\.\.\.)$", re.S | re.M)
_BRACES = re.compile(r"\{\{|\}\}")
_OPTION = re.compile(rf"^ *{OPTION.pattern}.*$", re.M)
_ADDRESS = re.compile(r"\]\(\s*<?\s*([A-Za-z][\w+.-]*):")
_SCHEMES = ("claim", "cite", "https", "http", "mailto")
_OURS = re.compile(r"(?:\]\(\s*<?\s*|\]:\s*<?|<|href=[\"'])(?:claim|cite):[^\s)>]*")


def lint(project: Project, text: str) -> list[Problem]:
    """List what a page's Markdown says in a way that nothing understands.

    Args:
        project: The site.
        text: The page, with or without its front matter.

    Returns:
        The line of each, and what it is, from top to bottom.

    Raises:
        LessonError: mkdocs.yml is malformed.
    """
    lines = list(references.without_fences(text))
    plain = "\n".join(references.CODE_SPAN.sub(_blank, line) for line in lines)
    found = [
        *_front_matter(text),
        *_blocks(lines, [*BLOCKS, *config.blocks(project)]),
        *_braces(re.sub(values.PATTERN, _blank, plain)),
        *_links(_OPTION.sub(_blank, plain)),  # a link in a text alternative is none
        *unsupported(project, re.sub(values.PATTERN, _blank, _without_matter(plain))),
    ]
    return sorted(found, key=itemgetter(0))


def _without_matter(text: str) -> str:
    """Blank out the front matter, which is no Markdown."""
    return _FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _front_matter(text: str) -> Iterator[Problem]:
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return
    ends = (n for n, line in enumerate(lines) if n and line.rstrip() in ("---", "..."))
    end = next(ends, None)
    if end is None:
        yield _problem(
            1, "the front matter is never closed", "End it with a line `---`."
        )
        return
    try:
        found = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        line, told = config.not_yaml(error)  # of the text below the first line
        yield _problem(line + 1, f"the front matter is {told.cause}", told.remedy)
        return
    if not isinstance(found, dict):
        yield _problem(1, "the front matter says nothing", "Write `description: …`.")


def _blocks(lines: list[str], known: list[str]) -> Iterator[Problem]:
    """Find blocks without an end, ends without a block, and names of no block."""
    opened: list[tuple[int, str, str]] = []
    for number, line in enumerate(lines, 1):
        if end := references.END.match(line):
            if not opened:
                yield _problem(
                    number, f"`{end[1]}` ends no block", "Take the line away."
                )
            while opened and end[1] in (slashes for *_, slashes in opened):
                begun, name, slashes = opened.pop()
                if slashes == end[1]:
                    break
                yield _unclosed(begun, name)
        elif header := references.HEADER.match(line):
            if header[2] not in known:
                near = nearest(header[2], known)
                yield _problem(number, f"no block `/// {header[2]}`", near)
            opened.append((number, header[2], header[1]))
    for number, name, _ in opened:
        if name in known:
            yield _unclosed(number, name)


def _unclosed(number: int, name: str) -> Problem:
    return _problem(
        number,
        f"the block `/// {name}` is never closed",
        "End it with as many slashes on a line of their own.",
    )


def _braces(plain: str) -> Iterator[Problem]:
    """Find one half of a value's braces; with a line's end between, both are one."""
    before = ""
    for braces in _BRACES.finditer(plain):
        if not before or braces[0] == before:
            yield _problem(
                _line(plain, braces.start()),
                f"`{braces[0]}` begins or ends no value",
                "Write `{{ snippet.name:format }}` on one line;"
                " in code, use backticks around it.",
            )
        before = braces[0] if braces[0] == "{{" else ""


def _links(plain: str) -> Iterator[Problem]:
    """Find links to nowhere, and claims that no list of claims would have."""
    read = [range(link.start(), link.end()) for link in LINK.finditer(plain)]
    for found in _ADDRESS.finditer(plain):
        if found[1] not in _SCHEMES:
            yield _problem(
                _line(plain, found.start()),
                f"no link begins with `{found[1]}:`",
                nearest(found[1], _SCHEMES),
            )
    for found in _OURS.finditer(plain):
        if not any(found.start() in part for part in read):
            yield _problem(
                _line(plain, found.start()),
                f"`{found[0].lstrip(']')}` is neither a claim nor a citation",
                "Write `[…](claim:an-id)`, or with works"
                ' `[…](claim:an-id "he2016, Table 2; vit2020")`,'
                ' or `[](cite:he2016 "Table 2")`.',
            )


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _problem(line: int, cause: str, remedy: str) -> Problem:
    return line, LessonError(cause, remedy)
