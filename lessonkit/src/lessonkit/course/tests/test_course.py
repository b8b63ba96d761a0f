"""The course is true: its claims hold, could fail, and its exercise can be done."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def lessonkit(*arguments):
    """Run a command of lessonkit in the course."""
    command = [sys.executable, "-m", "lessonkit", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_everything_runs_and_nothing_is_missing():
    ran = lessonkit("run")
    assert ran.returncode == 0, ran.stderr
    checked = lessonkit("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_law_is_that_of_the_pull(run_snippet):
    assert run_snippet("experiments/orbits")["power"] == pytest.approx(1.5, abs=1e-3)


def test_with_another_pull_the_claim_fails():
    """A claim that cannot fail says nothing: so spoil what it rests on."""
    code = (ROOT / "snippets/experiments/orbits.py").read_text("utf-8")
    spoilt = code.replace("nearness**2", "nearness")
    assert spoilt != code
    with pytest.raises(AssertionError, match="claim: period"):
        exec(compile(spoilt, "spoilt.py", "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("0", "Nothing is computed yet"),
        ("distance", "4 years are too few"),
        ("distance**2", "That is the power 2"),
        ("distance**1.5", ""),
    ],
)
def test_the_checker_knows_the_usual_mistakes(tmp_path, written, says):
    start = (ROOT / "snippets/exercises/period_start.py").read_text("utf-8")
    file = tmp_path / "period_start.py"
    file.write_text(start.replace("return 0  # yours", f"return {written}"), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", file.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode == 0) == (not says), done.stdout
    assert says in done.stdout
