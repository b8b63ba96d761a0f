"""Links that authors wrote as HTML, in a site whose pages are files without folders.

A builder leads links that are Markdown. What stands in a page as HTML was written for
`lessons/cnn/`, and means something else as seen from `lessons/cnn.html`.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Collection
from urllib.parse import quote

from lessonkit.site.teaching.alone import target

_ADDRESS = re.compile(r"(?<=\s)(?P<name>href|src)=\"(?P<address>[^\"#][^\"]*)\"")


def led(page: str, file: str, files: Collection[str]) -> str:
    """Return a page whose links lead to files that are there, where they can.

    Args:
        page: All of it.
        file: Its place in the site.
        files: All that the site has.
    """
    stem = file.removesuffix(".html")
    as_folder = file if stem.rpartition("/")[2] == "index" else f"{stem}/index.html"

    def lead(link: re.Match[str]) -> str:
        address = html.unescape(link["address"])
        here, meant = target(address, file), target(address, as_folder)
        if here is None or meant is None:
            return link[0]
        path = address.partition("#")[0].partition("?")[0]
        if here[0] in files and not path.endswith("/"):  # the builder led it
            return link[0]
        for found in (meant[0], meant[0].removesuffix("/index.html") + ".html"):
            if found in files:
                near = posixpath.relpath(found, posixpath.dirname(file) or ".")
                return f'{link["name"]}="{html.escape(quote(near) + meant[1])}"'
        return link[0]

    return _ADDRESS.sub(lead, page)
