"""Slides and sheets for teachers, in a browser, on paper, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from tests.site.axe import violations
from tests.site.pages import LESSONS
from tests.site.visit import PHONE, Visit, visit

CNN = "lessons/cnn/"
# what only means something beside the rest of the lesson
_PLACE = re.compile(
    r"\bthis page\b|\b(?:code|experiment|figure|happened|lines are|measured|picture"
    r"|table) (?:above|below)\b"
)
# a picture ends within its room, which else scrolls, and so do lines of code: a widget
# once it is drawn
_CUT = """() => {
  const room = document.querySelector('.lk-slide[data-now] .lk-slide__picture');
  if (!room || room.style.overflow === 'auto') return false;
  const inner = room.firstElementChild.getBoundingClientRect();
  const outer = room.getBoundingClientRect();
  const lines = [...room.querySelectorAll('pre, pre code')];
  return lines.some(line => line.scrollWidth > line.clientWidth + 1)
    || inner.bottom > outer.bottom + 2 || inner.right > outer.right + 2;
}"""
_READY = """() => [...document.querySelectorAll(
  '.lk-slide[data-now] :is(.lk-plot, .lk-widget[data-widget])')]
  .every(part => ['drawn', 'ready'].includes(part.dataset.state))"""


@pytest.fixture
def slides(browser: Browser, address: str) -> Iterator[Visit]:
    with visit(browser, address, f"{CNN}slides/", width=1280) as seen:
        yield seen


def current(page: Page) -> str:
    return str(page.locator(".lk-slide[data-now]").get_attribute("id"))


def test_slides_answer_to_the_keyboard(slides: Visit) -> None:
    """Arrows, Home and End, Esc, N; and the address says which slide it is."""
    page = slides.page
    ids = page.eval_on_selector_all(".lk-slide", "all => all.map(one => one.id)")
    assert len(ids) > 20 and current(page) == ids[0]
    for key, place in (
        ("ArrowRight", 1), ("PageDown", 2), ("ArrowLeft", 1), ("End", -1), ("Home", 0),
        ("PageDown", 1),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert current(page) == ids[place], key
    assert page.url.endswith(f"#{ids[1]}")
    expect(page.locator(".lk-slide:visible")).to_have_count(1)
    page.keyboard.press("n")
    expect(page.locator(f'.lk-notes[data-slide="{ids[1]}"]')).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator(".lk-notes:visible")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".lk-slide:visible")).to_have_count(len(ids))
    page.get_by_role("button", name="Present").click()
    assert current(page) == ids[1]
    slides.settle()  # what is drawn behind the slide has come
    page.reload()
    assert current(page) == ids[1]
    assert not slides.errors and not slides.failed and not slides.foreign


def test_each_slide_is_drawn_and_seen_whole(slides: Visit) -> None:
    page = slides.page
    for _ in range(page.locator(".lk-slide").count() - 1):
        page.keyboard.press("PageDown")
        page.wait_for_function(_READY)
        page.wait_for_function(f"() => !({_CUT})()")
    assert not slides.errors and not slides.failed


def test_a_slide_is_a_page_of_paper(slides: Visit) -> None:
    page = slides.page
    count = page.locator(".lk-slide").count()
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == count


# what is drawn is drawn, no picture is higher than its room, and none is missing
_OVER = """() => [...document.querySelectorAll('.lk-slide')].filter(slide => {
  const room = slide.querySelector('.lk-slide__picture');
  if (!room) return false;
  const outer = room.getBoundingClientRect();
  const parts = [...room.querySelectorAll('.lk-widget, .lk-plot, img, table, pre')];
  return parts.some(part => {
    const { bottom, right } = part.getBoundingClientRect();
    return bottom > outer.bottom + 4 || right > outer.right + 4;
  });
}).map(({ id }) => id)"""
_DRAWN = """() => [...document.querySelectorAll(
  '.lk-slide :is(.lk-plot[data-figure], .lk-widget[data-widget])')]
  .map(part => part.dataset.state)"""
_PRINT = "window.print = () => { window.printed = true; }"


@pytest.mark.parametrize("name", ["cnn", "photograph", "evolution", "hosting"])
def test_paper_has_every_picture_of_a_fresh_deck(
    browser: Browser, address: str, name: str
) -> None:
    """Ctrl+P waits until all is drawn; nothing is higher than its room on a page."""
    with visit(browser, address, width=1280) as seen:
        page = seen.page
        page.add_init_script(_PRINT)
        seen.open(f"lessons/{name}/slides/")
        page.keyboard.press("Control+p")
        page.wait_for_function("() => window.printed")
        assert set(page.evaluate(_DRAWN)) <= {"drawn", "ready"}
        page.emulate_media(media="print")
        assert (
            page.evaluate(f"""() => {{
          dispatchEvent(new Event('beforeprint'));
          return ({_OVER})();
        }}""")
            == []
        )  # at once, as a browser prints
        page.evaluate("() => { dispatchEvent(new Event('afterprint')); }")
        page.emulate_media(media="screen")
        expect(page.locator(".lk-slide:visible")).to_have_count(1)
        assert not seen.errors and not seen.failed


@pytest.mark.parametrize("name", ["ann", "cnn"])
def test_no_button_of_a_widget_is_too_small_for_its_words(
    browser: Browser, address: str, name: str
) -> None:
    with visit(browser, address, f"lessons/{name}/slides/", width=1280) as seen:
        page = seen.page
        for _ in range(page.locator(".lk-slide").count() - 1):
            page.keyboard.press("PageDown")
            page.wait_for_function(_READY)
            page.wait_for_function("""() => [...document.querySelectorAll(
              '.lk-slide[data-now] .lk-widget button')]
              .every(one => one.scrollWidth <= one.clientWidth + 1)""")


def test_two_windows_stay_together(slides: Visit) -> None:
    """The speaker's window has the notes, and either window turns both."""
    page = slides.page
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Speaker's window").click()
    speaker = opened.value
    expect(speaker.locator("html")).to_have_attribute("data-notes", "")
    clock = speaker.locator(".lk-deck__clock")
    expect(clock).to_contain_text("Next: ")
    expect(clock).to_contain_text(re.compile(r"\d:\d\d"))
    below = speaker.locator(".lk-deck__bar").bounding_box()
    assert below
    for notes in speaker.locator(".lk-notes[data-now]").all():
        above = notes.bounding_box()
        assert above and above["y"] + above["height"] <= below["y"] + 1
    page.keyboard.press("PageDown")
    expect(speaker.locator(".lk-slide[data-now]")).to_have_id(current(page))
    speaker.keyboard.press("End")
    expect(page.locator(".lk-slide[data-now]")).to_have_id(current(speaker))


def test_without_scripts_slides_are_a_column(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{CNN}slides/")
    assert page.locator(".lk-slide:visible").count() > 20
    assert page.locator("details.lk-notes").count() > 20
    assert page.locator(".lk-still img").first.is_visible()
    context.close()


@pytest.mark.parametrize("kind", ["slides", "worksheet", "answers"])
def test_everybody_can_use_them(browser: Browser, address: str, kind: str) -> None:
    """Axe finds nothing, and nothing is wider than a phone."""
    with visit(browser, address, f"lessons/ann/{kind}/", width=PHONE) as seen:
        page = seen.page
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        assert violations(page) == {}
        assert not seen.errors and not seen.failed


@pytest.mark.parametrize("path", LESSONS)
def test_a_worksheet_gives_nothing_away(site: Path, path: str) -> None:
    """What the answers say is on their own sheet, all of it, and not on the other."""
    pages = ("index.html", "worksheet/index.html", "answers/index.html")
    lesson, sheet, key = (
        BeautifulSoup((site / path / name).read_text("utf-8"), "html.parser")
        for name in pages
    )
    asked, answered = _words(sheet.get_text()), _words(key.get_text())
    feedback = lesson.select(".lk-feedback")
    assert feedback
    for said in feedback:
        for instruction in said.select(".lk-screen"):
            instruction.decompose()
        text = _words(said.get_text())
        assert text in answered
        assert text not in asked
    assert len(sheet.select(".lk-task")) == len(key.select(".lk-task"))
    exercises = lesson.select(".lk-exercise")
    assert len(sheet.select(".lk-task--exercise")) == len(exercises)
    slides = (site / path / "slides/index.html").read_text("utf-8")
    for exercise in exercises:
        assert 2 <= len(exercise.select(".lk-hint")) <= 3
    for hint in lesson.select(".lk-hint > div"):
        for paper in (asked, _words(BeautifulSoup(slides, "html.parser").get_text())):
            assert _words(hint.get_text()) not in paper


@pytest.mark.parametrize("path", LESSONS)
def test_sheets_and_questions_stand_alone(site: Path, path: str) -> None:
    """Nothing on them points to what is above it in the lesson."""
    name = path.split("/")[1]
    sheet = (site / path / "worksheet/index.html").read_text("utf-8")
    questions = (site / path / f"{name}-gift.txt").read_text("utf-8")
    text = BeautifulSoup(sheet, "html.parser").get_text() + questions
    assert _PLACE.findall(text) == []


@pytest.mark.parametrize("path", LESSONS)
def test_the_key_begins_with_a_line_for_each_question(site: Path, path: str) -> None:
    """Number and answer, as the sheet numbers them."""
    text = (site / path / "answers/index.html").read_text("utf-8")
    key = BeautifulSoup(text, "html.parser")
    short = dict(
        (item.span.get_text(), item.strong.get_text())
        for item in key.select(".lk-short li")
    )
    questions = key.select(".lk-task--question")
    assert list(short) == [task.h2.contents[0].strip() for task in questions]
    for task in questions:
        letters = [item.strong.get_text() for item in task.select("ul .lk-key__right")]
        if letters:
            answer = short[task.h2.contents[0].strip()]
            assert re.split(r", | or ", answer) == letters


def _words(text: str) -> str:
    return " ".join(text.split())
