"""`python -m bench.exercises [SITE]`: how soon an exercise answers in the page.

The first exercise of each lesson is done on a phone's screen, twice: by touch, with a
finished solution, and by keyboard alone, where each key is typed. By touch it is done
in two visits of one browser; in the first nothing is in its cache. Given `file://` and
a folder, an offline copy is opened from there. `--quarter` lets the page run for a
quarter of the time only, which is about a phone's speed.
"""

from __future__ import annotations

import argparse
import ast
import io
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import BrowserContext, Locator, Page, sync_playwright

from bench.served import Compressed, chromium, served
from lessonkit.page.browser_python import FOLDER
from lessonkit.project import Project
from lessonkit.run.snippet import find

LONGEST = 240_000  # milliseconds
AGAIN = 5  # checks, once Python is there
MEGABYTE = 1e6
COMPARISON = ("keras", "snippets", "model_selection")  # what only a solution needs
TABS = 400  # that a page may have before an exercise
SLICE = 0.1  # seconds, of which a page at a quarter of the speed runs a quarter
_ANSWER = """box => {
  delete box.dataset.verdict;
  addEventListener("click", () => { box.began = performance.now(); }, { once: true, capture: true });
  new MutationObserver((_, one) => {
    if (!box.dataset.verdict) return;
    one.disconnect();
    box.took = performance.now() - box.began;
  }).observe(box, { attributes: true });
}"""  # noqa: E501


class _Host(Compressed):
    """Lets a browser keep what it got, as hosts of sites do, and counts the bytes."""

    sent = 0

    def end_headers(self) -> None:
        """Add how long it may be kept."""
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def send_head(self) -> io.BytesIO | None:
        """Count what is sent."""
        body = super().send_head()
        _Host.sent += len(body.getbuffer()) if body else 0
        return body


@dataclass(frozen=True)
class Place:
    """An exercise: its page's address, its name, and what solves it."""

    address: str
    name: str
    solution: str

    def opened(self, context: BrowserContext) -> tuple[Page, Locator]:
        """Open its page; return that, and where it is done."""
        page = context.new_page()
        page.goto(self.address)
        page.wait_for_load_state("networkidle")
        return page, page.locator(f".lk-exercise:has([data-name='{self.name}'])")


def exercises(
    site: Path,
    browser_path: str | None,
    *,
    server: bool = True,
    quarter: bool = False,
) -> None:
    """Do the first exercise of each lesson of a built site; print a table."""
    project = Project.find()
    titles = "touch: first", "again", "a check", "came", "memory", "keyboard: in all"
    print(f"{'lesson':26} {' | '.join(titles)}")
    with _address(site, server) as address, sync_playwright() as playwright:
        for lesson in sorted((project.docs / "lessons").glob("*.md")):
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
                phone = playwright.chromium.launch_persistent_context(
                    profile, executable_path=browser_path, has_touch=True,
                    args=["--no-sandbox", "--disable-gpu"],
                    viewport={"width": 390, "height": 844},
                )  # fmt: skip
                phone.set_default_timeout(LONGEST)
                path = f"lessons/{lesson.stem}{'/index' if server else ''}.html"
                place = _place(project, phone, address + path)
                if place is None:
                    print(f"{lesson.stem:26} no exercise that the page can check")
                else:
                    with _slowed() if quarter else nullcontext():
                        _measure(phone, place, lesson.stem)
                phone.close()


@contextmanager
def _address(site: Path, server: bool) -> Iterator[str]:
    if not server:
        yield site.resolve().as_uri() + "/"
        return
    with served(site, _Host) as address:
        for path in (site / FOLDER).iterdir():  # compressed before a browser asks
            with urllib.request.urlopen(f"{address}{FOLDER}/{path.name}") as file:
                file.read()
        yield address


def _place(project: Project, context: BrowserContext, address: str) -> Place | None:
    page = context.new_page()
    page.goto(address)
    buttons = page.locator(".lk-exercise [data-name]")
    name = buttons.first.get_attribute("data-name") if buttons.count() else None
    page.close()
    if not name:
        return None
    return Place(address, name, solution(project, name.removesuffix("_start")))


def _measure(phone: BrowserContext, place: Place, lesson: str) -> None:
    page, found = place.opened(phone)
    before, sent = _memory(), _Host.sent
    first = _by_touch(found, place.solution)
    came, memory = _Host.sent - sent, _memory() - before
    checks = [_check(found) for _ in range(AGAIN)]
    page.close()
    page, found = place.opened(phone)
    again = _by_touch(found, place.solution)
    page.close()
    page, found = place.opened(phone)
    keyboard, tabs = _by_keyboard(page, found, place.solution)
    page.close()
    print(
        f"{lesson:26} {first:5.1f} s | {again:5.1f} s | {median(checks):4.0f} ms"
        f" | {came / MEGABYTE:4.1f} MB | {memory / MEGABYTE:4.0f} MB"
        f" | {keyboard:5.1f} s, {tabs} tabs | {place.name}",
        flush=True,
    )


def _by_touch(found: Locator, text: str) -> float:
    """Return the seconds from a blank start to *Right.*"""
    began = time.perf_counter()
    found.get_by_role("button", name="Do it here").tap()
    found.locator("textarea").fill(text)
    _check(found)
    return time.perf_counter() - began


def _check(found: Locator) -> float:
    """Press *Check*; return the milliseconds until it says *Right.*, in the page."""
    said = found.locator(".lk-editor__said")
    said.evaluate(_ANSWER)
    found.get_by_role("button", name="Check").tap()
    _right(found)
    return float(said.evaluate("box => box.took"))


def _right(found: Locator) -> None:
    word = found.locator(".lk-editor__said[data-verdict] .lk-verdict__word")
    word.wait_for()
    assert word.inner_text() == "Right.", word.locator("xpath=..").inner_text()


def _by_keyboard(page: Page, found: Locator, text: str) -> tuple[float, int]:
    """Return the seconds to *Right.* from the button on, and the way there in tabs."""
    press, button = page.keyboard.press, found.locator(".lk-exercise__here button")
    tabs = 0
    while not button.evaluate("one => one === document.activeElement"):
        press("Tab")
        tabs += 1
        assert tabs < TABS, "the keyboard does not reach the exercise"
    began = time.perf_counter()
    press("Enter")
    found.locator("textarea:focus").wait_for()
    press("Control+A")
    for number, line in enumerate(text.splitlines()):
        if number:
            press("Enter")
            press("Shift+Home")  # the field indents by itself
        page.keyboard.type(line) if line else press("Delete")
    press("Control+Enter")
    _right(found)
    return time.perf_counter() - began, tabs


def _renderers() -> list[psutil.Process]:
    """List the processes that pages run in."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if "--type=renderer" in process.cmdline():
                found.append(process)
    return found


def _memory() -> int:
    """Return the bytes that all pages take; 0 where the system does not say."""
    return sum(
        getattr(process.memory_full_info(), "pss", 0) for process in _renderers()
    )


@contextmanager
def _slowed() -> Iterator[None]:
    """Have pages stand still three quarters of the time, their workers as well."""
    over = threading.Event()

    def slow() -> None:
        while not over.wait(SLICE / 4):
            stopped = _renderers()
            for process in stopped:
                with suppress(psutil.Error):
                    process.suspend()
            time.sleep(SLICE * 3 / 4)
            for process in stopped:
                with suppress(psutil.Error):
                    process.resume()

    thread = threading.Thread(target=slow)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


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
    parser = argparse.ArgumentParser(prog="python -m bench.exercises")
    parser.add_argument("site", nargs="?", default="site")
    parser.add_argument("--quarter", action="store_true", help="at a phone's speed")
    options = parser.parse_args()
    exercises(
        Path(options.site.removeprefix("file://")), chromium(),
        server=not options.site.startswith("file://"), quarter=options.quarter,
    )  # fmt: skip
