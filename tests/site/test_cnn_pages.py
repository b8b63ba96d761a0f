"""The CNN lessons in a reader's hands: window, table of differences, terms."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from lessonkit.run import snippet
from lessonkit.run.store import Store
from tests.site.axe import violations
from tests.site.conftest import ROOT
from tests.site.visit import DESKTOP, PHONE, visit

CNN, VERSUS = "lessons/cnn/", "lessons/ann-versus-cnn/"


def _kernel(page: Page) -> Page:
    page.locator(".lk-widget[data-widget=kernel]").scroll_into_view_if_needed()
    page.wait_for_selector(".lk-widget[data-widget=kernel][data-state=ready]")
    return page


def _sum(page: Page) -> int:
    text = page.locator(".lk-kernel__terms strong").inner_text()
    return int(text.replace("−", "-").strip(" ="))


def test_the_window_says_what_the_snippet_computed(
    browser: Browser, address: str
) -> None:
    entry = Store(ROOT).get(snippet.find(ROOT, "experiments/kernel_on_a_digit"))
    assert entry is not None
    expected = [number for row in entry.data["feature_map"] for number in row]
    with visit(browser, address, CNN) as seen:
        page = _kernel(seen.page)
        shown = page.locator(".lk-kernel__answer text").all_text_contents()
        assert [int(text.replace("−", "-")) for text in shown] == expected
        field = page.get_by_role("application")
        field.focus()
        for _ in range(6):
            page.keyboard.press("ArrowUp")
            page.keyboard.press("ArrowLeft")
        for place in range(6):
            assert _sum(page) == expected[place]
            page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        assert _sum(page) == expected[11]


def test_a_kernel_of_ones_own_is_used_and_bad_weights_are_tamed(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, CNN) as seen:
        page = _kernel(seen.page)
        boxes = page.locator(".lk-kernel__weights input")
        for number in range(9):
            boxes.nth(number).fill("0")
        assert _sum(page) == 0
        expect(page.get_by_label("Kernel", exact=True)).to_have_value("own")
        center = page.get_by_label("Weight in row 2, column 2")
        center.fill("99")
        center.blur()
        expect(center).to_have_value("9")
        before = _sum(page)
        center.fill("")
        assert _sum(page) == 0 != before
        page.get_by_label("Kernel", exact=True).select_option("only the middle")
        assert _sum(page) == before / 9
        assert not seen.errors


def test_the_window_slides_until_it_is_stopped(browser: Browser, address: str) -> None:
    with visit(browser, address, CNN) as seen:
        page = _kernel(seen.page)
        frame = page.locator(".lk-kernel__frame").last
        place = "frame => [frame.getAttribute('x'), frame.getAttribute('y')].join()"
        before = frame.evaluate(place)
        page.get_by_role("button", name="Slide").click()
        page.wait_for_function(
            "([frame, before]) => frame.getAttribute('x') !== before.split(',')[0]",
            arg=[frame.element_handle(), before],
        )
        page.get_by_role("button", name="Stop").click()
        stopped = frame.evaluate(place)
        page.wait_for_timeout(700)
        assert frame.evaluate(place) == stopped


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_cell_of_the_table_opens_its_experiment(
    browser: Browser, address: str, width: int
) -> None:
    with visit(browser, address, VERSUS, width=width) as seen:
        table = seen.page.locator(".lk-versus table")
        assert table.locator("tbody tr").count() == 8
        cells = table.locator("td:nth-child(2), td:nth-child(3)")
        for number in range(cells.count()):
            assert cells.nth(number).locator(".lk-mark").count() >= 1
        cell = cells.nth(4)
        cell.scroll_into_view_if_needed()
        cell.click(position={"x": 30, "y": 12})
        opened = ".lk-evidence:popover-open"
        panel = seen.page.locator(opened)
        expect(panel).to_be_visible()
        expect(panel.locator("pre")).to_contain_text("reach_dense")
        assert not violations(seen.page, opened)  # the rest: test_every_page.py


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_table_stays_a_table_for_a_screen_reader(
    browser: Browser, address: str, width: int
) -> None:
    with visit(browser, address, VERSUS, width=width) as seen:
        heard = seen.page.locator(".lk-versus").aria_snapshot()
        assert len(re.findall(r"- '?row\b(?!group)", heard)) == 9
        assert len(re.findall(r"- '?columnheader\b", heard)) == 4
        assert len(re.findall(r"- '?cell\b", heard)) == 4 * 8


def test_a_term_says_its_meaning_and_leads_to_the_glossary(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, VERSUS) as seen:
        term = seen.page.locator("a.lk-term", has_text="dense layer").first
        term.focus()
        tooltip = seen.page.get_by_role("tooltip")
        expect(tooltip).to_contain_text("every neuron weighs all inputs")
        term.click()
        expect(seen.page).to_have_url(re.compile(r"glossary/#dense-layer$"))
        expect(seen.page.locator("#dense-layer")).to_be_visible()
