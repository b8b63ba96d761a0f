"""`python -m bench.photograph [SITE]`: how fast the page reads a photograph.

Three things: how long the network takes, with the kernel in WebAssembly and without;
how long from a tap to five names, and how long the page was busy at most meanwhile; and
how many pictures a second it reads of a camera.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.served import camera, chromium, served

PAGE = "playground/photograph/"
READY = "[data-widget=photograph][data-state=ready]"
COFFEE = "A cup of coffee"
RUNS = 30
# milliseconds of each run, on pixels that are there already
TIMES = """async ([plain, runs]) => {
  const place = document.querySelector('[data-widget=photograph]');
  const { weights } = JSON.parse(place.dataset.values);
  const eye = await lessonkit.eye(weights, () => {}, plain);
  const pixels = Uint8Array.from({ length: eye.side ** 2 * 3 }, (_, i) => i % 251);
  const times = [];
  for (let i = 0; i < runs; i += 1)
    times.push((await eye.ask('read', { pixels })).milliseconds);
  eye.close();
  return times;
}"""
TASKS = """() => {
  window.tasks = [0];
  new PerformanceObserver(list => list.getEntries().forEach(
    task => window.tasks.push(task.duration)
  )).observe({ type: 'longtask' });
}"""
# pictures that the camera's loop has answered: each one sets the status
SECONDS = 5
COUNT = """seconds => new Promise(done => {
  let count = 0;
  new MutationObserver(() => (count += 1)).observe(
    document.querySelector('.lk-photo__status'), { childList: true });
  setTimeout(() => done(count), seconds * 1000);
})"""


def photograph(site: Path, chromium: str | None) -> None:
    """Print all three measurements of a built site."""
    with tempfile.TemporaryDirectory() as folder, served(site) as address:
        coffee = site / "assets/photographs/coffee.jpg"
        seen = camera(coffee, Path(folder))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu", *seen]
            )
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(address + PAGE)
            page.locator(READY).wait_for()
            _network(page)
            _tap(page)
            _camera(page)
            browser.close()


def _network(page: Page) -> None:
    for plain, name, most in ((False, "WebAssembly", 100), (True, "JavaScript", 500)):
        times = page.evaluate(TIMES, [plain, RUNS if not plain else RUNS // 3])
        median = statistics.median(times)
        print(
            f"a photograph in {name}: {median:.0f} ms, the fastest {min(times):.0f},"
            f" the first {times[0]:.0f}; at most {most} on a quiet machine"
        )


def _tap(page: Page) -> None:
    page.evaluate(TASKS)
    before = time.perf_counter()
    page.get_by_role("button", name=COFFEE).click()
    page.locator(".lk-photograph.seen").wait_for()
    wall = time.perf_counter() - before
    page.wait_for_timeout(300)
    busy = max(page.evaluate("window.tasks"))
    print(f"from the first tap to five names, network and all: {wall:.1f} s")
    print(f"  the page was busy for {busy:.0f} ms at a time at most, wanted: 100")


def _camera(page: Page) -> None:
    page.get_by_role("button", name="Camera").click()
    page.get_by_role("button", name="Take this picture").wait_for()
    page.wait_for_timeout(2000)
    page.evaluate("window.tasks = [0]")
    count = page.evaluate(COUNT, SECONDS)
    busy = max(page.evaluate("window.tasks"))
    print(
        f"camera: {count / SECONDS:.1f} pictures a second, busy {busy:.0f} ms at most"
    )


if __name__ == "__main__":
    where = Path(sys.argv[1] if len(sys.argv) > 1 else "site")
    photograph(where, chromium())
