"""Blocks of code are run in the page: by keyboard, by touch, without a server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.site.axe import violations
from tests.site.visit import PHONE, Visit, visit

LONG = 90_000  # ms in which Python has come, on the slowest of machines
PRINTED = "1.0 × 4.7 + 1.0 × 1.4 − 3.2 = 2.9"


def _block(page: Page, snippet: str = "experiments/one_neuron") -> Locator:
    return page.locator(f'.lk-source[data-snippet="{snippet}"]:has(.lk-run)').first


def _view(block: Locator) -> Locator:
    return block.locator("xpath=following-sibling::*[1]")


def _run(view: Locator, text: str) -> Locator:
    view.locator("textarea").fill(text)
    view.get_by_role("button", name="Run").click()
    return view.locator(".lk-editor__said")


@pytest.fixture(scope="module")
def seen(browser: Browser, address: str) -> Iterator[Visit]:
    """Open a block by keyboard alone, and run it."""
    with visit(browser, address, "lessons/ann/") as opened:
        opened.settle()
        block, keyboard = _block(opened.page), opened.page.keyboard
        block.get_by_role("button", name="Run").focus()
        keyboard.press("Enter")
        view = _view(block)
        cost = re.compile(r"Python is downloaded once, \d\.\d MB")
        expect(view).to_contain_text(cost)
        paths = [one.url for one in opened.responses]
        assert not [path for path in paths if "pyodide" in path], "comes unasked"
        expect(view.get_by_role("button", name="Run")).to_be_focused()
        keyboard.press("Enter")
        said = view.locator(".lk-editor__said")
        expect(said).to_contain_text("The same as on the page.", timeout=LONG)
        expect(said).to_contain_text(PRINTED)
        yield opened


def test_what_differs_stands_beside_the_pages_own(seen: Visit) -> None:
    block = _block(seen.page)
    view = _view(block)
    text = view.locator("textarea").input_value()
    assert text.startswith("from sklearn"), "all that the copy button copies"
    said = _run(view, text.replace("-3.2", "-7.2"))
    expect(said).to_contain_text("It differs from the page.")
    expect(said).to_contain_text("− 7.2 = -1.1")
    expect(said).to_contain_text(PRINTED)
    expect(said).not_to_contain_text("You changed nothing")
    expect(block.locator("xpath=..").locator(".lk-output")).to_contain_text(PRINTED)
    assert violations(seen.page) == {}
    said = _run(view, "x = 1")
    expect(said).to_contain_text("Yours prints nothing.")
    view.get_by_role("button", name="Reset").click()
    expect(view.locator("textarea")).to_have_value(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x = 1\nprint(nothing)", "Line 2: print(nothing)"),
        ("import a_package_that_is_nowhere", "has its own library"),
        ("x = 10**9 * [0]", "more memory than the page has"),
        ("for _ in range(10_000_000): print()", "9,980,000 more lines"),
    ],
)
def test_what_a_page_cannot_do_is_said_calmly(
    seen: Visit, text: str, sentence: str
) -> None:
    expect(_run(_view(_block(seen.page)), text)).to_contain_text(sentence, timeout=LONG)
    assert not seen.errors


def test_an_endless_loop_is_stopped(seen: Visit) -> None:
    view = _view(_block(seen.page))
    said = _run(view, "while True: pass")
    stop = view.get_by_role("button", name="Stop")
    expect(stop).to_be_visible(timeout=LONG)
    stop.click()
    expect(said).to_contain_text("Stopped.")
    expect(_run(view, "print(3)")).to_contain_text("Yours prints", timeout=LONG)


def test_every_block_of_a_page_prints_what_the_page_shows(seen: Visit) -> None:
    """The build says so; here it is seen, with one Python for all of them."""
    blocks = seen.page.locator(".lk-source:has(.lk-run)")
    assert blocks.count() > 3
    for block in blocks.all()[1:]:
        for fold in block.locator("xpath=ancestor::details").all():
            fold.evaluate("fold => { fold.open = true; }")
        block.get_by_role("button", name="Run").click()
        expect(_view(block)).to_contain_text("The same as on the page.", timeout=LONG)
        block.get_by_role("button", name="Close").click()
        expect(_view(block)).not_to_be_visible()
        expect(block.get_by_role("button", name="Run")).to_be_focused()


def test_a_block_that_trains_says_what_it_needs(seen: Visit) -> None:
    trains = '.lk-source[data-snippet="experiments/train_iris_ann"]'
    block = seen.page.locator(trains).first
    expect(block.locator(".lk-run")).to_have_count(0)
    block.get_by_role("button", name="Copy", exact=True).click()
    expect(block).to_contain_text(
        "It needs keras, plotly and tensorflow, which Python in the page lacks"
    )
    expect(block).to_contain_text("run it on your computer")


def test_by_touch(browser: Browser, address: str) -> None:
    options = {"has_touch": True, "is_mobile": True}
    with visit(browser, address, width=PHONE, **options) as seen:
        seen.open("lessons/vgg/")
        block = _block(seen.page, "experiments/vgg_two_small_kernels")
        button = block.get_by_role("button", name="Run")
        box = button.bounding_box()
        assert box and box["height"] >= 44
        button.tap()
        view = _view(block)
        view.get_by_role("button", name="Run").tap()
        expect(view).to_contain_text("The same as on the page.", timeout=LONG)
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        assert wide == PHONE
        assert not seen.errors and not seen.failed and not seen.foreign


def test_without_a_server(browser: Browser, offline: Path) -> None:
    with visit(browser, f"{offline.as_uri()}/", "lessons/ann.html") as seen:
        block = _block(seen.page)
        block.get_by_role("button", name="Run").click()
        view = _view(block)
        expect(view).to_contain_text("The same as on the page.", timeout=LONG)
        assert not seen.errors and not seen.failed and not seen.foreign
