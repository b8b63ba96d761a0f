"""The Makefile, the workflows and the hooks say what they do, and name what exists."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
TARGETS = ["serve", "test", "build", "bench", "lint", "lock", "clean"]

needs_make = pytest.mark.skipif(not shutil.which("make"), reason="needs make")


def make(*arguments):
    """What make printed."""
    command = ["make", "--no-print-directory", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@needs_make
def test_make_alone_lists_every_command():
    listed = re.findall(r"^  make (\w+) +\S", make(), re.M)
    assert set(TARGETS) <= set(listed)


@needs_make
def test_clean_removes_what_is_ignored_and_nothing_else():
    (command,) = make("-n", "clean").splitlines()
    ignored = (ROOT / ".gitignore").read_text().split()
    for folder in command.removeprefix("rm -rf ").split():
        assert f"/{folder}/" in ignored


@needs_make
@pytest.mark.parametrize(("given", "told"), [((), ""), (("FULL=1",), "1")])
def test_the_monthly_tests_are_asked_for_by_a_variable(given, told, monkeypatch):
    monkeypatch.delenv("LESSON_FULL", raising=False)
    told_by = "told:; @echo $$LESSON_FULL"
    assert make("--eval", told_by, "told", *given).strip() == told
    assert "make test FULL=1" in (ROOT / "README.md").read_text()


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text()
    for target in TARGETS:
        assert f"`make {target}`" in readme


def test_the_readme_opens_with_the_two_commands():
    first = (ROOT / "README.md").read_text().split("```")[1]
    assert "make serve" in first and "make test" in first


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_are_least_privileged_and_bounded(path):
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 120
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"])
            if (run := step.get("run", "")).startswith("make "):
                assert f"\n{run.split()[1]}:" in (ROOT / "Makefile").read_text()


def test_only_main_is_published_and_only_after_the_tests():
    workflow = yaml.safe_load((ROOT / ".github/workflows/site.yml").read_text())
    publish = workflow["jobs"]["publish"]
    assert set(publish["needs"]) == {"test", "windows", "build"}
    assert "refs/heads/main" in publish["if"]
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}


def test_the_monthly_run_starts_from_nothing():
    text = (ROOT / ".github/workflows/monthly.yml").read_text()
    assert "cache" not in text.split("\n", 2)[2]
    assert "lessonkit run --force" in text


def test_the_hooks_fetch_nothing():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert [repo["repo"] for repo in hooks["repos"]] == ["local"]
