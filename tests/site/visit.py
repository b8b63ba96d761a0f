"""Opens a page as a reader would, and notes what goes wrong meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, Request, Response

PHONE, DESKTOP = 390, 1440
SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight * 0.9) {
    scrollTo(0, y);
    await new Promise(done => setTimeout(done, 60));
  }
}"""
# a figure is drawn when its fold opens
_UNFOLD_FIGURES = """() => document.querySelectorAll('details:has(.lk-plot)')
  .forEach(fold => { fold.open = true; })"""
# those in a closed panel are drawn when it opens
_FIGURES = """() => [...document.querySelectorAll('.lk-plot')]
  .filter(plot => !plot.closest('[popover]'))
  .every(plot => plot.dataset.state === 'drawn')"""
# by the clock: headless Chromium has been seen to stop drawing frames
_AT_REST = """async () => {
  const after = (ms) => new Promise(done => setTimeout(done, ms));
  await after(250);  // what scrolling sets off begins with the next frame
  const motions = document.getAnimations()
    .filter(motion => motion.timeline === document.timeline)  // not those of scrolling
    .map(motion => motion.finished);
  await Promise.race([after(2000), Promise.allSettled(motions)]);
}"""
# what moved though nobody had touched anything: how much, and which parts
_WATCH = """() => {
  window.moved = [];
  const name = node => node
    ? `${node.nodeName} ${node.className?.baseVal ?? node.className ?? ''}`.trim()
    : 'a part that is gone';
  new PerformanceObserver(list => list.getEntries().forEach(shift => {
    if (!shift.hadRecentInput)
      window.moved.push([shift.value, shift.sources.map(part => name(part.node))]);
  })).observe({ type: 'layout-shift', buffered: true });
}"""
# a diagram on a phone is as long as its network is: its picture stands there before
_OUTGROWN = """() => [...document.querySelectorAll('.lk-widget')]
  .filter(widget => widget.dataset.widget !== 'architecture' || innerWidth > 700)
  .map(widget => {
    widget.style.minHeight = '';
    const kept = parseFloat(getComputedStyle(widget).minHeight);
    widget.style.minHeight = 0;
    const used = widget.getBoundingClientRect().height;
    widget.style.minHeight = '';
    const leeway = widget.dataset.widget === 'architecture' ? 30 : 2;
    return [widget.dataset.widget, used, kept, leeway];
  })
  .filter(([, used, kept, leeway]) => used > kept + leeway || used < kept - 130)"""
_WIDGETS = """() => [...document.querySelectorAll('.lk-widget')]
  .every(widget => widget.dataset.state === 'ready')"""


@dataclass
class Visit:
    """A page, and what went wrong on it.

    Attributes:
        page: The open page.
        errors: Console errors and exceptions.
        failed: Requests that failed or were answered with an error.
        foreign: Requests to other hosts.
        responses: All answers, in order.
    """

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page of the site, until it is loaded."""
        self.page.goto(self.address + path, wait_until="load")

    def settle(self) -> None:
        """Wait until nothing comes any more, and what came is drawn."""
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(_AT_REST)

    def read_to_the_end(self) -> None:
        """Scroll down until every figure is drawn and every widget is ready."""
        self.page.evaluate(_UNFOLD_FIGURES)
        self.page.evaluate(SCROLL)
        self.page.wait_for_function(_FIGURES, timeout=30_000, polling=100)
        self.page.wait_for_function(_WIDGETS, timeout=30_000, polling=100)

    def back_to_the_top(self) -> None:
        """Scroll up and let everything that fades or slides come to rest."""
        self.page.evaluate("scrollTo(0, 0)")
        self.page.evaluate(_AT_REST)

    def outgrown(self) -> list[list[object]]:
        """Name the widgets for which the page kept too little room, or far too much.

        Each with the pixels that it needs, those kept for it, and how many may lack.
        """
        found: list[list[object]] = self.page.evaluate(_OUTGROWN)
        return found

    def moved(self) -> list[tuple[float, list[str]]]:
        """Say what moved by itself: the share of the window, and which parts."""
        found: list[tuple[float, list[str]]] = self.page.evaluate("window.moved")
        return found

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def _answered(self, response: Response) -> None:
        self.responses.append(response)
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")


@contextmanager
def visit(
    browser: Browser,
    address: str,
    path: str | None = None,
    *,
    theme: str = "light",
    width: int = DESKTOP,
    **context: object,
) -> Iterator[Visit]:
    """Open a page in a fresh browser context; without a path nothing is opened yet."""
    size = {"width": width, "height": 844 if width == PHONE else 900}
    opened = browser.new_context(viewport=size, color_scheme=theme, **context)
    page = opened.new_page()
    noted = Visit(page, address)
    page.on("pageerror", lambda error: noted.errors.append(str(error)))
    page.on("console", lambda message: noted.errors.append(message.text)
            if message.type == "error" else None)  # fmt: skip
    page.on("request", noted._requested)
    page.on("requestfailed", lambda request: noted.failed.append(request.url))
    page.on("response", noted._answered)
    page.add_init_script(f"({_WATCH})()")
    if path is not None:
        noted.open(path)
    yield noted
    opened.close()
