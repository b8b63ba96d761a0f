"""Snippets run alone, from an empty folder, and print what the page shows.

The site's own run of each is such a run: lessonkit/tests/run/test_as_python_file.py
holds the two against each other. Here real snippets run once more by `python FILE`: in
every run the models, which readers copy, and one of each other room; all of them once a
month.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from lessonkit.figure import render
from lessonkit.run import snippet
from lessonkit.run.fingerprint import environment as variables
from lessonkit.run.fingerprint import local_modules
from lessonkit.run.runner import cores
from lessonkit.run.store import Entry, Store
from tests.monthly import FULL
from tests.snippets.conftest import PROJECT
from tests.verdicts import Verdicts

NAMES = snippet.names(PROJECT)
SHOWN = Path(render.__file__)  # what makes texts of outputs
QUICK = 10  # seconds of CPU that one of a room may take
# libraries of this repository that an experiment may import; the pages say so
LIBRARIES = ("data", "diagrams", "hosting", "models", "playground", "pytorch")


@pytest.fixture(scope="module")
def verdicts() -> Verdicts:
    """Return what printed the same before."""
    return Verdicts(PROJECT, Path(__file__), library=False)


@pytest.fixture(scope="module")
def printed(
    tmp_path_factory: pytest.TempPathFactory, outputs: None, verdicts: Verdicts
) -> dict[str, Future[subprocess.CompletedProcess[str]] | None]:
    """Start `python FILE` for the chosen snippets, a core each; None: known as good."""
    environment = {**os.environ, **variables(PROJECT)}

    def run(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(PROJECT.snippets / f"{name}.py")],
            cwd=folder, env=environment,
            capture_output=True, text=True,
            timeout=max(300, snippet.find(PROJECT, name).time_limit),
        )  # fmt: skip

    store = Store(PROJECT)
    every = [snippet.find(PROJECT, name) for name in NAMES]
    entries = {found.name: store.get(found) for found in every}
    quick = [n for n, e in entries.items() if e and e.cpu_seconds < QUICK]
    rooms = {name.partition("/")[0]: name for name in reversed(quick)}
    models = [name for name in quick if name.startswith("models/")]
    chosen = NAMES if FULL else dict.fromkeys([*models, *rooms.values()])
    pool = ThreadPoolExecutor(cores())
    return {
        name: None
        if verdicts.stands(_key(verdicts, entries[name]))
        else pool.submit(run, name, tmp_path_factory.mktemp("empty"))
        for name in chosen
    }


def _key(verdicts: Verdicts, entry: Entry | None) -> str:
    """Hash all that a run depends on, and what the site shows of it."""
    assert entry is not None, "it ran for the site"
    outputs = json.dumps(entry.outputs)
    return verdicts.key(entry.snippet, entry.fingerprint, outputs, SHOWN)


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_alone_and_prints_what_the_page_shows(
    name: str,
    printed: dict[str, Future[subprocess.CompletedProcess[str]] | None],
    verdicts: Verdicts,
) -> None:
    entry = Store(PROJECT).get(snippet.find(PROJECT, name))
    assert entry is not None, "it ran for the site"
    if name not in printed:
        pytest.skip("it runs by `python FILE` once a month: make test FULL=1")
    run = printed[name]
    if run is None:
        return
    done = run.result()
    assert done.returncode == 0, done.stderr
    shown = [piece for outputs in entry.outputs for piece in render.pieces(outputs, "")]
    texts = [html.unescape(p.html) for p in shown if p.kind == "text"]
    assert _words(done.stdout) == _words("\n".join(texts))
    verdicts.keep(_key(verdicts, entry), f"alone: {name}")


@pytest.mark.parametrize("name", NAMES)
def test_it_imports_nothing_but_libraries_of_this_repository(name: str) -> None:
    imported = local_modules(PROJECT, snippet.find(PROJECT, name).path)
    ours = [path for path in imported if path.is_relative_to(PROJECT.snippets)]
    packages = [path for path in ours if path.name != "__init__.py"]
    rooms = {path.relative_to(PROJECT.snippets).parts[0] for path in packages}
    assert rooms <= set(LIBRARIES)
    if name.startswith("models/"):  # readers copy these files
        assert not rooms


def _words(text: str) -> list[str]:
    """Leave out tags, rulers, and figures: without a page they print as one line."""
    figure = "{'application/vnd.plotly"
    lines = [line for line in text.splitlines() if not line.startswith(figure)]
    text = re.sub(r"</?(?:pre|code)[^>]*>", "\n", "\n".join(lines))
    # a model's file says when it was saved, and Git names what it keeps by its bytes
    text = re.sub(r"\b[0-9a-f]{7,64}\b", "id", text)
    return [word for word in text.split() if re.search(r"\w", word)]


def test_the_readme_and_the_pages_name_only_snippets_that_exist() -> None:
    for path in [PROJECT.root / "README.md", *PROJECT.docs.rglob("*.md")]:
        for word in path.read_text("utf-8").split():
            if word.startswith("snippets/") and word.endswith(".py"):
                example = "pooling" in word  # the lesson that `new` makes
                assert example or (PROJECT.root / word).is_file(), (path, word)
