"""`lessonkit publish` and `lessonkit zensical`: the same site, whoever builds it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from lessonkit.site.publish import built, command
from small_course import PUBLISHING, Small
from test_builders import PAGE
from test_markdown import FIGURE, PRINTED, shown

SITE = """\
site_url: https://example.org/course/
site_description: All of it.
theme:
  name: material
  font: false
"""
_SIZE = re.compile(r"[\d.]+MB")  # of a zip, with the theme's styles
NOTEBOOKS = """\
  - mkdocs-jupyter:
      include: ["docs/notebooks/**/*.ipynb", "docs/notebooks/*.ipynb"]
      ignore: ["*.md", "**/notebooks/files/**"]
      execute: false
"""
NO_POLICY = "content_security_policy: false"
PROSE = """\
# %% [markdown]
# Some *prose* with `{{ braces }}`.
#
# /// snippet | no/such
# ///

# %% c
print({"a": {"b": "{{ x }}"}})  # </pre>
"""
LESSON = """\
---
title: A lesson
description: About it.
---

# The lesson

/// output | e/figure#c
    alt: It falls.

The loss falls.
///

[Its notebook](../notebooks/e/figure.ipynb), [home](../index.md),
<a href="../../claims.json">claims</a>, <a href="#the-lesson">here</a>.

/// question | What is it?
- [ ] This

    > No.

- [x] That

    > Because.
///
"""


def build(project: Small, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a builder, or a command of ours."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project.root,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture
def course(project: Small) -> Small:
    """A course with a lesson, a figure, notebooks and a question."""
    config = (project.root / "mkdocs.yml").read_text("utf-8")
    taught = f"{PUBLISHING.rstrip()}:\n      taught_in: [lessons]\n"
    project.write("mkdocs.yml", config + SITE + taught + NOTEBOOKS)
    project.page("# Home\n\n[A lesson](lessons/first.md)\n")
    project.page(LESSON, "lessons/first.md")
    project.fake("e/figure", [shown(FIGURE)])
    project.snippet("e/prose", PROSE)
    project.fake("e/prose", [PRINTED])
    return project


def shows(page: Path) -> tuple[str, list[str], list[str]]:
    """Return what a page shows: its text, its links, its figures."""
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    article = soup.select_one("article")
    assert article
    for only_theirs in article.select(".headerlink, noscript, #__skip"):
        only_theirs.decompose()
    links = [str(link["href"]).removeprefix("./") for link in article.select("[href]")]
    figures = [str(plot["data-figure"]) for plot in article.select("[data-figure]")]
    text = _SIZE.sub("", "".join(article.get_text().split()))
    return text, links, figures


def files(site: Path) -> set[str]:
    """List the files of a site but for those of the theme and of the search."""
    found = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    theirs = ("assets/javascripts/", "assets/stylesheets/", "assets/images/", "search")
    return {
        name
        for name in found
        if not name.startswith((*theirs, "assets/site-", "sitemap", "objects.inv"))
    }


def test_zensical_builds_the_same_site_as_mkdocs(course: Small) -> None:
    done = build(course, "mkdocs", "build", "--strict", "-d", "one")
    assert done.returncode == 0, done.stderr
    done = build(course, "lessonkit", "zensical", "two")
    assert done.returncode == 0, done.stderr
    one, two = course.root / "one", course.root / "two"
    assert files(one) == files(two)
    assert {"lessons/first/slides/index.html", "lessons/first/index.md",
            "claims.json", "llms.txt"} <= files(one)  # fmt: skip
    for name in files(one):
        if name.endswith("index.html") and not name.startswith("lessons/first/"):
            assert shows(one / name) == shows(two / name), name
    lesson = "lessons/first/index.html"
    assert shows(one / lesson) == shows(two / lesson)
    assert (one / "llms.txt").read_bytes() == (two / "llms.txt").read_bytes()
    notebook = (two / "notebooks/e/prose/index.html").read_text("utf-8")
    assert "lk-error" not in notebook and "/// snippet | no/such" in notebook
    assert 'http-equiv="Content-Security-Policy"' in notebook
    assert not (course.root / ".lessonkit" / "zensical").exists()


def test_a_mistake_leaves_the_old_site_as_it_was(course: Small) -> None:
    (course.root / "site").mkdir()
    (course.root / "site" / "index.html").write_text(f"old {BUILT}", "utf-8")
    course.page("# Home\n\n{{ e/figure.nothing }}\n")
    done = build(course, "lessonkit", "zensical")
    assert done.returncode == 1
    assert "docs/index.md:3: no value `nothing` in e/figure" in done.stderr
    assert "1 problem. Fix what is listed above." in done.stderr
    assert (course.root / "site" / "index.html").read_text("utf-8")[:3] == "old"


BUILT = '<meta name="generator" content="mkdocs-1.6.1">'


@pytest.mark.parametrize(
    ("site", "says"),
    [
        (".", "belongs to the course itself"),
        ("..", "belongs to the course itself"),
        ("docs", "belongs to the course itself"),
        ("snippets/e", "belongs to the course itself"),
        (".lessonkit", "belongs to the course itself"),
        ("mkdocs.yml", "is not a folder"),
        ("mine", "is not a site that may be replaced"),
        ("overrides", "is not a site that may be replaced"),
        ("worktree", "is not a site that may be replaced"),
    ],
)
def test_only_a_site_is_replaced(course: Small, site: str, says: str) -> None:
    course.write("mine/letter.txt", "dear")
    course.write("overrides/404.html", "mine")
    course.write("overrides/index.html", "mine")
    course.write("worktree/.git", "gitdir: elsewhere")
    course.write("worktree/index.html", BUILT)
    before = {path for path in course.root.rglob("*") if path.is_file()}
    done = build(course, "lessonkit", "zensical", site)
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert before <= {path for path in course.root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("site", "says"),
    [
        (".", "belongs to the course itself"),
        ("docs", "belongs to the course itself"),
        ("mkdocs.yml", "there is no folder"),
        ("nowhere", "there is no folder"),
        ("mine", "holds no page of this course"),
    ],
)
def test_only_a_site_is_published(course: Small, site: str, says: str) -> None:
    course.write("mine/letter.txt", "dear")
    done = build(course, "lessonkit", "publish", site)
    assert done.returncode == 1
    assert says in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert [path.name for path in (course.root / "mine").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("fails", [1, 2, 3])
def test_a_site_that_cannot_be_replaced_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    """Whichever move fails, or is interrupted."""
    site, new = tmp_path / "site", tmp_path / "work" / "new"
    for folder, text in ((site, "old"), (new, "new")):
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(text, "utf-8")
    moves, move = [], Path.rename

    def failing(path: Path, target: Path) -> Path:
        moves.append(path)
        if len(moves) == fails:
            raise KeyboardInterrupt if fails > 1 else OSError(18, "another disk")
        return move(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    if fails == 1:  # it is copied then
        command.replace(site, new)
        assert (site / "index.html").read_text("utf-8") == "new"
    else:
        with pytest.raises(KeyboardInterrupt):
            command.replace(site, new)
        assert (site / "index.html").read_text("utf-8") == "old"
    hidden = [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert not hidden


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("[a link](nowhere.md)", "Zensical: "),
        ("{{ e/figure.nothing }}", "docs/index.md:3: no value `nothing` in e/figure"),
    ],
)
def test_zensical_says_what_is_wrong(course: Small, page: str, says: str) -> None:
    course.page(f"# Home\n\n{page}\n")
    done = build(course, "lessonkit", "zensical")
    assert done.returncode == 1
    assert says in done.stderr and "Traceback" not in done.stderr
    assert not (course.root / "site").exists()


def test_a_notebook_may_stand_in_the_navigation(course: Small) -> None:
    title = "Title <b> & (c) of *one* ~a~ 1/2"
    course.snippet("e/odd", '# %% c\n"{{ a }}"')
    path = course.root / "snippets/e/odd.py"
    path.write_text(path.read_text("utf-8").replace("Title of e/odd", title), "utf-8")
    course.fake("e/odd")
    nav = "nav:\n  - Home: index.md\n  - Odd: notebooks/e/odd.ipynb\n"
    course.write("mkdocs.yml", (course.root / "mkdocs.yml").read_text("utf-8") + nav)
    assert build(course, "mkdocs", "build", "-d", "one").returncode == 0
    done = build(course, "lessonkit", "zensical", "two")
    assert done.returncode == 0, done.stderr
    home = (course.root / "two/index.html").read_text("utf-8")
    assert "notebooks/e/odd/" in home and ".ipynb" not in home
    page = "notebooks/e/odd/index.html"
    assert shows(course.root / "one" / page) == shows(course.root / "two" / page)


def test_a_dirty_build_publishes_what_it_makes(course: Small) -> None:
    assert build(course, "mkdocs", "build").returncode == 0
    overview = (course.root / "site/llms.txt").read_bytes()
    for text in ("", "# Home\n\nChanged.\n"):
        if text:
            course.page(text)
        done = build(course, "mkdocs", "build", "--dirty")
        assert done.returncode == 0, done.stderr
        assert (course.root / "site/llms.txt").read_bytes() == overview
    home = (course.root / "site/index.html").read_text("utf-8")
    assert "Changed." in home and home.count(built.MARK) == 1
    assert "Changed." in (course.root / "site/index.md").read_text("utf-8")


def test_slides_load_what_the_course_adds_to_every_page(course: Small) -> None:
    config = (course.root / "mkdocs.yml").read_text("utf-8")
    more = "extra_css: ['https://cdn.example/k.css', own.css]\n"
    more += "extra_javascript: ['https://cdn.example/m.js']\n"
    quiet = config.replace("- lessonkit:\n", f"- lessonkit:\n      {NO_POLICY}\n")
    course.write("mkdocs.yml", quiet.replace("name: material", "name: mkdocs") + more)
    course.write("docs/own.css", "p { color: red }")
    assert build(course, "mkdocs", "build").returncode == 0
    slides = course.root / "site/lessons/first/slides/index.html"
    soup = BeautifulSoup(slides.read_text("utf-8"), "html.parser")
    sheets = [str(x["href"]) for x in soup.select('link[rel="stylesheet"]')]
    scripts = [str(x["src"]) for x in soup.select("script[src]")]
    assert "https://cdn.example/k.css" in sheets and len(sheets) == 3, sheets
    assert "https://cdn.example/m.js" in scripts
    assert not [x for x in (*sheets, *scripts) if "bootstrap" in x or "theme" in x]


def test_a_site_is_published_once(course: Small) -> None:
    config = (course.root / "mkdocs.yml").read_text("utf-8")
    unpublished = config.replace(
        "- lessonkit:\n", "- lessonkit:\n      publish: false\n"
    )
    course.write("mkdocs.yml", unpublished)
    assert build(course, "mkdocs", "build", "-d", "one").returncode == 0
    course.write("mkdocs.yml", config)
    assert build(course, "mkdocs", "build", "-d", "two").returncode == 0
    done = build(course, "lessonkit", "publish", "one")
    assert done.returncode == 0, done.stderr
    assert files(course.root / "one") == files(course.root / "two")
    again = build(course, "lessonkit", "publish", "one")
    assert again.returncode == 1
    assert "has been published already. Build it again" in again.stderr


def test_the_site_of_a_builder_that_knows_nothing_of_us_gets_all_of_it(
    course: Small,
) -> None:
    """Like one made by hand: one sheet and one script of its own."""
    course.write("docs/assets/own.css", "p { color: red }")
    course.write("docs/assets/own.js", "own();")
    page = """\
        <!doctype html><html><head><meta charset="utf-8"><title>A lesson - Small</title>
        <link href="{up}assets/own.css" rel="stylesheet"></head>
        <body><main><h1>The lesson</h1><p>Hello.</p></main>
        <script src="{up}assets/own.js"></script></body></html>
        """
    course.write("made/index.html", page.format(up=""))
    course.write("made/lessons/first/index.html", page.format(up="../../"))
    shutil.copytree(course.root / "docs/assets", course.root / "made/assets")
    done = build(course, "lessonkit", "publish", "made")
    assert done.returncode == 0, done.stderr
    made = course.root / "made"
    text = (made / "lessons/first/index.html").read_text("utf-8")
    soup = BeautifulSoup(text, "html.parser")
    sheet, own_sheet = soup.select('link[rel="stylesheet"]')
    script, own_script = soup.select("script[src]")
    styles = (made / "lessons/first" / str(sheet["href"])).read_text("utf-8")
    scripts = (made / "lessons/first" / str(script["src"])).read_text("utf-8")
    assert "--lk-" in styles and "lessonkit" in scripts
    assert own_sheet["href"] == "../../assets/own.css"
    assert own_script["src"] == "../../assets/own.js"
    assert (made / "lessons/first/index.md").read_text("utf-8").startswith("# The les")
    tools = soup.select_one("main > .lk-page-tools")
    assert tools and "Slides" in tools.get_text()
    assert (made / "lessons/first/slides/index.html").is_file()
    assert (made / "assets/own.css").is_file()
    assert not (made / "assets/lessonkit/site.css").exists()


def test_plain_zensical_then_publish_needs_no_copy(course: Small) -> None:
    """Without notebooks as pages; all else is there."""
    config = (course.root / "mkdocs.yml").read_text("utf-8")
    course.write(
        "mkdocs.yml", config.replace("font: false", "font: false\n  variant: classic")
    )
    course.page(PAGE.split("/// output | e/text#cc")[0], "all.md")
    course.snippet("e/text", "# %% c\nloss = 0.5\nprint(loss)")
    course.fake("e/text", [PRINTED], accuracy=0.9733, rows=[[1, 2]])
    course.fake("e/table", [PRINTED])
    course.write("docs/assets/widgets/neuron/widget.js", "")
    assert build(course, "lessonkit", "run").returncode == 0
    assert build(course, "zensical", "build").returncode == 0
    done = build(course, "lessonkit", "publish", "site")
    assert done.returncode == 0, done.stderr
    text = (course.root / "site/all/index.html").read_text("utf-8")
    assert "assets/lessonkit/" not in text and "assets/site-" in text
    assert 'data-file="widgets/neuron-' in text
