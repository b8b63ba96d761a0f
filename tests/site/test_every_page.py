"""Every page, in both themes, on a desktop and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, TimeoutError

from tests.monthly import FULL
from tests.site.axe import violations
from tests.site.conftest import CHROMIUM, chromium
from tests.site.pages import ALL, NOTEBOOKS, WRITTEN
from tests.site.visit import DESKTOP, PHONE, visit

_TOO_WIDE = """() => document.documentElement.scrollWidth - innerWidth"""
_UNFOLD = """() => document.querySelectorAll('details')
  .forEach(fold => { fold.open = true; })"""


WINDOWS = [320, 480, 600, 704, 768, 960, 1024, 1220, 1280, 1600, 2560]

# each theme and each width once; once a month all four
LOOKS = [("light", DESKTOP), ("dark", PHONE), ("dark", DESKTOP), ("light", PHONE)]
SEEN = LOOKS if FULL else LOOKS[:2]
CASES = [(path, *look) for path in ALL if path not in NOTEBOOKS for look in SEEN]
# notebook pages are made by one machine of the same parts: each is seen in one look,
# and every look sees many of them
CASES += [(path, *LOOKS[place % 4]) for place, path in enumerate(NOTEBOOKS)]


@pytest.mark.parametrize(("path", "theme", "width"), CASES)
def test_page_is_whole(
    browser: Browser, address: str, path: str, theme: str, width: int
) -> None:
    """No error, no foreign or failed request, all drawn, accessible, not too wide."""
    try:
        problems = _problems(browser, address, path, theme, width)
    except TimeoutError:
        # headless Chromium has been seen to stop drawing frames for good; a page that
        # is at fault itself fails in a fresh one too
        fresh = browser.browser_type.launch(executable_path=chromium(), args=CHROMIUM)
        problems = _problems(fresh, address, path, theme, width)
        fresh.close()
    assert not any(problems.values()), {k: v for k, v in problems.items() if v}


@pytest.mark.parametrize("path", WRITTEN)
def test_a_page_fits_every_window(browser: Browser, address: str, path: str) -> None:
    with visit(browser, address, path) as seen:
        too_wide = {}
        for width in WINDOWS:
            seen.page.set_viewport_size({"width": width, "height": 900})
            if (over := seen.page.evaluate(_TOO_WIDE)) > 0:
                too_wide[width] = over
        assert not too_wide


def _problems(
    browser: Browser, address: str, path: str, theme: str, width: int
) -> dict[str, object]:
    with visit(browser, address, path, theme=theme, width=width) as seen:
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
