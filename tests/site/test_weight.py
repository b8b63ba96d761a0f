"""How much a reader on a poor network has to load."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.site.conftest import gzipped
from tests.site.pages import LESSONS, NOTEBOOKS
from tests.site.visit import PHONE, visit

KB = 1024


@pytest.mark.parametrize("path", LESSONS)
def test_a_lesson_loads_at_most_250_kb_before_a_figure_is_seen(
    browser: Browser, address: str, path: str
) -> None:
    with visit(browser, address, path, width=PHONE) as seen:
        seen.page.wait_for_timeout(1000)
        weights = {r.url: gzipped(r.body()) for r in seen.responses if r.ok}
        assert sum(weights.values()) <= 250 * KB, weights


@pytest.mark.parametrize("path", LESSONS)
def test_the_html_of_a_lesson_weighs_at_most_60_kb(site: Path, path: str) -> None:
    assert gzipped((site / path / "index.html").read_bytes()) <= 60 * KB


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_notebook_page_weighs_at_most_120_kb(site: Path, path: str) -> None:
    assert gzipped((site / path / "index.html").read_bytes()) <= 120 * KB
