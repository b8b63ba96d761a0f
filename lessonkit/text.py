"""What may stand on a page as text: no terminal codes, no control characters."""

from __future__ import annotations

import re

# colours and cursor movements; titles and links (which end in BEL or ESC \)
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def strip_ansi(text: str) -> str:
    """Remove terminal colours, cursor movements, titles and links."""
    return _ANSI.sub("", text)


def printable(text: str) -> str:
    """Remove what no page may hold; Python-Markdown's own marks are among it."""
    return _CONTROL.sub("", strip_ansi(text))
