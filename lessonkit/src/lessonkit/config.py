"""What `mkdocs.yml` says, read without MkDocs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from lessonkit.errors import LessonError
from lessonkit.project import Project
from lessonkit.text import decoded

_BLOCKS = "pymdownx.blocks."


def config(project: Project) -> dict[str, Any]:
    """Return the configuration; tags such as `!ENV` mean nothing here.

    Raises:
        LessonError: The file is malformed.
    """
    path = project.root / "mkdocs.yml"
    return _read(path, path.stat().st_mtime_ns)


def blocks(project: Project) -> list[str]:
    """Name the blocks of PyMdown Extensions that pages may use, such as `details`."""
    names = extensions(project)
    return [n.removeprefix(_BLOCKS) for n in names if n.startswith(_BLOCKS)]


def extensions(project: Project) -> list[str]:
    """Name the Markdown extensions, those of Python-Markdown by their short names."""
    listed = config(project).get("markdown_extensions") or []
    names = [str(next(iter(i), "") if isinstance(i, dict) else i) for i in listed]
    return [name.removeprefix("markdown.extensions.") for name in names]


def not_yaml(error: yaml.YAMLError) -> tuple[int, LessonError]:
    """Say in which line (from 1, or 0: unknown) a parser stumbled, and over what."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "a character that it cannot hold"
    told = LessonError(f"no YAML: {problem}", "Look at this line and the one above.")
    return (mark.line + 1 if mark else 0), told


def not_yaml_in(name: str, error: yaml.YAMLError) -> LessonError:
    """Say so of a file."""
    line, told = not_yaml(error)
    return told.at(f"{name}:{line}" if line else name)


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml although it has tags such as `!!python/name`."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


@lru_cache(maxsize=4)
def _read(path: Path, _mtime: int) -> dict[str, Any]:
    try:
        found = yaml.load(decoded(path, path.name), _Loader)
    except yaml.YAMLError as error:
        raise not_yaml_in(path.name, error) from None
    if not isinstance(found, dict):
        raise LessonError("no settings", "Begin with `site_name: …`.", path.name)
    return found
