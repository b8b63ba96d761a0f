"""The addresses of all pages, known before the site is built."""

from __future__ import annotations

import re
from pathlib import Path

from lessonkit.page import pages
from lessonkit.run import snippet
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
# beside each lesson, made of it, for those who teach
TAUGHT = [
    f"{lesson}{kind}/"
    for lesson in LESSONS
    for kind in ("slides", "worksheet", "answers")
]
ALL = [*WRITTEN, "notebooks/", *NOTEBOOKS]


def parts(site: Path, path: str) -> list[Path]:
    """List what a built page is made of: its HTML, and what that may load.

    Of outputs and pictures, those that it names; of scripts and styles, all.
    """
    page = site / path / "index.html"
    named = set(re.findall(r"[\w-]+", page.read_text("utf-8")))
    found = [file for file in (site / "assets").rglob("*") if file.is_file()]
    by_name = {"outputs", "images", "cards"}
    return [
        page,
        *(
            file
            for file in sorted(found)
            # a picture has a file for each theme: KEY.light.svg
            if file.name.split(".")[0] in named
            or file.relative_to(site).parts[1] not in by_name
        ),
    ]
