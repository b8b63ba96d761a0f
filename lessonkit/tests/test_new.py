"""`new` starts a lesson that builds at once, or writes nothing at all."""

import subprocess
import sys

import pytest

from lessonkit.check import problems
from lessonkit.errors import LessonError
from lessonkit.new import scaffold
from small_course import PLUGIN

NAV = """\
nav:
  - Home: index.md
  - Lessons:          # in the order of reading
      - First: lessons/first.md   
  - Other: other.md
"""


@pytest.fixture
def started(project):
    """Return a project with a navigation and one lesson."""
    config = (project.root / "mkdocs.yml").read_text()
    project.write("mkdocs.yml", config + PLUGIN + NAV)
    for name in ("index.md", "lessons/first.md", "other.md"):
        project.page("# Page\n", name)
    return project


def everything(project):
    """Map each file of the project to its text."""
    files = [p for p in project.root.rglob("*") if p.is_file()]
    return {p.relative_to(project.root).as_posix(): p.read_text() for p in files}


def test_a_new_lesson_builds_at_once_under_strict(started):
    done = started.cli("new", "max_pooling")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "made docs/lessons/max_pooling.md",
        "made snippets/experiments/max_pooling.py",
        "made tests/snippets/test_max_pooling.py",
        "made mkdocs.yml",
    ]
    built = subprocess.run(
        started.command("mkdocs", "build", "--strict"),
        cwd=started.root,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert built.returncode == 0, built.stderr
    page = (started.root / "site/lessons/max_pooling/index.html").read_text()
    for mark in ("lk-source", "lk-text", "lk-figure", "lk-value", "lk-question"):
        assert f'"{mark}' in page or f" {mark}" in page
    assert "lk-error" not in page and "lk-pending" not in page
    assert list(problems(started.paths)) == []


def test_the_snippet_runs_alone(started, tmp_path):
    scaffold(started.paths, "pooling")
    path = started.root / "snippets/experiments/pooling.py"
    done = subprocess.run(
        [sys.executable, str(path)],
        cwd=tmp_path,
        env={"PLOTLY_RENDERER": "json"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.stdout.startswith("mean of 5 measurements: ")
    assert done.returncode == 0, done.stderr


def test_the_lesson_comes_last_among_the_lessons_and_comments_stay(started):
    before = (started.root / "mkdocs.yml").read_text()
    scaffold(started.paths, "pooling")
    after = (started.root / "mkdocs.yml").read_text()
    added = "      - Pooling: lessons/pooling.md\n"
    assert after == before.replace("  - Other:", f"{added}  - Other:")


def test_without_a_navigation_the_configuration_stays_as_it_is(project):
    before = (project.root / "mkdocs.yml").read_text()
    made = scaffold(project.paths, "pooling")
    assert len(made) == 3
    assert (project.root / "mkdocs.yml").read_text() == before


@pytest.mark.parametrize("name", ["null", "true", "yes", "no", "on"])
def test_a_title_that_yaml_would_misread_is_quoted(started, name):
    scaffold(started.paths, name)
    text = (started.root / "mkdocs.yml").read_text()
    assert f'- "{name.capitalize()}": lessons/{name}.md' in text


@pytest.mark.parametrize(
    "name",
    ["../x", "A b", "", "1x", "x.y", "a/b", "ä", "X", "_x", "x\n", "-x", "x-y", " "],
)
def test_malformed_names_write_nothing(started, name):
    before = everything(started)
    with pytest.raises(LessonError, match="is not a lesson name"):
        scaffold(started.paths, name)
    assert everything(started) == before


@pytest.mark.parametrize("name", ["class", "random", "numpy", "keras", "lessonkit"])
def test_names_that_would_hide_a_module_write_nothing(started, name):
    before = everything(started)
    with pytest.raises(LessonError, match="is a word or a module of Python"):
        scaffold(started.paths, name)
    assert everything(started) == before


@pytest.mark.parametrize(
    "taken",
    [
        "docs/lessons/pooling.md",
        "snippets/experiments/pooling.py",
        "tests/snippets/test_pooling.py",
    ],
)
def test_taken_names_write_nothing(started, taken):
    started.write(taken, "mine")
    before = everything(started)
    with pytest.raises(LessonError, match=f"{taken} exists already"):
        scaffold(started.paths, "pooling")
    assert everything(started) == before


def test_the_command_refuses_with_one_line(started):
    done = started.cli("new", "../x")
    assert done.returncode == 1
    assert done.stderr.startswith("`../x` is not a lesson name. Use lower-case")
    assert "Traceback" not in done.stderr
