"""Every control of every widget does something: by mouse, by touch, and by keyboard.

A control that does nothing at first (*Centre* where nothing was moved) is tried again
after the control that gives it something to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.monthly import monthly
from tests.site.conftest import ROOT
from tests.site.pages import parts
from tests.site.visit import visit
from tests.verdicts import Verdicts

PLACES = [
    ("", "digit"),
    ("lessons/ann/", "weighing"),
    ("lessons/ann/", "neuron"),
    ("lessons/cnn/", "kernel"),
    ("lessons/cnn/", "channels"),
    ("lessons/cnn/", "strides"),
    ("lessons/lenet/", "architecture"),
    ("lessons/evolution/", "timeline"),
    ("playground/ann/", "flower"),
    ("playground/ann/", "trainer"),
    ("playground/calculator/", "calculator"),
    ("playground/convolution/", "convolution"),
    ("playground/handwriting/", "handwriting"),
]
LOOKS = [("mouse", "light"), ("touch", "dark"), ("keyboard", "dark")]
LOOKS += [
    monthly("mouse", "dark"), monthly("touch", "light"), monthly("keyboard", "light"),
]  # fmt: skip

# what gives a control something to do
BEFORE = {
    "Centre": "Move the picture left",
    "Example: a real 3": "Clear",
    "Switch everything on": "Switch filter 1 of C1 off",
    "Reset": "Show a solution",
    "Start again": "One epoch",
    "kind": "parameters",
    "Parameters": "MACs",
    "Conv2D, layer 1": "Conv2D, layer 3",
    "red": "green",
    "1": "2",
    "none": "one ring",
}
CONTROLS = """place => {
  const seen = element => element.getClientRects().length > 0
    && !element.matches('.lk-hidden');
  const name = element => element.getAttribute('aria-label')
    || [...(element.labels || [])].map(label => label.textContent).join(' ').trim()
    || element.textContent.trim();
  const what = 'button, input, select, [role=application], [role=button][tabindex="0"]';
  const counts = {};
  return [...place.querySelectorAll(what)].filter(seen).map(element => {
    const role = element.getAttribute('role');
    const kind = role === 'application' ? 'surface'
      : element.type === 'select-one' ? 'select'
      : ['range', 'number', 'checkbox', 'radio'].includes(element.type) ? element.type
      : 'button';
    const said = name(element).slice(0, 60);
    counts[said] = (counts[said] || 0) + 1;
    const key = `${said} #${counts[said]}`;
    element.dataset.control = key;
    return [key, kind, element.disabled === true];
  });
}"""
# all that a reader could see change, and the address
STATE = """place => {
  const copy = place.cloneNode(true);
  copy.querySelectorAll('[data-control]').forEach(e => delete e.dataset.control);
  const drawn = [...place.querySelectorAll('canvas')].map(c => c.toDataURL()).join();
  const set = [...place.querySelectorAll('input, select')]
    .map(e => `${e.value} ${e.checked}`).join();
  return copy.outerHTML + drawn + set + location.href;
}"""
_REMEMBER = f"place => {{ window.before = ({STATE})(place); }}"
_HAS_CHANGED = f"""async place => {{
  for (let n = 0; n < 5; n++) {{
    await new Promise(done => setTimeout(done, 50));
    if (({STATE})(place) !== window.before) return true;
  }}
  return false;
}}"""


@pytest.mark.parametrize(("way", "theme"), LOOKS)
@pytest.mark.parametrize(("path", "name"), PLACES)
def test_every_control_does_something(
    browser: Browser,
    address: str,
    site: Path,
    path: str,
    name: str,
    way: str,
    theme: str,
) -> None:
    verdicts = Verdicts(ROOT, Path(__file__), "playwright", library=False)
    hand = f"{path} {name} {way} {theme}"
    key = verdicts.key(hand, browser.version, *parts(site, path))
    if verdicts.stands(key):
        return
    idle = _idle(browser, address, path, name, way, theme)
    if idle:  # on a busy machine; what does nothing does so again
        idle &= _idle(browser, address, path, name, way, theme)
    assert not idle
    verdicts.keep(key, f"controls: {hand}")


def _idle(browser: Browser, address: str, *place: str) -> set[str]:
    """Use every control of a widget; return those that did nothing."""
    with _opened(browser, address, *place) as hands:
        idle = {
            key for key, kind, _ in hands.controls() if not hands.answers(key, kind)
        }
        assert not hands.errors
    return idle


@contextmanager
def _opened(
    browser: Browser, address: str, path: str, name: str, way: str, theme: str
) -> Iterator[Hands]:
    with visit(
        browser,
        address,
        path,
        theme=theme,
        reduced_motion="reduce",
        has_touch=way == "touch",
    ) as seen:
        seen.page.context.grant_permissions(["clipboard-write"])
        yield Hands(seen.page, name, way, seen.errors)


class Hands:
    """Hands on one widget."""

    def __init__(self, page: Page, name: str, way: str, errors: list[str]) -> None:
        """Wait until the widget is there."""
        self.page, self.name, self.way, self.errors = page, name, way, errors
        self.happened = 0
        for event in ("download", "filechooser"):
            page.on(event, self._note)
        self._start()

    def _note(self, _: object) -> None:
        self.happened += 1

    def _start(self) -> None:
        self.place = self.page.locator(f"[data-widget={self.name}]").first
        self.place.scroll_into_view_if_needed()
        self.page.locator(
            f"[data-widget={self.name}][data-state=ready]"
        ).first.wait_for()
        self.page.wait_for_timeout(100)

    def controls(self) -> list[tuple[str, str, bool]]:
        """Name and tag the controls that there are now."""
        return [tuple(control) for control in self.place.evaluate(CONTROLS)]

    def answers(self, key: str, kind: str) -> bool:
        """Use a control; say whether anything changed."""
        if not self._there(key):
            self.page.goto(self.page.url.split("?")[0])
            self._start()
        before = next((b for k, b in BEFORE.items() if key.startswith(k)), None)
        if self._there(key) and self._changes(key, kind, 1 if before else 20):
            return True
        if before is None:  # the first layer cannot go up, and says so
            return (key, kind, True) in self.controls()
        first = next((c for c in self.controls() if c[0].startswith(before)), None)
        return bool(
            first
            and self._changes(*first[:2])
            and self._there(key)
            and self._changes(key, kind)
        )

    def _there(self, key: str) -> bool:
        return any(k == key and not off for k, _, off in self.controls())

    def _changes(self, key: str, kind: str, seconds: int = 20) -> bool:
        """Use a control; wait that long for a change: machines are slow at times."""
        happened = self.happened
        self.place.evaluate(_REMEMBER)
        control = self.place.locator(f'[data-control="{key}"]')
        control.scroll_into_view_if_needed()
        getattr(self, f"_{self.way}")(control, kind)
        return any(
            self.place.evaluate(_HAS_CHANGED) or self.happened > happened
            for _ in range(4 * seconds)
        )

    def _choose(self, control: Locator) -> None:
        other = control.evaluate("""e => [...e.options]
            .findIndex((option, n) => n !== e.selectedIndex && !option.disabled)""")
        control.select_option(index=other)

    def _mouse(self, control: Locator, kind: str) -> None:
        box = control.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        if kind == "select":
            self._choose(control)
        elif kind == "surface":
            self.page.mouse.move(x - 20, y - 20)
            self.page.mouse.down()
            self.page.mouse.move(x + 20, y + 20, steps=4)
            self.page.mouse.up()
        elif kind == "range":
            low = control.evaluate("e => (e.value - e.min) / (e.max - e.min) < 0.5")
            self.page.mouse.click(box["x"] + box["width"] * (0.9 if low else 0.1), y)
        else:
            _target(control).click()
            self._type(kind)

    def _touch(self, control: Locator, kind: str) -> None:
        box = control.bounding_box()
        assert box
        if kind == "select":
            self._choose(control)
        elif kind == "range":
            low = control.evaluate("e => (e.value - e.min) / (e.max - e.min) < 0.5")
            x = box["x"] + box["width"] * (0.9 if low else 0.1)
            self.page.touchscreen.tap(x, box["y"] + box["height"] / 2)
        elif kind == "surface":
            # one of the two is not where the widget stands already
            for part in (0.05, 0.6):
                x, y = box["x"] + part * box["width"], box["y"] + part * box["height"]
                self.page.touchscreen.tap(x, y)
        else:
            _target(control).tap()
            self._type(kind)

    def _type(self, kind: str) -> None:
        if kind == "number":
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type("7")
            self.page.keyboard.press("Tab")

    def _keyboard(self, control: Locator, kind: str) -> None:
        control.focus()
        keys = {
            "select": ["ArrowDown"],
            "range": ["ArrowRight"],
            "number": ["ArrowUp"],
            "checkbox": ["Space"],
            "radio": ["Space"],
            "surface": ["ArrowRight", "Space", "ArrowDown", "ArrowDown", "Space"],
        }.get(kind, ["Enter"])
        if kind == "select":
            last = control.evaluate("e => e.selectedIndex === e.options.length - 1")
            keys = ["ArrowUp"] if last else keys
        if kind == "range":
            last = control.evaluate("e => e.value === e.max")
            keys = ["ArrowLeft"] if last else keys
        for key in keys:
            self.page.keyboard.press(key)


def _target(control: Locator) -> Locator:
    """Return what is hit: of a group in a drawing its first shape."""
    shape = control.locator("circle, rect, polygon").first
    return shape if control.evaluate("e => e.tagName === 'g'") else control
