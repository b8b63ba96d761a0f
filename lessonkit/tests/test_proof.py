"""A block has a button to run it only if a browser ran it and printed the same."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from lessonkit.disk_cache import keep
from lessonkit.page import copies, proof
from lessonkit.page.browser_python import CORE, LOCK
from lessonkit.site.export import prove_programs
from small_course import CONFIG, Small

PLUGIN = "plugins:\n  - search\n  - lessonkit: {python_in_page: [pyodide]}\n"
CODE = """
# %% numbers
import math
start = [1, 2]

# %% total
total = math.fsum(start)
print(total)

# %% trained
import keras
print(keras.x)
"""


def _printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


@pytest.fixture
def course(project: Small) -> Small:
    """A course with a file of Python as large as its bytes, and one snippet."""
    project.write("mkdocs.yml", CONFIG + PLUGIN)
    for name in CORE:
        project.write(f"pyodide/{name}", f"the file {name}")
    project.write(f"pyodide/{LOCK}", json.dumps({"packages": {}}))
    project.snippet("sums", CODE)
    project.fake("sums", outputs=[_printed("3.0\n")])  # of each cell
    return project


def _total(course: Small) -> proof.Program:
    _, total = copies.programs(course.paths, course.find("sums"))
    return total


def _said(course: Small, found: proof.Program, printed: str, broken: Any) -> None:
    said = json.dumps({"printed": printed, "broken": broken, "lost": 0})
    keep(course.paths, proof.KIND, proof._parts(course.paths, found), said)


def test_what_prints_and_needs_only_what_the_page_has_may_run(course: Small) -> None:
    found = _total(course)
    assert found.printed == "3.0\n" and not found.wheels
    assert found.text.startswith("import math\n") and "print(total)" in found.text


@pytest.mark.parametrize(
    ("printed", "broken", "proven"),
    [("3.0\n", None, True), ("3\n", None, False), ("3.0\n", {"kind": "E"}, False)],
)
def test_only_what_printed_the_same_is_proven(
    course: Small, printed: str, broken: Any, proven: bool
) -> None:
    found = _total(course)
    assert not proof.is_proven(course.paths, found), "nobody ran it"
    _said(course, found, printed, broken)
    assert proof.is_proven(course.paths, found) == proven
    page = course.render("/// snippet | sums#total\n///\n")
    assert ('class="lk-run"' in page) == proven
    _, script = copies.asset(course.paths, course.find("sums"))
    assert ('"run"' in script) == proven and '"text"' not in script
    assert '"lacks": ["keras"]' in script or '"lacks":["keras"]' in script


def test_another_python_proves_anew(course: Small) -> None:
    found = _total(course)
    _said(course, found, "3.0\n", None)
    course.write(f"pyodide/{CORE[0]}", "another one")
    assert not proof.is_proven(course.paths, found)


def test_without_a_browser_it_is_said_and_nothing_is_kept(
    course: Small, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("LESSONKIT_CHROMIUM", str(course.root / "nothing"))
    prove_programs(course.paths, [course.find("sums")])
    said = [r.getMessage() for r in caplog.records if "only copied" in r.msg]
    assert len(said) == 1 and "there is no browser that starts" in said[0]
    assert not (course.root / ".lessonkit" / proof.KIND).exists()


def test_a_python_that_does_not_load_proves_nothing(course: Small) -> None:
    """Its files are none; the browser says so, and the next build asks again."""
    prove_programs(course.paths, [course.find("sums")])
    found = _total(course)
    assert not proof.is_proven(course.paths, found)
    assert not (course.root / ".lessonkit" / proof.KIND).exists()
