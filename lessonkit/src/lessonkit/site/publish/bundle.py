"""One stylesheet and one script instead of many: each is a request before first paint.

Their sources stay apart on disk, where people read them, and while a server runs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
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


def can_be_joined(listed: object, path: Path) -> bool:
    """Say whether a file may stand in one with others.

    A module, or a script with attributes, is another thing than its text; a sheet that
    names files beside itself, or other sheets, means its own place.

    Args:
        listed: How the configuration names it.
        path: Where it is now.
    """
    if not path.is_file():
        return False
    if any(getattr(listed, name, None) for name in ("type", "defer", "async_")):
        return False
    return path.suffix != ".css" or not _ELSEWHERE.search(path.read_text("utf-8"))


def bundle(
    parts: Mapping[str, Path],
    suffix: str,
    before: Sequence[str] = (),
    change: Callable[[str], str] = str,
) -> Bundle:
    """Join files.

    Args:
        parts: Their addresses in the site, in order, and where each is now. All lie in
            `assets/`, as the bundle does.
        suffix: `css` or `js`.
        before: What comes first, of others. What it says about a map of its source is
            left out.
        change: Is given the whole, and returns what the site gets.
    """
    texts = [*before, *(path.read_text("utf-8") for path in parts.values())]
    texts = [_MAP.sub("", text) for text in texts]
    if suffix == "js":
        texts = [_ALONE.format(text) for text in texts]
    content = change("\n".join(texts))
    name = hashlib.sha256(content.encode()).hexdigest()[:8]
    return Bundle(f"assets/site-{name}.{suffix}", content, frozenset(parts))
