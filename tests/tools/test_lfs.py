"""tools/lfs.sh: installs git-lfs, silent if it is there, and never in the way."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = '[ "$1 $2" = "lfs version" ]'


@pytest.fixture
def scene(bench):
    """The stand-ins, without git-lfs; an environment has been made."""
    bench.program("git", "exit 1")
    (bench.folder / ".venv").mkdir()
    return bench


def test_says_nothing_when_it_is_there(scene):
    scene.program("git", HERE)
    scene.program("apt-get", "touch /nowhere/installed; exit 1")
    result = scene.run("lfs.sh")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_installs_debians_where_that_can_be_done(scene):
    scene.program("id", "echo 0", scene.bin / "root")
    git = scene.bin / "git"
    scene.program(
        "apt-get",
        f"""case "$*" in *" install "*" git-lfs")
        printf '#!/bin/sh\\n%s\\n' '{HERE}' > "{git}";; esac""",
    )
    result = scene.run("lfs.sh", path=[scene.bin / "root"])
    assert result.returncode == 0 and result.stdout == ""
    assert result.stderr.startswith("Installing Debian's git-lfs")


def test_one_line_says_what_to_do_elsewhere(scene):
    result = scene.run("lfs.sh")
    assert result.returncode == 1 and result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert "brew install git-lfs" in line


def test_the_commands_that_want_it_go_on_without_it_and_serve_does_not_ask():
    rules = (ROOT / "Makefile").read_text().split("\n\n")
    asking = {r.split(":")[0] for r in rules if " hosting  ##" in r}
    assert asking == {"test", "build", "offline", "backends"}
    assert "sh tools/lfs.sh || :" in (ROOT / "tools" / "hosting.sh").read_text()
