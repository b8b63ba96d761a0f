"""One stylesheet and one script instead of many: each is a request before first paint.

Their sources stay apart on disk, where people read them, and while a server runs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

_ELSEWHERE = re.compile(r"@import\b|url\(\s*+(?![\"']?(?:data:|#|/|https?:))")
_MAP = re.compile(r"/[*/]# sourceMappingURL=.*")
# a script that throws must not take those behind it along, as it would not on its own
_ALONE = "try {{\n{}\n}} catch (error) {{ reportError(error); }}"


@dataclass(frozen=True)
class Bundle:
    """Several files as one.

    Attributes:
        path: Where it lies in the site. The name changes with the content, so that no
            cache serves an old one.
        content: Their text, in order.
        parts: The addresses in the site that it replaces.
    """

    path: str
    content: str
    parts: frozenset[str]


def can_be_joined(path: Path) -> bool:
    """Say whether a file may stand in one with others.

    A sheet that names files beside itself, or other sheets, means its own place.
    """
    return path.suffix != ".css" or not _ELSEWHERE.search(path.read_text("utf-8"))


def bundle(
    parts: Mapping[str, Path], suffix: str, change: Callable[[str], str] = str
) -> Bundle:
    """Join files. What they say about maps of their sources is left out.

    Args:
        parts: Their addresses in the site, in order, and where each is now.
        suffix: `css` or `js`.
        change: Is given the whole, and returns what the site gets.
    """
    texts = [_MAP.sub("", path.read_text("utf-8")) for path in parts.values()]
    if suffix == "js":
        texts = [_ALONE.format(text) for text in texts]
    content = change("\n".join(texts))
    name = hashlib.sha256(content.encode()).hexdigest()[:8]
    return Bundle(f"assets/site-{name}.{suffix}", content, frozenset(parts))
