"""Python in the page: what it takes is there and right, or a line says what is not."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from lessonkit.errors import LessonError
from lessonkit.page import starter
from lessonkit.page.browser_python import (
    CORE,
    LOCK,
    OURS,
    BrowserPython,
    browser_python,
)
from lessonkit.run.snippet import Snippet, find
from lessonkit.web.python import checking, timing
from small_course import CONFIG, Small

PLUGIN = "plugins:\n  - search\n  - lessonkit: {python_in_page: [pyodide, python]}\n"
WHEEL = "tables-1.0-py3-none-any.whl"
START = """
# %% yours
import math
{more}

def half(n):
    return n  # yours

# %% check
def test_half():
    assert half(4) == 2, "Halve it."
"""


@pytest.fixture
def course(project: Small) -> Small:
    """A course with all that is needed, as large as its bytes, and a package."""
    project.write("mkdocs.yml", CONFIG + PLUGIN)
    for name in CORE:
        project.write(f"pyodide/{name}", f"the file {name}")
    wheel = project.write(f"python/{WHEEL}", "a wheel")
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    entry = {"file_name": WHEEL, "sha256": sha256, "imports": ["tables"], "depends": []}
    lock = {"info": {"version": "1"}, "packages": {"tables": entry, "other": entry}}
    project.write(f"pyodide/{LOCK}", json.dumps(lock))
    project.write("python/irises/__init__.py", "import tables\n")
    project.write("python/irises/iris.csv", "1,2\n")
    return project


def _python(course: Small) -> BrowserPython:
    found = browser_python(course.paths)
    assert found
    return found


def _block(course: Small, more: str = "") -> str:
    course.snippet("exercises/half_start", START.format(more=more))
    return course.render("/// exercise | exercises/half_start\n///\n")


def test_a_course_that_does_not_want_it_has_none(project: Small) -> None:
    assert browser_python(project.paths) is None
    assert "lk-exercise__here" not in _block(project)


@pytest.mark.parametrize(
    ("imported", "wheels"),
    [
        ("import json.decoder", []),
        ("import tables", [WHEEL]),
        ("from irises import load", [WHEEL]),
        ("import keras", None),
        ("from . import nothing", []),
    ],
)
def test_a_file_needs_what_it_imports(
    course: Small, imported: str, wheels: list[str] | None
) -> None:
    assert _python(course).needs(imported) == wheels


def test_a_reader_may_import_what_there_is(course: Small) -> None:
    assert _python(course).imports() == {"tables": [WHEEL], "irises": [WHEEL]}
    assert f'data-imports="tables:{WHEEL} irises:{WHEEL}"' in _block(course)


def test_a_lock_file_names_packages_and_not_imports(course: Small) -> None:
    packages = {
        "numpy": (["numpy"], []),
        "pandas": (["pandas"], ["numpy", "python-dateutil"]),
        "python-dateutil": (["dateutil"], ["six"]),
        "six": (["six"], []),
        "alone": (["alone"], ["is-nowhere"]),
    }
    entries = {}
    for name, (imports, depends) in packages.items():
        wheel = course.write(f"python/{name}.whl", name)
        sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
        entries[name] = {"file_name": wheel.name, "sha256": sha256}
        entries[name] |= {"imports": imports, "depends": depends}
    course.write(f"pyodide/{LOCK}", json.dumps({"packages": entries}))
    python = _python(course)
    all_of_pandas = ["numpy.whl", "pandas.whl", "python-dateutil.whl", "six.whl"]
    assert python.needs("import pandas") == all_of_pandas
    assert python.needs("import dateutil") == ["python-dateutil.whl", "six.whl"]
    assert python.needs("import alone") is None


def test_the_button_is_there_where_the_file_can_run(course: Small) -> None:
    html = _block(course)
    assert re.search(r"Python is downloaded once: 0\.0\sMB", html)
    assert 'data-name="exercises/half_start"' in html
    assert "lk-exercise__here" not in _block(course, "import keras")


def test_without_the_files_a_line_says_so(course: Small) -> None:
    (course.root / "pyodide/pyodide.asm.wasm").unlink()
    html = _block(course)
    assert "lk-exercise__here" not in html
    assert "You cannot do it in this page: Python in the page lacks" in html
    assert "python -m pytest half_start.py" in html
    with pytest.raises(LessonError) as error:
        list(_python(course).files(False))
    assert "which is not in pyodide/, python/" in str(error.value)


def test_another_wheel_than_the_lock_file_names_is_refused(course: Small) -> None:
    course.write(f"python/{WHEEL}", "another wheel")
    with pytest.raises(LessonError, match="is not the one that"):
        _python(course).needs("import tables")


def test_the_site_gets_the_files_and_the_packages(course: Small) -> None:
    files = dict(_python(course).files(False))
    names = {name.removeprefix("assets/python/") for name in files}
    assert names == {*CORE, LOCK, WHEEL, "packages.zip"}
    packed = files["assets/python/packages.zip"]
    assert isinstance(packed, bytes)
    assert packed == dict(_python(course).files(False))["assets/python/packages.zip"]
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {"irises/__init__.py", "irises/iris.csv", f"{OURS}/checking.py"} <= {
            *archive.namelist()
        }


def test_a_build_names_what_is_missing_once(
    course: Small, warnings: Callable[[], list[str]]
) -> None:
    (course.root / "pyodide/pyodide.js").unlink()
    course.snippet("exercises/half_start", START.format(more=""))
    course.fake("exercises/half_start")
    course.page("# Page\n\n/// exercise | exercises/half_start\n///\n")
    command = [sys.executable, "-m", "mkdocs", "build"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Python in the page lacks `pyodide.js`") == 1
    assert (course.root / "site/index.html").is_file()


def test_what_a_program_prints_is_cut_and_counted() -> None:
    printed = checking.Printed()
    with redirect_stdout(printed):
        for _ in range(checking.SHOWN):
            print("x")
    told = printed.told()
    assert told["printed"].startswith("x\nx\n")
    assert len(told["printed"]) == checking.SHOWN
    assert told["lost"] == checking.SHOWN // 2


def test_what_a_check_did_to_modules_is_undone() -> None:
    math = sys.modules["math"]
    source = """
import sys, types, wave
sys.modules["math"] = sys.modules["made"] = types.ModuleType("made")
sys.modules["odd"] = 3
del sys.modules["json"]
def test_made():
    import made, math
    assert made is math
"""
    sys.modules.pop("wave", None)
    said = json.loads(checking.check(source, "a_file.py"))
    assert said["broken"] is None and said["checks"][0]["said"] is None
    assert sys.modules["math"] is math and sys.modules["json"] is json
    assert not {"made", "odd", "a_file"} & sys.modules.keys()
    assert "wave" in sys.modules, "what was imported stays: it took time"


def test_checks_are_run_in_their_order(tmp_path: Path) -> None:
    source = "def test_b(): assert 1 > 2\ndef test_a(): pass\ntest_c = 3\n"
    said = json.loads(checking.check(source, "a.py"))
    assert [one["name"] for one in said["checks"]] == ["test_b", "test_a"]
    first = said["checks"][0]["said"]
    assert first["sentence"] == "def test_b(): assert 1 > 2" and first["lines"] == [1]
    assert said["broken"] is None


CHECKS = """
import math, time
print(f(2))
def test_f():
    assert f([1]) == [1, 0]
    assert g(x=3) == 3
def test_refusal():
    try:
        f(None)
    except Exception:
        pass
"""
QUICK = "def f(x): return [*x, 0] if x != 2 else x\ndef g(x): return f([x])[0]\n"
SLOW = QUICK.replace("return f(", "time.sleep(0.002); return f(")


def test_two_solutions_are_run_and_timed() -> None:
    said = json.loads(checking.compare(SLOW + CHECKS, QUICK + CHECKS, "a.py", "f g"))
    assert [one["printed"] for one in said["both"]] == ["2\n", "2\n"]
    mine, theirs = said["timed"]["seconds"]
    assert mine > 0.002 > 10 * theirs and said["timed"]["verdict"] == "differ"


def test_what_holds_no_function_is_not_timed() -> None:
    source = "F = 3\nprint(F)\ndef test_f(): assert F\n"
    said = json.loads(checking.compare(source, source, "a.py", "F"))
    assert said["timed"] is None and said["both"][0]["printed"] == "3\n"


def test_calls_are_kept_as_they_were_and_only_those_from_outside() -> None:
    def add(numbers: list[int]) -> list[int]:
        numbers.append(len(numbers))
        return space["twice"](numbers) if len(numbers) < 2 else numbers

    def twice(numbers: list[int]) -> list[int]:
        return numbers * 2

    space: dict[str, Any] = {"add": add, "twice": twice}
    calls = timing.recorded([*space], space, lambda: space["add"]([]))
    assert [(call.name, call.arguments) for call in calls] == [("add", ([],))]
    assert space["add"] is add, "what was watched is back"


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ([1.0, 1.1, 1.2], [1.0, 1.1, 1.2], "alike"),
        ([1.0, 1.1, 1.2], [2.0, 2.1, 2.2], "differ"),
        ([2.0, 2.1, 2.2], [1.0, 1.1, 1.2], "differ"),
        ([1.0, 1.0, 3.0], [0.9, 1.5, 1.6], "unclear"),
    ],
)
def test_a_difference_within_the_noise_is_none(
    one: list[float], other: list[float], verdict: str
) -> None:
    assert timing._verdict(one, other) == verdict


def test_the_solution_stands_for_what_is_to_be_filled_in(course: Small) -> None:
    start = START.format(more="")
    course.snippet("exercises/half_start", start)
    found = find(course.paths, "exercises/half_start")
    assert _solution(course, found) == "", "there is none"
    course.snippet(
        "exercises/half",
        "# %% solution\nimport keras\nimport math\nHALF = 1 / 2\n\n"
        "def half(n):\n    return n * HALF\n\nprint(half(keras.x))\n",
    )
    assert _solution(course, found) == (
        "HALF = 1 / 2\n\n\ndef half(n):\n    return n * HALF"
    )
    course.snippet(
        "exercises/half", "# %% solution\nimport keras\ndef half(n): keras.half(n)\n"
    )
    assert _solution(course, found) == "", "a page has no Keras"


def _solution(course: Small, found: Snippet) -> str:
    return starter.solution(course.paths, found, frozenset({"half"}))
