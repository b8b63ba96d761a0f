"""A real browser, started once for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from lessonkit.in_browser import browser as chromium

# the last three keep it from calling home
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium, once for all tests of a process: the one named in
    LESSONKIT_CHROMIUM, Debian's, or Playwright's.
    """
    found = chromium()
    expect.set_options(timeout=20_000)  # other work on the machine is no failure
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=CHROMIUM)
        yield started
        started.close()
