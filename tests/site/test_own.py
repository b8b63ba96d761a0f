"""The reader's own network: a file is opened, dropped, drawn; or refused in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.site.playground import widget
from tests.site.visit import DESKTOP, PHONE, visit

PAGE = "playground/own/"
_DROP = """(place, text) => {
  const data = new DataTransfer();
  data.items.add(new File([text], 'dropped.json'));
  const about = {dataTransfer: data, bubbles: true, cancelable: true};
  place.dispatchEvent(new DragEvent('dragover', about));
  place.dispatchEvent(new DragEvent('drop', about));
}"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a residual network as Keras does, with names that could be markup."""
    x = inputs = keras.Input((32, 32, 3))
    for name in ("one", "two"):
        y = keras.layers.Conv2D(8, 3, padding="same", name=f"{name}_a")(x)
        y = keras.layers.Conv2D(3, 3, padding="same", name=f"{name}_b")(y)
        x = keras.layers.Add(name=f"{name}_add")([x, y])
    x = keras.layers.Lambda(lambda x: x * 2, name="<b onclick=x>")(x)
    outputs = keras.layers.Dense(2, name="last")(keras.layers.Flatten(name="f")(x))
    path = tmp_path_factory.mktemp("own") / "mine.keras"
    keras.Model(inputs, outputs, name="mine").save(path)
    return path


@pytest.fixture(params=[(DESKTOP, "light"), (PHONE, "dark")])
def page(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> Iterator[Page]:
    width, theme = request.param
    touch: dict[str, Any] = {"has_touch": True, "is_mobile": True}
    more = touch if width == PHONE else {}
    with visit(browser, address, PAGE, width=width, theme=theme, **more) as seen:
        widget(seen.page, "own")
        yield seen.page
        assert not seen.errors
        assert not seen.foreign


def _note(page: Page) -> Locator:
    return page.locator(".lk-own__note")


def _give(page: Page, path: Path | dict[str, Any]) -> None:
    page.locator(".lk-own input[type=file]").set_input_files(path)


def test_a_file_is_drawn_and_nothing_leaves_the_page(page: Page, saved: Path) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    _give(page, saved)
    expect(_note(page)).to_have_text("mine.keras: 10 layers.")
    diagram = page.locator(".lk-architecture")
    expect(diagram.locator(".lk-arch__title")).to_contain_text("mine")
    for name in ("one_a", "two_add", "last"):
        expect(diagram.locator(f'[aria-label^="{name},"]')).to_have_count(1)
    last = diagram.locator('[aria-label^="last,"] polygon').first
    if page.evaluate("innerWidth") > PHONE:
        last.click()
    else:
        last.tap()
    panel = diagram.locator(".lk-arch__panel")
    expect(panel).to_be_in_viewport()
    expect(panel).to_contain_text("(3072 + 1)·2 = 6,146")
    expect(panel).not_to_contain_text("receptive field")
    assert page.evaluate("location.search") == ""
    assert page.locator(".lk-own [onclick]").count() == 0
    assert not sent


def test_a_dropped_description_is_drawn(page: Page) -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="d")])
    page.locator(".lk-own").evaluate(_DROP, model.to_json())
    expect(_note(page)).to_have_text("dropped.json: 2 layers.")
    page.get_by_role("button", name="The example").click()
    expect(_note(page)).to_contain_text("This is the example")


def test_all_layers_stand_in_a_table(page: Page, saved: Path) -> None:
    _give(page, saved)
    expect(_note(page)).to_contain_text("10 layers")
    page.get_by_text("All layers, as a table").click()
    rows = page.locator(".lk-own__table tbody tr")
    expect(rows).to_have_count(10)
    expect(rows.last).to_contain_text("6,146")
    own = rows.filter(has_text="onclick")
    expect(own).to_contain_text("unknown")  # what a Lambda computes


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty."),
        (b"\x89HDF\r\n", "HDF5"),
        (b"PK\x03\x04 half", "cut off"),
        (b'{"class_name": ', "not complete JSON"),
        (b'{"class_name": "Functional", "config": {"layers": [null]}}', "older"),
        (json.dumps({"class_name": "M", "module": None, "config": {}}).encode(), "own"),
    ],
)
def test_what_cannot_be_drawn_is_told_calmly(
    page: Page, content: bytes, words: str
) -> None:
    before = page.locator(".lk-arch__title").inner_text()
    _give(page, {"name": "odd.keras", "mimeType": "", "buffer": content})
    expect(_note(page)).to_contain_text(words)
    expect(_note(page)).to_contain_text("odd.keras: ")
    assert page.locator(".lk-arch__title").inner_text() == before  # it stays


def test_without_javascript_the_page_says_what_python_does(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, PAGE, java_script_enabled=False) as seen:
        expect(seen.page.locator(".lk-widget")).to_contain_text(
            "architecture_diagram(model)"
        )
