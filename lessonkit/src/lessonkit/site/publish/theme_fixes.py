"""Mends what no override reaches in the HTML of the theme and of mkdocstrings."""

from __future__ import annotations

import re

# HTML knows neither of the two there
_CHECKBOX = re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off"')
_TABINDEX = re.compile(r'(<label class="md-nav__[^>]*?) tabindex=""')
# long names break behind dots and between words, not within one
_NAME = re.compile(r'(?<=<span class="doc doc-object-name )[^>]*>[\w.]+')
# "5 × 5" is one word, "28 × 28 × 6" too; code and data stay as they are, and tables of
# figures, whose cells do not break
_SIZE = re.compile(
    r"<!--.*?-->|<(pre|code|script|style|textarea)\b.*?</\1>"
    r"|<details class=['\"]lk-twin\b.*?</details>"
    r"""|<(?:[^<>"']|"[^"]*"|'[^']*')*>"""
    r"|(?<![\w,.])(?<!× )(?P<size>\d+(?: × \d+){1,2})(?![\w]|[,.]\d| ×)",
    re.DOTALL,
)
_REFERENCE = re.compile(r'<link rel="stylesheet" href="[^"]*_mkdocstrings\.css">\s*')


def mend(page: str) -> str:
    """Return a finished page without the theme's invalid attributes.

    Long names of the reference may break between their words, sizes may not. The
    reference's styles are left out where there is none of it: a browser paints no page
    before it has all its styles.
    """
    if 'class="doc ' not in page:
        page = _REFERENCE.sub("", page)
    page = _NAME.sub(lambda name: re.sub(r"[._](?=\w)", r"\g<0><wbr>", name[0]), page)
    if " × " in page:
        page = _SIZE.sub(_kept, page)
    page = _CHECKBOX.sub(r"\1", page)
    page = _TABINDEX.sub(r"\1", page)
    if 'id="__toc"' not in page:  # the label of a checkbox that is not there
        page = page.replace(
            '<label class="md-nav__title" for="__toc">',
            '<label class="md-nav__title">',
        )
    return page


def _kept(found: re.Match[str]) -> str:
    return found[0].replace(" ", "\u00a0") if found["size"] else found[0]
