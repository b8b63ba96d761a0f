"""Mends what no override reaches in the theme's templates, and makes code lean."""

from __future__ import annotations

import re

# HTML knows neither of the two there
_CHECKBOX = re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off"')
_TABINDEX = re.compile(r'(<label class="md-nav__[^>]*?) tabindex=""')
# Half of the elements of a lesson are words of its code, and a phone lays out each of
# them. Of Pygments' kinds, names and blanks look like the code around them, and
# operators look like punctuation.
_CODE = re.compile(r"(?<=<pre><span></span><code>).*?(?=</code>)", re.DOTALL)
_PLAIN = re.compile(r'<span class="(?:n|w|sa|kc)?">([^<]*)</span>')
_OPERATOR = re.compile(r'(?<=<span class=")(?:o|ow)(?=">)')
_NEIGHBOURS = re.compile(r'(<span class="(\w+)">[^<]*)</span>( *)<span class="\2">')
_REFERENCE = re.compile(r'<link rel="stylesheet" href="[^"]*_mkdocstrings\.css">\s*')


def mend(page: str) -> str:
    """Return a finished page without the theme's invalid attributes.

    And without the styles of reference pages, where it is none: a browser paints no
    page before it has all its styles. Code keeps each of its characters and colours.
    """
    page = _CODE.sub(_lean, page)
    if 'class="doc ' not in page:
        page = _REFERENCE.sub("", page)
    page = _CHECKBOX.sub(r"\1", page)
    page = _TABINDEX.sub(r"\1", page)
    if 'id="__toc"' not in page:  # the label of a checkbox that is not there
        page = page.replace(
            '<label class="md-nav__title" for="__toc">',
            '<label class="md-nav__title">',
        )
    return page


def _lean(code: re.Match[str]) -> str:
    """Colour as before, with fewer elements."""
    text = _OPERATOR.sub("p", _PLAIN.sub(r"\1", code[0]))
    joined = 1
    while joined:  # each round joins pairs
        text, joined = _NEIGHBOURS.subn(r"\1\3", text)
    return text
