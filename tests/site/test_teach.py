"""The page that is taught: what a reader does there, and what Python makes of it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from bench.served import camera, chromium
from snippets.data import imagenet, photographs
from snippets.playground import taught
from tests.site.conftest import CHROMIUM
from tests.site.playground import widget
from tests.site.visit import PHONE, Visit, visit

TEACH = "playground/teach/"
SLOW = 90_000


@pytest.fixture
def seen(browser: Browser, address: str) -> Iterator[Visit]:
    with visit(browser, address, TEACH) as opened:
        yield opened
        assert not opened.errors
        assert not opened.foreign
        assert not opened.failed


@pytest.fixture(scope="module")
def learned(browser: Browser, address: str) -> Iterator[Page]:
    """One page that was taught our crops, for tests that change nothing."""
    with visit(browser, address, TEACH) as opened:
        _ours(opened.page)
        yield opened.page
        assert not opened.errors


def _ours(page: Page) -> Locator:
    place = widget(page, "teach")
    place.get_by_role("button", name="Try it with ours").click()
    _says(page, "Learned from 21 pictures")
    return place


def _says(page: Page, words: str) -> None:
    status = page.locator(".lk-teach__status")
    expect(status).to_contain_text(re.compile(words), timeout=SLOW)


def _png(photo: Image.Image, name: str = "mine") -> dict[str, object]:
    stored = io.BytesIO()
    photo.save(stored, "PNG")
    return {
        "name": f"{name}.png", "mimeType": "image/png", "buffer": stored.getvalue(),
    }  # fmt: skip


def _crops(name: str, count: int) -> list[dict[str, object]]:
    photo = photographs.photograph(name)
    return [_png(taught.crop(photo, *place)) for place in taught.PLACES[:count]]


def _thing(page: Page, number: int) -> Locator:
    return page.locator(".lk-teach__thing").nth(number)


def _give(page: Page, number: int, name: str, count: int) -> None:
    """Name a thing, and give it crops of a photograph."""
    thing = _thing(page, number)
    thing.get_by_role("textbox").fill(name)
    thing.locator("input[type=file]").set_input_files(_crops(name, count))
    expect(thing.locator("li")).to_have_count(count, timeout=SLOW)


def _download(page: Page, folder: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("button", name="Take it with you").click()
    assert started.value.suggested_filename == "taught.json"
    path = folder / "taught.json"
    started.value.save_as(path)
    return path


# ------------------------------------------------------------------ what it is for


def test_nothing_heavy_comes_until_it_is_asked_for(seen: Visit) -> None:
    place = widget(seen.page, "teach")
    seen.settle()
    assert sum(len(r.body()) for r in seen.responses if "/outputs/" in r.url) < 100_000
    expect(place).to_contain_text("comes with your first picture: 4.4 MB, once")
    expect(place).to_contain_text("stay in this browser")


def test_ours_are_learned_and_a_crop_kept_back_is_named(learned: Page) -> None:
    place = widget(learned, "teach")
    names = place.get_by_role("textbox")
    assert [box.input_value() for box in names.all()] == list(taught.OURS)
    expect(place.locator("li[data-verdict='test ✓']")).to_have_count(3)
    result = place.locator(".lk-teach__result")
    expect(result).to_contain_text("Of 3 pictures kept back, all are named right")
    curve = place.get_by_role("img", name="Loss in 100 steps")
    found = re.findall(r"\d\.\d\d", curve.get_attribute("aria-label") or "")
    first, last, kept_first, kept_last = map(float, found)
    assert first == kept_first == 1.10  # of three names, each a third: log 3
    assert last <= kept_last < 0.1
    photo = photographs.photograph("dahlia")
    unseen = taught.crop(photo, *taught.PLACES[-1])
    place.locator(".lk-teach__new").set_input_files(_png(unseen))
    _says(learned, "Your picture: dahlia, (> )?99")
    expect(place.locator(".lk-teach__bars .best")).to_contain_text("dahlia")


def test_the_sums_add_up(learned: Page) -> None:
    learned.get_by_role("button", name="A cup of coffee").click()
    _says(learned, "A cup of coffee: coffee")
    rows = learned.locator(".lk-teach__sums tbody tr")
    columns = [
        [text.replace("−", "-") for text in row.locator("td").all_inner_texts()]
        for row in rows.all()
    ]
    features = [float(text) for text in rows.locator("th b").all_inner_texts()]
    assert len(features) == 6
    for n in range(3):
        parts = [row[n].split("=") for row in columns[:6]]
        for feature, (weight, product) in zip(features, parts, strict=True):
            assert abs(feature * float(weight[1:]) - float(product)) < 0.02
        *terms, total = [float(row[n].split("=")[-1]) for row in columns[:9]]
        assert abs(sum(terms) - total) < 0.06  # each is rounded to hundredths
    sums = np.array([[float(text) for text in columns[8]]])
    shares = taught.softmax(sums)[0]
    for share, text in zip(shares, columns[-1], strict=True):
        assert abs(100 * share - float(re.sub(r"[^0-9.]", "", text))) < 2


def test_python_says_what_the_page_says(learned: Page, tmp_path: Path) -> None:
    """What is taken along names pictures as the page does, within a thousandth."""
    model, names = taught.load(
        _download(learned, tmp_path), taught.without_last_layer()
    )
    assert names == list(taught.OURS)
    photos = [photographs.photograph(name) for name in photographs.NAMES]
    inputs = np.array([imagenet.prepare(photo) for photo in photos])
    expected = model.predict(inputs, verbose=0)
    bars = learned.locator(".lk-teach__bars li")
    found = []
    for name, photo in zip(photographs.NAMES, photos, strict=True):
        learned.evaluate("document.querySelector('.lk-teach__status').textContent=''")
        learned.locator(".lk-teach__new").set_input_files(_png(photo, name))
        _says(learned, "Your picture: ")
        found.append(
            bars.evaluate_all(
                "rows => rows.map(row => Number(row.style.getPropertyValue('--share')))"
            )
        )
    assert 0.3 < min(row.max() for row in expected) < 0.7  # some are hard to say
    assert np.abs(np.array(found) - expected).max() < 1e-3


def test_it_learns_by_the_rule_that_the_page_shows(learned: Page) -> None:
    """`train` in Python and in the page, on numbers of which neither knows anything."""
    random = np.random.default_rng(0)
    numbers = np.repeat(np.arange(3), 5)
    features = random.uniform(0, 2, (15, 40)) + random.normal(0, 1, (3, 40))[numbers]
    weights, bias, losses = taught.train(features, numbers, 3)
    found = learned.evaluate(
        """async ([features, numbers, settings]) => {
          const names = ['a', 'b', 'c'];
          const layer = await lessonkit.teach.train(features, numbers, names, settings);
          return [[...layer.weights], [...layer.bias], layer.losses];
        }""",
        [features.tolist(), numbers.tolist(), taught.settings],
    )
    assert np.abs(np.array(found[0]) - weights.ravel()).max() < 1e-9
    assert np.abs(np.array(found[1]) - bias).max() < 1e-9
    assert np.abs(np.array(found[2]) - losses).max() < 1e-9
    assert (np.diff(losses) < 0).all()


# ------------------------------------------------------------- things and pictures


def test_things_of_ones_own(seen: Visit) -> None:
    page = seen.page
    place = widget(page, "teach")
    asked: list[str] = []
    train = place.get_by_role("button", name=re.compile("^Train"))
    train.click()
    _says(page, "3 more pictures of thing 1, please. At least 3 of each")
    _give(page, 0, "rocket", 3)
    page.on("request", lambda request: asked.append(request.url))
    train.click()
    _says(page, "3 more pictures of thing 2")
    _give(page, 1, "temple", 2)
    train.click()
    _says(page, "One more picture of temple, please")
    place.get_by_label("keep the last picture").uncheck()
    train.click()
    _says(page, "Learned from 5 pictures")
    result = place.locator(".lk-teach__result")
    expect(result).to_contain_text("nobody knows how good it is")
    page.get_by_role("button", name="Roofs of a Chinese temple").click()
    _says(page, "temple, ")
    _thing(page, 0).get_by_role("button", name="Remove picture 1 of rocket").click()
    expect(_thing(page, 0).locator("li")).to_have_count(2)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == (
        "Remove picture 1 of rocket"
    )
    expect(result).to_contain_text("something has changed")
    place.get_by_role("button", name="Train again").click()
    _says(page, "Learned from 4 pictures")
    assert [url for url in asked if not url.startswith(("blob:", "data:"))
            and "/outputs/" not in url] == []  # fmt: skip


def test_two_names_alike_and_one_thing_alone(seen: Visit) -> None:
    page = seen.page
    place = widget(page, "teach")
    for number in (0, 1):
        _give(page, number, "cat", 3)
    place.get_by_role("button", name="Train").click()
    _says(page, "Two things are called cat. Give one of them another name")
    place.get_by_role("button", name="Another thing").click()
    expect(page.locator(".lk-teach__thing")).to_have_count(3)
    for _ in range(2):
        place.get_by_role(
            "button", name=re.compile("^Remove (cat|thing 3)$")
        ).last.click()
    place.get_by_role("button", name="Train").click()
    _says(page, "It takes two things")


def test_a_thing_gets_what_is_dropped_on_it_and_pasted(seen: Visit) -> None:
    page = seen.page
    widget(page, "teach")
    drop = """([selector, bytes, kind]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(bytes)], 'mine.png'));
      const more = { bubbles: true, cancelable: true };
      const event = kind === 'paste'
        ? new ClipboardEvent('paste', { clipboardData: data, ...more })
        : new DragEvent(kind, { dataTransfer: data, ...more });
      document.querySelector(selector).dispatchEvent(event);
      return event.defaultPrevented;
    }"""
    small = photographs.photograph("cat").resize((60, 40))
    content = list(_png(small)["buffer"])  # type: ignore[call-overload]
    second = ".lk-teach__thing:nth-child(2)"
    assert page.evaluate(drop, [second, content, "drop"])
    expect(_thing(page, 1).locator("li")).to_have_count(1, timeout=SLOW)
    _thing(page, 0).get_by_role("textbox").focus()
    assert page.evaluate(drop, ["body", content, "paste"])
    expect(_thing(page, 0).locator("li")).to_have_count(1, timeout=SLOW)
    assert page.evaluate(drop, ["h1", content, "drop"])
    _says(page, "Teach it two things first")


def test_what_is_no_picture_gets_a_calm_sentence(seen: Visit) -> None:
    page = seen.page
    widget(page, "teach")
    text = {
        "name": "a.jpg",
        "mimeType": "image/jpeg",
        "buffer": b"Dear diary, nothing.",
    }
    _thing(page, 0).locator("input[type=file]").set_input_files([text])
    _says(page, "it begins with “Dear diary")
    _give(page, 0, "cat", 1)


def test_the_camera_takes_pictures_while_it_is_held(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    seeing = camera(photographs.PLACE / "coffee.jpg", tmp_path)
    watching = browser.browser_type.launch(
        executable_path=chromium(), args=[*CHROMIUM, *seeing]
    )
    try:
        with visit(watching, address, TEACH) as seen:
            place = widget(seen.page, "teach")
            first = _thing(seen.page, 0)
            first.get_by_role("button", name="Camera").click()
            hold = first.get_by_role("button", name="Hold for pictures")
            expect(hold).to_be_visible(timeout=SLOW)
            hold.hover()
            seen.page.mouse.down()
            expect(first.locator("li").nth(2)).to_be_visible(timeout=SLOW)
            seen.page.mouse.up()
            seen.page.wait_for_timeout(1500)  # what was on its way
            count = first.locator("li").count()
            hold.press("Enter")  # a key takes one, too
            expect(first.locator("li")).to_have_count(count + 1, timeout=SLOW)
            first.get_by_role("button", name="Camera").click()
            expect(hold).to_be_hidden()
            _give(seen.page, 1, "dahlia", 3)
            place.get_by_role("button", name="Train").click()
            _says(seen.page, "Learned from")
            use = place.locator(".lk-teach__step", has_text="Show it something new")
            use.get_by_role("button", name="Camera").click()
            best = place.locator(".lk-teach__bars .best")
            expect(best).to_contain_text("thing 1", timeout=SLOW)
            use.get_by_role("button", name="Take this picture").click()
            _says(seen.page, "Taken: thing 1")
            assert not seen.errors
    finally:
        watching.close()


# --------------------------------------------------------------------- elsewhere


def test_a_phone_is_taught_with_a_finger(browser: Browser, address: str) -> None:
    with visit(
        browser, address, TEACH, width=PHONE, has_touch=True, is_mobile=True
    ) as seen:
        place = widget(seen.page, "teach")
        place.get_by_role("button", name="Try it with ours").tap()
        _says(seen.page, "Learned from 21 pictures")
        place.get_by_role("button", name="A dahlia").tap()
        _says(seen.page, "A dahlia: dahlia")
        assert seen.page.evaluate("document.body.scrollWidth") <= PHONE
        remove = place.get_by_role("button", name="Remove picture 1 of cat")
        box = remove.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
        remove.tap()
        expect(_thing(seen.page, 0).locator("li")).to_have_count(7)
        assert not seen.errors


def test_a_network_that_does_not_come_is_asked_for_again(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, TEACH) as seen:
        widget(seen.page, "teach")
        seen.page.context.set_offline(True)
        choose = _thing(seen.page, 0).locator("input[type=file]")
        choose.set_input_files(_crops("cat", 1))
        _says(seen.page, "The network did not load")
        seen.page.context.set_offline(False)
        choose.set_input_files(_crops("cat", 1))
        expect(_thing(seen.page, 0).locator("li")).to_have_count(1, timeout=SLOW)


def test_without_javascript_an_answer_stands_there(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, TEACH, java_script_enabled=False) as seen:
        place = seen.page.locator("[data-widget=teach]")
        expect(place).to_contain_text("dahlia: dahlia")
        expect(place).to_contain_text("With JavaScript, you can teach")


# ------------------------------------------------------------------------ in Python


def test_a_file_for_another_network_is_refused(tmp_path: Path) -> None:
    """And says what is wrong with it."""
    path = tmp_path / "taught.json"
    path.write_text(
        json.dumps({"names": ["a", "b"], "weights": [[1, 2]], "bias": [0, 0]})
    )
    image = keras.Input((4,))
    network = keras.Model(image, keras.layers.Dense(3)(image))
    with pytest.raises(ValueError, match=r"shape \(1, 2\).*needs \(3, 2\)"):
        taught.load(path, network)
