"""The one way of HTML into a page that holds what a snippet or a file of data says.

Whatever makes it, and whatever it forgot: of elements, attributes and addresses only
those remain that the outputs of this site are made of. None of them acts by itself.
"""

from __future__ import annotations

import nh3

from lessonkit.text import printable

_TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div",
    "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li",
    "ol", "p", "pre", "s", "small", "span", "strong", "sub", "summary", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var",
}  # fmt: skip
_EVERYWHERE = {"aria-label", "class", "role", "style", "tabindex", "title"}
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href"},
    "img": {"alt", "height", "loading", "src", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_PICTURES = ("data:image/",)
_LINKS = ("https:", "http:", "mailto:", "#")
_STYLES = {"--lk-height", "text-align"}


def _address(_: str, attribute: str, value: str) -> str | None:
    """Keep links to pages, and pictures that bring their own bytes."""
    allowed = {"href": _LINKS, "src": _PICTURES}.get(attribute)
    return value if not allowed or value.lower().startswith(allowed) else None


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style"},
    attributes=_ATTRIBUTES,
    attribute_filter=_address,
    generic_attribute_prefixes={"data-"},
    url_schemes={"data", "http", "https", "mailto"},
    filter_style_properties=_STYLES,
    link_rel=None,
)


def safe(html: str) -> str:
    """Return HTML with nothing in it that could act, load or leave the page."""
    # Python-Markdown would take its own marks in there for what it put aside
    made: str = _CLEANER.clean(printable(html))
    return made
