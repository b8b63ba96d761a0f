"""The whole site by Zensical, which knows neither plugins nor notebooks.

It renders a copy of the course in which every notebook is a page of Markdown. What our
plugin does for MkDocs comes before and after it: outputs are brought up to date first,
and the built site is published.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import yaml

from lessonkit import cache, web
from lessonkit.config import config
from lessonkit.errors import LessonError
from lessonkit.page import pages, references
from lessonkit.page.order import first_pages, lesson_order
from lessonkit.project import Project
from lessonkit.report import Problems
from lessonkit.run.snippet import Snippet
from lessonkit.run.store import Store
from lessonkit.site import notebook_page
from lessonkit.site.publish import built, colab
from lessonkit.site.publish.command import check_target, disk_errors, replace
from lessonkit.site.publish.publishing import publish
from lessonkit.site.publish.site_info import site_info
from lessonkit.site.up_to_date import bring_up_to_date
from lessonkit.text import decoded

_NOTEBOOK = ".ipynb"
_IN_NAV = re.compile(r"^(\s*-\s.*?\bnotebooks/[^*\s\"',\]]+)\.ipynb\b", re.MULTILINE)
_INHERITS = re.compile(r"^INHERIT:(.*)$", re.MULTILINE)


def build(project: Project, folder: Path) -> None:
    """Build and publish the site.

    Args:
        project: The course.
        folder: What the site replaces. It is complete, or left as it was.

    Raises:
        LessonError: Zensical is not installed; something on a page is wrong, as has
            been said by then; or the disk is full.
    """
    try:
        from zensical.zensical import build as zensical_build
    except ImportError:
        raise LessonError(
            "Zensical is not installed", "Run `pip install zensical`."
        ) from None
    check_target(project, folder)
    info, kept = site_info(project), project.root / ".lessonkit"
    with disk_errors():
        kept.mkdir(exist_ok=True)
    with (
        disk_errors(),
        tempfile.TemporaryDirectory(dir=kept, prefix="zensical-") as work,
        Problems() as problems,
    ):
        tree = Path(work)
        with cache.one_build():
            bring_up_to_date(project, pictures=True)
            _write_copy(project, tree)
            with cache.shared(), chdir(project.root):
                try:
                    options = {"strict": True, "clean": True}
                    zensical_build(str(tree / "mkdocs.yml"), options)
                except Exception as error:  # its own kinds
                    raise LessonError(
                        f"Zensical: {error}", "It says above what it found."
                    ) from None
            publish(tree / "site", info, built.read(tree / "site", info))
        problems.refuse()
        replace(folder, tree / "site")


def _write_copy(project: Project, tree: Path) -> None:
    """Copy what Zensical reads, with pages in the place of notebooks."""
    docs = tree / "docs"

    def left_out(folder: str, names: list[str]) -> list[str]:
        return [n for n in names if project.is_notebook_page(Path(folder, n))]

    shutil.copytree(project.docs, docs, ignore=left_out)
    _write_templates(project, tree / "templates")
    (tree / "course.yml").write_text(_course(project, tree), "utf-8")
    settings = {
        "INHERIT": "course.yml",
        "docs_dir": "docs",
        "site_dir": "site",
        # it writes the HTML that Material wrote, for which our styles are made
        "theme": {"variant": "classic", "custom_dir": "templates"},
    }
    (tree / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    snippets, _ = lesson_order(project)
    for page, text in _notebooks(project, snippets):
        target = docs / page.relative_to(project.docs)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def _course(project: Project, tree: Path) -> str:
    """Return the course's settings, with notebooks in the navigation as pages.

    As text: what Zensical inherits as a list, it appends to.
    """
    text = decoded(project.root / "mkdocs.yml", "mkdocs.yml")
    text = _IN_NAV.sub(r"\1.md", text)

    def seen_from_here(found: re.Match[str]) -> str:
        path = project.root / found[1].strip().strip("\"'")
        return f"INHERIT: {Path(os.path.relpath(path, tree)).as_posix()}"

    return _INHERITS.sub(seen_from_here, text)


def _write_templates(project: Project, folder: Path) -> None:
    """Put the course's own templates over ours."""
    shutil.copytree(web.TEMPLATES, folder)
    theme = config(project).get("theme")
    own = theme.get("custom_dir") if isinstance(theme, dict) else None
    if own:
        custom = project.root / str(own)
        if not custom.is_dir():
            raise LessonError(
                f"there is no folder `{own}`, the theme's custom_dir",
                "Make it, or take `custom_dir` away.",
                "mkdocs.yml",
            )
        shutil.copytree(custom, folder, dirs_exist_ok=True)


def _notebooks(project: Project, snippets: list[Snippet]) -> Iterator[tuple[Path, str]]:
    """Yield a page for each snippet: its place below `docs/`, and its Markdown."""
    store, titles = Store(project), pages.titles(project)
    first = first_pages(project, references.NAMING_CELLS)
    repository = str(config(project).get("repo_url") or "")
    for snippet in snippets:
        page = project.notebooks / f"{snippet.name}.md"

        def link(path: Path, page: Path = page) -> str:
            return Path(os.path.relpath(path, page.parent)).as_posix()

        related = [("All notebooks", project.notebooks / "index.md")]
        if met := first.get(snippet.name):
            related.append((titles[met], met))
        opened = colab.address(project, repository, snippet)
        entry = store.get(snippet)
        head = notebook_page.head(project, snippet, entry, opened, related, link)
        yield page, notebook_page.as_markdown(project, snippet, entry, head)
    listed = (project.notebooks / "index.md").read_text("utf-8")
    yield project.notebooks / "index.md", listed.replace(f"{_NOTEBOOK})", ".md)")
