"""What `mkdocs.yml` says, read without MkDocs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from yaml_env_tag import add_env_tag

from lessonkit.cache import per_file
from lessonkit.errors import LessonError
from lessonkit.project import Project
from lessonkit.text import decoded

_BLOCKS = "pymdownx.blocks."


def config(project: Project) -> dict[str, Any]:
    """Return the configuration, with what it inherits and the environment's variables.

    Raises:
        LessonError: A file is malformed, or one that it inherits from is not there.
    """
    return _inheriting(project.root / "mkdocs.yml", ())


def _inheriting(path: Path, below: tuple[Path, ...]) -> dict[str, Any]:
    """Read a file as MkDocs does: what it says goes before what it inherits."""
    if path in below or (below and not path.is_file()):
        wrong = "itself" if path in below else f"{path.name}, which is not there"
        raise LessonError(
            f"inherits from {wrong}",
            "`INHERIT` names a file beside it.",
            below[-1].name,
        )
    own: dict[str, Any] = dict(_read(path))
    parent = own.pop("INHERIT", None)
    if not isinstance(parent, str):
        return own
    return _merged(_inheriting((path.parent / parent).resolve(), (*below, path)), own)


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Join two mappings, all the way down."""
    both = dict(under)
    for name, value in over.items():
        known = both.get(name)
        if isinstance(known, dict) and isinstance(value, dict):
            value = _merged(known, value)
        both[name] = value
    return both


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
add_env_tag(_Loader)


@per_file
def _read(path: Path) -> dict[str, Any]:
    try:
        found = yaml.load(decoded(path, path.name), _Loader)
    except yaml.YAMLError as error:
        raise not_yaml_in(path.name, error) from None
    if not isinstance(found, dict):
        raise LessonError("no settings", "Begin with `site_name: …`.", path.name)
    return found
