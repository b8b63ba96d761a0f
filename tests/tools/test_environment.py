"""tools/environment.sh: makes .venv once, and again exactly when it must."""

import sys

import pytest

# Stands for uv: makes an environment that runs, and notes what it was asked for.
UV = f"""
echo "$*" >> "$CALLS"
case "$1 $2" in
    "venv "*)
        for venv; do :; done
        mkdir -p "$venv/bin"
        printf '#!/bin/sh\\nexec "{sys.executable}" "$@"\\n' > "$venv/bin/python"
        chmod +x "$venv/bin/python" ;;
    "pip install")
        [ ! -e "$CALLS.fail" ] || {{ echo 'error: no space left'; exit 2; }} ;;
esac
"""


@pytest.fixture
def setup(bench, tmp_path):
    """Runs the script; gives what it said and what it had uv do."""
    bench.python()
    calls = tmp_path / "calls"
    bench.program("uv", UV)

    def run(**env):
        calls.write_text("")
        result = bench.run("environment.sh", CALLS=str(calls), **env)
        asked = [line for line in calls.read_text().splitlines() if line != "--version"]
        return result, asked

    run.bench = bench
    run.fails = tmp_path / "calls.fail"
    return run


def test_makes_everything_then_nothing(setup):
    result, asked = setup()
    assert result.returncode == 0, result.stderr
    venv, packages, project = asked
    assert venv.startswith("venv ")
    assert "--require-hashes" in packages and "-r requirements.lock" in packages
    assert "--compile-bytecode" in packages
    assert "--no-deps" in project and "-e ." in project
    assert len(result.stderr.splitlines()) == 2

    result, asked = setup()
    assert (result.returncode, result.stderr, asked) == (0, "", [])


def test_finishes_what_was_killed(setup):
    setup()
    (setup.bench.folder / ".venv/.packages").unlink()
    (setup.bench.folder / ".venv/half-a-package").touch()
    result, asked = setup()
    assert "unfinished" in result.stderr
    assert len(asked) == 3
    assert not (setup.bench.folder / ".venv/half-a-package").exists()


def test_a_new_lock_makes_a_new_environment(setup):
    setup()
    with (setup.bench.folder / "requirements.lock").open("a") as lock:
        lock.write("# another\n")
    assert len(setup()[1]) == 3
    assert setup()[1] == []


def test_a_new_pyproject_only_installs_the_project(setup):
    setup()
    with (setup.bench.folder / "pyproject.toml").open("a") as pyproject:
        pyproject.write("# another\n")
    (asked,) = setup()[1]
    assert "-e ." in asked
    assert setup()[1] == []


def test_a_moved_folder_makes_a_new_environment(setup):
    setup()
    setup.bench.folder = setup.bench.folder.rename(setup.bench.folder.parent / "moved")
    assert len(setup()[1]) == 3


def test_a_python_that_went_away_makes_a_new_environment(setup):
    setup()
    (setup.bench.folder / ".venv/bin/python").unlink()
    assert len(setup()[1]) == 3


def test_a_failure_shows_its_end_and_is_tried_again(setup):
    setup.fails.touch()
    result, _ = setup()
    assert result.returncode == 1
    assert "no space left" in result.stderr
    assert "could not be installed" in result.stderr
    setup.fails.unlink()
    result, asked = setup()
    assert result.returncode == 0 and len(asked) == 3


def test_an_unsuitable_python_leaves_everything_as_it_is(setup, tmp_path):
    old = setup.bench.old_python("3.10.13", "python3.10", tmp_path)
    result, asked = setup(PYTHON=str(old))
    assert result.returncode != 0 and asked == []
    assert len(result.stderr.splitlines()) == 1
    assert not (setup.bench.folder / ".venv").exists()


def test_without_the_module_venv_it_names_the_package(bench, tmp_path):
    script = f'case "$*" in *ensurepip*) exit 1;; esac; exec "{sys.executable}" "$@"'
    crippled = bench.program("python3", script)
    # The search prints the interpreter below; keep it from seeing the whole one.
    (bench.folder / "tools/python.sh").write_text(f'echo "{crippled}"\n')
    result = bench.run("environment.sh")
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert "apt install python3." in line and line.endswith("-venv")
    assert not (bench.folder / ".venv").exists()
