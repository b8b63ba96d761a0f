"""The addresses of all pages, known before the site is built."""

from __future__ import annotations

from lessonkit import pages, snippet
from tests.site.conftest import ROOT

LESSONS = [
    f"lessons/{path.stem}/" for path in sorted((ROOT.docs / "lessons").glob("*.md"))
]
NOTEBOOKS = [f"notebooks/{name}/" for name in snippet.names(ROOT)]


def _address(name: str) -> str:
    stem = name.removesuffix(".md")
    return "" if stem == "index" else stem.removesuffix("/index") + "/"


WRITTEN = [
    _address(path.relative_to(ROOT.docs).as_posix()) for path in pages.in_order(ROOT)
]
ALL = [*WRITTEN, "notebooks/", *NOTEBOOKS]
