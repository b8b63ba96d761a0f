"""MkDocs and Zensical show the same; the build fails where a page is wrong."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from small_course import PLUGIN, PUBLISHING
from test_markdown import FIGURE, PRINTED, shown, table
from test_questions import QUESTION

GENERATOR = re.compile(rb'<meta name="generator"[^>]*>')
PAGE = f"""\
---
title: All
---

# All of {{{{ e/text.accuracy:.0% }}}}

/// example | e/text#c
    emphasize: loss
///

/// output | e/figure#c
    alt: It falls: to {{{{ e/text.accuracy:.1% }}}}.

The *loss* falls to {{{{ e/text.accuracy:.1% }}}}.
///

//// details | More
/// output | e/table#c
///
////

| a |
|---|
| {{{{ e/text.accuracy }}}} |

{QUESTION}

/// widget | neuron
    data: e/text.rows

No script.
///

/// output | e/text#cc
///

{{{{ e/text.acuracy }}}}
"""


def build(project, *command):
    """Build the site; return the process and the page's HTML."""
    done = subprocess.run(
        command, cwd=project.root, capture_output=True, text=True, timeout=300
    )
    page = project.root / "site" / "all" / "index.html"
    return done, page.read_text("utf-8") if page.exists() else ""


def ours(page):
    """List the outermost elements that are ours, links by their last part only."""
    soup = BeautifulSoup(page, "html.parser")
    for link in soup.select("[class*=lk-] a[href]"):
        link["href"] = link["href"].rstrip("/").rsplit("/", 1)[-1].split(".")[0]
    for fold in soup.select("[data-search-exclude]"):
        del fold["data-search-exclude"]  # for the index; one builder takes it out then
    for button in soup.select("[class*=lk-] button, [class*=lk-] nav"):
        button.decompose()
    found = [
        tag for tag in soup.select("[class*=lk-]") if not tag.find_parents(is_ours)
    ]
    return [" ".join(str(tag).split()) for tag in found]


def is_ours(tag):
    return any(name.startswith("lk-") for name in tag.get("class", []))


@pytest.fixture
def lesson(project):
    project.snippet("e/text", "# %% c\nloss = 0.5\nprint(loss)")
    project.fake("e/text", [PRINTED], accuracy=0.9733, rows=[[1, 2], "</x>"])
    project.fake("e/figure", [shown(FIGURE)])
    project.fake("e/table", [table("<tr><td>1</td></tr>")])
    project.write("docs/assets/widgets/neuron/widget.js", "")
    project.page("# Home\n")
    project.page(PAGE, "all.md")
    return project


def test_mkdocs_and_zensical_show_the_same(lesson):
    config = (lesson.root / "mkdocs.yml").read_text() + "theme:\n  name: material\n"
    lesson.write("mkdocs.yml", config + PLUGIN)
    _, under_mkdocs = build(lesson, sys.executable, "-m", "mkdocs", "build")
    (lesson.root / "site" / "all" / "index.html").unlink()
    zensical = Path(sys.executable).with_name("zensical")
    _, under_zensical = build(lesson, str(zensical), "build")
    expected = ours(under_mkdocs)
    assert len(expected) == 9
    assert ours(under_zensical) == expected


def test_properdocs_builds_the_same_site(lesson):
    """The maintained fork of MkDocs: every file, but for the name of the builder."""
    theme = "theme:\n  name: material\n  font: false\n"
    lesson.page("# All\n\n/// output | e/text#c\n///\n", "all.md")
    config = (lesson.root / "mkdocs.yml").read_text()
    lesson.write("mkdocs.yml", config + theme + PUBLISHING)
    sites = []
    for builder in ("mkdocs", "properdocs"):
        command = (
            sys.executable,
            "-m",
            builder,
            "build",
            "--strict",
            "-f",
            "mkdocs.yml",
        )
        done, _ = build(lesson, *command)
        assert done.returncode == 0, done.stderr
        site = lesson.root / "site"
        sites.append(
            {
                path.relative_to(site): GENERATOR.sub(b"", path.read_bytes())
                for path in site.rglob("*")
                if path.is_file() and path.suffix != ".gz"  # which holds the time
            }
        )
    assert sites[0] == sites[1]
    assert len(sites[0]) > 20


def test_a_strict_build_fails_and_names_each_mistake(lesson):
    lesson.write("mkdocs.yml", (lesson.root / "mkdocs.yml").read_text() + PLUGIN)
    done, page = build(lesson, sys.executable, "-m", "mkdocs", "build", "--strict")
    assert done.returncode == 1
    assert "docs/all.md:45: no cell `cc` in snippets/e/text.py" in done.stderr
    assert "docs/all.md:48: no value `acuracy` in e/text." in done.stderr
    assert "Aborted with 2 warnings in strict mode!" in done.stdout
    assert page == "" or "lk-error" in page


def test_instant_navigation_is_refused_with_the_remedy(project):
    """Scripts of lessonkit begin when a page loads, which then happens only once."""
    features = "features:\n    - navigation.instant\n    - navigation.instant.prefetch"
    theme = f"theme:\n  name: material\n  {features}\n"
    config = (project.root / "mkdocs.yml").read_text()
    project.write("mkdocs.yml", config + theme + PLUGIN)
    project.page("# Home\n")
    done, _ = build(project, sys.executable, "-m", "mkdocs", "build", "--strict")
    assert done.returncode == 1
    line = config.count("\n") + 4
    both = "`navigation.instant` and `navigation.instant.prefetch`"
    assert done.stderr.count(f"mkdocs.yml:{line}: {both}") == 1
    assert "Remove it from the theme's features." in done.stderr


@pytest.mark.parametrize("code", ["1 / 0", "import os\nos._exit(0)"])
def test_a_strict_build_fails_when_a_snippet_does(lesson, code):
    lesson.write("mkdocs.yml", (lesson.root / "mkdocs.yml").read_text() + PLUGIN)
    lesson.snippet("broken", code)
    lesson.page("# All\n\n/// output | broken#c\n///\n", "all.md")
    done, _ = build(lesson, sys.executable, "-m", "mkdocs", "build", "--strict")
    assert done.returncode == 1
    assert "snippets/broken.py:" in done.stderr
    assert 'File "/' not in done.stderr, "a traceback of ours, not of the snippet"


def test_a_build_runs_what_is_missing_and_a_second_one_nothing(lesson):
    lesson.write("mkdocs.yml", (lesson.root / "mkdocs.yml").read_text() + PLUGIN)
    lesson.snippet("fresh", "print('ran just now')")
    lesson.page("# All\n\n/// output | fresh#c\n///\n", "all.md")
    command = (sys.executable, "-m", "mkdocs", "build", "--strict")
    first, page = build(lesson, *command)
    assert "ran just now" in page
    assert "running fresh" in first.stderr
    second, page = build(lesson, *command)
    assert "ran just now" in page
    assert "running" not in second.stderr
    assert first.returncode == second.returncode == 0


def test_a_notebook_page_has_all_cells_outputs_and_downloads(lesson):
    plugin = (
        "  - mkdocs-jupyter:\n      include: ['docs/notebooks/**/*.ipynb',"
        " 'docs/notebooks/*.ipynb']\n      ignore: ['**/notebooks/files/**']\n"
        "      execute: false\n"
    )
    config = (lesson.root / "mkdocs.yml").read_text()
    lesson.write("mkdocs.yml", config + "theme: material\n" + PLUGIN + plugin)
    code = "# %% [markdown]\n# Some *prose*.\n\n# %% c\nprint('</script>' * 2)"
    lesson.snippet("book", code)
    lesson.fake("book", [{**PRINTED, "text": "</script>"}, shown(FIGURE)])
    lesson.page("# All\n\n/// output | book#c\n    alt: A.\n\nC.\n///\n", "all.md")
    done, _ = build(lesson, sys.executable, "-m", "mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stderr
    text = (lesson.root / "site/notebooks/book/index.html").read_text("utf-8")
    soup = BeautifulSoup(text, "html.parser").select_one("article")
    assert soup.h1.get_text(strip=True).startswith("Title of book")
    assert soup.em.get_text() == "prose"
    assert "print('</script>' * 2)" in soup.get_text()
    assert soup.select_one(".lk-text code").get_text() == "</script>"
    assert soup.select_one(".lk-plot")["data-figure"]
    # as Python-Markdown writes code: so it gets the same button and fewer elements
    assert soup.select_one(".highlight > pre > span:empty + code")
    ways = {a.get_text(): a["href"] for a in soup.select(".lk-notebook__ways a")}
    assert ways == {"All notebooks": "../", "All": "../../all/"}
    links = [a["href"] for a in soup.select(".lk-downloads a")]
    assert [link.rsplit(".", 1)[1] for link in links] == ["py", "ipynb", "txt"]
    here = lesson.root / "site/notebooks/book"
    assert all((here / link).resolve().is_file() for link in links)
