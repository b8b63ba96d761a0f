"""A real browser, started once for all tests of a process."""

from __future__ import annotations

import atexit
from functools import cache

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


@cache
def _started() -> Browser:
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    started = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
    atexit.register(started.close)  # before Playwright stops
    return started


@pytest.fixture(scope="session")
def browser() -> Browser:
    """Start Chromium, once for all tests of a process, wherever they lie: the one named
    in LESSONKIT_CHROMIUM, Debian's, or Playwright's.
    """
    expect.set_options(timeout=20_000)  # other work on the machine is no failure
    return _started()
