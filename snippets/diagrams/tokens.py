"""The site's colours, read from the stylesheets in which they are typed."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache
from pathlib import Path

_REPOSITORY = Path(__file__).parents[2]
# those of every course, then this one's own: a colour for each kind of layer
SHEETS = tuple(
    _REPOSITORY / folder / "tokens.css"
    for folder in ("lessonkit/src/lessonkit/web", "docs/assets")
)

_ROOT = re.compile(r":root\s*\{(.*?)\}", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PROPERTY = re.compile(r"--lk-([\w-]+)\s*:\s*([^;]+);")


def token(name: str) -> str:
    """Return a design token's value in the light theme.

    Args:
        name: The token without its prefix, such as `positive` or `dense`.

    Returns:
        The value as CSS has it, such as `#0067a3`. The page's script knows the dark
        theme's twin of every token and swaps it in.

    Raises:
        FileNotFoundError: A stylesheet is not where it should be.
        KeyError: They hold no token of that name; the message lists the nearest.
    """
    known = {key: value for sheet in SHEETS for key, value in _read(sheet).items()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=3) or sorted(known)
    raise KeyError(
        f"no token --lk-{name} in tokens.css; nearest: {', '.join(near[:3])}"
    )


@lru_cache(maxsize=4)
def _read(path: Path) -> dict[str, str]:
    """Read the first `:root` block, which is the light theme."""
    try:
        css = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FileNotFoundError(
            f"no design tokens at {path.relative_to(_REPOSITORY)}: diagrams take their"
            " colours from this file, so run them from a full copy of the repository"
        ) from None
    block = _ROOT.search(_COMMENT.sub("", css))
    pairs = _PROPERTY.findall(block[1]) if block else []
    return {name: value.strip() for name, value in pairs}
