"""Leaves a browser less to do: a phone lays out each element of a page, seen or not.

What the theme's script would change in a finished page it makes a browser style and lay
out anew. So it is written into the page, and the script finds nothing left to change.
"""

from __future__ import annotations

import itertools
import re

from lessonkit.page.highlight import UNCOLOURED

# half of the elements of a lesson are words of its code: a phone lays out each of them
_CODE = re.compile(r"(?<=<pre><span></span><code>).*?(?=</code>)", re.DOTALL)
_PLAIN = re.compile(rf'<span class="(?:{"|".join(sorted(UNCOLOURED))})">([^<]*)</span>')
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
_OF_A_SNIPPET = '<span id="lk-line-'  # whose block has a button of its own
# of two, one inside the other, only the inner one: an end belongs to the last begun
_TABLE = re.compile(
    r"<table(?![^>]*\sclass\s*=)([^>]*>(?:(?!<table\b).)*?</table>)", re.DOTALL
)
_WRAPPED = (
    '<div class="md-typeset__scrollwrap"><div class="md-typeset__table">'
    r'<table class="lk-table"\1</div></div>'
)
_TWIN = re.compile(
    r"(<details class=['\"]lk-twin(?! lk-hint)\b[^>]*><summary>[^<]*</summary>)(.*?)"
    r"(</details>)",
    re.DOTALL,
)
# nothing stands beside a table that is wrapped; but a browser that has this rule styles
# a whole lesson anew whenever an element is put into it
_BESIDE = "table:not([class])+*{"


def colour(page: str) -> str:
    """Colour code as before, with fewer elements. It keeps each of its characters."""
    return _CODE.sub(_coloured, page)


def _coloured(code: re.Match[str]) -> str:
    text = _PLAIN.sub(r"\1", code[0])
    joined = 1
    while joined:  # each round joins pairs
        text, joined = _NEIGHBOURS.subn(r"\1\3", text)
    return text


def equip(page: str) -> str:
    """Give a finished page what the theme's script would give it, and less to lay out.

    Each block of code has its button to copy; those of snippets have one already. The
    script looks for each `pre > code` and measures it, which costs a phone more than
    all else that it does to a lesson; with an element between the two it finds none,
    and access.js sees to the keyboard.

    Each plain table has its wrap, inside which it scrolls, and the class `lk-table`,
    because the script wraps what has no class.

    The table of a figure, folded away, may have thousands of cells. It waits as text
    until early.js puts it into the page: whoever has no JavaScript sees it as ever.

    A server, whose stylesheet is the theme's own, leaves the page as it is.
    """
    numbers = itertools.count()

    def equipped(block: re.Match[str]) -> str:
        attributes, code = block["attributes"], block["code"]
        lines = ' class="md-code__content"' if code.startswith("<span id=") else ""
        button = ""
        if block["coloured"] and not code.startswith(_OF_A_SNIPPET):
            name = f"__code_{next(numbers)}"
            attributes += f' id="{name}"'
            button = _COPY.format(name=name)
        inner = f'<span class="lk-code"><code{lines}>{code}</code></span>'
        return f"<pre{attributes}>{button}{inner}</pre>"

    page = _BLOCK.sub(equipped, page)
    page = _TABLE.sub(_WRAPPED, page)
    return _TWIN.sub(r"\1<noscript>\2</noscript>\3", page)


def styles(sheet: str) -> str:
    """Return a stylesheet, the theme's or ours, for what `equip` makes of a page."""
    while (place := sheet.find(_BESIDE)) >= 0:
        first = max(sheet.rfind(end, 0, place) for end in "{}") + 1
        sheet = sheet[:first] + sheet[place:].partition("}")[2]
    sheet = sheet.replace("table:not([class])", "table:is(.lk-table,:not([class]))")
    return sheet.replace("pre>code", "pre code")
