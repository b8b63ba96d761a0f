"""tools/environment.sh: makes .venv once, and again exactly when it must."""

import importlib.util
import sys

import pytest

from tests.tools.conftest import ROOT

spec = importlib.util.spec_from_file_location(
    "pip_settings", ROOT / "tools/pip_settings.py"
)
pip_settings = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pip_settings)

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

# Stands for the Python below .venv: makes an environment whose pip only notes what it
# was asked for, and brings the uv above along if that is what pip is to install.
PYTHON = f"""
case "$*" in
    *"-m venv "*)
        mkdir -p .venv/bin
        cp "$PIP" .venv/bin/python ;;
    *) exec "{sys.executable}" "$@" ;;
esac
"""
PIP = f"""
case "$*" in
    *"-m pip install "*)
        echo "$*" >> "$CALLS"
        [ ! -e "$CALLS.pip-fail" ] || {{ echo 'pip: no space left'; exit 2; }}
        case "$*" in *requirements-uv.txt) cp "$UV" .venv/bin/uv ;; esac ;;
    *) exec "{sys.executable}" "$@" ;;
esac
"""


def stand_in_for_python(bench, brings_uv=True):
    """Let the search find a Python whose environments install nothing."""
    uv = bench.program("uv-to-bring", UV)
    pip = PIP if brings_uv else PIP.replace('cp "$UV" .venv/bin/uv', "exit 1")
    note = bench.program("pip-to-make", pip.replace("$UV", str(uv)))
    base = bench.program("base", PYTHON.replace("$PIP", str(note)))
    (bench.folder / "tools/python.sh").write_text(f'echo "{base}"\n')


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
    run.pip_fails = tmp_path / "calls.pip-fail"
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


@pytest.mark.parametrize(
    "name", ["pyproject.toml", "lessonkit/pyproject.toml", "hub/pyproject.toml"]
)
def test_a_new_pyproject_only_installs_the_project(setup, name):
    setup()
    with (setup.bench.folder / name).open("a") as pyproject:
        pyproject.write("# another\n")
    (asked,) = setup()[1]
    assert asked.endswith("-e ./lessonkit -e ./hub -e .")
    assert setup()[1] == []


def test_a_moved_folder_makes_a_new_environment(setup):
    setup()
    setup.bench.folder = setup.bench.folder.rename(setup.bench.folder.parent / "moved")
    assert len(setup()[1]) == 3


def test_a_python_that_went_away_makes_a_new_environment(setup):
    setup()
    (setup.bench.folder / ".venv/bin/python").unlink()
    assert len(setup()[1]) == 3


def test_a_failure_of_both_shows_its_end_and_is_tried_again(setup):
    stand_in_for_python(setup.bench)
    setup.fails.touch()
    setup.pip_fails.touch()
    result, _ = setup()
    assert result.returncode == 1
    assert "no space left" in result.stderr
    assert "could not be installed" in result.stderr
    setup.fails.unlink()
    setup.pip_fails.unlink()
    result, asked = setup()
    assert result.returncode == 0 and len(asked) == 3


def test_what_uv_cannot_install_pip_does_and_one_line_says_so(setup):
    stand_in_for_python(setup.bench)
    setup.fails.touch()
    result, asked = setup()
    assert result.returncode == 0, result.stderr
    assert [line for line in result.stderr.splitlines() if "now by pip" in line]
    by_pip = [line for line in asked if line.startswith("-I -m pip install")]
    assert "-r requirements.lock" in by_pip[0] and "--require-hashes" in by_pip[0]
    assert "-e ." in by_pip[-1]


def test_without_uv_pip_brings_it_along_checked(setup):
    stand_in_for_python(setup.bench)
    (setup.bench.bin / "uv").unlink()
    result, asked = setup()
    assert result.returncode == 0, result.stderr
    (by_pip,) = [line for line in asked if line.startswith("-I -m pip install")]
    assert "--require-hashes" in by_pip and by_pip.endswith("-r requirements-uv.txt")
    packages, project = [line for line in asked if line.startswith("pip install")]
    assert "--require-hashes" in packages and "-r requirements.lock" in packages
    assert "-e ." in project
    assert setup()[1] == []


def test_a_uv_that_pip_cannot_have_leaves_it_to_pip(setup):
    stand_in_for_python(setup.bench, brings_uv=False)
    (setup.bench.bin / "uv").unlink()
    result, asked = setup()
    assert result.returncode == 0, result.stderr
    assert "now by pip" in result.stderr
    assert not [line for line in asked if line.startswith("pip install")]
    assert [line for line in asked if line.endswith("-r requirements.lock")]


def test_uv_is_told_what_pip_is_configured_to_do():
    listed = (
        "global.index-url='https://old.example/simple'\n"
        "global.cert='/a b.pem'\n"
        ":env:.index-url='https://mirror.example/simple'\n"
        "install.find-links='/wheels /more'\n"
        "global.extra-index-url='https://extra.example/simple'\n"
    )
    pip = pip_settings.settings(listed)
    assert pip_settings.shell(pip, {}) == [
        "set -- --default-index https://mirror.example/simple"
        " --index https://extra.example/simple --find-links /wheels"
        ' --find-links /more --index-strategy unsafe-best-match "$@"',
        "export SSL_CERT_FILE='/a b.pem'",
    ]
    own = {"UV_DEFAULT_INDEX": "https://mine.example", "SSL_CERT_FILE": "/c.pem"}
    (line,) = pip_settings.shell(pip, own)
    assert "mirror" not in line and "--find-links /wheels" in line
    assert pip_settings.shell({}, {}) == []


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
