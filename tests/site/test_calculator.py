"""The calculator counts as Keras and the diagrams do, for any stack and any hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from tests.site.axe import violations
from tests.site.playground import widget
from tests.site.visit import PHONE, visit

PAGE = "playground/calculator/"
CALCULATOR = "window.lessonkit.calculator"

few = st.integers(1, 6)
window = {"size": few, "stride": st.integers(1, 3)}
padded = {**window, "padding": st.sampled_from(["valid", "same"])}


def layer(kind: str, **numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw a layer of one kind."""
    return st.fixed_dictionaries({"kind": st.just(kind), **numbers})


ON_PICTURES = st.one_of(
    layer("Conv2D", filters=few, **padded), layer("DepthwiseConv2D", **padded),
    layer("MaxPooling2D", **window), layer("AveragePooling2D", **window),
    layer("BatchNormalization"), layer("Dropout"), layer("Dense", units=few),
)  # fmt: skip
FLAT = st.one_of(layer("Flatten"), layer("GlobalAveragePooling2D"))
ON_ROWS = st.one_of(
    layer("Dense", units=few), layer("Dropout"), layer("BatchNormalization")
)
STACKS = st.builds(
    lambda *parts: [one for part in parts for one in part],
    st.lists(ON_PICTURES, min_size=1, max_size=5),
    st.lists(FLAT, max_size=1),
    st.lists(ON_ROWS, max_size=2),
)


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open the calculator once for all that only computes."""
    with visit(browser, address, PAGE) as seen:
        widget(seen.page, "calculator")
        yield seen.page


@settings(
    max_examples=60, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.tuples(st.integers(3, 24), st.integers(3, 24), few), STACKS)
def test_every_row_agrees_with_keras(
    page: Page, picture: tuple[int, int, int], stack: list[dict[str, Any]]
) -> None:
    from snippets.diagrams import layer_table

    rows, code = page.evaluate(
        f"([input, stack]) => [{CALCULATOR}.count(input, stack),"
        f" {CALCULATOR}.code(input, stack)]",
        [list(picture), stack],
    )
    names: dict[str, Any] = {}
    if rows[-1]["error"]:
        with pytest.raises(ValueError):
            exec(code, names)
        return
    exec(code, names)
    table = [row for row in layer_table(names["model"]) if row["type"] != "InputLayer"]
    assert len(table) == len(rows)
    for ours, theirs in zip(rows, table, strict=True):
        assert (
            tuple(ours["shape"]) == tuple(theirs["output_shape"])[-len(ours["shape"]) :]
        )
        assert ours["params"] == theirs["params"], code
        assert ours["macs"] == theirs["macs"], code
        assert ours["seen"] == theirs["receptive_field"], code


@given(st.tuples(few, few, few), STACKS)
@settings(
    max_examples=30, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_an_address_carries_the_stack(
    page: Page, picture: tuple[int, int, int], stack: list[dict[str, Any]]
) -> None:
    again = page.evaluate(
        f"net => {CALCULATOR}.read({CALCULATOR}.write(net))",
        {"input": list(picture), "stack": stack},
    )
    assert again == {"input": list(picture), "stack": stack}


def test_presets_are_the_networks_they_say(page: Page) -> None:
    totals = page.evaluate(
        f"""() => Object.entries({CALCULATOR}.PRESETS).map(([name, text]) => {{
          const net = {CALCULATOR}.read(text);
          const rows = {CALCULATOR}.count(net.input, net.stack);
          return [name, rows.reduce((sum, row) => sum + row.params, 0), rows.at(-1)];
        }})"""
    )
    found = {name: (params, last) for name, params, last in totals}
    assert found["LeNet-5"][0] == 61_706
    assert found["two 3 × 3 see what one 5 × 5 sees"][1]["field"]["size"] == 5
    assert found["AlexNet's convolutions, on one GPU"][1]["shape"] == [6, 6, 256]
    assert not any(last["error"] for _, last in found.values())


@pytest.mark.parametrize(
    "net",
    [
        "", "LeNet", "32x32x1;Conv2D-6", "32x32x1;__proto__", "0x32x1;Flatten",
        "32x32x1;Dense--1", "32x32x1;Dense-1e9", "99999x1x1;Flatten",
        "32x32x1" + ";Flatten" * 50, "<img src=x onerror=alert(1)>",
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense(page: Page, net: str) -> None:
    assert page.evaluate(f"text => {CALCULATOR}.read(text)", net) is None


def test_a_stack_is_built_by_keyboard(browser: Browser, address: str) -> None:
    with visit(browser, address, PAGE + "?net=nonsense") as seen:
        place = widget(seen.page, "calculator")
        note = place.get_by_role("status")
        expect(note).to_contain_text("made no sense")
        total = place.locator("tfoot td").nth(1)
        expect(total).to_have_text("61,706")
        place.locator("select").nth(1).select_option("Dropout")
        place.get_by_role("button", name="Add this layer").press("Enter")
        expect(note).to_have_text("Dropout added as layer 9.")
        place.get_by_role("button", name="Move layer 9 up").press("Enter")
        focused = seen.page.evaluate("document.activeElement.ariaLabel")
        assert focused == "Move layer 8 up"
        seen.page.keyboard.press("Enter")
        assert "Dropout;Dense-84" in seen.page.url
        place.get_by_role("button", name="Remove layer 7").press("Enter")
        expect(total).to_have_text("61,706")
        units = place.get_by_label("units of layer 6")
        for typed, shown in ("-3", "1"), ("5000", "4096"), ("1.6", "2"):
            units.fill(typed)
            expect(units).to_have_value(shown)
            expect(note).to_contain_text("a whole number from 1 to 4,096")
            expect(note).to_contain_text(f"became {int(shown):,}")
            assert f"Dense-{shown};Dense-84" in seen.page.url
        units.fill("")
        expect(note).to_contain_text("It is still 2.")
        units.press("Tab")
        expect(units).to_have_value("2")
        units.fill("4096")
        expect(note).to_have_text("")
        expect(place.locator("tbody tr").nth(6)).to_contain_text("4,096")
        units.fill("100")
        expect(total).not_to_have_text("61,706")
        place.get_by_label("window of layer 1").fill("40")
        row = place.locator("tbody tr").nth(1)
        expect(row).to_contain_text("does not fit into 32 × 32")
        shared = seen.page.url
        text = place.locator("pre code").inner_text()
        seen.page.goto(address + PAGE)
        seen.page.goto(shared)
        assert widget(seen.page, "calculator").locator("pre code").inner_text() == text
        assert not seen.errors and not seen.foreign


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, 1440])
def test_it_fits_is_accessible_and_moves_nothing(
    browser: Browser, address: str, theme: str, width: int
) -> None:
    with visit(browser, address, PAGE, theme=theme, width=width) as seen:
        below = seen.page.locator("#try")
        top = "e => e.getBoundingClientRect().top + scrollY"
        before = below.evaluate(top)
        place = widget(seen.page, "calculator")
        assert abs(below.evaluate(top) - before) < 2
        place.get_by_label("window of layer 1").fill("40")
        assert (
            seen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        )
        assert not violations(seen.page, ".md-content")


def test_it_works_from_a_file(browser: Browser, site: Any) -> None:
    opened = browser.new_page()
    opened.goto((site / PAGE / "index.html").as_uri())
    expect(widget(opened, "calculator").locator("tfoot")).to_contain_text(
        re.compile("61.706")
    )
    opened.close()
