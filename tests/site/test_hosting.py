"""What the hosting lesson publishes works where it says so, and gives no token away."""

from __future__ import annotations

import filecmp
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lessonkit.run import snippet
from lessonkit.run.fingerprint import environment
from lessonkit.run.store import Store
from loopback_hub import Hub
from tests.site.conftest import ROOT

TOKEN = re.compile(rb"hf_this\w+")


@pytest.fixture(scope="module")
def space(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the static Space as the lesson does, after the build; return its folder."""
    folder = tmp_path_factory.mktemp("space")
    subprocess.run(
        [sys.executable, ROOT.snippets / "hosting" / "space.py"],
        cwd=folder, env={**os.environ, **environment(ROOT)}, check=True, timeout=300,
        capture_output=True,
    )  # fmt: skip
    return folder / "lenet5-space"


def test_the_space_reads_in_the_browser_as_keras_does(
    space: Path, browser: Browser
) -> None:
    entry = Store(ROOT).get(snippet.find(ROOT, "hosting/space"))
    assert entry is not None
    with browser.new_page() as page:
        trouble: list[str] = []
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda r: r.url.startswith("file:") or trouble.append(r.url))
        page.goto((space / "index.html").as_uri())
        for digit, percent in zip(
            entry.data["example_answers"], entry.data["example_percents"], strict=True
        ):
            page.get_by_role("button", name="An example").click()
            said = page.get_by_role("status").inner_text()
            found = re.fullmatch(r"A (\d), with a probability of (\d+) %\.", said)
            assert found and int(found[1]) == digit, said
            assert abs(int(found[2]) - percent) < 1, said
        page.get_by_role("button", name="Clear").click()
        assert page.get_by_role("status").inner_text() == "No digit yet."
        box = page.locator("canvas").bounding_box()
        assert box
        page.mouse.move(box["x"] + 150, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(box["x"] + 150, box["y"] + 260, steps=8)
        page.mouse.up()
        assert page.get_by_role("status").inner_text().startswith("A ")
        assert trouble == []


def test_this_site_is_published_as_a_space_by_one_command(
    site: Path, tmp_path: Path
) -> None:
    with Hub(tmp_path / "hub") as hub:
        tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        environment = {**os.environ, **hub.environment, "PATH": tools}

        def run(*command: str) -> None:
            subprocess.run(
                command, env=environment, check=True, cwd=tmp_path, timeout=120,
                capture_output=True,
            )  # fmt: skip

        run("hf", "repos", "create", "lessons", "--type", "space", "--sdk", "static")
        run("hf", "upload", "--type", "space", "reader/lessons", str(site), ".")
        run("git", "clone", f"{hub.endpoint}/spaces/reader/lessons", "copy")
        files = [p.relative_to(site) for p in site.rglob("*") if p.is_file()]
        names = [name.as_posix() for name in files]
        same, *different = filecmp.cmpfiles(site, tmp_path / "copy", names, False)
        assert different == [[], []] and len(same) == len(files) > 100


def test_no_token_is_on_any_page_or_in_any_output(site: Path) -> None:
    for folder in (site, ROOT.store, ROOT.notebooks):
        for path in folder.rglob("*"):
            if path.is_file():
                assert not TOKEN.search(path.read_bytes()), path


def test_pages_of_github_are_published_by_one_command(tmp_path: Path) -> None:
    """GitHub is played by a bare repository; the command is the lesson's."""

    def run(*command: str, folder: Path = tmp_path / "work") -> str:
        return subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, timeout=120,
        ).stdout  # fmt: skip

    run("git", "init", "--bare", "--quiet", "github.git", folder=tmp_path)
    run("git", "clone", "--quiet", "github.git", "work", folder=tmp_path)
    (tmp_path / "work" / "docs").mkdir()
    (tmp_path / "work" / "docs" / "index.md").write_text("# Lessons\n")
    (tmp_path / "work" / "mkdocs.yml").write_text("site_name: Lessons\n")
    for name, value in (("user.name", "reader"), ("user.email", "reader@example.org")):
        run("git", "config", name, value)
    run("git", "add", ".")
    run("git", "commit", "--quiet", "-m", "A lesson")
    run(sys.executable, "-m", "mkdocs", "gh-deploy", "--strict", "--quiet")
    published = run(
        "git", "ls-tree", "--name-only", "gh-pages", folder=tmp_path / "github.git"
    )
    assert "index.html" in published.splitlines()
