"""Python in the page comes with byte code for what it starts with."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

from lessonkit.disk_cache import keep
from lessonkit.page import compiled
from lessonkit.page.browser_python import CORE, LOCK, BrowserPython, browser_python
from lessonkit.page.proof.library import compile_library
from small_course import CONFIG, Small

PLUGIN = "plugins:\n  - search\n  - lessonkit: {python_in_page: [pyodide]}\n"
SOURCE = b"HALF = 1 / 2\n"


def _archive(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive and a folder that Python imports from."""
    files = {"zipped_one/__init__.py": SOURCE, "zipped_two.py": b"import zipped_one\n"}
    (tmp_path / "library.zip").write_bytes(_archive(files))
    (tmp_path / "in_a_folder.py").write_bytes(SOURCE)
    monkeypatch.setenv(
        "PYTHONPATH", f"{tmp_path / 'library.zip'}{os.pathsep}{tmp_path}"
    )
    return tmp_path


def _compiled(names: str) -> dict[str, list[str]]:
    """Compile as the page does, in a fresh Python."""
    code = "import sys; from lessonkit.web.python.compiling import compiled as c"
    found = json.loads(_python_says(f"{code}; print(c(sys.argv[1]))", names))
    modules: dict[str, list[str]] = found["modules"]
    return modules


def _python_says(code: str, *arguments: str) -> str:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_what_was_imported_runs_from_its_byte_code_alone(
    on_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _compiled("zipped_two in_a_folder")
    names = {"zipped_one/__init__.py", "zipped_two.py", "in_a_folder.py"}
    assert names <= found.keys() and "json/__init__.py" in found
    old = _archive({"zipped_one/__init__.py": SOURCE, "types.pyi": b"", "a.txt": b"a"})
    packed = compiled._packed(old, found)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["zipped_one/__init__.pyc", "a.txt"]
        assert archive.read("zipped_one/__init__.pyc").startswith(MAGIC_NUMBER)
    (on_path / "compiled.zip").write_bytes(packed)
    monkeypatch.setenv("PYTHONPATH", str(on_path / "compiled.zip"))
    code = "import zipped_one as z; print(z.HALF, z.__file__)"
    assert _python_says(code) == f"0.5 {on_path}/compiled.zip/zipped_one/__init__.pyc\n"


def test_a_module_of_another_source_stays_as_it_is(on_path: Path) -> None:
    found = _compiled("in_a_folder")
    packed = compiled._packed(_archive({"in_a_folder.py": b"OTHER = 1\n"}), found)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["in_a_folder.py"]


def _course(project: Small) -> BrowserPython:
    project.write("mkdocs.yml", CONFIG + PLUGIN)
    for name in CORE:
        project.write(f"pyodide/{name}", f"the file {name}")
    project.write(f"pyodide/{LOCK}", json.dumps({"packages": {}}))
    found = browser_python(project.paths)
    assert found
    return found


def test_a_site_gets_what_was_compiled_of_these_very_files(project: Small) -> None:
    python = _course(project)
    before, plain = python.size([]), dict(python.files(False))
    text = json.dumps({"python_stdlib.zip": "Ynl0ZSBjb2Rl"})
    keep(project.paths, compiled.KIND, compiled._parts(python.plain()), text)
    files = dict(python.files(False))
    assert files["assets/python/python_stdlib.zip"] == b"byte code"
    assert dict(python.files(False, plain=True)) == plain
    assert python.size([]) == before - len("the file python_stdlib.zip") + 9
    project.write("pyodide/python_stdlib.zip", "another library")
    files = dict(python.files(False))
    assert isinstance(files["assets/python/python_stdlib.zip"], Path)


def test_where_nothing_can_be_compiled_python_starts_slowly(
    project: Small, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    python = _course(project)
    monkeypatch.setenv("LESSONKIT_CHROMIUM", str(project.root / "nothing"))
    compile_library(python)
    assert "Python in the page starts slowly: there is no browser" in caplog.text
    assert compiled.archives(project.paths, python.plain()) is None
    (project.root / f"pyodide/{LOCK}").unlink()
    caplog.clear()
    compile_library(python)
    assert not caplog.text, "the plugin reports it"
