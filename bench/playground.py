"""`python -m bench.playground [SITE]`: how fast the handwriting page answers.

Three things: how long its LeNet-5 takes for a prediction with all activations; when
the first prediction stands on the page, beside a page of plain text from the same
server; and how evenly frames come while a pen draws, beside the same page at rest.
"""

from __future__ import annotations

import math
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.served import chromium, served

PAGE = "playground/handwriting/"
PLAIN = "contributing/setup/"
READY = "[data-widget=handwriting][data-state=ready]"
# from the path of a pen to the last layer, as while drawing
MEDIAN = """async () => {
  const { net } = lessonkit;
  const place = document.querySelector('[data-widget=handwriting]');
  const key = JSON.parse(place.dataset.scripts).lenet;
  const kept = lessonkit.data;
  let carried;
  lessonkit.data = (_, data) => (carried = data);
  const script = document.createElement('script');
  script.src = new URL(`../../assets/outputs/${key}.js`, location).href;
  await new Promise(done => {
    script.onload = done;
    document.head.append(script);
  });
  lessonkit.data = kept;
  const network = net.network(carried, [32, 32, 1]);
  const path = [Array.from({ length: 60 }, (_, i) =>
    [Math.cos(i / 9) * 90, Math.sin(i / 9) * 120])];
  const median = action => {
    const times = Array.from({ length: 300 }, () => {
      const before = performance.now();
      action();
      return performance.now() - before;
    });
    return times.sort((a, b) => a - b)[150];
  };
  const pixels = net.picture(path);
  return [
    median(() => network.run(pixels)),
    median(() => net.picture(path)),
  ];
}"""


# notes when the reading of the first picture stands there, to a frame
FIRST = """() => {
  window.predicted = new Promise(done => {
    const look = () => {
      if (document.querySelector('[data-widget=handwriting][data-state=ready]'))
        done(performance.now());
      else requestAnimationFrame(look);
    };
    addEventListener('DOMContentLoaded', look);
  });
}"""
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
FRAMES = """() => {
  window.frames_ = [];
  const note = now => {
    window.frames_.push(now);
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}"""


def playground(site: Path, chromium: str | None) -> None:
    """Print all three measurements of a built site."""
    with sync_playwright() as playwright, served(site) as address:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        _predictions(browser, address)
        _first(browser, address)
        _frames(browser, address)
        browser.close()


def _open(browser: Browser, address: str, path: str) -> Page:
    """Open a page with nothing cached."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(f"({FIRST})()")
    page.goto(address + path, wait_until="load")
    return page


def _predictions(browser: Browser, address: str) -> None:
    page = _open(browser, address, PAGE)
    page.locator(READY).wait_for()
    run, draw = page.evaluate(MEDIAN)
    print(f"LeNet-5 in the page, median: {run:.1f} ms a prediction, at most 5")
    print(f"  a drawing of 60 points to its input: {draw:.1f} ms")
    page.context.close()


def _first(browser: Browser, address: str, repeat: int = 7) -> None:
    predicted, plain = [], []
    for _ in range(repeat):  # in turn, so that a busy moment hits both
        page = _open(browser, address, PAGE)
        # a promise; to wait for a function would take an `eval`, which pages forbid
        predicted.append(page.evaluate("window.predicted"))
        page.context.close()
        page = _open(browser, address, PLAIN)
        plain.append(page.evaluate(LOADED))
        page.context.close()
    first, load = statistics.median(predicted), statistics.median(plain)
    print(f"first prediction after navigation: {first:.0f} ms, at most 1000")
    print(f"  to a page of plain text, loaded in {load:.0f} ms: {first / load:.2f}")


def _frames(browser: Browser, address: str, seconds: float = 3) -> None:
    page = _open(browser, address, PAGE)
    page.locator(READY).wait_for()
    box = page.locator(".lk-pad").bounding_box()
    assert box
    page.evaluate(FRAMES)
    page.wait_for_timeout(1000 * seconds)
    rest = _rate(page)
    x, y, radius = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, 60
    page.mouse.move(x + radius, y)
    page.mouse.down()
    page.evaluate("window.frames_ = []")
    for step in range(int(seconds * 120)):  # a mouse says where it is so often
        angle = step / 40
        page.mouse.move(x + radius * math.cos(angle), y + radius * math.sin(angle))
    drawing = _rate(page)
    page.mouse.up()
    page.context.close()
    print(f"frames a second while drawing: {drawing:.0f}, at rest {rest:.0f}")


def _rate(page: Page) -> float:
    frames = page.evaluate("window.frames_")
    return float(1000 * (len(frames) - 1) / (frames[-1] - frames[0]))


if __name__ == "__main__":
    playground(Path(sys.argv[1] if len(sys.argv) > 1 else "site"), chromium())
