"""Text as files hold it, and as pages may: without terminal codes and controls."""

from __future__ import annotations

import re
from pathlib import Path

from lessonkit.errors import LessonError

# colours and cursor movements; titles and links (which end in BEL or ESC \)
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def strip_ansi(text: str) -> str:
    """Remove terminal colours, cursor movements, titles and links."""
    return _ANSI.sub("", text)


def printable(text: str) -> str:
    """Remove what no page may hold; Python-Markdown's own marks are among it."""
    return _CONTROL.sub("", strip_ansi(text))


def decoded(path: Path, where: str) -> str:
    """Read a file; an editor on Windows may have put a mark in front.

    Raises:
        LessonError: It is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise LessonError(
            f"not UTF-8 (byte {error.start})",
            "Save the file as UTF-8.",
            f"{where}:{line}",
        ) from None
