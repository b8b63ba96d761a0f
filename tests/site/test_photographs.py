"""The lesson on photographs: they load, and have words for who does not see them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

LESSON = "lessons/photograph/"
# widgets in their order on the page, and how many pictures each has
CARDS = {
    "steps": 3, "gallery": 9, "filters": 2, "maps": 5, "tiles": 4, "light": 6,
    "covered": 3, "changed": 6,
}  # fmt: skip


@pytest.fixture(scope="module")
def lesson(browser: Browser, address: str) -> Page:
    """Open the lesson and walk through it, so that every widget starts."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address + LESSON)
    for place in page.locator('[data-widget="photographs"]').all():
        place.scroll_into_view_if_needed()
        expect(place).to_have_attribute("data-state", "ready")
    return page


def test_every_photograph_is_drawn_and_described(lesson: Page) -> None:
    places = lesson.locator('[data-widget="photographs"]').all()
    assert len(places) == len(CARDS)
    for place, count in zip(places, CARDS.values(), strict=True):
        pictures = place.locator("img")
        expect(pictures).to_have_count(count)
        for picture in pictures.all():
            assert len(picture.get_attribute("alt") or "") > 12
            assert picture.evaluate("image => image.decode().then(() => true)")
            assert picture.evaluate("image => image.naturalWidth") > 100


def test_bars_are_as_long_as_the_probabilities_say(lesson: Page) -> None:
    gallery = lesson.locator('[data-widget="photographs"]').nth(1)
    expect(gallery.locator("ol")).to_have_count(CARDS["gallery"])
    for line in gallery.locator("li").all():
        share = line.locator(".lk-photographs__share").inner_text()
        bar = float(line.evaluate("e => e.style.getPropertyValue('--share')")[:-1])
        shown = 0 if share.startswith("<") else int(share.split()[0])
        assert abs(bar - shown) <= 0.5


def test_without_javascript_the_answers_are_there_as_text(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + LESSON)
    gallery = page.locator('[data-widget="photographs"]').nth(1)
    for word in ("espresso", "tripod", "raccoon", "dahlia"):
        expect(gallery).to_contain_text(word)
    context.close()


def test_on_a_phone_nothing_sticks_out(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(address + LESSON)
    gallery = page.locator('[data-widget="photographs"]').nth(1)
    gallery.scroll_into_view_if_needed()
    expect(gallery).to_have_attribute("data-state", "ready")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()
