"""Markdown of extensions that this site does not use: it would be shown as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lessonkit import config
from lessonkit.errors import LessonError
from lessonkit.project import Project

_EXTRA = {"abbr", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html",
          "tables"}  # fmt: skip
_CONTAINED = {"extra": _EXTRA, "pymdownx.extra": {*_EXTRA, "pymdownx.superfences"}}

# what it is called, how it looks, which extensions know it
_KINDS = [
    ("a footnote", r"^ {0,3}\[\^[^\]\s]+\]:|(?<=[\w.,;!?\"')])\[\^[^\]\s]+\](?!:)",
     ["footnotes"]),
    ("a content tab", r"^ *===[!+]? +[\"']", ["pymdownx.tabbed"]),
    ("a folded admonition", r"^ *\?\?\?\+? +\w", ["pymdownx.details"]),
    ("an admonition", r"^ *!!! +\w", ["admonition"]),
    ("a task list", r"^ *(?:[-*+]|\d+\.) +\[[ xX]\] ", ["pymdownx.tasklist"]),
    ("a formula", r"\$\$[^$]+\$\$|\\\((?=.*\\\))"
     r"|(?<![\\\w$])\$(?=[^\s\d$])[^$\n]*?(?<=[^\s\\])\$(?![\w$])",
     ["pymdownx.arithmatex"]),
    ("an icon or emoji", r"(?<![\w:`]):[a-z][a-z0-9_+-]*[a-z0-9]:(?![\w:])",
     ["pymdownx.emoji"]),
    ("a key", r"(?<!\{)\+\+[a-z][a-z0-9-]*(?:\+[a-z0-9-]+)*\+\+", ["pymdownx.keys"]),
    ("highlighted text", r"(?<![=\w!<>])==[^\s=](?:[^=\n]*[^\s=])?==(?![=\w])",
     ["pymdownx.mark", "pymdownx.critic"]),
    ("deleted text", r"(?<!~)~~[^\s~][^~\n]*~~(?!~)", ["pymdownx.tilde"]),
    ("a proposed change", r"\{(?:\+\+|--|~~|==|>>)\s*\S", ["pymdownx.critic"]),
    ("an abbreviation", r"^\*\[[^\]]+\]:", ["abbr", "pymdownx.blocks.definition"]),
    ("a definition", r"^: {1,3}\S", ["def_list"]),
    ("an included file", r"^ *-{1,}8<-{1,}", ["pymdownx.snippets"]),
]  # fmt: skip
_OPTION = re.compile(r"^ +(?:emphasize|data|kind|code): .*$", re.M)
_QUESTION = re.compile(  # its answers are a list of tasks
    r"^ *(?P<slashes>/{3,}) *question\b.*?^ *(?P=slashes) *$", re.S | re.M
)
_PATTERNS = [(name, re.compile(p, re.M), known) for name, p, known in _KINDS]


def unsupported(project: Project, text: str) -> Iterator[tuple[int, LessonError]]:
    """Find Markdown that no extension of `mkdocs.yml` knows.

    Args:
        project: The site.
        text: A page without its code.

    Yields:
        The line of each kind's first place, and what it is.
    """
    used = _used(project)
    text = _OPTION.sub("", text)
    text = _QUESTION.sub(lambda found: "\n" * found[0].count("\n"), text)
    for name, pattern, extensions in _PATTERNS:
        found = None if used & set(extensions) else pattern.search(text)
        if found:
            yield (
                text.count("\n", 0, found.start()) + 1,
                LessonError(
                    f"{name}, which readers would see as it is written",
                    f"Add `{extensions[0]}` to `markdown_extensions` in mkdocs.yml,"
                    " or write it in another way; in code, use backticks around it.",
                ),
            )


def _used(project: Project) -> set[str]:
    names = set(config.extensions(project))
    return names.union(*(_CONTAINED.get(name, set()) for name in names))
