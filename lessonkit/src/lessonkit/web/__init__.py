"""What the browser gets of every course: styles, scripts, templates of the theme.

In a site they lie in `assets/lessonkit/`; a course's own come after them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
TEMPLATES = HERE / "theme"  # for Material
FOLDER = "assets/lessonkit"
TOKENS = HERE / "tokens.css"
PYTHON = HERE / "python"  # an editor for exercises, and what runs in a worker
INLINE = HERE / "early.js"  # stands in the head of every page

STYLES = (
    "tokens.css", "site.css", "blocks.css", "controls.css", "pages.css", "widgets.css",
    "tables.css", "claims.css", "reader.css",
)  # fmt: skip
FIRST = ("page.js", "numbers.js")  # others hang on them
SCRIPTS = (
    *FIRST, "player.js", "parts.js", "theme.js", "figures.js", "widgets.js",
    "questions.js", "tables.js", "access.js", "tips.js", "reader.js",
    "exercises.js",
)  # fmt: skip
WITHOUT_THEME = tuple(name for name in SCRIPTS if name != "theme.js")  # of Material
# come with Plotly, when a figure nears the screen; still pictures are drawn by them too
DRAWING = (
    "figures/theme.js", "figures/narrow.js", "figures/controls.js",
    "figures/reading.js",
)  # fmt: skip
# for the search of the copy that opens without a server: the first keeps the browser's
# own worker, the second stands in for it
OFFLINE = ("worker.js", "vendor/iframe-worker-1.0.4.min.js")


def address(name: str) -> str:
    """Return where a file lies in a site."""
    return f"{FOLDER}/{name}"


def file(path: str) -> Path | None:
    """Return the file behind an address of a site, if it is one of these."""
    name = path.removeprefix(f"{FOLDER}/")
    found = HERE / name
    return found if name != path and found.is_file() else None


def files(names: Iterable[str]) -> list[Path]:
    """Return files by their names."""
    return [HERE / name for name in names]


def loaded() -> Iterator[str]:
    """Yield the names of all that pages load, in bundles or by themselves."""
    for path in sorted(HERE.rglob("*")):
        name = path.relative_to(HERE).as_posix()
        if path.suffix in (".css", ".js") and path != INLINE:
            yield name


def plotly() -> Path:
    """Return the library that draws figures."""
    (found,) = (HERE / "vendor").glob("plotly-*.min.js")
    return found
