"""What readers see of a part of a page that fails, and that the rest goes on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.visit import visit

LESSON = "lessons/ann/"
# Plotly as it is, but that its first drawing fails: after a while, as on a lost context
_DRAWS_NOTHING = """() => {
  let real;
  Object.defineProperty(window, 'Plotly', {
    get: () => real && { ...real, newPlot: window.broken === false ? real.newPlot
      : () => Promise.reject(new Error('nothing to draw on')) },
    set: (given) => { real = given; },
  });
}"""


def _height(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["height"]


def test_a_widget_that_fails_says_so_and_comes_at_a_second_try(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, LESSON) as seen:
        page = seen.page
        lost = "**/assets/widgets/neuron-*.js"
        page.route(lost, lambda route: route.abort())
        widget = page.locator("[data-widget=neuron]")
        widget.scroll_into_view_if_needed()
        message = widget.locator(".lk-failed")
        expect(message).to_contain_text("did not load")
        words = widget.locator(".lk-widget__fallback")
        assert _height(page, "[data-widget=neuron]") < 200
        expect(words).to_be_visible()
        page.unroute(lost)
        widget.get_by_role("button", name="Try again").press("Enter")
        expect(widget).to_have_attribute("data-state", "ready")
        expect(message).to_have_count(0)
        assert _height(page, "[data-widget=neuron]") > 400
        assert page.evaluate("document.activeElement.dataset.widget") == "neuron"
        assert widget.locator(".lk-neuron__field").count() == 1
        page.keyboard.press("Tab")
        assert widget.locator(":focus").count()


@pytest.mark.parametrize(
    ("path", "widget"),
    [
        ("playground/handwriting/", "handwriting"),
        ("playground/convolution/", "convolution"),
        ("playground/own/", "own"),
        ("lessons/evolution/", "timeline"),
    ],
)
def test_a_widget_comes_in_one_file_whose_name_changes_with_it(
    browser: Browser, address: str, path: str, widget: str
) -> None:
    """Its styles too; beside it come its data, which are not the page's."""
    with visit(browser, address, path) as seen:
        place = seen.page.locator(f"[data-widget={widget}]").first
        place.scroll_into_view_if_needed()
        expect(place).to_have_attribute("data-state", "ready")
        seen.settle()
        theirs = re.compile(r"/assets/(?!site-|outputs/|javascripts/|lessonkit/)")
        code = re.compile(r"\.(?:js|css)$")
        asked = [r.url for r in seen.responses if code.search(r.url)]
        [file] = [url for url in asked if theirs.search(url)]
        assert re.search(rf"/assets/widgets/{widget}-[0-9a-f]{{8}}\.js$", file)
        assert not seen.errors


def test_a_script_that_throws_takes_no_other_along(
    browser: Browser, address: str
) -> None:
    """Figures and scrollers cannot do without it; questions and tables can."""
    with visit(browser, address) as seen:
        seen.page.add_init_script("delete window.ResizeObserver")
        seen.open(LESSON)
        form = seen.page.locator("form.lk-question[data-kind=one]").first
        form.scroll_into_view_if_needed()
        form.locator("input").first.check()
        expect(form.locator(".lk-verdict")).to_be_visible()
        assert any("ResizeObserver" in error for error in seen.errors), seen.errors


def test_of_a_figure_that_cannot_be_drawn_the_picture_stays(
    browser: Browser, address: str
) -> None:
    with visit(browser, address) as seen:
        seen.page.add_init_script(f"({_DRAWS_NOTHING})()")
        seen.open(LESSON)
        plot = seen.page.locator(".lk-plot").first
        plot.scroll_into_view_if_needed()
        seen.page.mouse.move(300, 300)
        expect(plot.get_by_role("status")).to_contain_text("could not be drawn")
        expect(plot).to_have_attribute("data-state", "failed")
        still = plot.locator(".lk-plot__still")
        expect(still).to_be_visible()
        seen.page.wait_for_function(
            "e => e.naturalWidth > 100", arg=still.element_handle()
        )
        expect(plot.locator(".lk-plot__canvas, .lk-controls")).to_have_count(0)
        picture, message = (
            still.bounding_box(),
            plot.get_by_role("status").bounding_box(),
        )
        assert picture and message
        assert picture["y"] + picture["height"] <= message["y"] + 1
        seen.page.evaluate("window.broken = false")
        plot.get_by_role("button", name="Try again").click()
        expect(plot).to_have_attribute("data-state", "drawn")
        expect(plot.locator(".lk-plot__canvas .main-svg").first).to_be_visible()
        expect(plot.locator(".lk-plot__still, .lk-failed")).to_have_count(0)


def test_of_a_figure_without_a_picture_the_table_stays(
    browser: Browser, address: str
) -> None:
    with visit(browser, address) as seen:
        for lost in ("**/vendor/plotly*", "**/outputs/*.svg"):
            seen.page.route(lost, lambda route: route.abort())
        seen.open(LESSON)
        plot = seen.page.locator(".lk-plot").first
        plot.scroll_into_view_if_needed()
        seen.page.mouse.move(300, 300)
        expect(plot.get_by_role("status")).to_be_visible()
        expect(plot.locator(".lk-plot__alt")).to_be_visible()
        twin = seen.page.locator("figure.lk-figure details.lk-twin").first
        expect(twin.locator("table").first).to_be_visible()
