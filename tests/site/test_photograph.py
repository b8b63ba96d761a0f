"""The photograph's page: what a reader does there, and what he may hand over."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from bench.served import camera, chromium
from tests.site.conftest import CHROMIUM, ROOT
from tests.site.photograph import PHOTOGRAPH, answered, tap
from tests.site.playground import widget
from tests.site.visit import PHONE, Visit, visit

COFFEE = "A cup of coffee"
COURSE = ROOT.docs / "assets/photographs"
# how long the page did not answer, each time it was more than 50 ms
TASKS = """() => {
  window.tasks = [];
  new PerformanceObserver(list => list.getEntries().forEach(
    task => window.tasks.push(task.duration)
  )).observe({ type: 'longtask' });
}"""


@pytest.fixture
def seen(browser: Browser, address: str) -> Iterator[Visit]:
    with visit(browser, address, PHOTOGRAPH) as opened:
        yield opened
        assert not opened.errors
        assert not opened.foreign
        assert not opened.failed


def _rows(page: Page) -> list[str]:
    found = page.locator(".lk-photo__row").all_inner_texts()
    return [" ".join(text.split()) for text in found]


def _share(page: Page) -> int:
    return int(re.findall(r"(\d+)\D*$", _rows(page)[0])[0])


# ------------------------------------------------------------------- what it is for


def test_nothing_heavy_comes_until_it_is_asked_for(seen: Visit) -> None:
    widget(seen.page, "photograph")
    seen.settle()
    assert sum(len(r.body()) for r in seen.responses if "/outputs/" in r.url) < 100_000
    start = seen.page.get_by_role("button", name="Load the network, 4.4 MB")
    expect(start).to_be_visible()
    start.click()
    answered(seen.page)
    heavy = [r for r in seen.responses if len(r.body()) > 1_000_000]
    assert len(heavy) == 1


def test_a_tap_names_a_photograph(seen: Visit) -> None:
    tap(seen.page, COFFEE)
    assert _rows(seen.page)[0].startswith("espresso")
    assert len(_rows(seen.page)) == 5
    live = seen.page.locator("[data-widget=photograph] [aria-live]")
    expect(live).to_contain_text("A cup of coffee: espresso, 8")
    expect(seen.page.get_by_role("img", name=COFFEE).first).to_be_visible()


def test_nothing_leaves_the_page(seen: Visit) -> None:
    tap(seen.page, COFFEE)
    asked: list[str] = []
    seen.page.on("request", lambda request: asked.append(request.url))
    choose = seen.page.locator(".lk-photo__file")
    choose.set_input_files(COURSE / "photographer.jpg")
    expect(seen.page.locator(".lk-photo__row").first).to_contain_text("tripod")
    assert [url for url in asked if not url.startswith("blob:")] == []
    expect(widget(seen.page, "photograph")).to_contain_text("stays in this browser")


def test_a_cell_shows_what_it_sees(seen: Visit) -> None:
    tap(seen.page, COFFEE)
    page = seen.page
    stage = page.get_by_role("application", name=re.compile("^stage 4: 40 maps"))
    stage.focus()
    page.keyboard.press("Home")  # no way: nothing happens
    stage.hover(position={"x": 2, "y": 2})
    told = page.locator(".lk-photo__cell")
    expect(told).to_contain_text("row 1, column 1")
    expect(told).to_contain_text(
        re.compile(
            r"It sees (\d\d) × \1 of the 224 × 224 pixels: its window of 67 × 67"
        )
    )
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(told).to_contain_text("row 2, column 2")
    frame = page.locator(".lk-photo__look .mark")
    # the field of cell (1, 1) begins at 8 − 26 pixels, beyond the border
    expect(frame).to_have_attribute("style", re.compile("left: 0%.*width: 21.875%"))
    before = told.inner_text()
    page.keyboard.press("PageDown")
    expect(told).not_to_have_text(before)
    live = page.locator("[data-widget=photograph] [aria-live]")
    expect(live).to_contain_text("row 2, column 2")
    page.get_by_role("application", name=re.compile("^last convolution")).focus()
    page.keyboard.press("ArrowLeft")
    expect(told).to_contain_text("224 × 224 are all there are")


def test_a_name_shows_where(seen: Visit) -> None:
    tap(seen.page, COFFEE)
    shade = seen.page.locator(".lk-photo__look .shade")
    expect(shade).to_be_hidden()
    second = seen.page.locator(".lk-photo__row").nth(1)
    second.click()
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(shade).to_be_visible()
    dark = shade.evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
        ".filter((_, i) => i % 4 === 3)"
    )
    assert len(dark) == 49
    assert min(dark) == 0
    assert max(dark) > 100
    seen.page.get_by_role("button", name="Where it looked").click()
    expect(shade).to_be_hidden()


def test_what_is_switched_off_changes_the_answer(seen: Visit) -> None:
    tap(seen.page, COFFEE)
    page = seen.page
    whole = _rows(page)
    skip = page.get_by_label("skip 3 of 4 blocks of stage 7")
    skip.check()
    first = page.locator(".lk-photo__row").first
    expect(first).not_to_have_text(re.compile(re.escape(whole[0].split()[-2])))
    expect(page.locator(".lk-photo__row .before").first).to_be_visible()
    page.get_by_role("button", name="Switch everything on").click()
    expect(skip).not_to_be_checked()
    expect(page.locator(".lk-photo__row .before").first).to_be_hidden()
    assert _rows(page) == whole


def test_without_its_stem_it_says_the_same_of_every_photograph(seen: Visit) -> None:
    tap(seen.page, COFFEE)
    seen.page.get_by_label("silence of stem").check()
    expect(seen.page.locator(".lk-photo__row").first).not_to_contain_text("espresso")
    blind = _rows(seen.page)
    seen.page.get_by_role("button", name="A dahlia").click()
    expect(seen.page.get_by_role("img", name="A dahlia").first).to_be_visible()
    answered(seen.page)
    assert _rows(seen.page) == blind


def test_a_single_map_is_silenced(seen: Visit) -> None:
    tap(seen.page, COFFEE)
    seen.page.get_by_role("application", name=re.compile("^stem")).hover(
        position={"x": 9, "y": 9}
    )
    seen.page.get_by_role("button", name=re.compile("^Silence map")).click()
    expect(seen.page.locator(".lk-photo__cell")).to_contain_text("says 0.00")
    seen.page.get_by_role("button", name=re.compile("^Let map .* speak")).click()
    expect(seen.page.locator(".lk-photo__cell")).not_to_contain_text("says 0.00")


def test_all_maps_of_a_stage_are_shown(seen: Visit) -> None:
    tap(seen.page, COFFEE)
    canvas = seen.page.get_by_role("application", name=re.compile("^stem"))
    few = canvas.evaluate("c => [c.width, c.height]")
    seen.page.get_by_role("button", name="All 32", exact=True).click()
    many = canvas.evaluate("c => [c.width, c.height]")
    assert few == [4 * 113 - 1, 3 * 113 - 1]
    assert (many[0] + 1) * (many[1] + 1) >= 32 * 113**2
    seen.page.get_by_role("button", name="Only 12").click()
    assert canvas.evaluate("c => [c.width, c.height]") == few


# ------------------------------------------------------------- ways to hand it over


def test_a_picture_is_dropped_even_beside_the_square(seen: Visit) -> None:
    tap(seen.page, COFFEE)
    drop = """([bytes, types]) => {
      const data = new DataTransfer();
      if (bytes) data.items.add(new File([Uint8Array.from(bytes)], 'mine.jpg'));
      else data.setData('text/uri-list', 'https://elsewhere.example/cat.jpg');
      const more = { dataTransfer: data, bubbles: true, cancelable: true };
      return types.map(type => document.querySelector('h1')
        .dispatchEvent(new DragEvent(type, more)));
    }"""
    content = list((COURSE / "photographer.jpg").read_bytes())
    kept = seen.page.evaluate(drop, [content, ["dragover", "drop"]])
    assert kept == [False, False], "the browser would open the file instead"
    expect(seen.page.locator(".lk-photo__row").first).to_contain_text("tripod")
    seen.page.evaluate(drop, [None, ["dragover", "drop"]])
    expect(seen.page.locator(".lk-photo__status")).to_contain_text("fetches nothing")


def test_a_picture_is_pasted(seen: Visit) -> None:
    tap(seen.page, COFFEE)
    paste = """bytes => {
      const data = new DataTransfer();
      if (bytes) data.items.add(new File([Uint8Array.from(bytes)], 'mine.jpg'));
      document.body.dispatchEvent(new ClipboardEvent('paste', {
        clipboardData: data, bubbles: true, cancelable: true
      }));
    }"""
    seen.page.evaluate(paste, list((COURSE / "photographer.jpg").read_bytes()))
    expect(seen.page.locator(".lk-photo__row").first).to_contain_text("tripod")
    seen.page.evaluate(paste, None)
    status = seen.page.locator(".lk-photo__status")
    expect(status).to_contain_text("The clipboard holds no picture")


def test_the_camera_is_read_live(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    """Chromium shows a photograph of the course to a camera that is not there."""
    seeing = camera(COURSE / "coffee.jpg", tmp_path)
    watching = browser.browser_type.launch(
        executable_path=chromium(), args=[*CHROMIUM, *seeing]
    )
    try:
        with visit(watching, address, PHOTOGRAPH) as seen:
            place = widget(seen.page, "photograph")
            place.get_by_role("button", name="Camera").click()
            answered(seen.page)
            expect(seen.page.locator(".lk-photo__row").first).to_contain_text(
                re.compile("espresso|cup")
            )
            seen.page.get_by_role("button", name="Where it looked").click()
            expect(seen.page.locator(".lk-photo__look .shade")).to_be_visible()
            place.get_by_role("button", name="Take this picture").click()
            expect(place.get_by_role("button", name="Camera")).to_be_visible()
            live = place.locator("[aria-live]")
            expect(live).to_contain_text("Taken.")
            assert not seen.errors
    finally:
        watching.close()


def test_no_camera_is_a_sentence(browser: Browser, address: str) -> None:
    with visit(browser, address, PHOTOGRAPH) as seen:
        place = widget(seen.page, "photograph")
        place.get_by_role("button", name="Camera").click()
        status = seen.page.locator(".lk-photo__status.trouble")
        expect(status).to_contain_text("camera", timeout=60_000)
        assert not seen.errors


def test_a_phone_reads_with_a_finger(browser: Browser, address: str) -> None:
    with visit(
        browser, address, PHOTOGRAPH, width=PHONE, has_touch=True, is_mobile=True
    ) as seen:
        place = widget(seen.page, "photograph")
        place.get_by_role("button", name=COFFEE).tap()
        answered(seen.page)
        stage = seen.page.get_by_role("application", name=re.compile("^stage 5"))
        stage.scroll_into_view_if_needed()
        stage.tap(position={"x": 20, "y": 20})
        told = seen.page.locator(".lk-photo__cell")
        expect(told).to_contain_text("147 × 147")
        expect(told).to_be_in_viewport()
        assert seen.page.evaluate("document.body.scrollWidth") <= PHONE
        assert not seen.errors


# ------------------------------------------------------------------ hostile pictures


def _jpeg(image: Image.Image, **more: object) -> bytes:
    stored = io.BytesIO()
    image.save(stored, "JPEG", quality=95, **more)
    return stored.getvalue()


def _stored(image: Image.Image, kind: str, **more: object) -> bytes:
    stored = io.BytesIO()
    image.save(stored, kind, **more)
    return stored.getvalue()


def _coffee() -> Image.Image:
    with Image.open(COURSE / "coffee.jpg") as photo:
        return photo.convert("RGB")


def _turned() -> bytes:
    """Return a photograph that lies on its side, and says so."""
    said = Image.Exif()
    said[0x112] = 6
    return _jpeg(_coffee().rotate(90, expand=True), exif=said)


def _transparent() -> bytes:
    photo = _coffee().convert("RGBA")
    rows, columns = np.indices(photo.size[::-1])
    holes = np.where((rows // 40 + columns // 40) % 4, 255, 0).astype(np.uint8)
    photo.putalpha(Image.fromarray(holes))
    return _stored(photo, "PNG")


def _moving(kind: str) -> bytes:
    frames = [_coffee().resize((300, 200)), Image.new("RGB", (300, 200))]
    return _stored(frames[0], kind, save_all=True, append_images=frames[1:], loop=0)


DRAWING = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"'
    b' viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="orange"/>'
    b"<script>document.title = 'hacked'</script></svg>"
)
FINE: dict[str, tuple[Callable[[], bytes], str]] = {
    "fifty_megapixels": (lambda: _jpeg(_coffee().resize((9000, 6000))), "espresso"),
    "turned_by_exif": (_turned, "espresso"),
    "cmyk": (lambda: _jpeg(_coffee().convert("CMYK")), "espresso"),
    "grey": (lambda: _jpeg(_coffee().convert("L")), "espresso|cup"),
    "transparent": (_transparent, ""),
    "bitmap": (lambda: _stored(_coffee(), "BMP"), "espresso"),
    "gif": (lambda: _moving("GIF"), "espresso"),
    "webp": (lambda: _moving("WEBP"), "espresso|cup"),
    "drawing": (lambda: DRAWING, ""),
    "one_pixel": (lambda: _stored(Image.new("RGB", (1, 1)), "PNG"), ""),
    "a_line": (lambda: _stored(Image.new("RGB", (4000, 2)), "PNG"), ""),
}
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut_off": (lambda: _jpeg(_coffee())[:20_000], "cannot open this JPEG"),
    "only_its_head": (lambda: _jpeg(_coffee())[:200], "cannot open this JPEG"),
    "text": (lambda: b"Dear diary, no picture.\n", "it begins with “Dear diary"),
    "noise": (lambda: bytes(range(256)) * 8, "This is not a picture"),
    "empty": (lambda: b"", "This file is empty"),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + bytes(300), "HEIC"),
    "pdf": (lambda: b"%PDF-1.7\n", "This is a PDF"),
    "film": (lambda: b"\0\0\0\x18ftypisom" + bytes(300), "This is a film"),
    "bomb": (
        lambda: _stored(Image.new("1", (30_000, 30_000)), "PNG"),
        "far too large|megapixels",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def ready(browser: Browser, address: str) -> Iterator[Visit]:
    """One page for all pictures: a bad one must not spoil the next."""
    with visit(browser, address, PHOTOGRAPH) as seen:
        seen.page.add_init_script(f"({TASKS})()")
        seen.open(PHOTOGRAPH)
        tap(seen.page, COFFEE)
        yield seen
        assert seen.page.title() != "hacked"
        assert not seen.errors


def _hand_over(page: Page, name: str, content: bytes) -> None:
    page.evaluate("document.querySelector('.lk-photo__status').textContent = ''")
    picked = {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": content}
    page.locator(".lk-photo__file").set_input_files(picked)


@pytest.mark.parametrize("name", FINE)
def test_an_odd_picture_is_read(ready: Visit, name: str) -> None:
    make, wanted = FINE[name]
    _hand_over(ready.page, name, make())
    answered(ready.page)
    assert re.match(wanted, _rows(ready.page)[0])
    moving = name in ("gif", "webp")
    status = ready.page.locator(".lk-photo__status").inner_text()
    assert ("It sees only the first picture of an animation" in status) == moving


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_gets_a_calm_sentence(ready: Visit, name: str) -> None:
    make, sentence = REFUSED[name]
    _hand_over(ready.page, name, make())
    status = ready.page.locator(".lk-photo__status.trouble")
    expect(status).to_have_text(re.compile(sentence), timeout=60_000)
    tap(ready.page, COFFEE)
    expect(ready.page.locator(".lk-photo__status.trouble")).to_have_count(0)


def test_a_turned_photograph_is_turned_back(ready: Visit) -> None:
    """What EXIF says is obeyed: the square is that of the upright photograph."""
    shown = []
    for content in (_jpeg(_coffee()), _turned()):
        _hand_over(ready.page, "coffee", content)
        answered(ready.page)
        text = ready.page.locator(".lk-photo__look .photo").evaluate(
            "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
        )
        shown.append(np.array(text, float))
    assert shown[0].shape == shown[1].shape
    assert np.abs(shown[0] - shown[1]).mean() < 4


# --------------------------------------------------------------------- elsewhere


def test_where_no_worker_starts_there_is_a_sentence(
    browser: Browser, site: Path
) -> None:
    """The published pages' policy lets them start none from a file."""
    with visit(browser, f"{site.as_uri()}/", f"{PHOTOGRAPH}index.html") as seen:
        widget(seen.page, "photograph")
        seen.page.get_by_role("button", name=COFFEE).click()
        status = seen.page.locator(".lk-photo__status.trouble")
        expect(status).to_contain_text("did not load", timeout=60_000)


def test_without_webassembly_it_is_slower_and_right(
    browser: Browser, address: str
) -> None:
    """A policy may forbid WebAssembly to the worker, too."""
    with visit(browser, address) as seen:

        def strict(route: object) -> None:
            answer = route.fetch()  # type: ignore[attr-defined]
            policy = {"content-security-policy": "script-src 'self'"}
            route.fulfill(  # type: ignore[attr-defined]
                response=answer, headers={**answer.headers, **policy}
            )

        seen.page.route("**/vision/worker-*.js", strict)
        seen.open(PHOTOGRAPH)
        tap(seen.page, COFFEE)
        expect(seen.page.locator(".lk-photo__status")).to_contain_text("in JavaScript")
        assert _rows(seen.page)[0].startswith("espresso")


def test_a_network_that_does_not_come_is_asked_for_again(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, PHOTOGRAPH) as seen:
        widget(seen.page, "photograph")
        seen.page.context.set_offline(True)
        seen.page.get_by_role("button", name="Load the network").click()
        status = seen.page.locator(".lk-photo__status.trouble")
        expect(status).to_contain_text("The network did not load")
        seen.page.context.set_offline(False)
        seen.page.get_by_role("button", name="Load the network").click()
        answered(seen.page)


def test_without_javascript_its_answers_stand_there(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, PHOTOGRAPH, java_script_enabled=False) as seen:
        place = seen.page.locator("[data-widget=photograph]")
        expect(place).to_contain_text("coffee: espresso")


def test_nothing_moves_when_it_starts_and_when_it_answers(
    browser: Browser, address: str
) -> None:
    for width in (PHONE, 1440):
        with visit(browser, address, PHOTOGRAPH, width=width) as seen:
            below = seen.page.locator("#try")
            top = "e => e.getBoundingClientRect().top + scrollY"
            before = below.evaluate(top)
            tap(seen.page, COFFEE)
            assert abs(below.evaluate(top) - before) < 2
