"""A page of the built site as a copy of a few pages has it, opened from a folder.

What leads through the whole site is cut, and its search. A link to a page that did not
come along leads to the published site, or is text where there is none.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from urllib.parse import quote, unquote, urljoin, urlsplit

_TAG = r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*"
_LINK = re.compile(rf"<a\b{_TAG}>", re.IGNORECASE)
_LOADS = re.compile(rf"<(?:link|script|img|source|video|audio)\b{_TAG}>", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:href|src|poster|data-dark)=(\"[^\"]*\"|'[^']*')")
_GOES = re.compile(r"\s(?:href|download|target|data-copy)(?:=(?:\"[^\"]*\"|'[^']*'))?")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
# what says where a page stands in the site, and what its scripts may do on a server
_HEAD = re.compile(
    r"<link rel=\"(?:canonical|prev|next|alternate ?)\"[^>]*>"
    r"|<meta (?:property=\"og:|name=\"twitter:)[^>]*>"
    r"|<meta http-equiv=\"Content-Security-Policy\"[^>]*>"
)
_ZIP = re.compile(rf"<a\b{_TAG}\sdata-zip{_TAG}>.*?</a>(?: · )?", re.DOTALL)
_PYTHON = re.compile(r"<p class=\"lk-exercise__here\".*?</p>", re.DOTALL)
# of the theme: what leads to pages that are not here
_CUT = (
    '<div class="md-search"', '<label class="md-header__button md-icon" for="__search"',
    '<nav class="md-tabs"', '<div class="md-sidebar md-sidebar--primary"',
    '<label class="md-header__button md-icon" for="__drawer"', '<nav class="md-path',
    '<nav class="md-footer__inner',
)  # fmt: skip
_STYLE = (
    "<style>a[data-elsewhere]:not(.lk-term)::after{content:' ↗' / ' (on the web)'}"
    ".md-typeset a:not([href]){color:inherit;text-decoration:none}</style></head>"
)


def cut(page: str) -> str:
    """Leave out of a page what only the whole site can offer."""
    for pattern in (_HEAD, _ZIP):
        page = pattern.sub("", page)
    for opening in _CUT:
        page = _without(page, opening)
    return page


def _without(page: str, opening: str) -> str:
    """Cut each element that begins so, with all that is in it."""
    name = opening[1:].split()[0]
    ends = re.compile(rf"<(/?){name}\b[^>]*>")
    while (start := page.find(opening)) >= 0:
        depth = 0
        for tag in ends.finditer(page, start):
            depth += -1 if tag[1] else 1
            if not depth:
                page = page[:start] + page[tag.end() :]
                break
        else:
            return page
    return page


def target(address: str, page: str) -> tuple[str, str] | None:
    """Find what an address means.

    Args:
        address: As a page has it.
        page: The file of that page, from the root of the site.

    Returns:
        A file, from the root of the site, and the fragment with its `#`; nothing if
        the address leads out of the site.
    """
    if _ELSEWHERE.match(address):
        return None
    joined = urlsplit(urljoin(f"/{page}", address))
    path = unquote(joined.path)[1:]
    if not path or path.endswith("/"):
        path += "index.html"
    return path, f"#{joined.fragment}" if joined.fragment else ""


def links(page: str, path: str) -> Iterator[str]:
    """Yield the files of the site that a page links to."""
    return _targets(_LINK, page, path)


def loads(page: str, path: str) -> Iterator[str]:
    """Yield the files of the site that a page names to be loaded with it."""
    return _targets(_LOADS, page, path)


def _targets(tags: re.Pattern[str], page: str, path: str) -> Iterator[str]:
    for tag in tags.finditer(page):
        for address in _ADDRESS.finditer(tag[0]):
            if found := target(html.unescape(address[1][1:-1]), path):
                yield found[0]


def alone(page: str, path: str, here: Collection[str], published: str) -> str:
    """Let a page stand in a copy.

    Args:
        page: What `cut` left of it.
        path: Its file, from the root of the site.
        here: All files that the copy has.
        published: The address of the published site; empty if there is none.
    """

    def led(tag: re.Match[str]) -> str:
        return _led(tag[0], path, here, published)

    page = _LINK.sub(led, page)
    page = _PYTHON.sub(_no_python(path, published), page)
    return page.replace("</head>", _STYLE, 1)


def _led(tag: str, path: str, here: Collection[str], published: str) -> str:
    """Lead one link to where it can go."""
    address = _ADDRESS.search(tag)
    named = html.unescape(address[1][1:-1]) if address else "#"
    found = None if named.startswith("#") else target(named, path)
    if address is None or found is None:
        return tag
    file, fragment = found
    if file in here:
        near = quote(posixpath.relpath(file, posixpath.dirname(path) or "."))
        return _with(tag, address, f'"{html.escape(near + fragment)}"')
    if published:
        far = html.escape(_published(file, published) + fragment)
        return _with(tag, address, f'"{far}" data-elsewhere')
    return _GOES.sub("", tag)


def _with(tag: str, address: re.Match[str], value: str) -> str:
    return tag[: address.start(1)] + value + tag[address.end(1) :]


def _published(file: str, published: str) -> str:
    name = file.removesuffix("index.html") if file.endswith("/index.html") else file
    return urljoin(published, quote("" if name == "index.html" else name))


def _no_python(path: str, published: str) -> Callable[[re.Match[str]], str]:
    """Say instead of a button that Python stayed behind."""
    said = "This copy has no Python for the page"
    if published:
        far = html.escape(_published(path, published))
        said += f'; <a href="{far}" data-elsewhere>the lesson on the web</a> has'
    return lambda _: f'<p class="lk-exercise__how">{said}.</p>'
