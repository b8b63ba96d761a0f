"""Puts a still picture where a figure will be, for readers without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

# attributes come in any order: notebook pages pass through a sanitiser
_FRAME = re.compile(r'<div [^>]*?data-figure="(?P<key>[0-9a-f]{16})"[^>]*>')
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')


def add(page: str, folder: Path, link: Callable[[Path], str]) -> str:
    """Return a page's content with the pictures of its figures.

    Inside `noscript` a browser that runs scripts does not even load them. Without
    scripts a page is light; with them it may be dark, and shows the other picture.

    Args:
        page: The content.
        folder: Where the pictures lie, each under its figure's key.
        link: Turns a file into its address as seen from the page.
    """

    def with_picture(frame: re.Match[str]) -> str:
        light = folder / f"{frame['key']}.light.svg"
        dark = folder / f"{frame['key']}.dark.svg"
        if not (light.is_file() and dark.is_file()):
            return frame[0]
        width, height = size(light)
        # the frame's own words say what it shows
        return (
            f'{frame[0]}<noscript class="lk-still"><img src="{link(light)}" alt=""'
            f' data-dark="{link(dark)}" width="{width}" height="{height}"'
            ' loading="lazy"></noscript>'
        )

    return _FRAME.sub(with_picture, page)


def size(path: Path) -> tuple[int, int]:
    """Return a picture's width and height in pixels."""
    with path.open(encoding="utf-8") as file:
        found = _SIZE.search(file.read(400))
    return (round(float(found[1])), round(float(found[2]))) if found else (720, 420)
