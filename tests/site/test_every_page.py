"""Every page, in both themes, on a desktop and on a phone: one visit each.

First what a page costs a reader on a poor network, before a finger has moved; then
how it fits windows; then all of it, read to the end.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, TimeoutError

from tests.monthly import FULL, monthly
from tests.site.axe import violations
from tests.site.conftest import CHROMIUM, ROOT, chromium, gzipped
from tests.site.pages import ALL, LESSONS, NOTEBOOKS, WRITTEN, parts
from tests.site.traced import Trace, traced
from tests.site.visit import DESKTOP, PHONE, Visit, visit
from tests.verdicts import Verdicts

KB = 1024
LESSON, ANY = 160 * KB, 300 * KB  # a playground brings the weights of its networks
REQUESTS = 20  # page, style, two scripts; and those of a diagram, if one comes first
SHIFT = 0.01  # of the window: a header that arrives in two pieces; 0.1 counts as good
# how often scripts may ask where something stands, and so make a browser lay out a page
# at once: each time is a part of a long task, on a phone the longest
FORCED = 5
OBJECTS = 4000  # boxes and lines of text that are laid out before the reader moves
# what comes when the reader turns to it: the search, a figure
LATER = ("search_index", "plotly")
_STYLES = """() => performance.getEntriesByType('resource')
  .filter(part => part.renderBlockingStatus === 'blocking')
  .map(part => part.name).filter(name => name.endsWith('.css'))"""
_TOO_WIDE = """() => document.documentElement.scrollWidth - innerWidth"""
# all code, too, is laid out then, as it is when a reader comes near
_UNFOLD = """() => {
  document.querySelectorAll('details').forEach(fold => { fold.open = true; });
  document.querySelectorAll('.md-content code')
    .forEach(code => { code.style.contentVisibility = 'visible'; });
}"""


WINDOWS = [320, 480, 600, 704, 768, 960, 1024, 1220, 1280, 1600, 2560]

# each theme and each width once; once a month all four
LOOKS = [("light", DESKTOP), ("dark", PHONE), ("dark", DESKTOP), ("light", PHONE)]
BY_HAND = [path for path in ALL if path not in NOTEBOOKS]
CASES = [(path, *look) for path in BY_HAND for look in LOOKS[:2]]
CASES += [monthly(path, *look) for path in BY_HAND for look in LOOKS[2:]]
# notebook pages are made by one machine of the same parts: each is seen in one look,
# and every look sees many of them
CASES += [(path, *LOOKS[place % 4]) for place, path in enumerate(NOTEBOOKS)]


@pytest.fixture(scope="module")
def verdicts() -> Verdicts:
    """Return what was found good before."""
    tools = ("playwright", "axe-playwright-python")
    return Verdicts(ROOT, Path(__file__), *tools, library=False)


@pytest.mark.parametrize(("path", "theme", "width"), CASES)
def test_page_is_whole(
    browser: Browser,
    address: str,
    site: Path,
    verdicts: Verdicts,
    path: str,
    theme: str,
    width: int,
) -> None:
    """It loads little and calmly, fits, is drawn, accessible, and without an error."""
    look = f"{path} {theme} {width}"
    key = verdicts.key(look, str(FULL), browser.version, *parts(site, path))
    if verdicts.stands(key):
        return
    stopped, found = False, {}
    try:
        found = _problems(browser, address, path, theme, width)
    except TimeoutError:  # headless Chromium stops drawing frames for good at times
        stopped = True
    if found or stopped:  # a busy machine; or the page, which is so in a fresh one, too
        fresh = browser.browser_type.launch(executable_path=chromium(), args=CHROMIUM)
        again = _problems(fresh, address, path, theme, width)
        fresh.close()
        found = {name: again[name] for name in again if stopped or name in found}
    assert not found
    verdicts.keep(key, f"page: {look}")


def _problems(
    browser: Browser, address: str, path: str, theme: str, width: int
) -> dict[str, object]:
    """Visit a page; say by what name of a promise what is wrong."""
    with visit(browser, address, theme=theme, width=width) as seen:
        with traced(browser, seen.page) as trace:
            seen.open(path)
            seen.settle()
        first = _first_load(seen, trace, path, width)
        too_wide = _too_wide(seen) if path in WRITTEN and width == DESKTOP else {}
        problems = {**first, "windows": too_wide, **_read(seen)}
    return {name: problem for name, problem in problems.items() if problem}


def _first_load(seen: Visit, trace: Trace, path: str, width: int) -> dict[str, object]:
    """Say what is wrong before a reader moves."""
    weights = {r.url: gzipped(r.body()) for r in seen.responses if r.ok}
    is_lesson = path in LESSONS and width == PHONE
    pictures = [url for url in weights if url.endswith((".svg", ".png"))]
    styles = seen.page.evaluate(_STYLES)
    own = [style for style in styles if "_mkdocstrings" not in style]
    one_style = len(own) == 1 and (own == styles or path.startswith("reference/"))
    moved = seen.moved()
    return {
        "weight": sum(weights.values()) > (LESSON if is_lesson else ANY) and weights,
        "requests": is_lesson and len(weights) - len(pictures) > REQUESTS and weights,
        "too early": [
            url for url in weights if is_lesson and any(part in url for part in LATER)
        ],
        "moved": sum(share for share, _ in moved) >= SHIFT and moved,
        "styles that the first paint waits for": not one_style and styles,
        "forced layouts": width == PHONE and trace.forced > FORCED and trace.forced,
        "objects": width == PHONE and trace.objects > OBJECTS and trace.objects,
    }


def _too_wide(seen: Visit) -> dict[int, int]:
    """Say in which windows a page must be scrolled sideways, and how far."""
    before, over = seen.page.viewport_size, {}
    for width in WINDOWS:
        seen.page.set_viewport_size({"width": width, "height": 900})
        over[width] = seen.page.evaluate(_TOO_WIDE)
    assert before
    seen.page.set_viewport_size(before)
    return {width: pixels for width, pixels in over.items() if pixels > 0}


def _read(seen: Visit) -> dict[str, object]:
    """Read a page to its end, everything unfolded; say what is wrong by then."""
    seen.read_to_the_end()
    outgrown = seen.outgrown()
    seen.page.evaluate(_UNFOLD)
    seen.back_to_the_top()
    return {
        "console": seen.errors,
        "failed": seen.failed,
        "foreign": seen.foreign,
        "error boxes": seen.page.locator(".lk-error, .lk-pending").count(),
        "outgrown": outgrown,
        "too wide": max(0, seen.page.evaluate(_TOO_WIDE)),
        "axe": violations(seen.page),
    }
