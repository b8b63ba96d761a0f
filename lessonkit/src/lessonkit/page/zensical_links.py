"""Makes links point to the same places under Zensical as under MkDocs.

MkDocs knows notebooks as pages, and leaves HTML in a page alone: an address in it is
meant as seen from the built page. Zensical has a page of Markdown for each notebook,
and takes every address as seen from the source.
"""

from __future__ import annotations

import os
import posixpath
import re
import xml.etree.ElementTree as etree
from pathlib import Path

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from lessonkit.page.context import Context

_ADDRESS = re.compile(
    r"(?<=\s)(?P<name>href|src)=(?P<quote>[\"'])(?P<path>[^\"'?#]+)(?P<rest>[^\"']*)\2"
)
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/")


class Links(Treeprocessor):
    """Rewrites the links of a page, if Zensical renders it."""

    def __init__(self, md: Markdown, context: Context) -> None:
        """Keep the page's context."""
        super().__init__(md)
        self.context = context

    def run(self, root: etree.Element) -> None:
        """Visit all links of the page."""
        page = self.context.page
        if page is None or "rendering_context" not in self.md.preprocessors:
            return
        for link in root.iter("a"):
            address, mark, place = link.get("href", "").partition("#")
            led = Path(os.path.normpath(page.parent / address))
            if self.context.project.is_notebook_page(led):
                link.set("href", f"{address.removesuffix('ipynb')}md{mark}{place}")
        if page.is_relative_to(self.context.project.notebooks):  # made for Zensical
            return
        blocks = self.md.htmlStash.rawHtmlBlocks
        for number, block in enumerate(blocks):
            if isinstance(block, str):
                blocks[number] = _ADDRESS.sub(self._from_source, block)

    def _from_source(self, found: re.Match[str]) -> str:
        """Return an address as seen from the source, given one from the page."""
        if _ELSEWHERE.match(found["path"]):
            return found[0]
        shown = self.md.preprocessors["rendering_context"].page
        place = posixpath.join(posixpath.dirname(shown.url), found["path"])
        seen = posixpath.relpath(place, posixpath.dirname(shown.path) or ".")
        slash = "/" * found["path"].endswith("/")
        name, quote = found["name"], found["quote"]
        return f"{name}={quote}{seen}{slash}{found['rest']}{quote}"
