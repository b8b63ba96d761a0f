"""Mends what no override reaches in the theme, and makes code lean."""

from __future__ import annotations

import itertools
import re

# HTML knows neither of the two there
_CHECKBOX = re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off"')
_TABINDEX = re.compile(r'(<label class="md-nav__[^>]*?) tabindex=""')
# Half of the elements of a lesson are words of its code, and a phone lays out each of
# them. Of Pygments' kinds, names, signs and blanks look like the code around them.
_CODE = re.compile(r"(?<=<pre><span></span><code>).*?(?=</code>)", re.DOTALL)
_PLAIN = re.compile(r'<span class="(?:n|p|o|ow|w|sa|kc)?">([^<]*)</span>')
_NEIGHBOURS = re.compile(r'(<span class="(\w+)">[^<]*)</span>( *)<span class="\2">')
_BLOCK = re.compile(
    r"<pre(?P<attributes>[^>]*)>(?P<coloured><span></span>)?"
    r"<code>(?P<code>.*?)</code></pre>",
    re.DOTALL,
)
_COPY = (
    '<span class="md-code__nav"><button type="button" class="md-code__button" '
    'data-md-type="copy" title="Copy to clipboard" '
    'data-clipboard-target="#{name} code"></button></span>'
)
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


def equip(page: str) -> str:
    """Give each block of code in a page what the theme's script would give it.

    That script looks for each `pre > code` and measures it, which costs a phone more
    than all else that it does to a lesson. With an element between the two it finds
    none: so the button to copy is written into the page, and access.js sees to the
    keyboard. A server, whose stylesheet is the theme's own, leaves it to the theme.
    """
    numbers = itertools.count()

    def equipped(block: re.Match[str]) -> str:
        attributes, code = block["attributes"], block["code"]
        lines = ' class="md-code__content"' if code.startswith("<span id=") else ""
        button = ""
        if block["coloured"]:
            name = f"__code_{next(numbers)}"
            attributes += f' id="{name}"'
            button = _COPY.format(name=name)
        inner = f'<span class="lk-code"><code{lines}>{code}</code></span>'
        return f"<pre{attributes}>{button}{inner}</pre>"

    return _BLOCK.sub(equipped, page)


def styles(theme: str) -> str:
    """Return the theme's stylesheet, for code that `equip` has wrapped, too."""
    return theme.replace("pre>code", "pre code")


def _lean(code: re.Match[str]) -> str:
    """Colour as before, with fewer elements."""
    text = _PLAIN.sub(r"\1", code[0])
    joined = 1
    while joined:  # each round joins pairs
        text, joined = _NEIGHBOURS.subn(r"\1\3", text)
    return text
