"""What a build adds to a site: each part by itself."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import markdown
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from lessonkit import web
from lessonkit.errors import LessonError
from lessonkit.figure import render
from lessonkit.run.snippet import find_all
from lessonkit.site.export import export
from lessonkit.site.publish import (
    bundle,
    cards,
    colab,
    feed,
    markdown_copy,
    minify,
    offline,
    stills,
    theme_fixes,
)
from node_packages import run_node
from small_course import CONFIG, Small

SQUARES = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 98 98">
<rect x="1" y="1" fill-opacity=".5"/>
<rect x="13" y="13" fill-opacity=".9"/>
</svg>
"""


def test_a_bundle_joins_in_order_and_its_name_follows_its_content(
    tmp_path: Path,
) -> None:
    parts = {f"assets/{name}.css": tmp_path / f"{name}.css" for name in "ab"}
    for (_, path), text in zip(parts.items(), ("a {}", "b {}"), strict=True):
        path.write_text(text)
    made = bundle.bundle(parts, "css")
    assert made.content == "a {}\nb {}"
    assert made.path.startswith("assets/site-") and made.path.endswith(".css")
    (tmp_path / "b.css").write_text("c {}")
    assert bundle.bundle(parts, "css").path != made.path


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ('a { background: url("data:image/svg+xml,%3Csvg/%3E") }', True),
        ("a { background: url(data:image/png;base64,AA) }", True),
        ("a { mask: url( '#clip' ) } b { background: url(/root.png) }", True),
        ("a { background: url(img/p.svg) }", False),
        ("a { background: url( 'p.svg' ) }", False),
        ('a { background: url("data:,x"), url("../p.svg") }', False),
        ("@import 'other.css';", False),
    ],
)
def test_a_sheet_that_names_files_beside_itself_stays_where_it_is(
    tmp_path: Path, text: str, joined: bool
) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text(text)
    assert bundle.can_be_joined(sheet) == joined


def test_every_sheet_of_ours_can_be_joined() -> None:
    for name in web.STYLES:
        assert bundle.can_be_joined(web.HERE / name), name


def test_a_script_that_throws_takes_no_other_along(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("(() => console.log('a'))()")  # without a semicolon
    (tmp_path / "b.js").write_text("(() => { throw new Error('b') })() // its end")
    (tmp_path / "c.js").write_text("(() => console.log('c'))()")
    made = bundle.bundle({f"{n}.js": tmp_path / f"{n}.js" for n in "abc"}, "js")
    script = tmp_path / "all.js"
    script.write_text(f"const reportError = e => console.log(e.message);{made.content}")
    assert run_node(script).stdout.split() == ["a", "b", "c"]


def test_a_card_is_drawn_once(tmp_path: Path) -> None:
    said = ("LeNet‑5", "Share the weights. " * 30, "A site")
    squares = tmp_path / "squares.svg"
    squares.write_text(SQUARES)
    path = cards.card(*said, squares, tmp_path)
    with Image.open(path) as image:
        assert image.size == cards.SIZE
        assert len(set(image.convert("RGB").getdata())) > 20  # something is drawn
    before = path.stat().st_mtime_ns
    assert cards.card(*said, squares, tmp_path) == path
    assert path.stat().st_mtime_ns == before
    assert cards.card("Another", *said[1:], squares, tmp_path) != path


def test_a_page_as_markdown() -> None:
    text = markdown_copy.markdown(
        '<h1>Title<a class="headerlink" href="#x">#</a></h1>'
        '<p>See <a href="../b/" title="t">b</a>.</p>'
        '<div class="lk-plot" data-figure="k" aria-label="It falls.">'
        '<noscript class="lk-still"><img src="../k.svg" alt=""></noscript></div>'
        '<div class="language-python highlight"><pre><code>x = 1\n</code></pre></div>'
        "<details><summary>Solution</summary><p>Two.</p></details>"
        "<table><tr><th>a</th></tr><tr><td>1</td></tr></table><button>Run</button>",
        "https://example.invalid/a/",
    )
    assert text.startswith("# Title\n")
    assert "[b](https://example.invalid/b/)" in text
    assert "![Figure: It falls.](https://example.invalid/k.svg)" in text
    assert "```python\nx = 1\n```" in text
    assert "**Solution**\n\nTwo." in text
    assert "| a |\n| --- |\n| 1 |" in text
    assert "Run" not in text and "\n\n\n" not in text


ENTRY = "## 2026-11-25: A thing { #thing }\n\nIt is [new](x.md).\n\n"
OLDER = "## 2026-11-24: Another { #other }\n\nText.\n"


def test_a_copy_keeps_code_beside_line_numbers_and_what_is_raised() -> None:
    numbered = (
        '<div class="highlight"><table class="highlighttable"><tr>'
        '<td class="linenos"><div><pre>69\n70</pre></div></td>'
        '<td class="code"><div><pre><code>x = 1\ny = 2</code></pre></div></td>'
        "</tr></table></div>"
    )
    html = f"<p>10<sup>−6</sup> of x<sub>1</sub></p>{numbered}"
    expected = "10^−6 of x_1\n\n```python\nx = 1\ny = 2\n```\n"
    assert markdown_copy.markdown(html, "https://a.example/") == expected


def test_the_feed_has_an_entry_for_each_heading() -> None:
    rss = feed.feed(
        f"# What changed\n\n{ENTRY}{OLDER}", "S", "D", "https://e.invalid/c/"
    )
    assert rss.index("A thing") < rss.index("Another")
    assert "<link>https://e.invalid/c/#thing</link>" in rss
    assert "<pubDate>Wed, 25 Nov 2026 00:00:00 +0000</pubDate>" in rss
    assert "It is new." in rss


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("# What changed\n", "not every heading"),
        ("## Yesterday: A thing { #a }\n", "not every heading"),
        ("## 2026-11-25: A thing\n\nText.\n", "not every heading"),
        (OLDER + ENTRY, "not in order"),
    ],
)
def test_a_malformed_change_is_named(source: str, cause: str) -> None:
    with pytest.raises(LessonError, match=cause) as caught:
        feed.feed(source, "S", "D", "https://e.invalid/")
    assert caught.value.where == "docs/changes.md"


def test_the_frame_loses_what_html_does_not_know() -> None:
    page = (
        '<input class="md-toggle" type="checkbox" id="__drawer" autocomplete="off">'
        '<label class="md-nav__link" for="__nav_2" tabindex="">'
        '<label class="md-nav__title" for="__toc">'
    )
    mended = theme_fixes.mend(page)
    assert "autocomplete" not in mended and 'tabindex=""' not in mended
    assert "__toc" not in mended
    assert 'for="__toc"' in theme_fixes.mend(page + '<input id="__toc">')


def test_long_names_of_the_reference_break_between_words() -> None:
    name = '<span class="doc doc-object-name doc-module-name">a.iris_ann._b</span>'
    text = BeautifulSoup(theme_fixes.mend(name), "html.parser")
    assert text.get_text() == "a.iris_ann._b"
    assert "a.<wbr/>iris_<wbr/>ann.<wbr/>_<wbr/>b" in str(text)


def test_a_size_stays_on_one_line_where_it_is_text() -> None:
    left = '<p title="5 × 5"><code>5 × 5</code></p><pre>a 5 × 5</pre>'
    mended = theme_fixes.mend(f"{left}<p>3 × 3, 28 × 28 × 6</p>")
    assert mended == f"{left}<p>3\xa0×\xa03, 28\xa0×\xa028\xa0×\xa06</p>"
    others = ["56 × 56 × 64 × 64 × 3"]  # a phone may break a long product
    others += ["1,024 × 1,024", "<b x='>'>", "<!-- 5 × 5 -->"]
    others += ["<details class='lk-twin'><td>5 × 5</td></details>"]
    for other in others:
        assert theme_fixes.mend(other) == other


CODES = [
    'def f(a, *b):\n    """Say."""\n    return f"{a:.1f} % {b}" if a and b else a\n',
    "x = [1.5, -2] @ y  # a < b & c\n\n\n@d.e\nclass A(B): pass\n",
    "for _ in range(3 % 2):\n    print('<span class=\"n\">')\n",
]


@pytest.mark.parametrize("source", CODES)
def test_code_is_lighter_and_keeps_its_characters_and_colours(
    source: str,
) -> None:
    page = markdown.markdown(
        f"```python\n{source}```", extensions=["pymdownx.superfences"]
    )
    assert "<pre><span></span><code>" in page
    before, after = _coloured(page), _coloured(minify.colour(page))
    assert [letter for letter, _ in before] == [*source]
    assert after == before
    assert minify.colour(page).count("<span") < page.count("<span")


@pytest.mark.parametrize("source", CODES)
def test_code_that_is_equipped_keeps_its_text_and_can_be_copied(source: str) -> None:
    block = f"```python\n{source}```\n\n"
    page = markdown.markdown(block * 2, extensions=["pymdownx.superfences"])
    page += '<pre tabindex="0"><code>61706</code></pre>'
    equipped = BeautifulSoup(minify.equip(page), "html.parser")
    assert not equipped.select("pre > code")
    first, second, printed = equipped.select("pre")
    for pre in (first, second):
        (button,) = pre.select("button")
        (code,) = equipped.select(str(button["data-clipboard-target"]))
        assert code.get_text() == source and pre in code.parents
    assert printed["tabindex"] == "0" and not printed.select("button")


@pytest.mark.parametrize(
    ("page", "wrapped"),
    [
        ("<table><tr><td>1</td></tr></table>", True),
        ("<p>a</p>\n<table data-search-exclude>\n<tr><td>1</td></tr></table>", True),
        ('<table class="dataframe"><tr><td>1</td></tr></table>', False),
        ('<table border="1" class="dataframe"><tr><td>1</td></tr></table>', False),
    ],
)
def test_a_plain_table_has_the_wrap_that_the_theme_would_give_it(
    page: str, wrapped: bool
) -> None:
    equipped = BeautifulSoup(minify.equip(page), "html.parser")
    (table,) = equipped.select("table")
    assert table.get_text().strip() == "1"
    assert not equipped.select("table:not([class])")
    inside = equipped.select(".md-typeset__scrollwrap > .md-typeset__table > .lk-table")
    assert inside == ([table] if wrapped else [])


def test_each_table_of_a_page_keeps_its_own_end() -> None:
    table = "<table><tr><td>{}</td></tr></table>"
    page = f"{table.format(1)}<p>between</p>{table.format(2)}"
    parts = BeautifulSoup(minify.equip(page), "html.parser").find_all(recursive=False)
    assert [part.get_text() for part in parts] == ["1", "between", "2"]


def test_tables_in_tables_are_left_whole() -> None:
    page = "<table><tr><td><table><tr><td>1</td></tr></table></td></tr></table>"
    equipped = BeautifulSoup(minify.equip(page), "html.parser")
    (outer,) = equipped.find_all(recursive=False)
    (wrap,) = outer.select(".md-typeset__scrollwrap")
    assert outer.name == "table" and wrap.get_text() == "1"


@pytest.mark.parametrize("quote", ["'", '"'])
def test_the_folded_table_of_a_figure_waits_as_text(quote: str) -> None:
    """Also where mkdocs-jupyter has written its fold anew."""
    fold = render.folded("<table><tr><td>1 &lt; 2</td></tr></table>", sortable=True)
    fold = fold.replace("'", quote)
    equipped = BeautifulSoup(minify.equip(f"<p>a</p>{fold}<p>b</p>"), "html.parser")
    (twin,) = equipped.select("details.lk-twin.lk-sortable")
    assert [part.name for part in twin.find_all(recursive=False)] == [
        "summary",
        "noscript",
    ]
    assert twin.select_one("noscript .lk-scroll table.lk-table td")


def test_a_stylesheet_knows_what_the_build_has_wrapped() -> None:
    theme = (
        ".md-typeset pre>code{margin:0}.md-typeset table:not([class]){border:0}"
        ".md-typeset table:not([class])+*{margin-top:1.5em}"
        ".md-typeset table:not([class]) td>:first-child{margin-top:0}"
    )
    assert minify.styles(theme) == (
        ".md-typeset pre code{margin:0}"
        ".md-typeset table:is(.lk-table,:not([class])){border:0}"
        ".md-typeset table:is(.lk-table,:not([class])) td>:first-child{margin-top:0}"
    )


def _coloured(page: str) -> list[tuple[str, str]]:
    """List each character of the code with the kind of word it belongs to."""
    same = dict.fromkeys(["n", "p", "o", "ow", "w", "sa", "kc", ""], "code")
    (code,) = BeautifulSoup(page, "html.parser").select("pre code")
    kinds = [
        (text, " ".join(part.get("class", [])) if part.name == "span" else "code")
        for text in code.find_all(string=True)
        if (part := text.parent)
    ]
    # a blank has no colour
    return [
        (letter, "" if letter.isspace() else same.get(kind, kind))
        for text, kind in kinds
        for letter in text
    ]


def test_a_still_picture_stands_where_there_is_one(tmp_path: Path) -> None:
    key = "0123456789abcdef"
    for theme in ("light", "dark"):
        drawn = '<svg width="720" height="340"></svg>'
        (tmp_path / f"{key}.{theme}.svg").write_text(drawn)
    page = (
        f'<div aria-label="a" data-figure="{key}"></div><div data-figure="{key[::-1]}">'
    )
    added = stills.add(page, tmp_path, lambda path: f"../{path.name}")
    assert added.count("<noscript") == 1
    assert f'src="../{key}.light.svg" alt=""' in added
    assert f'data-dark="../{key}.dark.svg" width="720" height="340"' in added


def test_the_zip_is_whole_or_not_there(tmp_path: Path, project: Small) -> None:
    project.page("# Hello")
    with pytest.raises(LessonError, match="plugin `offline` is not listed"):
        offline.offline(project.paths, tmp_path / "copy.zip")
    theme = "theme:\n  name: material\nplugins:\n  - offline\n"
    project.write("mkdocs.yml", CONFIG + theme)
    target = tmp_path / "copy.zip"
    assert offline.offline(project.paths, target) == target.stat().st_size
    with zipfile.ZipFile(target) as packed:
        names = packed.namelist()
    assert "small/index.html" in names
    assert "small/sitemap.xml" not in names
    with pytest.raises(LessonError, match="cannot be written"):
        offline.offline(project.paths, tmp_path / "no" / "such" / "copy.zip")
    project.page("# Hello\n\n[nowhere](nowhere.md)")
    with pytest.raises(LessonError, match="not built"):
        offline.offline(project.paths, tmp_path / "other.zip")
    assert sorted(p.name for p in tmp_path.glob("*.zip")) == ["copy.zip"]


GITHUB = "https://github.com/owner/course"


def test_the_branch_for_colab_holds_notebooks_that_run_there(
    project: Small, tmp_path: Path
) -> None:
    project.write("docs/assets/tokens.css", ":root { --lk-ink: #111; }\n")
    project.write("docs/assets/other.css", "")
    project.write(
        "snippets/m/part.py",
        """
        from pathlib import Path

        COLOURS = (Path(__file__).parents[2] / "docs/assets/tokens.css").read_text()
        """,
    )
    project.snippet("e/a", "from snippets.m.part import COLOURS\nprint(COLOURS)")
    project.entry("e/a")
    project.snippet("e/b", "print(2)")
    project.fake("e/b")
    export(project.paths, project.store, find_all(project.paths)[0])
    count = colab.write(project.paths, tmp_path / "branch", f"{GITHUB}.git")
    assert count == 2
    first = {}
    for name in "ab":
        notebook = json.loads((tmp_path / f"branch/e/{name}.ipynb").read_text("utf-8"))
        _, set_up, *cells = notebook["cells"]
        first[name] = set_up["source"]
        code = "\n".join(c["source"] for c in cells if c["cell_type"] == "code")
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path / "branch", capture_output=True
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "branch/docs/assets/tokens.css").is_file()
    assert not (tmp_path / "branch/docs/assets/other.css").exists()
    assert "%pip install --quiet numpy==2.4.6" in first["b"]
    assert "git clone" in first["a"] and "git clone" not in first["b"]


FETCHING = """\
plugins:
  - lessonkit:
      data_command: python tools/data.py --quiet
      data_files: [tools/data.py, tools/data.toml]
      data_folder: kept/data
"""


@pytest.mark.parametrize("says", [True, False])
def test_colab_fetches_data_as_the_course_says_or_else_gets_them(
    project: Small, tmp_path: Path, says: bool
) -> None:
    for name in ("tools/data.py", "tools/data.toml", "kept/data/small/numbers"):
        project.write(name, "")
    if says:
        project.write("mkdocs.yml", CONFIG + FETCHING)
    path = project.root / "kept" / "data" / "small" / "numbers"
    project.snippet("a", f"print(len(open({str(path)!r}).read()))")
    project.entry("a")
    export(project.paths, project.store, find_all(project.paths)[0])
    colab.write(project.paths, tmp_path / "branch", GITHUB)
    notebook = json.loads((tmp_path / "branch/a.ipynb").read_text("utf-8"))
    fetching = notebook["cells"][1]["source"].splitlines()[-1]
    assert (fetching == "!python tools/data.py --quiet small") is says
    assert (tmp_path / "branch/tools/data.toml").is_file() is says
    assert (tmp_path / "branch/kept/data/small/numbers").is_file() is not says


def test_versions_for_colab_are_those_of_the_public_packages(project: Small) -> None:
    versions = {"tensorflow-cpu": "2.1", "torch": "2.3+cpu"}
    entry = replace(project.fake("a"), versions=versions)
    source = colab._set_up(entry, "")["source"]
    assert "tensorflow==2.1 torch==2.3" in source and "+cpu" not in source


@pytest.mark.parametrize(
    "repository", ["", "https://example.org/a/b", "github.com/a/b"]
)
def test_only_a_repository_on_github_opens_in_colab(
    project: Small, tmp_path: Path, repository: str
) -> None:
    found = project.snippet("a", "1")
    assert not colab.address(project.paths, repository, found)
    with pytest.raises(LessonError, match="is not a repository on GitHub"):
        colab.write(project.paths, tmp_path / "new", repository)
    assert not (tmp_path / "new").exists()


def test_colab_does_not_get_what_needs_more_than_snippets(project: Small) -> None:
    project.write("machine/hub.py", "")
    project.write("machine/__init__.py", "")
    found = project.snippet("a", "import machine.hub")
    assert not colab.address(project.paths, GITHUB, found)
    alone = project.snippet("b", "1")
    assert colab.address(project.paths, GITHUB, alone) == (
        "https://colab.research.google.com/github/owner/course/blob/notebooks/b.ipynb"
    )


def test_the_branch_for_colab_is_whole_or_not_there(
    project: Small, tmp_path: Path
) -> None:
    project.fake("a")
    export(project.paths, project.store, find_all(project.paths)[0])
    project.snippet("b", "1")  # has not run
    with pytest.raises(LessonError, match="no executed notebook"):
        colab.write(project.paths, tmp_path / "branch", GITHUB)
    assert not (tmp_path / "branch").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("")
    with pytest.raises(LessonError, match="not empty"):
        colab.write(project.paths, tmp_path / "full", GITHUB)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_zip_leaves_out_what_no_page_of_it_loads(
    tmp_path: Path, language: str
) -> None:
    site, target = tmp_path / "site", tmp_path / "copy.zip"
    kept = {"index.html", "assets/a.js", "search/search_index.js"}
    packs = {"assets/javascripts/lunr/min/lunr.de.min.js"}
    index = "search/search_index.json"
    others = {"robots.txt", "assets/cards/a.png", "assets/a.js.map", index}
    for name in kept | packs | others:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text("x", "utf-8")
    (site / index).write_text(json.dumps({"config": {"lang": [language]}}), "utf-8")
    offline._pack(site, target, "course")
    expected = kept | {"READ ME.txt"} | (packs if language == "de" else set())
    with zipfile.ZipFile(target) as packed:
        assert {*packed.namelist()} == {f"course/{name}" for name in expected}
