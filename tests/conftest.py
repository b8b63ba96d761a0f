"""A small lesson site in an empty folder, and what tests ask of it."""

from __future__ import annotations

import inspect
import logging
import os
import shutil
import subprocess
import sys
import textwrap
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import markdown
import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from bench.served import chromium
from lessonkit.project import Project
from lessonkit.run import snippet
from lessonkit.run.fingerprint import Uses, fingerprint, static_key
from lessonkit.run.runner import Result, run_all
from lessonkit.run.snippet import Snippet
from lessonkit.run.store import Entry, Store
from tests import verdicts
from tests.made_once import MADE

# other work on the machine is no failure
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# the last three keep it from calling home
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

CONFIG = """\
site_name: Small
markdown_extensions:
  - lessonkit
  - admonition
  - attr_list
  - tables
  - toc
  - pymdownx.blocks.details
  - pymdownx.highlight
  - pymdownx.superfences
"""
PLUGIN = "plugins:\n  - search\n  - lessonkit: {publish: false}\n"
PUBLISHING = "plugins:\n  - search\n  - lessonkit\n"
EXTENSIONS = ["lessonkit", *(line.strip("- ") for line in CONFIG.splitlines()[3:])]


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


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test with the mark `verdict` only if something changed since it passed.

    The mark is for tests of nothing but code: their own file, what that imports from
    this repository, and the packages that the mark names.
    """
    mark = pyfuncitem.get_closest_marker("verdict")
    if mark is None:
        return None
    project = Project.find(Path(__file__).parent)
    kept = verdicts.Verdicts(project, pyfuncitem.path, *mark.args)
    key = kept.key(pyfuncitem.nodeid, sys.version)
    if not kept.stands(key):
        names = inspect.signature(pyfuncitem.obj).parameters
        pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
        kept.keep(key, pyfuncitem.nodeid)
    return True


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Forget verdicts that nobody asks for any more."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        verdicts.prune(Project.find(Path(__file__).parent))


Once = Callable[[str], Path]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium, once for all tests of a process: the one named in
    LESSONKIT_CHROMIUM, Debian's, or Playwright's.
    """
    found = chromium()
    expect.set_options(timeout=20_000)  # other work on the machine is no failure
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
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


class Small:
    """A project with its own snippets, pages and store."""

    def __init__(self, root: Path) -> None:
        """Make the folders and the configuration."""
        self.root = root.resolve()
        for folder in ("docs", "snippets"):
            (self.root / folder).mkdir(parents=True)
        self.write("mkdocs.yml", CONFIG)
        self.paths = Project(self.root)
        self.store = Store(self.paths)

    def write(self, name: str, text: str) -> Path:
        """Write a file, given by its path from the root; dedent its text."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def page(self, text: str, name: str = "index.md") -> Path:
        """Write a page."""
        return self.write(f"docs/{name}", text)

    def snippet(self, name: str, code: str, *, header: str = "") -> Snippet:
        """Write a snippet. Code without cells is the cell `c`, from line 5 on."""
        code = textwrap.dedent(code).strip("\n")
        marker = "" if code.startswith("# %%") else "# %% c\n"
        lines = f'"""Title of {name}."""\n{header}\n\n{marker}{code}\n'
        self.write(f"snippets/{name}.py", lines)
        return self.find(name)

    def find(self, name: str) -> Snippet:
        """Read a snippet as it is now."""
        return snippet.find(self.paths, name)

    def run(
        self, *names: str, jobs: int | None = None, **more: Any
    ) -> dict[str, Result]:
        """Run snippets (default: all of them) in real processes."""
        chosen = [self.find(n) for n in names or snippet.names(self.paths)]
        return run_all(self.paths, chosen, jobs=jobs, **more)

    def entry(self, name: str) -> Entry:
        """Run one snippet, which must succeed."""
        result = self.run(name)[name]
        assert result.error is None, str(result.error)
        assert result.entry is not None
        return result.entry

    def stale(self) -> set[str]:
        """Name the snippets whose outputs are missing or no longer true."""
        found, _ = snippet.find_all(self.paths)
        return {s.name for s in self.store.stale(found)}

    def fake(
        self, name: str, outputs: list[dict[str, Any]] | None = None, **left: Any
    ) -> Entry:
        """Put an entry into the store as if the snippet had run; its only cell is `c`.

        `left` is what it left at module level: scalars are values, the rest is data.
        """
        scalars = (bool, int, float, str)
        if not (self.paths.snippets / f"{name}.py").exists():
            self.snippet(name, "1")
        found = self.find(name)
        static, uses = static_key(self.paths, found), Uses((), ())
        entry = Entry(
            snippet=name,
            fingerprint=fingerprint(self.paths, static, uses),
            date="2026-01-02",
            seconds=1.5,
            cpu_seconds=1.0,
            python="3.11.7",
            versions={"numpy": "2.4.6"},
            outputs=[outputs or [] for _ in found.code],
            values={k: v for k, v in left.items() if isinstance(v, scalars)},
            data={k: v for k, v in left.items() if not isinstance(v, scalars)},
            others={k: "a list" for k, v in left.items() if not isinstance(v, scalars)},
        )
        self.store.put(static, uses, entry)
        return entry

    def render(self, text: str, name: str = "index.md", *, live: bool = False) -> str:
        """Save a page and render it as MkDocs would: without its front matter."""
        text = textwrap.dedent(text)
        self.page(text, name)
        if text.startswith("---\n"):
            text = text.split("\n---\n", 1)[1].lstrip("\n")
        options = {"lessonkit": {"root": str(self.root), "live": live, "page": name}}
        return markdown.markdown(text, extensions=EXTENSIONS, extension_configs=options)

    def command(self, *arguments: str) -> list[str]:
        """Return the command line for `python -m …`."""
        return [sys.executable, "-m", *arguments]

    def cli(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m lessonkit …` in the project."""
        return subprocess.run(
            self.command("lessonkit", *arguments),
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=300,
        )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """Return an empty site; its `snippets` package is what its runs import."""
    made = Small(tmp_path / "site")
    before = os.environ.get("PYTHONPATH")
    path = os.pathsep.join(filter(None, [str(made.root), before]))
    monkeypatch.setenv("PYTHONPATH", path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # what killed processes leave behind
    return made


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return a function that lists (and forgets) what a strict build fails on."""
    caplog.set_level(logging.WARNING)

    def taken() -> list[str]:
        ours = [r for r in caplog.records if r.name.startswith("mkdocs")]
        found = [r.getMessage() for r in ours if r.levelno >= logging.WARNING]
        caplog.clear()
        return found

    return taken
