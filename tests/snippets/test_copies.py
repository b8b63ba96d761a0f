"""Every block of code on a page is copied with what it needs, and so it runs alone.

What the button copies is run by itself, from an empty folder, and shows what the page
shows for that block; what stands above the block shows nothing. In every run the blocks
that are quick; all of them once a month. A block that needs files of this repository is
run where they are, and the page names them.
"""

from __future__ import annotations

import json
import re
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lessonkit.cache import begin_build, end_build
from lessonkit.errors import LessonError
from lessonkit.page import pages, references
from lessonkit.run import child, process
from lessonkit.run.alone import Alone, alone
from lessonkit.run.pool import Pool
from lessonkit.run.runner import cores
from lessonkit.run.snippet import Cell, Snippet, find
from lessonkit.run.statements import statements
from lessonkit.run.store import Entry, Store
from tests.monthly import FULL
from tests.snippets.conftest import PROJECT
from tests.verdicts import Verdicts

# inside a run: what is there tells what is printed from what is shown
CHILD = Path(child.__file__).parent
# what stands above these blocks prints something, because it is run
SPEAKS = {"hosting/artifacts#safe_mode": "a Lambda layer that prints is called"}
# of a commit: another in each run, as it holds the time
REVISION = re.compile(r"\b[0-9a-f]{40}\b")
QUICK = 6  # seconds of CPU that a file may take whose blocks run in every run
SHOW_SOURCE = ("snippet", "example", "exercise")


def blocks() -> list[str]:
    """List the blocks of all pages that show code: snippet and cell."""
    found: dict[str, None] = {}
    for page in pages.in_order(PROJECT):
        for reference in references.scan(pages.read(page)):
            if reference.kind in SHOW_SOURCE:
                name, cell = reference.target()
                try:
                    snippet = find(PROJECT, name)
                except LessonError:
                    continue  # an example of how a page is written
                if cell in {code.name for code in snippet.code}:
                    found[f"{name}#{cell}"] = None
    return [*found]


BLOCKS = blocks()


@cache
def copied(block: str) -> tuple[Snippet, int, Alone]:
    """Return a block's snippet, which of its cells it is, and what is copied."""
    name, cell = references.split_cell(block)
    snippet = find(PROJECT, name)
    index = snippet.index(cell)
    return snippet, index, alone(PROJECT, snippet, snippet.code[index])


@pytest.fixture(scope="module")
def verdicts() -> Verdicts:
    """Return which copies showed the same before.

    How they are found does not count, but what they are.
    """
    return Verdicts(PROJECT, Path(__file__), "ipython", library=False)


@cache
def entry_of(snippet: Snippet) -> Entry:
    entry = Store(PROJECT).get(snippet)
    assert entry is not None, "it ran for the site"
    return entry


@cache
def is_quick(block: str) -> bool:
    """Say whether a copy can be run every time."""
    snippet, _, copy = copied(block)
    works = any(s.works or s.packages or s.draws for s in statements(copy.text))
    return not works or entry_of(snippet).cpu_seconds < QUICK


def key(verdicts: Verdicts, block: str) -> str:
    """Hash all that a run depends on, and what the site shows of it."""
    snippet, index, copy = copied(block)
    entry = entry_of(snippet)
    versions = json.dumps([entry.python, entry.versions, entry.outputs[index]])
    # what these import and read is in the fingerprint of the whole file
    needs = entry.fingerprint if copy.files else ""
    return verdicts.key(copy.text, versions, needs, CHILD)


def as_file(block: str, folder: Path) -> Snippet:
    """Write what is copied into a file: what it needs, and the block, are its cells."""
    _, _, copy = copied(block)
    path = folder / "copy_of_a_block.py"
    path.write_text(copy.text, "utf-8")
    start = copy.text.count("\n") - copy.source.count("\n")
    cells = [Cell("code", "block", copy.source, start)]
    if copy.before:
        cells.insert(0, Cell("code", "needs", copy.before, 1))
    return Snippet(block, path, "", "", tuple(cells), 900, block)


Runs = dict[str, Future[process.Ran] | None]


@pytest.fixture(scope="module")
def runs(
    tmp_path_factory: pytest.TempPathFactory, outputs: None, verdicts: Verdicts
) -> Any:
    """Start the copies, forked from processes that have imported what they import."""
    pool = Pool(PROJECT)
    begin_build()  # nothing changes meanwhile
    files: dict[str, Snippet] = {}
    known: Runs = {}
    for block in BLOCKS:
        if not (FULL or is_quick(block)):
            continue
        known[block] = None
        if not verdicts.stands(key(verdicts, block)):
            files[block] = as_file(block, tmp_path_factory.mktemp("empty"))
    pool.plan(files.values())
    end_build()

    def run(snippet: Snippet) -> process.Ran:
        try:
            return process.run(pool, PROJECT, snippet)
        finally:
            pool.done(snippet)

    with ThreadPoolExecutor(cores()) as threads:
        started = {b: threads.submit(run, snippet) for b, snippet in files.items()}
        yield known | started
        for future in started.values():
            future.cancel()
    pool.close()


@pytest.mark.parametrize("block", BLOCKS)
def test_a_copy_runs_alone_and_shows_what_the_page_shows(
    block: str, runs: Runs, verdicts: Verdicts
) -> None:
    snippet, index, copy = copied(block)
    if block not in runs:
        pytest.skip("it trains for long; once a month: make test FULL=1")
    future = runs[block]
    if future is None:
        return
    ran = future.result()
    *above, own = ran.outputs
    assert shown(own) == shown(entry_of(snippet).outputs[index])
    printed = [text for outputs in above for text in shown(outputs, above=True)]
    assert bool(printed) == (block in SPEAKS)
    if not copy.files:
        assert "snippets" not in ran.report["modules"]
    verdicts.keep(key(verdicts, block), f"copy: {block}")


def shown(outputs: list[dict[str, Any]], *, above: bool = False) -> list[Any]:
    """Return what a page shows of outputs: what was printed, and what was drawn.

    Revisions are left out.

    Args:
        outputs: Those of a cell.
        above: Whether it is what a block needs: its last value is nobody's.
    """
    found: list[Any] = []
    for output in outputs:
        if output["output_type"] == "stream":
            if output["name"] == "stdout":
                found.append(REVISION.sub("REVISION", output["text"]))
        elif "data" in output and not above:
            found.append(output["data"])
    return found
