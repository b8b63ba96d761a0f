"""Tests that saw only files run again once one of these changed, and no sooner."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys

import pytest

from small_course import Small
from tests.made_once import ROOT

_CONFTEST = """
import os
from pathlib import Path

import pytest

from lessonkit.project import Project
from tests.unchanged import Unchanged

HERE = Path(__file__).parents[1]


def pytest_configure(config):
    config.pluginmanager.register(
        Unchanged(
            Project(HERE),
            HERE / "library",
            HERE / "kept",
            applies=lambda item: "site" in item.fixturenames,
            roots=lambda: {"site": HERE / "site", "course": HERE},
            names="site",
            others=lambda: [os.environ.get("BROWSER", "1")],
        )
    )


@pytest.fixture(scope="session")
def site():
    return HERE / "site"
"""
_TESTS = """
import subprocess
import sys

import pytest

from helper import GOOD
from library.shown import SHOWN


def ran(name):
    with open("../ran.txt", "a") as file:
        file.write(name + " ")


def test_page(site):
    ran("page")
    assert "good" in (site / "page.html").read_text()


@pytest.mark.parametrize("which", ["style", "script"])
def test_part(site, which):
    ran(which)
    assert (site / which).read_text()


def test_listed(site):
    ran("listed")
    assert [*(site / "more").iterdir()]


def test_process(site):
    ran("process")
    subprocess.run([sys.executable, "-c", ""], check=True)


@pytest.mark.skipif(True, reason="monthly")
def test_monthly(site):
    raise AssertionError


def test_other():
    ran("other")
"""
_SHARING = """
import pytest


@pytest.fixture(scope="module")
def page(site):
    return (site / "page.html").read_text()


def test_first(page):
    with open("../ran.txt", "a") as file:
        file.write("first ")


@pytest.mark.skipif(True, reason="monthly")
def test_skipped(page):
    raise AssertionError


def test_second(page, site):
    with open("../ran.txt", "a") as file:
        file.write("second ")
    assert (site / "script").read_text() != "wrong"
"""
pytestmark = pytest.mark.verdict("pytest")  # it judges nothing but code
ALL = {"page", "style", "script", "listed", "process", "other"}
_KEEPING = """
import pytest

from lessonkit.cache import per_file


@per_file
def text(path):
    return path.read_text()


@pytest.mark.parametrize("name", ["one", "other"])
def test_kept(site, name):
    with open("../ran.txt", "a") as file:
        file.write(name + " ")
    assert text(site / "page.html")
"""
ALWAYS = {"process", "other"}


@pytest.fixture
def course(project: Small) -> Small:
    """Write a course with a site and tests of it."""
    for name, text in {
        "checks/conftest.py": _CONFTEST,
        "checks/test_site.py": _TESTS,
        "library/__init__.py": "",
        "library/shown.py": "from library import parts\nSHOWN = 1\n",
        "library/parts.py": "PARTS = 1\n",
        "library/building.py": "BUILT = 1\n",
        "helper.py": "from library import building\nGOOD = 1\n",
        "site/page.html": "good",
        "site/style": "a {}",
        "site/script": "1",
        "site/more/one": "",
    }.items():
        project.write(name, text)
    return project


def run(course: Small, *arguments: str, **variables: str) -> tuple[set[str], str]:
    """Run the tests; return which ran, and pytest's last line."""
    variables |= {
        "PYTHONPATH": os.pathsep.join([str(course.root), str(ROOT.root)]),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    noted = course.root.parent / "ran.txt"
    noted.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p",
         "no:cacheprovider", "--import-mode=importlib", *arguments, "checks"],
        cwd=course.root,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.stdout, done.stderr
    last = re.sub(r" in .*", "", done.stdout.strip().splitlines()[-1])
    return set(noted.read_text().split() if noted.exists() else ()), last


def test_what_saw_a_change_runs_again_and_nothing_else(course: Small) -> None:
    assert run(course) == (ALL, "6 passed, 1 skipped")
    for name, text, again in [
        ("README.md", "A course\n", set()),
        ("site/page.html", "good, better", {"page"}),
        ("site/script", "2", {"script"}),
        ("site/more/two", "", ALL),  # the names of files count for each
        ("library/shown.py", "from library import parts\nSHOWN = 2\n", ALL),
        ("library/parts.py", "PARTS = 2\n", ALL),
        ("helper.py", "from library import building\nGOOD = 2\n", ALL),
        ("library/building.py", "BUILT = 2\n", set()),  # a helper needs it, no test
        ("checks/test_site.py", f"{_TESTS}\n", ALL),
        ("checks/conftest.py", f"{_CONFTEST}\n", ALL),
    ]:
        course.write(name, text)
        assert run(course) == (again | ALWAYS, "6 passed, 1 skipped"), name
    assert run(course, BROWSER="2")[0] == ALL


def test_a_failure_is_not_kept(course: Small) -> None:
    run(course)
    course.write("site/page.html", "bad")
    failed = ({"page", *ALWAYS}, "1 failed, 5 passed, 1 skipped")
    assert run(course) == failed
    assert run(course) == failed


def test_a_change_during_the_test_is_none_that_it_saw(course: Small) -> None:
    # as if the file were another one in the next run
    test = course.root / "checks/test_site.py"
    text = test.read_text()
    test.write_text(
        text.replace(
            ".read_text()\n\n\n@pytest.mark.parametrize",
            '.read_text()\n    (site / "page.html").write_text("good 2")'
            "\n\n\n@pytest.mark.parametrize",
        )
    )
    run(course)
    (course.root / "site/page.html").write_text("good")
    assert "page" in run(course)[0]


def test_a_damaged_note_is_none(course: Small) -> None:
    run(course)
    damages = itertools.cycle(["", "\n\n\n", "x\ny\n{}", "x\ny\n[1, 2]"])
    for note, damage in zip((course.root / "kept").iterdir(), damages, strict=False):
        note.write_text(damage)
    assert run(course)[0] == ALL


def test_tests_that_share_a_page_are_kept_together(course: Small) -> None:
    course.write("checks/test_site.py", _SHARING)
    assert run(course) == ({"first", "second"}, "2 passed, 1 skipped")
    assert run(course) == (set(), "2 passed, 1 skipped")
    course.write("site/script", "2")
    assert run(course)[0] == {"first", "second"}
    course.write("site/script", "wrong")
    assert run(course)[1] == "1 failed, 1 passed, 1 skipped"
    assert run(course)[0] == {"first", "second"}


def test_what_a_helper_keeps_of_a_file_is_seen_by_each_test(course: Small) -> None:
    course.write("checks/test_site.py", _KEEPING)
    assert run(course)[0] == {"one", "other"}
    assert run(course)[0] == set()
    course.write("site/page.html", "good, better")
    assert run(course)[0] == {"one", "other"}


def test_a_part_of_the_tests_says_nothing_of_the_others(course: Small) -> None:
    course.write("checks/test_site.py", _SHARING)
    assert run(course, "-k", "first") == ({"first"}, "1 passed, 2 deselected")
    assert run(course)[0] == {"first", "second"}
