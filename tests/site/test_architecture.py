"""The architecture diagram answers: to pointer, finger, keyboard, address and code."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.site.visit import DESKTOP, PHONE, visit

LESSON = "lessons/vgg/"
# as rendered: the picture is scaled to the room it has
_FONT_SIZES = """texts => texts.map(text => {
  const svg = text.ownerSVGElement;
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  return parseFloat(getComputedStyle(text).fontSize) * scale;
})"""
_CUT_OFF = """svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1;
  }).map(text => text.textContent);
}"""
FC6 = "(25088 + 1)·4096 = 102,764,544"


def _diagram(page: Page) -> Locator:
    diagram = page.locator(".lk-widget[data-widget=architecture]").first
    diagram.scroll_into_view_if_needed()
    expect(diagram).to_have_attribute("data-state", "ready")
    return diagram


def _part(diagram: Locator, name: str) -> Locator:
    return diagram.locator(f'[data-id][aria-label^="{name},"]')


def _choose(diagram: Locator, name: str) -> None:
    _part(diagram, name).locator("polygon").first.click()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visit(browser, address, LESSON) as seen:
        yield seen.page
        assert not seen.errors


def test_a_layer_tells_its_arithmetic_and_marks_its_line(page: Page) -> None:
    diagram = _diagram(page)
    _choose(diagram, "fc6")
    panel = diagram.locator(".lk-arch__panel")
    expect(panel).to_contain_text(FC6)
    expect(panel).to_contain_text("all of the input")
    expect(panel).to_contain_text("392.0 MiB")
    expect(page.locator(".lk-made")).to_contain_text('name="fc6"')
    assert page.evaluate("location.search") == "?layer=vgg16%2Ffc6"


def test_pointing_shows_and_leaving_forgets(page: Page) -> None:
    diagram = _diagram(page)
    panel = diagram.locator(".lk-arch__panel")
    _choose(diagram, "fc6")
    _part(diagram, "fc8").locator("polygon").first.hover()
    expect(panel).to_contain_text("4,097,000")
    diagram.locator(".lk-arch__title").hover()
    expect(panel).to_contain_text(FC6)


def test_the_address_brings_the_choice_back(browser: Browser, address: str) -> None:
    with visit(browser, address, f"{LESSON}?layer=vgg16/conv3_2") as seen:
        diagram = seen.page.locator(".lk-widget[data-widget=architecture]").first
        panel = diagram.locator(".lk-arch__panel")
        expect(panel).to_be_in_viewport()
        expect(panel).to_contain_text("(3·3·256 + 1)·256 = 590,080")
        expect(_part(diagram, "conv3_2")).to_have_attribute("aria-pressed", "true")


def test_the_address_is_followed_without_scrolling(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, f"{LESSON}?layer=vgg16/conv3_2") as seen:
        chosen = seen.page.locator('.lk-arch__svg [aria-pressed="true"]').first
        expect(chosen).to_be_in_viewport()
        expect(chosen).to_have_attribute("aria-label", re.compile("^conv3_2,"))


def test_room_is_kept_before_the_script_runs(browser: Browser, address: str) -> None:
    with visit(browser, address, LESSON) as seen:
        frame = seen.page.locator(".lk-widget[data-widget=architecture]").first
        before = frame.evaluate("e => e.offsetHeight")
        _diagram(seen.page)
        assert abs(frame.evaluate("e => e.offsetHeight") - before) < 60


def test_a_line_of_code_is_reached_by_keyboard(page: Page) -> None:
    diagram = _diagram(page)
    stops = page.locator('.lk-source .lk-makes[tabindex="0"]')
    expect(stops).to_have_count(1)
    stops.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    panel = diagram.locator(".lk-arch__panel")
    expect(panel).to_contain_text("made 13 layers")
    panel.get_by_role("button", name="conv4_2").click()
    expect(_part(diagram, "conv4_2")).to_be_focused()
    expect(_part(diagram, "conv4_2")).to_have_attribute("aria-pressed", "true")


def test_a_line_of_code_finds_its_layers(page: Page) -> None:
    diagram = _diagram(page)
    line = page.locator(".lk-source .lk-makes", has_text="layers.Conv2D(").first
    line.click()
    expect(diagram.locator(".lk-arch__panel")).to_contain_text("made 13 layers")
    assert diagram.locator(".part.also").count() == 5  # the five closed stages


def test_the_keyboard_is_enough(page: Page) -> None:
    diagram = _diagram(page)
    diagram.get_by_role("radio", name="activations").focus()
    for _ in range(6):  # past the buttons
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-id]')"):
            break
    page.keyboard.press("ArrowRight")
    focused = diagram.locator("[data-id]:focus")
    expect(focused).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(_part(diagram, "conv1_1")).to_be_visible()
    expect(focused).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_attribute("aria-label", "conv1_1, convolution,"
        " 224 × 224 × 64, 1,792 parameters")  # fmt: skip
    page.keyboard.press("Escape")
    expect(_part(diagram, "conv1_1")).to_have_count(0)


def test_the_colours_show_where_parameters_and_work_are(page: Page) -> None:
    diagram = _diagram(page)
    style = _part(diagram, "fc6").get_attribute
    stage = _part(diagram, "conv3").get_attribute
    assert "--lk-dense" in str(style("style"))
    diagram.get_by_role("radio", name="parameters").check(force=True)
    assert "--lk-seq-4" in str(style("style"))
    expect(_part(diagram, "fc6").locator(".second")).to_have_text("74 %")
    diagram.get_by_role("radio", name="MACs").check(force=True)
    assert "--lk-seq-1" in str(style("style"))
    assert "--lk-seq-4" in str(stage("style"))
    expect(_part(diagram, "fc6").locator(".second")).to_have_text("0.7 %")


FAMILIES = [f"lessons/{name}/" for name in ("alexnet", "vgg", "googlenet", "resnet")]


@pytest.mark.parametrize("path", FAMILIES)
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_it_is_legible(browser: Browser, address: str, path: str, width: int) -> None:
    with visit(browser, address, path, width=width) as seen:
        diagrams = seen.page.locator(".lk-widget[data-widget=architecture]")
        for n in range(diagrams.count()):
            diagram = diagrams.nth(n)
            diagram.scroll_into_view_if_needed()
            expect(diagram).to_have_attribute("data-state", "ready")
            assert min(diagram.locator("svg tspan").evaluate_all(_FONT_SIZES)) >= 11
            assert diagram.locator("svg").evaluate(_CUT_OFF) == []


@pytest.mark.parametrize("path", ["lessons/vgg/", "lessons/resnet/"])
def test_a_phone_shows_it_whole(browser: Browser, address: str, path: str) -> None:
    with visit(
        browser, address, path, width=PHONE, has_touch=True, is_mobile=True
    ) as seen:
        diagrams = seen.page.locator(".lk-widget[data-widget=architecture]")
        for n in range(diagrams.count()):
            diagram = diagrams.nth(n)
            diagram.scroll_into_view_if_needed()
            expect(diagram).to_have_attribute("data-state", "ready")
            frame = diagram.locator(".lk-arch__frame")
            assert frame.evaluate("e => e.scrollWidth - e.clientWidth") <= 1


def test_an_opened_stage_is_saved_as_it_looks(page: Page) -> None:
    diagram = _diagram(page)
    _choose(diagram, "conv3")
    with page.expect_download() as saved:
        diagram.get_by_role("button", name="Save SVG").click()
    text = Path(saved.value.path()).read_text("utf-8")
    assert "fill-opacity:0.035" in text  # the stage's ground; opaque, it hides the flow


def test_the_picture_is_saved_as_svg_and_png(page: Page) -> None:
    diagram = _diagram(page)
    starts = {"SVG": b"<svg", "PNG": b"\x89PNG"}
    for kind, start in starts.items():
        with page.expect_download() as saved:
            diagram.get_by_role("button", name=f"Save {kind}").click()
        assert saved.value.suggested_filename == f"vgg16.{kind.lower()}"
        assert Path(saved.value.path()).read_bytes().startswith(start)


def test_the_table_is_sorted_searched_and_saved(page: Page) -> None:
    figure = page.locator("figure", has=_diagram(page)).first
    figure.locator("summary").click()
    rows = figure.locator("tbody tr")
    expect(rows).to_have_count(25)
    parameters = figure.get_by_role("columnheader", name="trained parameters")
    for order in ("ascending", "descending"):
        parameters.get_by_role("button").click()
        expect(parameters).to_have_attribute("aria-sort", order)
    expect(rows.first).to_contain_text("fc6")
    for size in ("7 × 7", "7\xa0×\xa07"):  # as typed, and as copied from the text
        figure.get_by_role("searchbox").fill(size)
        expect(figure.locator("tbody tr:visible")).not_to_have_count(0)
    figure.get_by_role("searchbox").fill("conv4")
    expect(figure.locator("tbody tr:visible")).to_have_count(3)
    expect(figure.locator("output")).to_have_text("3 of 25 rows")
    with page.expect_download() as saved:
        figure.get_by_role("button", name="Download CSV").click()
    text = Path(saved.value.path()).read_text("utf-8-sig")
    table = list(csv.reader(text.splitlines()))
    assert table[0][:4] == ["layer", "kind", "output shape", "window"]
    assert len(table) == 26 and "\xa0" not in text


def test_a_name_in_the_table_finds_its_layer(page: Page) -> None:
    diagram = _diagram(page)
    figure = page.locator("figure", has=diagram).first
    figure.locator("summary").click()
    figure.get_by_role("button", name="conv5_3").click()
    expect(_part(diagram, "conv5_3")).to_have_attribute("aria-pressed", "true")
    expect(diagram.locator(".lk-arch__panel")).to_contain_text("2,359,808")


def test_without_javascript_the_table_can_be_read(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, LESSON, java_script_enabled=False) as seen:
        figure = seen.page.locator("figure.lk-diagram").first
        figure.locator("summary").click()
        expect(figure.locator("tbody tr").first).to_be_visible()
        expect(figure.locator("tbody")).to_contain_text("102,764,544")
