"""How long the page's own LeNet-5 takes for a prediction with all activations."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

PAGE = "playground/handwriting/index.html"
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
  const pixels = net.enlarge(net.smallPicture(path));
  return [
    median(() => network.run(pixels)),
    median(() => net.enlarge(net.smallPicture(path))),
  ];
}"""


def predict(site: Path, chromium: str | None) -> None:
    """Print the medians over 300 predictions."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto((site / PAGE).resolve().as_uri())
        page.locator("[data-widget=handwriting][data-state=ready]").wait_for()
        run, draw = page.evaluate(MEDIAN)
        browser.close()
    print(f"LeNet-5 in the page, median: {run:.1f} ms a prediction, at most 5")
    print(f"  a drawing of 60 points to its input: {draw:.1f} ms")
