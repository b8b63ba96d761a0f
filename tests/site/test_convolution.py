"""The convolution playground computes as Keras does, and answers to every hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.site.axe import violations
from tests.site.playground import widget
from tests.site.visit import PHONE, visit

PAGE = "playground/convolution/"
PLANE = "window.lessonkit.plane"
CASES = 120


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open the playground once for all that only computes."""
    with visit(browser, address, PAGE) as seen:
        widget(seen.page, "convolution")
        yield seen.page


def plane(values: np.ndarray) -> dict[str, Any]:
    """Write an array as the page's scripts take it."""
    rows, columns = values.shape
    return {"values": values.ravel().tolist(), "rows": rows, "columns": columns}


def array(answer: dict[str, Any]) -> np.ndarray:
    """Read a plane of the page's scripts."""
    return np.reshape(answer["values"], (answer["rows"], answer["columns"]))


def test_convolution_agrees_with_keras(page: Page) -> None:
    import keras

    random = np.random.default_rng(0)
    for _ in range(CASES):
        size = int(random.choice([3, 5, 7]))
        dilation = int(random.choice([1, 1, 2, 3]))
        moves = {
            "stride": 1 if dilation > 1 else int(random.integers(1, 5)),
            "padding": str(random.choice(["valid", "same"])),
            "dilation": dilation,
        }
        span = dilation * (size - 1) + 1
        image = random.integers(0, 256, random.integers(span, span + 9, 2)).astype(
            float
        )
        weights = random.normal(size=(size, size)).round(3)
        by = int(random.choice([1, 9]))
        expected = keras.ops.conv(
            image[None, ..., None].astype("float32"),
            weights[..., None, None].astype("float32"),
            strides=moves["stride"], padding=moves["padding"], dilation_rate=dilation,
        )  # fmt: skip
        kernel = {"weights": weights.tolist(), "by": by}
        found = array(
            page.evaluate(
                f"([image, kernel, moves]) => {PLANE}.convolve(image, kernel, moves)",
                [plane(image), kernel, moves],
            )
        )
        wanted = np.array(expected)[0, ..., 0] / by
        assert found.shape == wanted.shape, (image.shape, size, moves)
        assert np.abs(found - wanted).max() < 5e-3, (image.shape, size, moves)
        row, column = (int(random.integers(n)) for n in found.shape)
        terms = page.evaluate(
            f"([image, kernel, moves, row, column]) =>"
            f" {PLANE}.terms(image, kernel, moves, row, column)",
            [plane(image), kernel, moves, row, column],
        )
        total = sum(term["input"] * term["weight"] for term in terms) / by
        assert abs(total - wanted[row, column]) < 5e-3


def test_pooling_and_activation_agree_with_keras(page: Page) -> None:
    import keras

    random = np.random.default_rng(1)
    for _ in range(CASES // 2):
        image = random.normal(0, 200, random.integers(4, 14, 2))
        size, stride = (int(random.integers(low, 5)) for low in (2, 1))
        for kind, pool in (
            ("max", keras.ops.max_pool), ("average", keras.ops.average_pool),
        ):  # fmt: skip
            found = page.evaluate(
                f"([image, kind, size, stride]) =>"
                f" {PLANE}.pool(image, kind, size, stride)",
                [plane(image), kind, size, stride],
            )
            wanted = pool(image[None, ..., None].astype("float32"), size, stride)
            assert np.allclose(array(found), np.array(wanted)[0, ..., 0], atol=1e-3)
        for name in ("relu", "tanh", "sigmoid"):
            found = page.evaluate(
                f"([image, name]) => {PLANE}.activate(image, name)",
                [plane(image), name],
            )
            scale = 1 if name == "relu" else 255
            wanted = scale * np.array(getattr(keras.ops, name)(image / scale))
            assert np.allclose(array(found), wanted, atol=1e-3)


def picture(place: Locator, index: int) -> str:
    """Return what a canvas shows."""
    shown = place.locator("canvas").nth(index).evaluate("c => c.toDataURL()")
    return str(shown)


def test_every_control_changes_the_picture_and_the_address(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, PAGE) as seen:
        place = widget(seen.page, "convolution")
        for name, value, canvas in (
            ("picture", "flower", 0), ("kernel", "sharpen", 1), ("stride", "2", 1),
            ("padding", "same", 1), ("activation", "sigmoid", 2),
            ("pool", "average", 3), ("size", "3", 3), ("step", "1", 3),
            ("dilation", "2", 1), ("kernel-size", "5", None),
        ):  # fmt: skip
            before = picture(place, canvas) if canvas is not None else ""
            place.locator(f"select[name={name}]").select_option(value)
            if canvas is not None:
                assert picture(place, canvas) != before, name
        assert "dilation=2" in seen.page.url and "stride" not in seen.page.url
        expect(place.locator(".lk-convolution__note")).to_be_visible()
        assert place.locator(".lk-convolution__weights input").count() == 25
        box = place.get_by_label("Weight in row 1, column 1")
        before = picture(place, 1)
        box.fill("-2.5")
        assert picture(place, 1) != before
        assert "weights=-2.5," in seen.page.url
        shown = picture(place, 3)
        again = seen.page.url
        seen.page.goto(address + PAGE)
        seen.page.goto(again)
        assert picture(widget(seen.page, "convolution"), 3) == shown
        assert not seen.errors and not seen.foreign


def test_a_field_shows_the_weight_that_is_computed(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, PAGE + "?kernel=nothing+%28identity%29") as seen:
        place = widget(seen.page, "convolution")
        note = place.locator(".lk-convolution__note")
        box = place.get_by_label("Weight in row 2, column 2")
        middle = place.locator(".lk-sum table").nth(1).locator("td").nth(4)
        for typed, shown, said in (
            ("0.12345", "0.12345", ""), ("-2000", "-999", "−2,000 became −999"),
            ("1e4", "999", "10,000 became 999"), ("1e-7", "0.0000001", ""),
        ):  # fmt: skip
            box.fill(typed)
            expect(note).to_contain_text(said) if said else expect(note).to_be_empty()
            expect(middle).to_have_text(shown.replace("-", "−"))
            box.press("Tab")
            expect(box).to_have_value(shown)
            assert f",{shown}," in seen.page.url
        box.fill("999")
        expect(place.locator(".lk-sum__total")).to_contain_text(
            re.compile(r"add up to \d+,\d{3}[;.]")
        )
        box.fill("")
        box.press("Tab")
        expect(box).to_have_value("0")
        assert not seen.errors


def test_learned_kernels_have_digits_that_say_something(
    browser: Browser, address: str
) -> None:
    search = "?picture=a+digit&kernel=learned+by+LeNet-5+%281%29"
    with visit(browser, address, PAGE + search) as seen:
        place = widget(seen.page, "convolution")
        boxes = place.locator(".lk-convolution__weights input")
        values = boxes.evaluate_all("boxes => boxes.map(box => box.value)")
        cells = place.locator(".lk-sum table").nth(1).locator("td").all_inner_texts()
        assert [text.replace("−", "-") for text in cells] == values
        assert len(values) == 25 and max(map(len, values)) <= len("-0.123")


def test_keyboard_and_pointer_choose_an_answer(browser: Browser, address: str) -> None:
    with visit(browser, address, PAGE) as seen:
        place = widget(seen.page, "convolution")
        total = place.locator(".lk-sum__total")
        screen = place.get_by_role("application", name=re.compile("Feature map"))
        screen.focus()
        frame = place.locator(".lk-plane__frame").first
        before = float(frame.get_attribute("x") or 0)
        seen.page.keyboard.press("ArrowRight")
        assert float(frame.get_attribute("x") or 0) == before + 1
        seen.page.keyboard.press("Shift+ArrowLeft")
        assert float(frame.get_attribute("x") or 0) == before - 7
        said = total.inner_text()
        screen.hover(position={"x": 1, "y": 1})
        assert frame.get_attribute("x") == "0" and total.inner_text() != said
        cells = place.locator(".lk-sum table").nth(2).locator("td").all_inner_texts()
        products = [float(text.replace("−", "-").replace(",", "")) for text in cells]
        assert f"add up to {sum(products):,g}".replace("-", "−") in total.inner_text()
        expect(place.locator("[aria-live]").last).to_contain_text("Row 1, column 1")


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?kernel=<script>alert(1)</script>", "kernel"),
        ("?stride=-1&padding=maybe&picture=/etc/passwd", "picture, stride, padding"),
        ("?kernel=own&weights=1,2,3", "weights"),
        ("?kernel=own&weights=2000" + ",0" * 8, "weights"),
        ("?kernel=own&weights=" + ",".join(["1e999"] * 9), "weights"),
        ("?stride=2&dilation=2", "stride"),
        ("?size=1000000000&pool=max", "size"),
        ("?" + "x" * 5000, None),
    ],
)
def test_an_address_that_makes_no_sense(
    browser: Browser, address: str, search: str, said: str | None
) -> None:
    with visit(browser, address, PAGE + search) as seen:
        place = widget(seen.page, "convolution")
        note = place.locator(".lk-convolution__note")
        expect(note).to_have_text(
            re.compile(f"made no sense: {said}\\." if said else "^$")
        )
        expect(place.locator(".lk-sum__total")).to_contain_text("add up to")
        assert not seen.errors


def test_a_picture_of_ones_own(browser: Browser, address: str, tmp_path: Any) -> None:
    huge, broken = tmp_path / "huge.png", tmp_path / "broken.png"
    Image.new("RGB", (8000, 6500), "orange").save(huge)
    broken.write_bytes(b"\x89PNG, or so it says")
    with visit(browser, address, PAGE) as seen:
        place = widget(seen.page, "convolution")
        file, note = place.locator("input[type=file]"), place.get_by_role("status")
        file.set_input_files(broken)
        expect(note).to_contain_text("cannot read this file as a picture")
        file.set_input_files(huge)
        expect(place.locator("select[name=picture]")).to_have_value("own")
        expect(place.locator(".lk-sum__total")).to_contain_text("add up to 0")
        place.get_by_role("button", name="Camera").click()
        expect(note).to_contain_text("Choose a file instead.")
        assert "picture" not in seen.page.url
        assert not seen.errors and not seen.foreign


def test_links_of_the_page_set_the_playground(browser: Browser, address: str) -> None:
    with visit(browser, address, PAGE) as seen:
        place = widget(seen.page, "convolution")
        links = seen.page.locator("a.lk-set")
        for link in links.all():
            link.click()
            expect(place.get_by_role("status")).to_have_text("")
            wanted = link.get_attribute("href") or ""
            assert seen.page.url.endswith(PAGE + seen.page.url.partition(PAGE)[2])
            name = re.search(r"picture=([^&]+)", wanted)
            assert name
            chosen = place.locator("select[name=picture]").input_value()
            assert chosen == name[1].replace("+", " ")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, 1440])
def test_it_fits_is_accessible_and_moves_nothing(
    browser: Browser, address: str, theme: str, width: int
) -> None:
    with visit(browser, address, PAGE, theme=theme, width=width) as seen:
        below = seen.page.locator("#try")
        top = "e => e.getBoundingClientRect().top + scrollY"
        before = below.evaluate(top)
        place = widget(seen.page, "convolution")
        assert abs(below.evaluate(top) - before) < 2
        place.locator("select[name=kernel]").select_option("blur (box, 7 × 7)")
        wide = "document.documentElement.scrollWidth - innerWidth"
        assert seen.page.evaluate(wide) <= 0
        assert not violations(seen.page, ".md-content")


def test_it_works_from_a_file_and_without_javascript(
    browser: Browser, site: Any
) -> None:
    opened = browser.new_page()
    opened.goto((site / PAGE / "index.html").as_uri())
    place = widget(opened, "convolution")
    expect(place.locator(".lk-sum__total")).to_contain_text("add up to")
    opened.close()
    with browser.new_context(java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto((site / PAGE / "index.html").as_uri())
        expect(plain.locator("[data-widget=convolution] img")).to_be_visible()
