"""HTML of a lesson as other programs take it: plain elements, pictures inside.

Neither classes nor attributes of ours mean anything there.
"""

from __future__ import annotations

import base64
import html as entities
import mimetypes
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin

from bs4 import BeautifulSoup, Tag

_KEPT = {
    "p", "em", "strong", "code", "pre", "ul", "ol", "li", "sub", "sup", "img", "br",
    "table", "thead", "tbody", "tr", "th", "td", "b", "i", "blockquote",
}  # fmt: skip


def simple(html: str, picture: Callable[[str], str]) -> str:
    """Return HTML that is well-formed XML, of few elements.

    Args:
        html: Of a question or an answer.
        picture: Turns a picture's address into one that holds elsewhere.
    """
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        if tag.name not in _KEPT:
            tag.unwrap()
        elif tag.name == "img":
            _picture(tag, picture)
        else:
            tag.attrs = {}
    return soup.decode(formatter="minimal").replace("\r", "")


def text_of(html: str) -> str:
    """Return the text of some HTML, in one line."""
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", "", html)).split())


def _picture(tag: Tag, picture: Callable[[str], str]) -> None:
    tag.attrs = {
        "src": picture(str(tag.get("src", ""))),
        "alt": str(tag.get("alt", "")),
    }


def file_of(address: str, url: str, site: Path) -> Path:
    """Return the file behind a picture's address, as seen from a page."""
    return site / unquote(urljoin(f"/{url}", address)).lstrip("/")


def inlined(address: str, url: str, site: Path) -> str:
    """Return a picture as an address that holds all of it."""
    if address.startswith("data:"):
        return address
    path = file_of(address, url, site)
    kind = mimetypes.guess_type(path.name)[0] or "image/png"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
