"""The handwriting page answers to mouse, finger and keyboard, and to nonsense."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from snippets.playground import pen
from tests.site.playground import HANDWRITING, draw, widget
from tests.site.visit import PHONE, visit


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visit(browser, address, HANDWRITING) as seen:
        widget(seen.page)
        yield seen.page
        assert not seen.errors
        assert not seen.foreign


@pytest.mark.parametrize("digit", [0, 2, 3, 7])
def test_it_reads_what_a_mouse_draws(page: Page, digit: int) -> None:
    place = widget(page)
    place.get_by_role("button", name="Clear").click()
    draw(page, place, [pen.smooth(s) for s in pen.strokes_of(pen.WAYS[digit][0])])
    lenet = place.get_by_role("group", name="What LeNet-5 reads")
    expect(lenet.locator("strong")).to_have_text(str(digit))
    live = place.locator("[aria-live]")
    expect(live).to_contain_text(f"LeNet-5: Sure: {digit}")
    expect(live).to_contain_text("ANN: ")
    place.get_by_role("button", name="Undo").click()
    place.get_by_role("button", name="Clear").click()
    expect(lenet).to_contain_text("Draw a digit")


def test_a_finger_draws_and_the_page_stays(browser: Browser, address: str) -> None:
    with visit(
        browser, address, HANDWRITING, width=PHONE, has_touch=True, is_mobile=True
    ) as seen:
        place = widget(seen.page)
        pad = place.locator(".lk-pad")
        pad.scroll_into_view_if_needed()
        top = seen.page.evaluate("scrollY")
        box = pad.bounding_box()
        assert box
        touch = seen.page.context.new_cdp_session(seen.page)
        x = box["x"] + box["width"] / 2
        for kind, y in [("touchStart", 0.2), ("touchMove", 0.5), ("touchMove", 0.9)]:
            point = {"x": x, "y": box["y"] + y * box["height"]}
            touch.send(
                "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]}
            )
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        expect(place.locator(".lk-reading strong").first).to_have_text("1")
        assert seen.page.evaluate("scrollY") == top


def test_the_keyboard_draws(page: Page) -> None:
    place = widget(page)
    place.get_by_role("button", name="Clear").click()
    place.locator(".lk-pad").focus()
    live = place.locator("[aria-live]")
    page.keyboard.press("Space")
    expect(live).to_have_text("Pen down")
    for _ in range(8):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(place.locator(".lk-reading strong").first).to_have_text("1")
    page.keyboard.press("Backspace")
    expect(place.locator(".lk-reading").first).to_contain_text("Draw a digit")


def test_a_dot_and_a_black_pad_get_a_calm_answer(page: Page) -> None:
    place = widget(page)
    lenet = place.locator(".lk-reading").first
    place.get_by_role("button", name="Clear").click()
    draw(page, place, [np.array([[0.5, 0.5]])])
    expect(lenet).to_contain_text("A dot is not a digit")
    rows = np.linspace(0, 1, 25)
    zigzag = [[x, y] for y in rows for x in (0.0, 1.0)]
    draw(page, place, [np.array(zigzag)])
    expect(lenet).to_contain_text("More ink than any digit has")
    expect(lenet).to_contain_text("not sure")


def _frame(place: Locator) -> str:
    return str(place.locator(".lk-hand__picture .mark").get_attribute("style"))


def test_a_unit_shows_its_field_and_its_sum(page: Page) -> None:
    place = widget(page)
    unit = place.get_by_role("group", name="One unit's arithmetic")
    c3 = place.get_by_role("application", name=re.compile("^C3,"))
    c3.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    expect(unit).to_contain_text("C3, map 2, row 1, column 2 sees 14 × 14 pixels")
    expect(place.locator("[aria-live]")).to_contain_text("C3, map 2")
    assert "left: 6.25%" in _frame(place)  # two of 32 pixels
    text = unit.locator(".lk-unit__sum").inner_text().replace("−", "-")
    terms = [float(re.sub(r"\s", "", n)) for n in re.findall(r"[+-]?\s?\d+\.\d+", text)]
    *summands, total, answer = terms
    assert len(summands) == 7  # six maps and a bias
    assert abs(sum(summands) - total) < 0.05  # each is rounded
    assert abs(np.tanh(total) - answer) < 0.01
    f6 = place.get_by_role("application", name=re.compile("^F6,"))
    f6.hover(position={"x": 2, "y": 2})
    expect(unit).to_contain_text("F6, unit 1 sees all of the picture")
    expect(unit).to_contain_text("C5, unit")


def test_what_is_switched_off_is_off(page: Page) -> None:
    place = widget(page)
    unit = place.get_by_role("group", name="One unit's arithmetic")
    bars = place.locator(".lk-reading").first.locator(".share")
    before = bars.all_inner_texts()
    for name in ("C1", "C3", "C5", "F6"):
        place.get_by_label(f"tanh of {name}").uncheck()
    place.get_by_label("average of S2").uncheck()
    unit.get_by_role("button", name="Switch filter 1 of C1 off").click()
    expect(unit).to_contain_text("switched off → 0")
    unit.get_by_role("button", name="Switch everything on").click()
    expect(unit.get_by_role("button", name="Switch filter 1 of C1 off")).to_be_visible()
    expect(place.get_by_label("tanh of C1")).to_be_checked()
    expect(bars).to_have_text(before)


def test_a_moved_digit_is_read_anew(page: Page) -> None:
    place = widget(page)
    place.get_by_role("button", name="Example: a real 7").click()
    expect(place.locator(".lk-reading strong").first).to_have_text("7")
    for _ in range(10):
        place.get_by_role("button", name="Move the picture right").click()
    expect(place.locator(".lk-hand__where")).to_have_text("moved 8 right")
    place.get_by_role("button", name="Centre").click()
    expect(place.locator(".lk-hand__where")).to_have_text("in the middle")


def test_it_works_from_a_file(browser: Browser, site: Path) -> None:
    opened = browser.new_page()
    opened.goto((site / HANDWRITING / "index.html").as_uri())
    expect(widget(opened).locator(".lk-reading strong").first).to_have_text("3")
    opened.close()


def test_nothing_below_it_moves_when_it_starts(browser: Browser, address: str) -> None:
    for width in (PHONE, 1440):
        with visit(browser, address, HANDWRITING, width=width) as seen:
            below = seen.page.locator("#try")
            before = below.evaluate("e => e.getBoundingClientRect().top + scrollY")
            widget(seen.page)
            after = below.evaluate("e => e.getBoundingClientRect().top + scrollY")
            assert abs(after - before) < 2


def test_without_javascript_a_picture_stands_there(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, HANDWRITING, java_script_enabled=False) as seen:
        place = seen.page.locator("[data-widget=handwriting]")
        expect(place.locator("img")).to_be_visible()
        expect(place).to_contain_text("three from the test set")


def test_the_home_page_reads_a_digit(browser: Browser, address: str) -> None:
    with visit(browser, address, "") as seen:
        place = widget(seen.page, "digit")
        draw(seen.page, place, [pen.smooth(s) for s in pen.strokes_of(pen.WAYS[2][0])])
        expect(place.locator("strong")).to_have_text("2")
        assert not seen.errors
