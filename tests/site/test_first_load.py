"""What a page costs a reader on a poor network, before a finger has moved."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.site.conftest import gzipped
from tests.site.pages import LESSONS, NOTEBOOKS, WRITTEN
from tests.site.visit import DESKTOP, PHONE, Visit, visit

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
_CODE = """() => [...document.querySelectorAll('.lk-source code')].map(code =>
  [code.getBoundingClientRect().height, code.scrollWidth > code.clientWidth,
   code.tabIndex])"""
_STYLES = """() => performance.getEntriesByType('resource')
  .filter(part => part.renderBlockingStatus === 'blocking')
  .map(part => part.name).filter(name => name.endsWith('.css'))"""


@pytest.mark.parametrize("path", LESSONS)
def test_a_lesson_loads_little_before_a_reader_moves(
    browser: Browser, address: str, path: str
) -> None:
    with visit(browser, address, path, width=PHONE) as seen:
        weights = _loaded(seen)
        assert sum(weights.values()) <= LESSON, weights
        pictures = [url for url in weights if url.endswith((".svg", ".png"))]
        assert len(weights) - len(pictures) <= REQUESTS, weights
        assert not [url for url in weights if any(part in url for part in LATER)]


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("path", WRITTEN)
def test_nothing_moves_while_a_page_loads(
    browser: Browser, address: str, path: str, width: int
) -> None:
    """And one stylesheet is all that its first paint waits for."""
    with visit(browser, address, path, width=width) as seen:
        weights = _loaded(seen)
        assert sum(share for share, _ in seen.moved()) < SHIFT, seen.moved()
        assert sum(weights.values()) <= ANY, weights
        styles = seen.page.evaluate(_STYLES)
        own = [style for style in styles if "_mkdocstrings" not in style]
        assert len(own) == 1
        assert own == styles or path.startswith("reference/")


SEVERAL = ["", "models/lenet5/", "experiments/resnet_counted/"]  # of the notebooks


@pytest.mark.parametrize("path", [*WRITTEN, *(f"notebooks/{name}" for name in SEVERAL)])
def test_scripts_hardly_make_the_browser_lay_out_a_page_that_loads(
    browser: Browser, address: str, path: str
) -> None:
    with visit(browser, address, path, width=PHONE) as seen:
        browser.start_tracing(page=seen.page, categories=["devtools.timeline"])
        seen.page.reload(wait_until="load")
        seen.page.wait_for_timeout(1000)
        events = json.loads(browser.stop_tracing())["traceEvents"]
        assert _forced(events) <= FORCED
        assert _objects(events) <= OBJECTS
        assert not seen.errors


def _forced(events: list[dict[str, Any]]) -> int:
    """Count the layouts that began and ended while a script ran."""
    timed = [event for event in events if event.get("ph") == "X"]
    threads = Counter(e["tid"] for e in timed if e["name"] in ("ParseHTML", "Layout"))
    main = threads.most_common(1)[0][0]
    spans: dict[str, list[tuple[float, float]]] = {"script": [], "layout": []}
    kinds = dict.fromkeys(["EvaluateScript", "FunctionCall", "EventDispatch"], "script")
    kinds["Layout"] = "layout"
    for event in timed:
        kind = kinds.get(event["name"])
        if kind and event["tid"] == main:
            spans[kind].append((event["ts"], event["ts"] + event["dur"]))
    assert spans["layout"]
    return sum(
        any(begin <= first and last <= end for begin, end in spans["script"])
        for first, last in spans["layout"]
    )


def _objects(events: list[dict[str, Any]]) -> int:
    """Count what the browser laid out; it may do so inside closed folds, too."""
    begun = [e["args"].get("beginData") for e in events if e["name"] == "Layout"]
    return max(data["totalObjects"] for data in begun if data)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_code_far_down_has_its_room_before_it_is_laid_out(
    browser: Browser, address: str, width: int
) -> None:
    """And once it is, it can be scrolled by keyboard where it is too wide."""
    with visit(browser, address, "lessons/lenet/", width=width) as seen:
        before = seen.page.evaluate(_CODE)
        assert len([kept for kept, _, _ in before if kept > 300]) > 1
        seen.read_to_the_end()
        for (kept, _, _), (used, wide, index) in zip(
            before, seen.page.evaluate(_CODE), strict=True
        ):
            assert abs(used - kept) <= 2
            assert index == 0 or not wide


def _loaded(seen: Visit) -> dict[str, int]:
    """Wait, and say what came by then: addresses and bytes, gzipped."""
    seen.page.wait_for_timeout(1000)
    return {
        answer.url: gzipped(answer.body()) for answer in seen.responses if answer.ok
    }


@pytest.mark.parametrize("path", LESSONS)
def test_the_html_of_a_lesson_weighs_at_most_60_kb(site: Path, path: str) -> None:
    assert gzipped((site / path / "index.html").read_bytes()) <= 60 * KB


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_notebook_page_weighs_at_most_120_kb(site: Path, path: str) -> None:
    assert gzipped((site / path / "index.html").read_bytes()) <= 120 * KB
