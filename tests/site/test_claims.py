"""A reader opens the evidence of a claim: by pointer, by keyboard, without scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.site.axe import violations
from tests.site.visit import DESKTOP, PHONE, visit

RESNET = "lessons/resnet/"
MARK = "#claim-shortcut-hands-input-on .lk-mark"
PANEL = "#evidence-shortcut-hands-input-on"


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_panel_shows_condition_numbers_and_figure(
    browser: Browser, address: str, theme: str, width: int
) -> None:
    with visit(browser, address, RESNET, theme=theme, width=width) as seen:
        panel = seen.page.locator(PANEL)
        expect(panel).to_be_hidden()
        seen.page.locator(MARK).click()
        expect(panel).to_be_visible()
        expect(panel.locator("pre")).to_contain_text("residual_eight")
        expect(panel.locator("tbody tr")).to_have_count(2)
        plot = panel.locator(".lk-plot[data-state=drawn]")
        expect(plot).to_be_visible(timeout=30_000)
        assert not violations(seen.page, PANEL)  # the rest: test_every_page.py
        panel.get_by_role("button", name="Close").click()
        expect(panel).to_be_hidden()
        assert not (seen.errors or seen.failed or seen.foreign)


def test_the_keyboard_opens_and_closes_it(browser: Browser, address: str) -> None:
    with visit(browser, address, RESNET) as seen:
        seen.page.locator(MARK).focus()
        seen.page.keyboard.press("Enter")
        expect(seen.page.locator(PANEL)).to_be_visible()
        seen.page.keyboard.press("Escape")
        expect(seen.page.locator(PANEL)).to_be_hidden()
        expect(seen.page.locator(MARK)).to_be_focused()


def test_it_opens_without_scripts(browser: Browser, address: str) -> None:
    with visit(browser, address, RESNET, java_script_enabled=False) as seen:
        seen.page.locator(MARK).click()
        expect(seen.page.locator(PANEL)).to_be_visible()


def test_the_claims_page_leads_to_every_claim(
    browser: Browser, address: str, site: Path
) -> None:
    listed = json.loads((site / "claims.json").read_text("utf-8"))
    assert listed
    assert {claim["outcome"] for claim in listed} <= {"holds", "cited"}
    with visit(browser, address, "claims/") as seen:
        links = seen.page.locator("td a[href*='#claim-']")
        expect(links).to_have_count(len(listed))
        links.last.click()
        expect(seen.page.locator(".lk-claim:target")).to_be_visible()
