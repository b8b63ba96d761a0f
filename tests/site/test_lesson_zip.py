"""A lesson alone as a zip: everything in it opens from a folder, without a network."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, expect

from tests.site.conftest import PUBLISHED, ROOT
from tests.site.pages import LESSONS
from tests.site.visit import Visit, visit
from tests.verdicts import Verdicts

_LIMIT = 2.5 * 2**20
_NAME = re.compile(r'\b(?:id|name)="([^"]+)"')


def packed(site: Path, lesson: str) -> Path:
    """Return the zip that a lesson's page links to."""
    page = BeautifulSoup(
        (site / lesson / "index.html").read_text("utf-8"), "html.parser"
    )
    (link,) = page.select("a[data-zip]")
    path = site / lesson / str(link["href"])
    size = path.stat().st_size
    assert link.get_text() == f"Offline copy (zip, {size / 2**20:.1f} MB)"
    assert size < _LIMIT
    return path


@pytest.fixture
def folder(site: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Unpack the zip of a lesson."""
    path = packed(site, request.param)
    with zipfile.ZipFile(path) as content:
        content.extractall(tmp_path)
    (found,) = tmp_path.iterdir()
    assert found.name == path.stem
    return found


def sound(seen: Visit) -> None:
    """Nothing was missing; what a page was left too early for is there."""
    files = [Path(unquote(urlsplit(url).path)) for url in seen.failed]
    missing = [path for path in files if not path.is_file()]
    assert not seen.errors and not missing and not seen.foreign


@pytest.mark.parametrize(
    ("folder", "lesson"), [(path, path) for path in LESSONS], indirect=["folder"]
)
def test_a_lesson_opens_from_its_folder(
    browser: Browser, site: Path, folder: Path, lesson: str
) -> None:
    """Figures are drawn, a question is judged, slides turn, sheets and code open."""
    verdicts = Verdicts(ROOT, Path(__file__), "playwright", library=False)
    key = verdicts.key(lesson, browser.version, packed(site, lesson))
    if verdicts.stands(key):
        return
    _open(browser, folder, lesson)
    verdicts.keep(key, f"zip: {lesson}")


def _open(browser: Browser, folder: Path, lesson: str) -> None:
    with visit(browser, f"{folder.as_uri()}/", "index.html") as seen:
        page = seen.page
        page.get_by_role("link", name="The lesson", exact=True).click()
        page.wait_for_url(f"**/{lesson}index.html")
        seen.read_to_the_end()
        assert page.locator("article h1").count() == 1
        form = page.locator("form.lk-question[data-kind=one]").first
        form.locator("input[type=radio]").first.focus()
        page.keyboard.press("Space")
        expect(form.locator(".lk-verdict")).to_have_text(re.compile("Right|Not quite"))
        source = page.locator(".lk-source:visible").first
        source.locator(".lk-copy").click()
        expect(source).to_contain_text(re.compile("Copied: |does not let pages copy"))
        sound(seen)
        seen.open(f"{lesson}slides/index.html")
        for _ in range(page.locator(".lk-slide").count() - 1):
            page.keyboard.press("PageDown")
        assert page.locator(".lk-slide").last.get_attribute("data-now") == ""
        sound(seen)
        listed = {
            path.relative_to(folder).as_posix() for path in folder.rglob("*.html")
        }
        for other in sorted(listed):
            seen.open(other)
            page.wait_for_load_state("networkidle")
        sound(seen)


@pytest.mark.parametrize(
    ("folder", "lesson"), [(path, path) for path in LESSONS], indirect=["folder"]
)
def test_every_link_of_it_leads_somewhere(folder: Path, lesson: str) -> None:
    """To a file and a place in it, or to the published site, and says so."""
    texts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*.html")
    }
    names = {path: set(_NAME.findall(text)) for path, text in texts.items()}
    for path, text in texts.items():
        soup = BeautifulSoup(text.replace("noscript", "div"), "html.parser")
        for tag in soup.select("[href], [src]"):
            address = str(tag.get("href") or tag.get("src"))
            if address.startswith(("http:", "https:", "data:", "mailto:")):
                marked = "data-elsewhere" in tag.attrs
                assert marked == address.startswith(PUBLISHED), (path, address)
                continue
            found = urlsplit(urljoin(f"/{path}", address))
            file = unquote(found.path)[1:]
            assert (folder / file).is_file(), (path, address)
            if found.fragment and file in texts:
                assert unescape(found.fragment) in names[file], (path, address)


def test_the_pages_of_other_lessons_are_on_the_web(site: Path) -> None:
    with zipfile.ZipFile(packed(site, "lessons/cnn/")) as content:
        names = content.namelist()
        page = content.read("image-recognition-cnn/lessons/cnn/index.html").decode()
    assert f'href="{PUBLISHED}lessons/ann/' in page
    lessons = {name.split("/")[2] for name in names if "/lessons/" in name}
    assert lessons == {"cnn"}
    assert not [name for name in names if "/assets/python/" in name]
    assert "This copy has no Python for the page; <a" in page
    assert 'class="lk-exercise__here"' not in page
