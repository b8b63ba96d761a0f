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

    Where such an element has no end, the whole content comes back: the plugin decides.
    """
    kept, begin = [], 0
    inside, depth = "", 0  # what is left out, and how many of its name are open
    for tag in _TAG.finditer(html):
        name, more = tag["name"], tag["more"]
        if name is None or more.endswith("/"):
            continue
        if inside:
            if name == inside:
                depth += -1 if tag["end"] else 1
            if not depth:
                inside, begin = "", tag.end()
        elif EXCLUDED in more and _is_excluded(name, more):
            kept.append(html[begin : tag.start()])
            inside, depth = name, 1
    return html if inside else "".join(kept) + html[begin:]


def _is_excluded(name: str, more: str) -> bool:
    attributes = _VALUE.sub("", more).replace("=", " ").split()
    return EXCLUDED in attributes and not _HEADING.fullmatch(name)
