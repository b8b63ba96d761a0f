"""The grids of the first two lessons compute what NumPy does, wherever one points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from playwright.sync_api import Browser, Locator, Page

from lessonkit.run import snippet
from lessonkit.run.store import Store
from tests.site.conftest import ROOT
from tests.site.visit import visit

ANN, CNN = "lessons/ann/", "lessons/cnn/"


def left(name: str) -> dict[str, Any]:
    """Return what a snippet left for the page."""
    entry = Store(ROOT).get(snippet.find(ROOT, name))
    assert entry is not None
    return {**entry.data, **entry.values}


def ready(page: Page, name: str, number: int = 0) -> Locator:
    """Return a widget once its script has run."""
    place = page.locator(f".lk-widget[data-widget={name}]").nth(number)
    place.scroll_into_view_if_needed()
    page.wait_for_function(
        "place => place.dataset.state === 'ready'", arg=place.element_handle()
    )
    return place


def numbers(texts: list[str]) -> np.ndarray:
    """Read numbers as the page writes them."""
    return np.array([float(text.replace("−", "-")) for text in texts])


def test_ten_sums_are_the_layers(browser: Browser, address: str) -> None:
    data = left("experiments/digit_layer")
    weights, biases = np.array(data["weight_rows"]), np.array(data["bias_row"])
    misread = 0
    with visit(browser, address, ANN) as seen:
        place = ready(seen.page, "weighing")
        sums = place.locator(".lk-weighing__neurons span")
        for number, example in enumerate(data["examples"]):
            place.locator(".lk-weighing__digits button").nth(number).click()
            expected = np.array(example["ink"]) @ weights + biases
            found = numbers(sums.all_text_contents())
            assert np.abs(found - expected).max() < 0.051
            largest = place.locator(".lk-weighing__neurons .largest b").inner_text()
            assert int(largest) == expected.argmax()
            said = place.locator(".lk-weighing__verdict").inner_text()
            wrong = expected.argmax() != example["digit"]
            assert ("misread" in said) == wrong
            misread += wrong
        assert misread == 1, "the lesson asks for the one digit that is misread"
        assert not seen.errors


def test_the_frame_names_pixel_and_weight(browser: Browser, address: str) -> None:
    data = left("experiments/digit_layer")
    with visit(browser, address, ANN) as seen:
        place = ready(seen.page, "weighing")
        place.get_by_role("application").focus()
        for _ in range(3):
            seen.page.keyboard.press("ArrowDown")
        ink = data["examples"][3]["ink"][3 * 8 + 3]
        weight = data["weight_rows"][3 * 8 + 3][3]
        said = place.locator(".lk-weighing__terms").inner_text().replace("−", "-")
        assert f"{ink} × " in said
        assert f"= {ink * weight:.2f}" in said


@pytest.mark.parametrize(("number", "name"), [(0, "colours"), (1, "sixteen")])
def test_slices_and_bias_add_up_to_the_answer(
    browser: Browser, address: str, number: int, name: str
) -> None:
    data = left("experiments/kernel_on_channels")[name]
    rows = np.array([channel["rows"] for channel in data["channels"]])
    windows = sliding_window_view(rows, (3, 3), axis=(1, 2))
    with visit(browser, address, CNN) as seen:
        place = ready(seen.page, "channels", number)
        place.get_by_role("application").focus()
        row, column = data["at"]
        for kernel in range(len(data["kernels"])):
            place.locator("select").select_option(str(kernel))
            place.get_by_role("application").focus()
            seen.page.keyboard.press("ArrowRight")
            column += 1
            chosen = data["kernels"][kernel]
            parts = (windows[:, row, column] * np.array(chosen["slices"])).sum((1, 2))
            cards = place.locator(".lk-channels__cards span").all_text_contents()
            assert np.abs(numbers(cards) - parts).max() < 0.0051
            answer = max(0, np.round(parts, 2).sum() + chosen["bias"])
            total = place.locator(".lk-channels__total strong").inner_text()
            assert abs(numbers([total])[0] - answer) < 0.03
            seen.page.keyboard.press("ArrowLeft")
            column -= 1
        assert not seen.errors


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("zeros", [0, 1])
def test_stride_padding_and_pooling(
    browser: Browser, address: str, stride: int, zeros: int
) -> None:
    data = left("experiments/kernel_on_a_digit")
    kernel = np.array(next(iter(data["kernels"].values())))
    windows = sliding_window_view(np.pad(data["picture"], zeros), (3, 3))
    answers = (windows[::stride, ::stride] * kernel).sum(axis=(2, 3))
    half = len(answers) // 2
    pooled = answers[: 2 * half, : 2 * half].reshape(half, 2, half, 2).max(axis=(1, 3))
    with visit(browser, address, CNN) as seen:
        place = ready(seen.page, "strides")
        groups = place.locator(".lk-strides__choice")
        groups.nth(0).locator("button").nth(stride - 1).click()
        groups.nth(1).locator("button").nth(zeros).click()
        grids = place.locator(".lk-strides__pictures svg")
        for number, expected in ((1, answers), (2, pooled)):
            texts = grids.nth(number).locator("text").all_text_contents()
            assert (numbers(texts) == expected.ravel()).all()
        said = place.locator(".lk-strides__told").inner_text()
        assert f"= {len(answers)} answers" in said
