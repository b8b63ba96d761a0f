"""`python -m bench.lighthouse [SITE]`: Lighthouse, in pairs with a bare Material page.

Its score for performance hangs on the machine and on what else runs on it. So each page
is measured in turn with a page of the theme as it comes, same server, same browser.
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

PAGES = ("", "lessons/lenet/", "lessons/cnn/", "lessons/ann-versus-cnn/")
BARE = """\
site_name: Bare
site_url: http://127.0.0.1/
theme:
  name: material
markdown_extensions: [pymdownx.highlight, pymdownx.superfences]
"""
# as long as a short lesson, with what a lesson has least of
TEXT = "# A page\n\n" + "\n\n".join(
    f"## Part {part}\n\n" + "Some words that a reader reads. " * 60 + "\n\n```python\n"
    + "print('something')\n" * 8 + "```"
    for part in range(8)
)  # fmt: skip
SHOWN = ("first paint", "largest paint", "blocked", "shift")


def compare(site: Path, paths: Sequence[str], form: str, repeat: int) -> None:
    """Print the medians of each page, and of the bare page measured in turn with it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bare = _bare(Path(folder))
        with served(site) as ours, served(bare) as theirs:
            urls = [theirs, *(ours + path for path in paths)]
            answers = node.lighthouse(chromium(), urls * repeat, ["performance"], form)
    print(f"{form}, median of {repeat}: score ({', '.join(SHOWN)} in ms; shift in 1)")
    for url, path in zip(urls, ["(bare Material)", *paths], strict=True):
        mine = [answer for answer in answers if answer["url"] == url]
        score = statistics.median(a["scores"]["performance"] for a in mine)
        numbers = [statistics.median(a["metrics"][i] for a in mine) for i in range(4)]
        told = ", ".join(f"{number:.0f}" for number in numbers[:3])
        print(f"  {100 * score:3.0f}  ({told}; {numbers[3]:.3f})  {path or 'home'}")


def _bare(folder: Path) -> Path:
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text(TEXT, "utf-8")
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
