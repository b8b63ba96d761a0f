"""Exercises are done in the page: by keyboard, by touch, without a server.

What the checks say is compared with pytest in tests/snippets/test_exercises.py.
"""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.site.visit import PHONE, Visit, visit

XOR = "FIRST = [1, 1, 0]\nSECOND = [1, 1, -1]\nOUTPUT = [1, -2, 0]"
SCALING = """import numpy as np
from sklearn.datasets import load_iris


def standardise(m):
    return (m - m.mean(axis=0)) / m.std(axis=0)
"""
LONG = 90_000  # ms in which Python has come, on the slowest of machines
_COUNT_WORKERS = """
window.workersOfPython = 0;
window.Worker = class extends Worker {
  #mine;
  constructor(address, ...more) {
    super(address, ...more);
    this.#mine = String(address).startsWith("blob:");
    if (this.#mine) window.workersOfPython += 1;
  }
  terminate() {
    super.terminate();
    if (this.#mine) window.workersOfPython -= 1;
    this.#mine = false;
  }
};
"""
_NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new Error("forbidden"); },
})"""


def _exercise(page: Page, name: str) -> Locator:
    return page.locator(f'.lk-exercise:has([data-name="exercises/{name}_start"])')


def _said(exercise: Locator) -> Locator:
    return exercise.locator(".lk-editor__said")


def _check(exercise: Locator, attempt: str) -> None:
    exercise.locator("textarea").fill(attempt)
    exercise.get_by_role("button", name="Check").click()


@pytest.fixture(scope="module")
def seen(browser: Browser, address: str) -> Iterator[Visit]:
    """Open the second exercise of a lesson, by keyboard alone."""
    with visit(browser, address, "lessons/ann/#exercises") as opened:
        opened.settle()
        paths = [one.url for one in opened.responses]
        assert not [path for path in paths if "/python/" in path], "comes unasked"
        button = _exercise(opened.page, "ann_xor").locator(".lk-exercise__here button")
        assert "MB" in button.locator("xpath=..").inner_text()
        button.focus()
        opened.page.keyboard.press("Enter")
        expect(_exercise(opened.page, "ann_xor").locator("textarea")).to_be_focused()
        yield opened


@pytest.fixture
def xor(seen: Visit) -> Locator:
    """Return the exercise, with Python ready."""
    found = _exercise(seen.page, "ann_xor")
    expect(_said(found)).not_to_contain_text("Downloading Python", timeout=LONG)
    return found


def test_by_keyboard(seen: Visit, xor: Locator) -> None:
    keyboard = seen.page.keyboard
    field = xor.locator("textarea")
    keyboard.press("Control+A")
    for line in XOR.splitlines():
        keyboard.type(line)
        keyboard.press("Enter")
    keyboard.type("if True:")
    keyboard.press("Enter")
    keyboard.type("pass")
    keyboard.press("Enter")
    keyboard.press("Shift+Tab")
    keyboard.press("Tab")
    assert field.input_value() == f"{XOR}\nif True:\n    pass\n    "
    keyboard.press("Control+Z")
    assert field.input_value() == f"{XOR}\nif True:\n    pass\n", "Tab is undone"
    keyboard.press("Control+Enter")
    expect(_said(xor)).to_contain_text("Right.", timeout=LONG)
    expect(_said(xor)).to_contain_text("1 of 3 exercises")
    keyboard.press("Escape")
    keyboard.press("Tab")
    expect(xor.get_by_role("button", name="Check")).to_be_focused()
    assert not seen.errors and not seen.failed and not seen.foreign


def test_what_is_wrong_is_said_with_its_line(seen: Visit, xor: Locator) -> None:
    _check(xor, XOR.replace("-2", "-1"))
    expect(_said(xor)).to_contain_text("This is OR: both on must give 0.")
    expect(xor.get_by_text("All numbers are still zero")).not_to_be_visible()
    _said(xor).get_by_role("button", name="See what was asked").click()
    expect(xor.locator(".lk-editor__rest [data-marked]")).to_be_in_viewport()
    _check(xor, f"{XOR}\nprint(nothing)")
    expect(_said(xor)).to_contain_text("NameError: name 'nothing' is not defined")
    marked = xor.locator(".lk-editor__lines [data-marked]")
    expect(marked).to_have_attribute("data-number", "10")
    _check(xor, "FIRST, SECOND, OUTPUT = [0, 0, 0], [0, 0, 0], [0, 0, 0]")
    expect(_said(xor)).to_contain_text("All numbers are still zero.")
    fold = _said(xor).locator("details")
    expect(fold.locator("li")).not_to_be_visible()
    fold.locator("summary").click()
    expect(fold.locator("li")).to_be_visible()


@pytest.mark.parametrize(
    ("attempt", "advice"),
    [
        (XOR.replace("0]", "0", 1), "a bracket, a quote or a colon may be missing"),
        (f"if FIRST:\n{XOR}", "four spaces deeper than the line with the colon"),
        (f"{XOR}\nprint(frist)", "Is it spelt as it was where it got its value"),
    ],
)
def test_who_cannot_get_it_to_run_is_helped(
    seen: Visit, xor: Locator, attempt: str, advice: str
) -> None:
    _check(xor, attempt)
    expect(_said(xor)).to_contain_text("It does not run yet.")
    expect(_said(xor)).to_contain_text(advice)
    expect(_said(xor).get_by_role("button", name="Show me a hint")).to_be_visible()


def test_hints_open_one_by_one(seen: Visit, xor: Locator) -> None:
    _check(xor, XOR.replace("-2", "-1"))
    for number in (1, 2, 3):
        summary = xor.get_by_text(f"Hint {number} of 3")
        expect(summary).to_be_visible(visible=number == 1)
    _said(xor).get_by_role("button", name="Show me a hint").click()
    expect(xor.get_by_text("Hint 1 of 3")).to_be_focused()
    expect(xor.get_by_text("at least one is on")).to_be_visible()
    expect(xor.get_by_text("Hint 3 of 3")).not_to_be_visible()
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("Enter")
    expect(xor.get_by_text("Hint 3 of 3")).to_be_visible()
    _said(xor).get_by_role("button", name="Show me a hint").click()
    expect(xor.get_by_text("Hint 3 of 3")).to_be_focused()


def test_a_mistake_that_ends_the_last_lines_does_not_hide_the_checks(
    seen: Visit, xor: Locator
) -> None:
    _check(xor, XOR.replace("[1, -2, 0]", "[1, None, 0]"))
    expect(_said(xor)).to_contain_text("Not yet.")
    expect(_said(xor)).to_contain_text("TypeError")
    expect(_said(xor)).to_contain_text("1 check passed.")


def test_numbers_are_compared_by_what_they_print(seen: Visit, xor: Locator) -> None:
    _check(xor, "FIRST = [1, 0, 0]\nSECOND = [1, -1, 0]\nOUTPUT = [1, 1, 0]")
    expect(_said(xor)).to_contain_text("Not yet.")
    _check(xor, "FIRST, SECOND, OUTPUT = [1, -1, 0], [-1, 1, 0], [1, 1, 0]")
    _said(xor).get_by_role("button", name="Compare").click()
    compared = xor.locator(".lk-compare")
    expect(compared).to_be_focused()
    expect(compared).to_contain_text("the first, less twice the second")
    expect(compared).to_contain_text("Both print\n0 0 0\n", use_inner_text=True)
    expect(compared).not_to_contain_text("rounds")
    expect(_said(xor)).to_contain_text("Right.")
    _check(xor, XOR)
    expect(compared).not_to_be_attached()


def test_an_attempt_may_import_more_than_the_file(seen: Visit, xor: Locator) -> None:
    _check(xor, f"import numpy as np\n{XOR}\nprint(np.arange(3))")
    expect(_said(xor)).to_contain_text("[0 1 2]", timeout=LONG)
    expect(_said(xor)).to_contain_text("Right.")


@pytest.mark.parametrize(
    ("attempt", "sentence"),
    [
        ("import a_package_that_is_nowhere", "has its own library"),
        (f"{XOR}\nx = 10**9 * [0]", "more memory than the page has"),
        ("def f(): return f()\nf()", "call itself without end"),
        (f"{XOR}\nfor _ in range(200_000): print('again')", "more lines"),
        ("import sys\nsys.exit(1)", "SystemExit"),
        (f"{XOR}\nx = input()", "Nobody can type"),
    ],
)
def test_what_a_page_cannot_do_is_said_calmly(
    seen: Visit, xor: Locator, attempt: str, sentence: str
) -> None:
    _check(xor, attempt)
    expect(_said(xor)).to_contain_text(sentence, timeout=LONG)
    assert not seen.errors


def test_python_reaches_no_other_server(seen: Visit, xor: Locator) -> None:
    """The page's policy is the worker's, too."""
    asked = []

    class Stranger(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

        def log_message(self, *_: object) -> None:
            """Keep the test's output readable."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        _check(
            xor,
            f"{XOR}\nfrom js import XMLHttpRequest\nr = XMLHttpRequest.new()\n"
            f"r.open('GET', '{address}', False)\nr.send()",
        )
        expect(_said(xor)).to_contain_text("NetworkError")
        server.shutdown()
    assert not asked
    seen.errors.clear()  # the browser says that it refused
    seen.failed.clear()


def test_an_endless_loop_is_stopped(seen: Visit, xor: Locator) -> None:
    _check(xor, "while True: pass")
    stop = xor.get_by_role("button", name="Stop")
    expect(stop).to_be_visible(timeout=LONG)
    stop.click()
    expect(_said(xor)).to_contain_text("Stopped, and nothing was checked.")
    expect(stop).not_to_be_visible()
    _check(xor, XOR)
    expect(_said(xor)).to_contain_text("Right.", timeout=LONG)
    assert not seen.errors


def test_an_attempt_is_kept_and_handed_on(seen: Visit, xor: Locator) -> None:
    page = seen.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    mine = f"{XOR}  # mine: ≤ 3 neurons"
    xor.locator("textarea").fill(mine)
    xor.get_by_role("button", name="Copy a link").click()
    expect(_said(xor)).to_contain_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")

    other = page.context.new_page()
    other.goto(link)
    theirs = _exercise(other, "ann_xor")
    expect(theirs.locator("textarea")).to_have_value(mine)
    theirs.locator("textarea").fill("changed")
    loaded = other.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert not [name for name in loaded if "pyodide" in name], "runs unasked"
    other.close()

    xor.get_by_role("button", name="Reset").click()
    assert "[0, 0, 0]" in xor.locator("textarea").input_value()
    xor.get_by_role("button", name="Undo").click()
    page.reload()
    xor.locator(".lk-exercise__here button").click()
    expect(xor.locator("textarea")).to_have_value(mine)


@pytest.mark.parametrize("kept", ["", "[", "{}", "7", '{"from": 1, "text": 2}'])
def test_what_the_browser_kept_is_not_trusted(seen: Visit, kept: str) -> None:
    page = seen.page
    page.evaluate(
        """kept => {
          localStorage.setItem("lk-attempt:exercises/ann_count_start", kept);
          localStorage.setItem("lk-done", kept);
        }""",
        kept,
    )
    page.goto(f"{seen.address}404.html")
    page.goto(f"{seen.address}lessons/ann/#attempt=exercises/ann_xor_start:%%")
    found = _exercise(page, "ann_count")
    found.locator(".lk-exercise__here button").click()
    expect(found.locator("textarea")).to_have_value(re.compile(r"def count\("))
    assert not seen.errors


def test_python_ends_when_it_fails_and_behind_a_strangers_attempt(
    browser: Browser, address: str
) -> None:
    with visit(browser, address) as seen:
        page = seen.page
        page.add_init_script(_COUNT_WORKERS)
        seen.open("lessons/ann/")
        page.evaluate(
            "kept => localStorage.setItem('lk-attempt:exercises/ann_xor_start', kept)",
            json.dumps({"from": "an older starter", "text": XOR}),
        )
        page.route("**/python_stdlib.zip", lambda route: route.abort())
        found = _exercise(page, "ann_xor")
        button = found.locator(".lk-exercise__here button")
        button.evaluate("button => { button.click(); button.click(); }")
        expect(_said(found)).to_contain_text("does not work", timeout=LONG)
        expect(found.locator("textarea")).to_have_count(1)
        assert page.evaluate("workersOfPython") == 0
        found.get_by_role("button", name="Bring my attempt back").click()
        expect(found.locator("textarea")).to_have_value(XOR)

        page.unroute("**/python_stdlib.zip")
        packed = page.evaluate("text => lessonkit.attempt.pack(text)", XOR)
        page.goto(f"{address}404.html")
        page.goto(f"{address}lessons/ann/#attempt=exercises/ann_xor_start:{packed}")
        found.get_by_role("button", name="Check").click()
        expect(_said(found)).to_contain_text("Right.", timeout=LONG)
        assert page.evaluate("workersOfPython") == 0


def test_by_touch_where_nothing_may_be_kept(browser: Browser, address: str) -> None:
    options = {"has_touch": True, "is_mobile": True}
    with visit(browser, address, width=PHONE, **options) as seen:
        seen.page.add_init_script(_NO_STORAGE)
        seen.open("lessons/ann/")
        found = _exercise(seen.page, "ann_scaling")
        found.locator(".lk-exercise__here button").tap()
        found.locator("textarea").tap()
        found.locator("textarea").fill(SCALING)
        for one in found.locator(".lk-editor button:visible").all():
            box = one.bounding_box()
            assert box and box["height"] >= 44, one.inner_text()
        found.get_by_role("button", name="Check").tap()
        expect(_said(found)).to_contain_text("Right.", timeout=LONG)
        found.get_by_role("button", name="Compare").tap()
        speed = found.locator(".lk-compare__speed")
        expect(speed).to_contain_text("median of", timeout=LONG)
        took = re.compile(r"take [\d.]+ [µm]s with yours and [\d.]+ [µm]s with")
        expect(speed).to_contain_text(took)
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        assert wide == PHONE
        assert not seen.failed and not seen.foreign


def test_without_webassembly(browser: Browser, address: str) -> None:
    with visit(browser, address) as seen:
        seen.page.add_init_script("delete window.WebAssembly")
        seen.open("lessons/ann/")
        found = _exercise(seen.page, "ann_xor")
        found.locator(".lk-exercise__here button").click()
        expect(_said(found)).to_contain_text("runs no WebAssembly")
        expect(_said(found)).to_contain_text("download the file")


def test_without_a_server(browser: Browser, offline: Path) -> None:
    with visit(browser, f"{offline.as_uri()}/", "lessons/ann.html") as seen:
        found = _exercise(seen.page, "ann_scaling")
        assert "MB" not in found.locator(".lk-exercise__here").inner_text()
        found.locator(".lk-exercise__here button").click()
        _check(found, SCALING)
        expect(_said(found)).to_contain_text("Right.", timeout=LONG)
        found.get_by_role("button", name="Compare").click()
        expect(found.locator(".lk-compare")).to_contain_text("Both print", timeout=LONG)
        assert not seen.errors and not seen.failed and not seen.foreign
