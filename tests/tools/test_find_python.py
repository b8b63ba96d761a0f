"""tools/python.sh: takes what really runs, and says in one line what is missing."""

import os
import sys

import pytest


def complaint(result):
    """The one line that a failed script printed."""
    assert result.returncode == 1
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    (line,) = result.stderr.splitlines()
    assert "3.11, 3.12 or 3.13" in line
    assert "apt install python3 python3-venv" in line
    return line


def test_prints_the_interpreter_below_the_virtual_environment(bench):
    bench.python()
    result = bench.run("python.sh")
    assert result.stdout.strip() == sys._base_executable


def test_passes_over_a_shim_that_fails(bench, tmp_path):
    shims = tmp_path / "shims"
    bench.program("python3", "echo 'pyenv: not switched on' >&2; exit 127", shims)
    bench.program("python3.12", "exit 127", shims)
    bench.python("python3.11")
    assert bench.run("python.sh", path=[shims]).returncode == 0


def test_looks_behind_the_first_of_a_name(bench, tmp_path):
    bench.old_python("3.9.18", "python3", tmp_path / "first")
    bench.python("python3")
    assert bench.run("python.sh", path=[tmp_path / "first"]).returncode == 0


def test_finds_what_pyenv_installed_but_does_not_switch_on(bench, tmp_path):
    bench.python("python", tmp_path / "pyenv/versions/3.12.1/bin")
    assert bench.run("python.sh", PYENV_ROOT=str(tmp_path / "pyenv")).returncode == 0


def test_asks_uv_last(bench, tmp_path):
    hidden = bench.python("python3.13", tmp_path / "uv's own")
    bench.program("uv", f'[ "$1 $2" = "python find" ] && echo "{hidden}"')
    assert bench.run("python.sh").returncode == 0


def test_names_what_it_found_instead(bench):
    bench.old_python("3.10.13", "python3")
    bench.old_python("2.7.18", "python")
    line = complaint(bench.run("python.sh"))
    assert "3.10.13" in line and "2.7.18" in line


def test_says_so_when_there_is_none(bench):
    assert "found none" in complaint(bench.run("python.sh"))


def test_takes_the_named_one_or_none(bench, tmp_path):
    bench.python()
    old = bench.old_python("3.10.13", "python3.10", tmp_path)
    assert "3.10.13" in complaint(bench.run("python.sh", PYTHON=str(old)))
    assert "does not exist" in complaint(bench.run("python.sh", PYTHON="/no/python"))
    broken = bench.program("broken", "exit 1", tmp_path)
    assert "does not run" in complaint(bench.run("python.sh", PYTHON=str(broken)))
    assert bench.run("python.sh", PYTHON="python3").returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
def test_an_empty_entry_of_path_is_the_current_folder(bench):
    bench.python("python3", bench.folder)
    result = bench.run("python.sh", PATH=f":{bench.bin}")
    assert result.returncode == 0
