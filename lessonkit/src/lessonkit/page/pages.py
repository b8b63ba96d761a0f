"""The pages of a site: their order, their titles, their text, what each names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from lessonkit.cache import per_build, per_file
from lessonkit.config import config
from lessonkit.errors import LessonError, nearest
from lessonkit.page.references import scan, without_fences
from lessonkit.project import Project
from lessonkit.text import decoded

_HEADING = re.compile(r"^# +(.+?)\s*(?:\{.*\})?$", re.M)


def read(page: Path) -> str:
    """Return a page's Markdown.

    Raises:
        LessonError: It is not UTF-8.
    """
    return _read(page)


@per_file
def _read(page: Path) -> str:
    return decoded(page, Project.find(page.parent).relative(page))


def widgets(project: Project) -> list[str]:
    """List the names of a course's widgets: each is a folder with a script."""
    scripts = (project.docs / "assets" / "widgets").glob("*/widget.js")
    return sorted(path.parent.name for path in scripts)


def check_widget(project: Project, name: str) -> None:
    """Demand that a script draws the widget.

    Raises:
        LessonError: There is no such script.
    """
    known = widgets(project)
    if name not in known:
        raise LessonError(f"no widget `{name}`", nearest(name, known))


def named(page: Path, kinds: Iterable[str] = ()) -> Iterator[str]:
    """Yield the names of the snippets that a page refers to, in order.

    Args:
        page: The page's file.
        kinds: The references that count; none given: all.
    """
    for reference in scan(read(page)):
        if kinds and reference.kind not in kinds:
            continue
        with suppress(LessonError):  # it names none; or wrongly, as the page then says
            yield reference.target()[0]


def in_order(project: Project) -> list[Path]:
    """List all pages: those of `nav` in its order, then the others by name."""
    return [*_in_order(project)]


@per_build
def _in_order(project: Project) -> list[Path]:
    found = [project.docs / name for _, _, name in _nav(project)]
    generated = (project.notebooks, project.assets)
    known = set(found)
    for path in sorted(project.docs.rglob("*.md"), key=_index_first):
        if path not in known and not any(path.is_relative_to(g) for g in generated):
            found.append(path)
    return [p for p in found if p.is_file() and not p.is_relative_to(generated[0])]


def _index_first(path: Path) -> tuple[Path, bool, str]:
    return path.parent, path.stem not in ("index", "README"), path.name


@per_build
def titles(project: Project) -> dict[Path, str]:
    """Return what the navigation calls each page, else its heading, else its name."""
    called = {project.docs / name: title for _, title, name in _nav(project)}
    found = {}
    for page in in_order(project):
        heading = _HEADING.search("\n".join(without_fences(read(page))))
        spoken = heading[1].replace("&nbsp;", " ") if heading else page.stem
        found[page] = called.get(page) or spoken
    return found


@per_build
def sections(project: Project) -> dict[str, str]:
    """Return the outermost heading under which each page stands, if under one.

    Where the course names no navigation, builders make it of the folders.
    """
    if _has_nav(project):
        return {name: section for section, _, name in _nav(project) if section}
    found = {}
    for page in in_order(project):
        folder, *below = page.relative_to(project.docs).parts
        if below:
            name = re.sub(r"[-_]", " ", folder)
            title = name.capitalize() if name == name.lower() else name
            found[page.relative_to(project.docs).as_posix()] = title
    return found


@per_build
def listed(project: Project) -> frozenset[str]:
    """Name the pages of the navigation; all, where the course names none."""
    if _has_nav(project):
        return frozenset(name for _, _, name in _nav(project))
    paths = (page.relative_to(project.docs) for page in in_order(project))
    return frozenset(path.as_posix() for path in paths)


def _has_nav(project: Project) -> bool:
    return bool(config(project).get("nav"))


def _nav(project: Project) -> Iterator[tuple[str, str, str]]:
    """Yield each page of the navigation: its section and its title, if it has them."""

    def walk(item: object, above: str, title: str) -> Iterator[tuple[str, str, str]]:
        if isinstance(item, str):
            yield above, title, item
        elif isinstance(item, list):
            for part in item:
                yield from walk(part, above or title, "")
        elif isinstance(item, dict):
            for key, part in item.items():
                yield from walk(part, above, str(key))

    for section, title, name in walk(config(project).get("nav") or [], "", ""):
        if name.endswith(".md"):
            yield section, title, name
