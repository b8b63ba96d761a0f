"""The whole site by Zensical: what MkDocs shows, at the same addresses."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from bench.served import Compressed, served
from tests.site.visit import SCROLL

SIZES = re.compile(r"[\d.]+MB")  # of zips, with the theme's styles
# each kind of page, and what on it must come alive
ALIVE = {
    "": ".lk-widget[data-state=ready]",
    "lessons/cnn/": ".lk-plot[data-state=drawn]",
    "lessons/lenet/": ".lk-widget[data-state=ready]",
    "notebooks/experiments/activations/": "",
    "playground/convolution/": ".lk-widget[data-state=ready]",
    "lessons/vgg/slides/": ".lk-slide",
    "reference/models/": ".doc-object",
    "claims/": ".lk-sortable",
}


def shows(page: Path) -> dict[str, object]:
    """Return what a page shows: its text, its links, its figures, its pictures."""
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    whole = soup.select_one("article") or soup.body
    assert whole
    for theirs in whole.select(".headerlink, noscript, #__skip"):
        theirs.decompose()
    links = [str(a["href"]).removeprefix("./") for a in whole.select("a[href]")]
    return {
        "text": SIZES.sub("", "".join(whole.get_text().split())),
        "links": ["/" if link == "/." else link for link in links],
        "figures": [str(x["data-figure"]) for x in whole.select("[data-figure]")],
        "pictures": [str(x.get("src")) for x in whole.select("img")],
        "headings": [str(x.get("id")) for x in whole.select("h1, h2, h3")],
    }


def test_every_page_shows_the_same(site: Path, zensical: Path) -> None:
    names = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    others = [
        path.relative_to(zensical).as_posix() for path in zensical.rglob("*.html")
    ]
    assert len(names) > 200 and sorted(names) == sorted(others)
    for name in names:
        expected, found = shows(site / name), shows(zensical / name)
        for what, one in expected.items():
            assert found[what] == one, f"{what} of {name}"


def test_what_stands_beside_the_pages_is_the_same(site: Path, zensical: Path) -> None:
    for name in ("llms.txt", "claims.json", "robots.txt", "changes.xml"):
        assert (zensical / name).read_bytes() == (site / name).read_bytes(), name
    texts = [path.relative_to(site) for path in site.rglob("*.md")]
    assert len(texts) > 30
    for name in texts:
        one, other = ((x / name).read_text("utf-8") for x in (site, zensical))
        assert SIZES.sub("", other.replace(" ", "")) == SIZES.sub(
            "", one.replace(" ", "")
        ), name


def test_pages_are_alive_and_the_policy_stops_nothing(
    zensical: Path, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    page.on("requestfailed", lambda request: wrong.append(request.url))
    with served(zensical, Compressed) as address:
        for name, alive in ALIVE.items():
            page.goto(f"{address}{name}")
            if alive:
                page.evaluate(SCROLL)
                page.locator(alive).first.wait_for(state="attached")
            policies = page.locator('meta[http-equiv="Content-Security-Policy"]')
            assert policies.count() == 1, name
            assert not wrong, name
        page.goto(f"{address}lessons/cnn/")
        _search(page, "receptive field")
    assert not wrong
    page.close()


def _search(page: Page, words: str) -> None:
    """Search for words, and wait until they are found.

    The search is in a part that scripts cannot enter: its field is known by what
    assistive technology sees.
    """
    session = page.context.new_cdp_session(page)

    def seen() -> list[dict[str, Any]]:
        nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")[
            "nodes"
        ]
        return nodes

    def opened() -> bool:
        """Whether one may type: before, a letter is a command of the theme's."""
        return any(
            node.get("role", {}).get("value") == "combobox"
            and any(one["name"] == "focused" for one in node["properties"])
            for node in seen()
        )

    def found() -> bool:
        names = [str(node.get("name", {}).get("value", "")) for node in seen()]
        shown = (re.compile(r"\d+ results?"), re.compile(words, re.IGNORECASE))
        return all(any(map(one.fullmatch, names)) for one in shown)

    for _ in range(10):  # until the script is there that hears it
        page.keyboard.press("Control+k")
        if _waits(page, opened, 3):
            break
    page.keyboard.type(words)
    assert _waits(page, found, 60)


def _waits(page: Page, done: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so; say whether it is."""
    until = time.monotonic() + seconds
    while not (so := done()) and time.monotonic() < until:
        page.wait_for_timeout(100)
    return so
