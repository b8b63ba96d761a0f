"""Write `docs/reference/credits.md`: whose photographs, weights and data are shown.

    python tools/credits.py

The page is made of five lists, each beside what it lists: the photographs, the data
that `make data` fetches, small data that are kept in the repository, fonts whose
digits the playground reads, and what Python in the page imports. A test holds the page
against them, and looks for pictures and weights that none of them names.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "credits.md"
PHOTOGRAPHS = ROOT / "docs" / "assets" / "photographs" / "credits.toml"
FETCHED = ROOT / "tools" / "data.toml"
KEPT = ROOT / "snippets" / "data" / "kept.toml"
PYTHON = ROOT / "python" / "kept.toml"
FONTS = ROOT / "snippets" / "playground" / "font_digits.json"
# where a licence is written out in full
LICENCES = {
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC BY 2.0": "https://creativecommons.org/licenses/by/2.0/",
    "CC BY-SA 3.0": "https://creativecommons.org/licenses/by-sa/3.0/",
    "GPL-2.0-or-later": "https://www.gnu.org/licenses/old-licenses/gpl-2.0.html",
    "Apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0",
    "BSD-3-Clause": "https://opensource.org/license/bsd-3-clause",
    "MPL-2.0": "https://www.mozilla.org/MPL/2.0/",
    "MIT": "https://opensource.org/license/mit",
    "OFL-1.1": "https://openfontlicense.org/",
}

HEAD = """---
description: >-
  Who made the photographs, weights and data on these pages, where they come from,
  and what you may do with them.
---

<!-- made by tools/credits.py of five lists: change those, then run it -->

# Credits

What this course shows but did not make. All of it may be shown and passed on;
where a licence wants a name, it is here. The figures, the drawings and the code are the
course's own, under its licence.
"""


def read(path: Path) -> dict[str, dict[str, Any]]:
    """Read a list."""
    return tomllib.loads(path.read_text("utf-8"))


def licence(name: str) -> str:
    """Return a licence as a link to its text, if it has one."""
    return f"[{name}]({LICENCES[name]})" if name in LICENCES else name


def photograph(name: str, entry: dict[str, Any]) -> str:
    """Return a row of the table of photographs."""
    package = f"`{entry['inside']}` of {entry['package']} {entry['version']}"
    return (
        f"| [{name}](../assets/photographs/{name}.jpg)"
        f" | [{entry['title']}]({entry['source']}), {entry['author']}"
        f" | {licence(entry['licence'])} | {package}; {entry['changed']} |"
    )


def data(entry: dict[str, Any]) -> str:
    """Return a row of the table of weights and data."""
    title = entry["title"][0].upper() + entry["title"][1:]
    more = f" ({entry['note']})" if "note" in entry else ""
    made = f"; {entry['made']}" if "made" in entry else ""
    return (
        f"| [{title}]({entry['source']}), {entry['credit']}"
        f" | {licence(entry['licence'])}{more}"
        f" | {entry['package']} {entry['version']}{made} |"
    )


def binaries(entry: dict[str, Any]) -> str:
    """Return a row of the table of what runs Python in the page, file by file."""
    files = entry["files"]
    if isinstance(files, list):
        files = {file["name"]: file["sha256"] for file in files}
    hashes = "<br>".join(f"`{name}` {sha256}" for name, sha256 in files.items())
    return f"{data(entry)} {hashes} |"


def fonts(name: str) -> str:
    """Return a row for the handwriting fonts under a licence."""
    packages = [
        entry["package"]
        for entry in json.loads(FONTS.read_text("utf-8")).values()
        if entry["licence"] == name
    ]
    return (
        f"| Digits and capital letters of {len(packages)} handwriting fonts, by their"
        f" designers | {licence(name)} | {', '.join(packages)};"
        " each glyph thinned to its middle line |"
    )


def page() -> str:
    """Return the whole page."""
    photographs = [photograph(n, entry) for n, entry in read(PHOTOGRAPHS).items()]
    fetched = read(FETCHED)
    python = [fetched.pop("pyodide"), *read(PYTHON).values()]
    others = [
        data(entry)
        for entry in (*fetched.values(), *read(KEPT).values())
        if not entry.get("tests")  # no page shows what only tests need
    ]
    parts = [
        HEAD,
        "## Photographs { #photographs }\n",
        "| photograph | title, author | licence | taken from |\n|---|---|---|---|",
        *photographs,
        "\n## Weights and data { #data }\n",
        "| what, whose | licence | taken from |\n|---|---|---|",
        *others,
        *map(fonts, ("OFL-1.1", "Apache-2.0")),
        "\n## Python in the page { #python }\n",
        "The exercises run in your browser. For that, the site carries these files; the"
        " hashes are the SHA-256 of what was published. So that Python starts sooner, a"
        " build compiles the modules that it starts with: in the site's `.zip` and"
        " `.whl` byte code stands in their place, and what only serves to build other"
        " programs is left out.\n",
        "| what, whose | licence | taken from | files |\n|---|---|---|---|",
        *map(binaries, python),
        "\nThe measurements of irises and the small handwritten digits come with"
        " [scikit-learn](https://scikit-learn.org/stable/datasets/toy_dataset.html).",
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
