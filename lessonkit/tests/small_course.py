"""A small course in an empty folder, and what tests ask of it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import markdown
import pytest

from lessonkit.project import Project
from lessonkit.run import snippet
from lessonkit.run.fingerprint import Uses, fingerprint, static_key
from lessonkit.run.runner import Result, run_all
from lessonkit.run.snippet import Snippet
from lessonkit.run.store import Entry, Store

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
