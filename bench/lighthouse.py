"""`python -m bench.lighthouse [SITE]`: Lighthouse, in pairs with bare Material pages.

Its score for performance hangs on the machine and on what else runs on it. So each page
is measured in turn with two pages of the theme as it comes, same server, same browser:
a short one, and one with the same words, code, tables and pictures (the Markdown that
the site offers), but no figure that answers, no playground and no style of its own.

What blocks a page counts from its first paint on: one that shows itself late, when most
of its work is done, is blocked less. So all the work of the browser is told as well.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.served import chromium, served
from tests.javascript import node

PAGES = ("", "lessons/lenet/", "lessons/ann/", "lessons/cnn/", "lessons/resnet/")
BARE = """\
site_name: Bare
site_url: http://127.0.0.1/
theme:
  name: material
markdown_extensions: [pymdownx.highlight, pymdownx.superfences, tables]
"""
SHORT = "short/"
# as long as a short lesson, with what a lesson has least of
TEXT = "# A page\n\n" + "\n\n".join(
    f"## Part {part}\n\n" + "Some words that a reader reads. " * 60 + "\n\n```python\n"
    + "print('something')\n" * 8 + "```"
    for part in range(8)
)  # fmt: skip
SHOWN = ("first paint", "largest paint", "blocked", "all work", "shift")


def compare(site: Path, paths: Sequence[str], form: str, repeat: int) -> None:
    """Print the medians of each page, and of the bare ones measured in turn with it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bare = _bare(Path(folder), {path: site / path / "index.md" for path in paths})
        with served(site) as ours, served(bare) as theirs:
            pages = {theirs + SHORT: "(a short page, bare)"}
            for path in paths:
                pages |= {
                    ours + path: path or "home",
                    theirs + path: "  its words, bare",
                }
            urls = [*pages]
            answers = node.lighthouse(chromium(), urls * repeat, ["performance"], form)
    print(f"{form}, median of {repeat}: score ({', '.join(SHOWN)} in ms; shift in 1)")
    for url, name in pages.items():
        mine = [answer for answer in answers if answer["url"] == url]
        score = statistics.median(a["scores"]["performance"] for a in mine)
        numbers = [statistics.median(a["metrics"][i] for a in mine) for i in range(5)]
        *times, shift = numbers
        told = ", ".join(f"{time:.0f}" for time in times)
        print(f"  {100 * score:3.0f}  ({told}; {shift:.3f})  {name}")


def _bare(folder: Path, same: dict[str, Path]) -> Path:
    """Build the theme as it comes, with a short page and the words of others."""
    texts = {path: file.read_text("utf-8") for path, file in same.items()}
    for path, text in (texts | {SHORT: TEXT}).items():
        page = folder / "docs" / path / "index.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
    (folder / "mkdocs.yml").write_text(BARE, "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "-q"]
    subprocess.run(command, cwd=folder, check=True)
    return folder / "site"


def main() -> None:
    """Measure some pages of a built site, as on a phone and as on a desk."""
    parser = argparse.ArgumentParser(prog="python -m bench.lighthouse")
    parser.add_argument("site", nargs="?", default="site", type=Path)
    parser.add_argument("--pages", nargs="*", default=PAGES, metavar="PATH")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    for form in ("mobile", "desktop"):
        compare(options.site, options.pages, form, options.repeat)


if __name__ == "__main__":
    main()
