"""`python -m bench.exercises [SITE]`: how soon an exercise answers in the page.

On a phone's screen and by touch, the first exercise of each lesson is opened, solved
and checked. Printed are the seconds until the first answer, in which Python comes, and
of another check. Given `file://` and a folder, an offline copy is opened from there.
"""

from __future__ import annotations

import ast
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from bench.served import chromium, served
from lessonkit.project import Project
from lessonkit.run.snippet import find

LONGEST = 120_000  # milliseconds
COMPARISON = ("keras", "snippets", "model_selection")  # what only a solution needs


def exercises(site: Path, browser_path: str | None, *, server: bool = True) -> None:
    """Solve the first exercise of each lesson of a built site; print the seconds."""
    project = Project.find()
    with _address(site, server) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"]
        )
        for lesson in sorted((project.docs / "lessons").glob("*.md")):
            path = f"lessons/{lesson.stem}{'/index' if server else ''}.html"
            phone = browser.new_page(
                viewport={"width": 390, "height": 844}, has_touch=True
            )
            phone.goto(address + path)
            _solve(project, phone, lesson.stem)
            phone.close()
        browser.close()


@contextmanager
def _address(site: Path, server: bool) -> Iterator[str]:
    if not server:
        yield site.resolve().as_uri() + "/"
        return
    with served(site) as address:
        yield address


def _solve(project: Project, page: Page, lesson: str) -> None:
    place = page.locator(".lk-exercise:has([data-name])").first
    if not place.count():
        print(f"{lesson:26} no exercise that the page can check")
        return
    name = place.locator("[data-name]").first.get_attribute("data-name") or ""
    place.get_by_role("button", name="Do it here").tap()
    place.locator("textarea").fill(solution(project, name.removesuffix("_start")))
    first, word = _check(place)
    again, _ = _check(place)
    print(f"{lesson:26} {word:12} {first:5.1f} s, then {1000 * again:4.0f} ms  {name}")


def _check(place: Locator) -> tuple[float, str]:
    """Press *Check*; return the seconds until it answers, and its first word."""
    said = place.locator(".lk-editor__said[data-verdict]")
    place.locator(".lk-editor__said").evaluate("box => delete box.dataset.verdict")
    before = time.perf_counter()
    place.get_by_role("button", name="Check").tap()
    said.wait_for(timeout=LONGEST)
    seconds = time.perf_counter() - before
    return seconds, said.locator(".lk-verdict__word").inner_text()


def solution(project: Project, name: str) -> str:
    """Return imports, functions and CONSTANTS of a solution."""
    parts = ast.parse(find(project, name).code[0].source).body
    kept = (ast.Import, ast.ImportFrom, ast.FunctionDef)
    texts = [
        ast.unparse(part)
        for part in parts
        if isinstance(part, kept)
        or (isinstance(part, ast.Assign) and ast.unparse(part.targets[0]).isupper())
    ]
    return "\n".join(t for t in texts if not any(one in t for one in COMPARISON))


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else "site"
    where = Path(given.removeprefix("file://"))
    exercises(where, chromium(), server=not given.startswith("file://"))
