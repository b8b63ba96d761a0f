"""What a run makes once for all tests, and how it divides them among processes."""

from __future__ import annotations

import os
import shutil
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from xdist.scheduler import LoadScopeScheduling

from tests.made_once import MADE, ONCE, Once

# whose tests share nothing that one process would have to make anew
DIVIDED = tuple(
    f"tests/site/test_{name}.py" for name in ("controls", "every_page", "reader")
)


class Shares(LoadScopeScheduling):
    """How `make test` divides the suite: by files; some by their tests.

    A file makes what its tests share: a page that stays open, a network of Keras.
    They go in the order of `pytest_collection_modifyitems`.
    """

    def __init__(self, config: pytest.Config, log: Any) -> None:
        """Keep the order: by itself it would be that of the number of tests."""
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(DIVIDED) else nodeid.split("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shares:
    """Give each process its next share when it has done the one before."""
    return Shares(config, log)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Once:
    """Return a function that makes a folder of `MADE` once for all processes of a run.

    The first process that asks makes it; others wait. What failed is tried again by the
    next.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str) -> Path:
        folder, unfinished = shared / name, shared / f"{name}.unfinished"
        with FileLock(shared / f"{name}.lock"):
            if not folder.exists():
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                MADE[name](unfinished)
                unfinished.rename(folder)
        return folder

    pytestconfig.stash[ONCE] = made
    return made


@pytest.fixture(scope="session")
def outputs(once: Once) -> None:
    """Wait for the snippets of this site that were stale."""
    once("outputs")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let those wait who need what takes time; the largest files begin.

    Tests that are handed out one by one come last: no process is left with a whole file
    when the others are done.
    """
    sizes = Counter(item.path for item in items)
    waits = dict.fromkeys(sizes, 0)
    for item in items:
        waits[item.path] = max(waits[item.path], len(_needed(item)))

    def place(item: pytest.Item) -> tuple[int, bool, int]:
        divided = item.nodeid.startswith(DIVIDED)
        return waits[item.path], divided, -sizes[item.path]

    items.sort(key=place)


def _needed(item: pytest.Item) -> list[str]:
    """Name what has to be made before a test can run, in that order."""
    asked = getattr(item, "fixturenames", ())
    return [name for name in MADE if name in asked] if "outputs" in asked else []


@pytest.fixture(scope="session", autouse=True)
def made_meanwhile(request: pytest.FixtureRequest, once: Once) -> None:
    """Have one process make in the background what tests will need further down."""
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw0":
        wanted = {name for item in request.session.items for name in _needed(item)}

        def make() -> None:
            with suppress(AssertionError):  # whoever needs it tries again, and fails
                for name in filter(wanted.__contains__, MADE):
                    once(name)

        threading.Thread(target=make, name="made meanwhile", daemon=True).start()
