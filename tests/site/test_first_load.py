"""What pages weigh, and the room of code that is not yet laid out.

What a page costs before a finger has moved: see test_every_page.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.site.conftest import gzipped
from tests.site.pages import LESSONS, NOTEBOOKS
from tests.site.visit import DESKTOP, PHONE, visit

KB = 1024
_CODE = """() => [...document.querySelectorAll('.lk-source code')].map(code =>
  [code.getBoundingClientRect().height, code.scrollWidth > code.clientWidth,
   code.tabIndex, code.ariaLabel])"""


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_code_far_down_has_its_room_before_it_is_laid_out(
    browser: Browser, address: str, width: int
) -> None:
    """And once it is, it can be scrolled by keyboard where it is too wide."""
    with visit(browser, address, "lessons/lenet/", width=width) as seen:
        before = seen.page.evaluate(_CODE)
        assert len([kept for kept, *_ in before if kept > 300]) > 1
        seen.read_to_the_end()
        for (kept, *_), (used, wide, index, name) in zip(
            before, seen.page.evaluate(_CODE), strict=True
        ):
            assert abs(used - kept) <= 2
            assert (index == 0) == bool(name) and (name or not wide)


@pytest.mark.parametrize("path", LESSONS)
def test_the_html_of_a_lesson_weighs_at_most_60_kb(site: Path, path: str) -> None:
    assert gzipped((site / path / "index.html").read_bytes()) <= 60 * KB


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_notebook_page_weighs_at_most_120_kb(site: Path, path: str) -> None:
    assert gzipped((site / path / "index.html").read_bytes()) <= 120 * KB


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_what_scrolls_has_a_name_and_what_does_not_is_no_stop(
    browser: Browser, address: str, width: int
) -> None:
    with visit(browser, address, "lessons/ann/", width=width) as seen:
        seen.read_to_the_end()
        seen.settle()
        outputs = seen.page.evaluate("""() => [...document.querySelectorAll(
            '.md-content pre')].filter(pre => pre.checkVisibility())
          .map(pre => [pre.scrollWidth > pre.clientWidth, pre.tabIndex === 0,
            pre.role === 'group' && pre.ariaLabel === 'Output, scrolls sideways'])""")
        assert len(outputs) > 5
        assert all(wide == stop == named for wide, stop, named in outputs), outputs
