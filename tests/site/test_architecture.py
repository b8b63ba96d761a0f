"""The architecture diagram answers: to pointer, finger, keyboard, address and code."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.javascript import node
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
            assert diagram.locator(".lk-arch__svg").evaluate(_CUT_OFF) == []


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


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    with visit(
        browser, address, LESSON, width=PHONE, has_touch=True, is_mobile=True
    ) as seen:
        yield seen.page
        assert not seen.errors


@pytest.mark.parametrize("name", ["image", "conv3", "fc8"])
def test_on_a_phone_the_panel_comes_to_the_finger(phone: Page, name: str) -> None:
    """The layer stays in sight, above the sheet; the page grows by nothing for it."""
    diagram = _diagram(phone)
    panel, part = diagram.locator(".lk-arch__panel"), _part(diagram, name)
    expect(panel).to_be_hidden()  # what is empty takes no room
    part.scroll_into_view_if_needed()
    size = "document.documentElement.scrollHeight"
    high = phone.evaluate(size)
    part.locator("polygon").first.tap()
    expect(panel).to_be_in_viewport(ratio=0.99)
    expect(panel).to_contain_text(name)
    phone.wait_for_timeout(700)  # it may scroll softly
    assert phone.evaluate(size) - high == 0 or name == "conv3"  # a stage has opened
    sheet, layer = panel.bounding_box(), part.first.bounding_box()
    assert sheet and layer
    assert layer["y"] + min(layer["height"], 140) <= sheet["y"]
    assert layer["y"] > 0
    panel.get_by_role("button", name="Close").tap()
    expect(panel).to_be_hidden()
    assert phone.evaluate("location.search") == ""


def test_the_sheet_goes_with_its_diagram(phone: Page) -> None:
    diagram = _diagram(phone)
    _part(diagram, "conv1").locator("polygon").first.tap()
    panel = diagram.locator(".lk-arch__panel")
    expect(panel).to_be_visible()
    phone.evaluate("scrollTo(0, 0)")
    expect(panel).to_be_hidden()
    diagram.scroll_into_view_if_needed()
    expect(panel).to_be_visible()
    _part(diagram, "conv1").focus()
    phone.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def _overview(page: Page) -> Locator:
    diagram = _diagram(page)
    expect(diagram.locator(".lk-arch__overview")).to_be_hidden()  # all is in sight
    diagram.get_by_role("button", name="Open all").click()
    expect(diagram.locator(".lk-arch__overview")).to_be_visible()
    return diagram


def _at(diagram: Locator) -> float:
    """Say how far the picture is scrolled: 0 to 1."""
    share: float = diagram.locator(".lk-arch__frame").evaluate(
        "e => e.scrollLeft / (e.scrollWidth - e.clientWidth)"
    )
    return share


def test_both_ends_of_a_wide_network_are_in_sight_at_once(page: Page) -> None:
    diagram = _overview(page)
    room = diagram.locator(".lk-arch__overview").bounding_box()
    svg = diagram.locator(".lk-arch__overview svg").bounding_box()
    assert room and svg and svg["width"] <= room["width"] <= 900
    shapes = diagram.locator(".lk-arch__overview path:not(.flow)")
    # each layer is in the overview: as many outlines as there are volumes
    paths = shapes.evaluate_all("all => all.map(e => e.getAttribute('d'))")
    assert "".join(paths).count("z") == diagram.locator(".lk-arch__svg .part").count()


def test_the_overviews_window_is_dragged(page: Page) -> None:
    diagram = _overview(page)
    window = diagram.locator(".lk-arch__window")
    box = window.bounding_box()
    room = diagram.locator(".lk-arch__overview").bounding_box()
    assert box and room
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 5, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 105, y, steps=4)
    assert _at(diagram) == pytest.approx(100 / (room["width"] - box["width"]), abs=0.03)
    page.mouse.move(box["x"] + 4000, y, steps=4)
    page.mouse.up()
    assert _at(diagram) == pytest.approx(1, abs=0.01)
    page.mouse.move(room["x"] + 5, y)  # let go, it stays
    assert _at(diagram) == pytest.approx(1, abs=0.01)
    page.mouse.click(room["x"] + 2, y)  # beside the window: it comes
    assert _at(diagram) == pytest.approx(0, abs=0.01)


def test_the_overviews_window_goes_by_keyboard(page: Page) -> None:
    diagram = _overview(page)
    window = diagram.locator(".lk-arch__window")
    window.focus()
    places = []
    for key in ("ArrowRight", "PageDown", "End", "Home"):
        page.keyboard.press(key)
        page.wait_for_timeout(80)
        places.append(_at(diagram))
    assert 0 < places[0] < places[1] <= places[2] == pytest.approx(1, abs=0.01)
    assert places[3] == 0
    expect(window).to_have_attribute("aria-valuenow", "0")
    diagram.locator(".lk-arch__frame").evaluate("e => { e.scrollLeft = 1e6; }")
    expect(window).to_have_attribute("aria-valuenow", "100")  # it follows


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


@pytest.mark.parametrize(("width", "theme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_tex_sets_the_picture_that_is_saved_as_tikz(
    browser: Browser, address: str, tmp_path: Path, width: int, theme: str
) -> None:
    """A signed sum, names with `_`, a frame, a pooling and a share in percent."""
    node.packages()
    with visit(browser, address, "lessons/resnet/", width=width, theme=theme) as seen:
        diagram = seen.page.locator(".lk-widget[data-widget=architecture]").nth(1)
        diagram.scroll_into_view_if_needed()
        expect(diagram).to_have_attribute("data-state", "ready")
        diagram.get_by_role("radio", name="parameters").check(force=True)
        with seen.page.expect_download() as saved:
            diagram.get_by_role("button", name="Save TikZ").click()
        parts = diagram.locator(".lk-arch__svg polygon:not(.cover)").count()
        written = Path(saved.value.path())
        assert saved.value.suggested_filename.endswith(".tex")
        text = written.read_text("utf-8")
        assert text.count("\\filldraw[face") == parts
        assert "\\definecolor{paper}{HTML}{FFFFFF}" in text  # a paper is white
        done = node.run("tex.mjs", written, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Output written on" in done.stdout
    assert not re.search(r"^!|Undefined|Missing", done.stdout, re.MULTILINE)
    assert done.stdout.count("<path") > parts


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
