"""A lesson alone: what comes along, where its links lead, and the same bytes always."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from lessonkit.site.teaching.alone import alone, cut, links
from lessonkit.site.teaching.lesson_zip import FRONT, BuiltSite, zipped

PAGE = "lessons/a/index.html"
HERE = {PAGE, FRONT, "lessons/a/slides/index.html", "notebooks/files/a.py"}
WEB = "https://course.example/sub/"


@pytest.mark.parametrize(
    ("address", "published", "led"),
    [
        ("slides/", WEB, '<a href="slides/index.html">x</a>'),
        ("./#b", WEB, '<a href="index.html#b">x</a>'),
        ("#b", WEB, '<a href="#b">x</a>'),
        ("../..", WEB, '<a href="../../index.html">x</a>'),
        ("../b/?q=1#c", WEB, f'<a href="{WEB}lessons/b/#c" data-elsewhere>x</a>'),
        ("../b/", "", "<a>x</a>"),
        ("/notebooks/files/a.py", "", '<a href="../../notebooks/files/a.py">x</a>'),
        ("https://else.example/", "", '<a href="https://else.example/">x</a>'),
        ("mailto:a@else.example", "", '<a href="mailto:a@else.example">x</a>'),
    ],
)  # fmt: skip
def test_a_link_leads_to_the_copy_or_to_the_web(address, published, led):
    assert alone(f'<a href="{address}">x</a>', PAGE, HERE, published) == led


def test_what_only_the_whole_site_has_is_cut():
    search = '<div class="md-search" role="dialog"><div><div>s</div></div></div>'
    zips = '<a href="a.html">A</a> · <a href="x.zip" data-zip>Offline copy</a>'
    head = '<link rel="canonical" href="https://course.example/">'
    rest = '<link rel="stylesheet" href="a.css"><div>kept</div>'
    assert cut(head + rest + search + zips) == rest + '<a href="a.html">A</a> · '


@pytest.mark.parametrize(
    ("published", "said"),
    [(WEB, f"{WEB}lessons/a/"), ("", "This copy has no Python for the page.")],
)
def test_an_exercise_says_where_there_is_python(published, said):
    here = '<p class="lk-exercise__here" hidden=""><button>Do it here</button></p>'
    page = alone(here, PAGE, HERE, published)
    assert said in page and "button" not in page


@pytest.fixture
def built(tmp_path: Path) -> BuiltSite:
    key, other, unused = ("0123456789abcdef", "1" * 16, "2" * 16)
    files = {
        PAGE: f'<link href="../../assets/a.css"><img src="../../assets/p.png">'
        f'<div data-figure="{key}"></div><a href="../../notebooks/n/">n</a>'
        '<a href="../b/">b</a><a href="../../notebooks/">all</a>',
        "lessons/b/index.html": "<p>b</p>",
        "notebooks/index.html": "",
        "notebooks/n/index.html": '<a href="../files/n.py" download>n.py</a>',
        "notebooks/files/n.py": "n = 1",
        "assets/a.css": "a { background: url(../assets/q.svg) }",
        "assets/p.png": "p", "assets/q.svg": "q", "assets/r.svg": "r",
        "assets/course/s.js": "lessonkit.parts(`course/${name}`)",
        "assets/course/t.js": "1",
        f"assets/outputs/{key}.js": f'lessonkit.data({{"script": "{other}"}})',
        f"assets/outputs/{key}.light.svg": "<svg/>",
        f"assets/outputs/{other}.js": "1", f"assets/outputs/{unused}.js": "1",
        "assets/python/python.js": "1", "search/search_index.json": "{}",
    }  # fmt: skip
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return BuiltSite(tmp_path, "")


def test_all_that_a_lesson_needs_comes_along_and_nothing_else(built):
    copied = built.copy([PAGE], '<a href="lessons/a/index.html">a</a>')
    left = {
        "lessons/b/index.html", "notebooks/index.html", "assets/r.svg",
        "assets/python/python.js", "search/search_index.json",
        f"assets/outputs/{'2' * 16}.js",
    }  # fmt: skip
    assert set(copied) == (built.files - left) | {FRONT}
    page = copied[PAGE].decode()
    assert '<a href="../../notebooks/n/index.html">' in page
    assert "<a>b</a><a>all</a>" in page
    assert {*links(page, PAGE)} == {"notebooks/n/index.html"}


def test_the_same_lesson_gives_the_same_bytes_that_anybody_may_read(built, tmp_path):
    copied = built.copy([PAGE], "")
    packed = zipped(copied, "course-a")
    assert packed == zipped(dict(reversed(copied.items())), "course-a")
    (tmp_path / "a.zip").write_bytes(packed)
    with zipfile.ZipFile(tmp_path / "a.zip") as content:
        assert content.testzip() is None
        assert all(i.external_attr >> 16 == 0o644 for i in content.infolist())
        assert content.read(f"course-a/{FRONT}") == b""
