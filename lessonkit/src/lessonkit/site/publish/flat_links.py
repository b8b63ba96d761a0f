"""Links that authors wrote as HTML, in a site whose pages are files without folders.

A builder rewrites links that are Markdown. Those in HTML were written for
`lessons/cnn/`, and mean something else as seen from `lessons/cnn.html`.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Collection
from urllib.parse import quote

from lessonkit.site.teaching.alone import target

_TAG = re.compile(r"<[a-z][^<>]*?\s(?:href|src)=\"[^<>]*>")
_ADDRESS = re.compile(r"(?<=\s)(?P<name>href|src)=\"(?P<address>[^\"#/][^\"]*)\"")


def relinked(page: str, file: str, files: Collection[str]) -> str:
    """Return a page whose links point to files that exist, where they can.

    Args:
        page: All of it.
        file: Its place in the site.
        files: All that the site has.
    """
    stem = file.removesuffix(".html")
    as_folder = file if stem.rpartition("/")[2] == "index" else f"{stem}/index.html"

    def relink(link: re.Match[str]) -> str:
        address = html.unescape(link["address"])
        here, meant = target(address, file), target(address, as_folder)
        if here is None or meant is None:
            return link[0]
        path, mark, query = address.partition("#")[0].partition("?")
        if here[0] in files and not path.endswith("/"):  # as the builder wrote it
            return link[0]
        for found in (meant[0], meant[0].removesuffix("/index.html") + ".html"):
            if found in files:
                near = posixpath.relpath(found, posixpath.dirname(file) or ".")
                whole = html.escape(f"{quote(near)}{mark}{query}{meant[1]}")
                return f'{link["name"]}="{whole}"'
        return link[0]

    return _TAG.sub(lambda tag: _ADDRESS.sub(relink, tag[0]), page)
