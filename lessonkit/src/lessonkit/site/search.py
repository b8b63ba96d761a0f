"""Spares the search plugin what it would read only to leave it out."""

from __future__ import annotations

import re

EXCLUDED = "data-search-exclude"
_TAG = re.compile(
    r"<!--.*?-->"
    r"""|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<more>(?:[^>"']|"[^"]*"|'[^']*')*)>""",
    re.S,
)
_VALUE = re.compile(r""""[^"]*"|'[^']*'""")
_HEADING = re.compile(r"h[1-6]")  # the plugin leaves out all up to the next one


def searchable(html: str) -> str:
    """Return a page's content without the elements that the search leaves out.

    An element stays if it has no end, or a heading in it: the plugin decides on those.
    """
    kept, begin = [], 0
    start, inside, depth = 0, "", 0  # what is left out; how many of its name are open
    for tag in _TAG.finditer(html):
        name, more = tag["name"], tag["more"]
        if name is None or more.endswith("/"):
            continue
        if not inside:
            if EXCLUDED in more and _is_excluded(name, more):
                start, inside, depth = tag.start(), name, 1
        elif _HEADING.fullmatch(name):
            inside = ""
        elif name == inside:
            depth += -1 if tag["end"] else 1
            if not depth:
                kept.append(html[begin:start])
                inside, begin = "", tag.end()
    return "".join(kept) + html[begin:]


def _is_excluded(name: str, more: str) -> bool:
    attributes = _VALUE.sub("", more).replace("=", " ").split()
    return EXCLUDED in attributes and not _HEADING.fullmatch(name)
