"""A course that is not ours: other themes, plugins, files and settings of MkDocs."""

import sys

import pytest

from small_course import CONFIG
from test_builders import build
from test_markdown import FIGURE, shown

MATERIAL = "theme:\n  name: material\n  font: false\n"
PLUGINS = "plugins:\n  - search\n  - lessonkit\n"


@pytest.fixture
def course(project):
    project.fake("e/figure", [shown(FIGURE)])
    project.page("# All\n\n/// output | e/figure#c\n    alt: A.\n\nC.\n///\n", "all.md")
    project.page("# Home\n")
    return project


def made(course, config, *, strict=True):
    """Build under these settings; return what was said, and a page."""
    course.write("mkdocs.yml", CONFIG + config)
    command = [sys.executable, "-m", "mkdocs", "build", *["--strict"] * strict]
    done, page = build(course, *command)
    assert "Traceback" not in done.stderr, done.stderr
    return done, page


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_under_another_theme_nothing_waits_for_materials_scripts(course, theme):
    done, page = made(course, f"theme: {theme}\n" + PLUGINS)
    assert done.returncode == 0, done.stderr
    table = page.split("lk-twin")[1].split("</details>")[0]
    assert "<noscript>" not in table and "<table" in table
    assert "md-code__button" not in page
    scripts = "".join(
        path.read_text("utf-8") for path in (course.root / "site/assets").glob("*.js")
    )
    assert "lessonkit.figure" in scripts or "kit.figure" in scripts
    assert "__lkTheme(" not in scripts


def test_what_cannot_be_joined_stays_what_it_is(course):
    course.write("docs/assets/m.js", "import './n.js';\n")
    course.write("docs/assets/n.js", "export {};\n")
    course.write("docs/assets/css/far.css", "a { background: url(img/p.svg) }\n")
    course.write("docs/assets/css/img/p.svg", "<svg/>")
    course.write("docs/assets/near.css", "b { color: red }\n")
    done, page = made(
        course,
        MATERIAL
        + PLUGINS
        + "extra_javascript:\n  - path: assets/m.js\n    type: module\n"
        "  - path: assets/n.js\n    defer: true\n"
        "extra_css: [assets/css/far.css, assets/near.css]\n",
    )
    assert done.returncode == 0, done.stderr
    assert '<script src="../assets/m.js" type="module">' in page
    assert '<script src="../assets/n.js" defer>' in page
    assert 'href="../assets/css/far.css"' in page
    assert "near.css" not in page
    (bundle,) = (course.root / "site/assets").glob("site-*.js")
    assert "import './n.js'" not in bundle.read_text("utf-8")


@pytest.mark.parametrize(
    "more",
    ["theme:\n  name: material\n", "extra_javascript: ['https://else.example/m.js']\n",
     "extra_css: ['//else.example/m.css']\n"],
)  # fmt: skip
def test_what_the_policy_forbids_is_said_once(course, more):
    theme = "" if more.startswith("theme") else MATERIAL
    done, _ = made(course, theme + more + PLUGINS)
    assert done.returncode == 1
    assert done.stderr.count("which the content security policy blocks") == 1
    off = PLUGINS.replace(
        "- lessonkit", "- lessonkit: {content_security_policy: false}"
    )
    assert made(course, theme + more + off)[0].returncode == 0


def test_pages_that_only_a_plugin_has_are_rendered(course):
    course.write(
        "hook.py",
        "from mkdocs.structure.files import File\n"
        "def on_files(files, config):\n"
        "    files.append(File.generated(config, 'gen.md',"
        " content='# G\\n\\n/// output | e/figure#c\\n    alt: A.\\n\\nC.\\n///'))\n",
    )
    done, _ = made(course, MATERIAL + PLUGINS + "hooks: [hook.py]\n")
    assert done.returncode == 0, done.stderr
    assert "lk-plot" in (course.root / "site/gen/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("files", "config", "said"),
    [
        ({"docs/changes.md": "# Changes\n\n## Version 2\n"}, "", "docs/changes.md"),
        (
            {},
            "card_picture: no.svg",
            "the card's picture `no.svg` is no SVG",
        ),
        (
            {"docs/a.svg": "<svg><path/></svg>"},
            "card_picture: a.svg",
            "is no SVG of squ",
        ),
    ],
)
def test_odd_files_are_one_warning(course, files, config, said):
    for name, text in files.items():
        course.write(name, text)
    plugins = PLUGINS.replace("- lessonkit", f"- lessonkit: {{{config}}}")
    site = "site_url: https://course.example/\n"
    done, _ = made(course, site + MATERIAL + plugins)
    assert done.returncode == 1
    assert said in done.stderr


def test_a_page_in_another_encoding_is_left_alone(course):
    path = course.write("docs/old/x.html", "")
    path.write_bytes("<html><p>\xe4".encode("latin-1"))
    assert made(course, MATERIAL + PLUGINS)[0].returncode == 0


def test_without_an_address_nothing_claims_to_have_one(course):
    course.write("docs/changes.md", "# Changes\n")
    _, page = made(course, MATERIAL + PLUGINS, strict=False)
    assert "og:image" not in page and "changes.xml" not in page and "None" not in page
    robots = (course.root / "site/robots.txt").read_text("utf-8")
    assert "Sitemap" not in robots


@pytest.mark.parametrize("config", ["docs_dir: content\n", "theme: material\n"])
def test_other_names_of_the_folders_are_refused(course, config):
    course.write("content/index.md", "# Home\n")
    course.write("mkdocs.yml", CONFIG + config + PLUGINS)
    name = "mkdocs.yml" if "docs_dir" in config else "other.yml"
    course.write(name, CONFIG + config + PLUGINS)
    command = (sys.executable, "-m", "mkdocs", "build", "-f", name)
    done, _ = build(course, *command)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "pages from docs/ and settings from mkdocs.yml" in done.stderr


def test_palettes_of_the_theme_that_we_do_not_know_are_none(course):
    toggle = "      toggle: {icon: material/brightness-auto, name: Change}\n"
    auto = (
        "  palette:\n    - media: '(prefers-color-scheme)'\n" + toggle
        + "    - scheme: default\n" + toggle + "    - scheme: slate\n" + toggle
    )  # fmt: skip
    _, page = made(course, MATERIAL + auto + PLUGINS)
    assert page.count("data-lk-theme=") == 2 and 'data-lk-theme=""' not in page
    _, page = made(course, MATERIAL + "  palette:\n    scheme: slate\n" + PLUGINS)
    assert "data-lk-theme=" not in page
