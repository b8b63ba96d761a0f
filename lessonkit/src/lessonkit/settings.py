"""What a course sets in `mkdocs.yml` below `plugins: - lessonkit:`, without MkDocs.

The command line and the Markdown extension need some of it, and they work under other
builders too. The plugin checks all of it, with the same names.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import Any

from lessonkit.config import config
from lessonkit.errors import LessonError, nearest
from lessonkit.project import Project

NAME = "lessonkit"
_FORMS = {
    bool: "`true` or `false`",
    str: "a text",
    tuple: "a list of texts, such as `[lessons]`",
    dict: "names with their values, each a text or a number; or with lists of texts",
}


@dataclass(frozen=True)
class Settings:
    """All options, with what holds where a course says nothing.

    Attributes:
        answers_called: How the fold begins that answers the task above it: its answer
            goes to the sheet of answers, and off the slides.
        card_picture: An SVG of 8 × 8 squares below `docs/`, drawn on each page's card.
        card_alt: What that picture shows, for those who do not see the card.
        content_security_policy: Whether only known scripts may run in the built pages;
            under the theme Material, whose own are known.
        data_command: What fetches data where a notebook runs elsewhere, as on Colab; it
            gets the names of the data as arguments.
        data_files: What that command is made of: files of the course.
        data_folder: Where it puts them, each in a folder of its own.
        environment: Variables of every run of a snippet. They take part in its
            fingerprint.
        offline_name: Of the zip that opens without a server, and of its folder; else
            made of the site's name.
        publish: Whether a build adds what a published site needs: still pictures,
            bundled styles and scripts, cards, pages as Markdown, a feed, the policy.
        python_in_page: Folders with Pyodide's files, with wheels built for it and with
            packages of the course: exercises can then be done in the page.
        taught_in: Folders below `docs/` whose pages get slides, a worksheet, its
            answers and question banks in a published site.
        terms_in: Folders below `docs/` whose pages link the terms of the glossary; none
            given: all pages.
        versions_with: For a package that a snippet imports, others whose versions
            readers need as well: of several that do the same, the usual one last.
    """

    answers_called: tuple[str, ...] = ("Answer", "Answers", "Solution", "Solutions")
    card_picture: str = ""
    card_alt: str = ""
    content_security_policy: bool = True
    data_command: str = ""
    data_files: tuple[str, ...] = ()
    data_folder: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    offline_name: str = ""
    publish: bool = True
    python_in_page: tuple[str, ...] = ()
    taught_in: tuple[str, ...] = ()
    terms_in: tuple[str, ...] = ()
    versions_with: Mapping[str, list[str]] = field(default_factory=dict)


def settings(project: Project) -> Settings:
    """Read a course's settings.

    Raises:
        LessonError: mkdocs.yml is malformed, or names an option that does not exist.
    """
    said = _said(config(project).get("plugins") or [])
    names = {one.name for one in fields(Settings)} | {"enabled"}  # MkDocs' own
    for name in said:
        if name not in names:
            raise LessonError(
                f"the plugin lessonkit has no option `{name}`",
                nearest(str(name), names),
                "mkdocs.yml",
            )
    said.pop("enabled", None)
    return Settings(**{name: _checked(name, value) for name, value in said.items()})


def _checked(name: str, value: Any) -> Any:
    """Return an option's value in the form that it has here.

    Raises:
        LessonError: It is of another kind.
    """
    default = getattr(Settings(), name)
    if isinstance(default, Mapping) and isinstance(value, dict):
        lists = name == "versions_with"
        known = {str(k): _texts(v) if lists else _text(v) for k, v in value.items()}
        if None not in known.values():
            return known
    elif isinstance(default, tuple) and (texts := _texts(value)) is not None:
        return tuple(texts)
    elif not isinstance(default, (Mapping, tuple)) and isinstance(value, type(default)):
        return value
    raise LessonError(
        f"the plugin lessonkit cannot have {value!r} as `{name}`",
        f"Write {_FORMS[type(default)]}.",
        "mkdocs.yml",
    )


def _text(value: Any) -> str | None:
    plain = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return str(value) if plain else None


def _texts(value: Any) -> list[str] | None:
    return value if isinstance(value, list) and all(map(_text, value)) else None


def offline_name(project: Project) -> str:
    """Return what the copy that opens without a server is called."""
    name = str(config(project).get("site_name") or "site")
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return settings(project).offline_name or slug or "site"


def own_distribution(project: Project) -> str:
    """Return the name under which the course itself is installed, if it is."""
    with suppress(OSError, ValueError, AttributeError):  # odd files are no matter
        text = (project.root / "pyproject.toml").read_text("utf-8")
        return str(tomllib.loads(text).get("project", {}).get("name", ""))
    return ""


def _said(plugins: Any) -> dict[str, Any]:
    """Find the plugin's options in a list or a mapping of plugins."""
    mappings = [plugins] if isinstance(plugins, dict) else plugins
    for mapping in mappings if isinstance(mappings, list) else []:
        if isinstance(mapping, dict) and NAME in mapping:
            said = mapping[NAME] or {}
            if not isinstance(said, dict):
                raise LessonError(
                    f"the plugin lessonkit cannot have {said!r} as options",
                    "Write options below it, each with a colon.",
                    "mkdocs.yml",
                )
            return dict(said)
    return {}
