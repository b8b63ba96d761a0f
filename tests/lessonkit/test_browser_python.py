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

import pytest

from lessonkit.errors import LessonError
from lessonkit.page.browser_python import CORE, LOCK, BrowserPython, browser_python
from lessonkit.web.python import checking
from tests.conftest import CONFIG, Small

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
    assert re.search(r"Python comes once: 0\.0\sMB", html)
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
        assert {"irises/__init__.py", "irises/iris.csv", "checking.py"} <= {
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
    assert printed.text().startswith("x\nx\n")
    assert len(printed.text()) == checking.SHOWN
    assert printed.lines_lost == checking.SHOWN // 2


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
