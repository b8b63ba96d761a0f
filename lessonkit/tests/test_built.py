"""What is read off a built page, and what is joined in it, whoever built it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from lessonkit import web
from lessonkit.site.publish import built
from lessonkit.site.publish.assets import Assets
from lessonkit.site.publish.publishing import publish
from lessonkit.site.publish.site_info import site_info
from small_course import CONFIG, Small

HEAD = '<!doctype html><html><head><meta charset="utf-8"><title>T - Small</title>'
OURS = f'<link rel="stylesheet" href="../{web.address(web.STYLES[0])}">'
SCRIPT = f'<script src="../{web.address(web.SCRIPTS[0])}"></script>'


def read(project: Small, html: str, file: str = "a/index.html") -> built.BuiltPage:
    """Put a page into a site; return what is read of it."""
    project.write(f"made/{file}", html)
    found = built.read(project.root / "made", site_info(project.paths))
    return next(page for page in found if page.file == file)


@pytest.mark.parametrize(
    "around",
    [
        '<div role="main">{}</div>',
        "<main class=x>{}</main>",
        '<main><article class="md-content__inner md-typeset">{}</article></main>',
        "<body>{}</body>",
        "<article>{}</article>",
    ],
)
def test_the_content_is_all_that_an_author_wrote(project: Small, around: str) -> None:
    content = (
        '<h1>One</h1><article class="card">a <article>b</article></article>'
        '<p>Between.</p><article class="card">c</article><p>Last.</p>'
    )
    if around.startswith("<article>"):
        content = content.replace("article", "section")
    project.page("# A\n", "a.md")
    assert read(project, HEAD + around.format(content)).content() == content


def test_what_the_theme_puts_beside_it_is_left_out(project: Small) -> None:
    project.page("# A\n", "a.md")
    theme = (
        '<nav class="md-tags">one</nav>{}<aside class="md-source-file">today</aside>'
    )
    body = '<div class="md-container"><article class="md-content__inner">{}</article>'
    found = read(project, HEAD + body.format(theme.format("<h1>A</h1>")) + "</div>")
    assert found.is_material and found.content() == "<h1>A</h1>"


def test_titles_and_descriptions_are_the_authors(project: Small) -> None:
    said = "---\ntitle: 'A - B'\ndescription: 'The \"best\" of all'\n---\n# Other\n"
    project.page(said, "a.md")
    found = read(project, HEAD + '<meta name="description" content="The ">')
    assert (found.title, found.description) == ("A - B", 'The "best" of all')
    project.page("# Other\n", "a.md")
    assert read(project, HEAD).title == "T"


def test_without_a_navigation_folders_are_sections_and_home_comes_first(
    project: Small,
) -> None:
    for name in ("about.md", "index.md", "two-words/a.md", "two-words/README.md"):
        project.page("# X\n", name)
        place = built._places(name, site_info(project.paths))[0]
        project.write(f"made/{place}", HEAD)
    found = built.read(project.root / "made", site_info(project.paths))
    assert [(page.source, page.section) for page in found] == [
        ("index.md", ""),
        ("about.md", ""),
        ("two-words/README.md", "Two words"),
        ("two-words/a.md", "Two words"),
    ]
    nav = "nav: [Home: index.md, Top: [Below: [two-words/a.md]]]\n"
    project.write("mkdocs.yml", CONFIG + nav)
    found = built.read(project.root / "made", site_info(project.paths))
    listed = [(page.source, page.section) for page in found if page.is_listed]
    assert listed == [("index.md", ""), ("two-words/a.md", "Top")]


def test_what_is_no_page_of_the_course_is_left_alone(project: Small) -> None:
    project.page("# A\n", "a.md")
    project.write("docs/demo.html", HEAD)
    redirect = HEAD + '<meta http-equiv="refresh" content="0; url=../a/">'
    for name, text in {"demo.html": HEAD, "old/index.html": redirect}.items():
        project.write(f"made/{name}", text)
    (project.root / "made/report.html").write_bytes(HEAD.encode() + b"caf\xe9")
    project.write("made/a/index.html", HEAD)
    found = built.read(project.root / "made", site_info(project.paths))
    assert [page.file for page in found] == ["a/index.html"]


@pytest.mark.parametrize("directories", [True, False])
def test_a_page_is_not_taken_for_the_list_of_its_folder(
    project: Small, directories: bool
) -> None:
    if not directories:
        project.write("mkdocs.yml", CONFIG + "use_directory_urls: false\n")
    for name in ("lessons.md", "lessons/one.md"):
        project.page("# X\n", name)
    file = "lessons/index.html" if directories else "lessons.html"
    project.write(f"made/{file}", HEAD)
    project.write("made/lessons/one.html", HEAD)
    found = built.read(project.root / "made", site_info(project.paths))
    assert {page.source: page.file for page in found}["lessons.md"] == file


def test_only_what_every_page_loads_is_joined(project: Small) -> None:
    """Not what stands in the content, in a comment, or is for some readers only."""
    project.page("# A\n", "a.md")
    project.write("mkdocs.yml", CONFIG + "extra_javascript: [assets/mine.js]\n")
    for name in ("mine", "data", "old", "other"):
        project.write(f"docs/assets/{name}.js", f"{name}();")
        project.write(f"made/assets/{name}.js", f"{name}();")
    project.write("docs/assets/none.css", "body { display: none }")
    kept = [
        "<!-- <script src='../assets/old.js'></script> -->",
        '<noscript><link rel="stylesheet" href="../assets/none.css"></noscript>',
        '<script src="../assets/data.js"></script>',
        '<script type="module" src="../assets/mine.js"></script>',
        '<script defer src="../assets/mine.js"></script>',
        '<link rel="stylesheet" media="print" href="../assets/none.css">',
    ]
    page = read(
        project,
        f"{HEAD}{kept[1]}{kept[5]}{OURS}</head><body>{kept[0]}<main>{kept[2]}</main>"
        f'{kept[3]}{kept[4]}{SCRIPT}<script src="../assets/mine.js"></script></body>',
    )
    assets = Assets(project.root / "made", site_info(project.paths))
    assets.join(page)
    joined = page.html
    assert all(tag in joined for tag in kept)
    assert joined.count("assets/site-") == 2
    assert joined.rindex("assets/site-") > joined.index("</main>")
    assets.write([page])
    (bundle,) = (project.root / "made/assets").glob("site-*.js")
    text = bundle.read_text("utf-8")
    assert "mine();" in text and "old();" not in text and "data();" not in text
    assert (project.root / "made/assets/mine.js").is_file()  # two tags name it


@pytest.mark.parametrize(
    "page", [f"{HEAD}<p>The end.</p>", f"{HEAD}</head><p>The end."]
)
def test_end_tags_may_be_left_out(project: Small, page: str) -> None:
    project.page("# A\n", "a.md")
    read(project, page)
    info = site_info(project.paths)
    folder = project.root / "made"
    publish(folder, info, built.read(folder, info))
    done = (folder / "a/index.html").read_text("utf-8")
    soup = BeautifulSoup(done, "html.parser")
    assert "The end." in soup.get_text() and "<p>The end." in done
    assert soup.select_one("script[src*='assets/site-']")
    assert built.MARK in done
