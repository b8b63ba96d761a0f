"""What figures do while a reader moves about."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from plotly.offline import get_plotlyjs_version

from lessonkit import web
from tests.site.conftest import ROOT
from tests.site.visit import visit

LESSON = "lessons/ann/"
_INK = """() => {
  const text = document.querySelector('.lk-plot[data-state=drawn] .xtick text');
  return getComputedStyle(text).fill;
}"""


def _wait_drawn(page: Page) -> None:
    page.wait_for_selector(".lk-plot[data-state=drawn] .xtick text", state="attached")


@pytest.fixture
def first_figure() -> str:
    """Select the lesson's first figure."""
    return ".lk-plot >> nth=0"


def test_plotly_is_the_version_that_plotly_py_brings() -> None:
    version = get_plotlyjs_version()
    assert web.plotly().name == f"plotly-cartesian-{version}.min.js"


def test_every_figure_of_the_lesson_is_drawn(browser: Browser, address: str) -> None:
    source = (ROOT.docs / "lessons" / "ann.md").read_text("utf-8")
    with visit(browser, address, LESSON) as seen:
        seen.read_to_the_end()
        drawn = seen.page.locator(".lk-plot[data-state=drawn] .main-svg").count()
        assert drawn >= source.count("alt:") > 5


def test_plotly_waits_until_a_figure_nears_the_screen(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, LESSON) as seen:
        seen.page.wait_for_timeout(1500)
        loaded = [r.url for r in seen.responses]
        assert not [url for url in loaded if "plotly" in url or "/figures/" in url]
        seen.read_to_the_end()
        loaded = [r.url for r in seen.responses]
        assert len([url for url in loaded if "plotly" in url]) == 1


def test_figures_follow_the_theme_without_a_reload(
    browser: Browser, address: str, first_figure: str
) -> None:
    with visit(browser, address, LESSON) as seen:
        seen.page.locator(first_figure).scroll_into_view_if_needed()
        _wait_drawn(seen.page)
        before = seen.page.evaluate(_INK)
        seen.page.evaluate("window.stays = true")
        seen.page.locator('[data-lk-theme="slate"]').first.click()
        seen.page.wait_for_function(f"before => ({_INK})() !== before", arg=before)
        assert seen.page.evaluate("window.stays")


def test_figures_are_there_on_the_next_page_and_on_the_way_back(
    browser: Browser, address: str, first_figure: str
) -> None:
    with visit(browser, address, LESSON) as seen:
        page = seen.page
        page.locator(first_figure).scroll_into_view_if_needed()
        _wait_drawn(page)
        page.locator(".lk-output:has(.lk-plot) .lk-provenance a").first.click()
        page.wait_for_selector(".lk-downloads")  # only notebooks have them
        page.locator(".lk-plot").first.scroll_into_view_if_needed()
        _wait_drawn(page)
        page.go_back()
        page.wait_for_selector(".lk-downloads", state="detached")
        page.locator(first_figure).scroll_into_view_if_needed()
        _wait_drawn(page)
        assert not seen.errors and not seen.failed
        assert page.locator(f"{first_figure} >> .lk-plot__canvas").count() == 1


def test_figures_fit_when_the_window_changes(
    browser: Browser, address: str, first_figure: str
) -> None:
    with visit(browser, address, LESSON) as seen:
        plot = seen.page.locator(first_figure)
        plot.scroll_into_view_if_needed()
        _wait_drawn(seen.page)
        seen.page.set_viewport_size({"width": 500, "height": 800})
        seen.page.wait_for_function(
            "() => document.querySelector('.lk-plot .main-svg')"
            ".getBoundingClientRect().width <= 500"
        )


def test_nothing_jumps_while_figures_arrive(browser: Browser, address: str) -> None:
    with visit(browser, address, LESSON) as seen:
        seen.page.evaluate("""() => { window.shift = 0;
          new PerformanceObserver(list => list.getEntries().forEach(entry => {
            if (!entry.hadRecentInput) window.shift += entry.value;
          })).observe({type: 'layout-shift', buffered: true}); }""")
        seen.read_to_the_end()
        assert seen.page.evaluate("window.shift") < 0.01


def test_a_figure_has_its_numbers_as_a_table(browser: Browser, address: str) -> None:
    with visit(browser, address, LESSON) as seen:
        figures = seen.page.locator("figure.lk-figure")
        assert figures.count() > 5
        assert not figures.locator("details.lk-twin table").count()  # nor its cells
        folds = seen.page.locator(".md-content details:has(figure.lk-figure)")
        for fold in folds.all():
            fold.evaluate("fold => (fold.open = true)")
        for figure in figures.all():
            figure.get_by_text("The same as a table").click()
            expect(figure.locator("details.lk-twin td").first).to_be_visible()


def test_without_javascript_text_and_answers_are_there(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, LESSON, java_script_enabled=False) as seen:
        page = seen.page
        expect(page.locator(".lk-plot__alt").first).to_be_visible()
        answers = page.locator("details.lk-answers").first
        expect(answers).to_be_visible()
        expect(answers.locator(".lk-feedback").first).to_be_hidden()
        answers.locator("summary").click()
        expect(answers.locator(".lk-feedback").first).to_be_visible()
        twin = page.locator("details.lk-twin").first
        twin.locator("summary").click()
        expect(twin.locator("td").first).to_be_visible()


# a browser may ask twice; and it waits for nothing, so this is one call
PRINTED = """() => {
    for (const _ of [1, 2]) dispatchEvent(new Event("beforeprint"));
    return [".lk-widget__still", ".lk-plot__paper"].map((kind) => {
        const stills = [...document.querySelectorAll(kind)];
        const heights = stills.map((s) => s.shadowRoot.firstChild.clientHeight);
        return [new Set(stills.map((s) => s.parentElement)).size, heights];
    });
}"""


def test_paper_shows_folds_and_what_one_would_point_at(
    browser: Browser, address: str
) -> None:
    """A plot speaks for itself; a diagram's table does not fit on the drawing."""
    with visit(browser, address, "lessons/lenet/") as seen:
        page = seen.page
        page.emulate_media(media="print")
        for places, heights in page.evaluate(PRINTED):
            assert places == len(heights) > 0
            assert min(heights) > 100
        twins = page.locator("details.lk-twin:not(.lk-hint)")
        for twin in twins.all():
            sortable = "lk-sortable" in (twin.get_attribute("class") or "")
            expect(twin.locator("table").first).to_be_visible(visible=sortable)
            assert twin.locator("table").count()
        assert page.locator("details.lk-twin:not(.lk-sortable)").count()
        expect(
            page.locator("details:not(.lk-twin, .lk-answers) pre").first
        ).to_be_visible()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(page.locator(".lk-widget__still, .lk-plot__paper")).to_have_count(0)
        expect(page.locator(".lk-plot[data-state=paper]")).to_have_count(0)


def test_paper_waits_for_no_figure(browser: Browser, address: str) -> None:
    """Where a still picture stands on the screen, where none comes, while one does."""
    with visit(browser, address, "lessons/lenet/") as seen:
        page = seen.page
        page.set_viewport_size({"width": 1280, "height": 3000})
        page.reload()
        still = page.locator(".lk-plot[data-state=still]").first
        still.wait_for()
        page.route("**/vendor/plotly*", lambda route: None)  # on its way
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        shown = page.locator(".lk-plot[data-state=paper]").first
        assert shown.evaluate("p => p.clientHeight") > 100
        assert not shown.locator(".lk-plot__still").is_visible()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator(".lk-plot[data-state=still] .lk-plot__still").count()
        page.route("**/outputs/*.svg", lambda route: route.fulfill(status=404))
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        lost = page.locator(".lk-plot[data-state=waiting] > .lk-plot__alt").first
        assert lost.evaluate("words => words.clientHeight") > 20


def test_figure_scripts_are_classic_and_load_from_a_file(
    browser: Browser, site: Path
) -> None:
    opened = browser.new_page()
    opened.goto((site / "lessons" / "ann" / "index.html").as_uri())
    opened.locator(".lk-plot").first.scroll_into_view_if_needed()
    _wait_drawn(opened)
    opened.close()


def test_a_figure_is_a_still_picture_until_the_reader_moves(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, "lessons/lenet/") as seen:
        plot = seen.page.locator(".lk-plot").first
        still = plot.locator("img.lk-plot__still")
        expect(still).to_be_visible()
        assert still.evaluate("e => e.naturalWidth") > 100
        assert not [r.url for r in seen.responses if "plotly" in r.url]
        before = plot.bounding_box()
        seen.page.mouse.move(300, 300)
        expect(plot).to_have_attribute("data-state", "drawn", timeout=30_000)
        expect(still).to_have_count(0)
        assert plot.bounding_box() == before
