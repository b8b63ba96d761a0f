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


@dataclass(frozen=True)
class Settings:
    """All options, with what holds where a course says nothing.

    Attributes:
        card_picture: An SVG of squares below `docs/`, drawn on each page's card.
        card_alt: What that picture shows, for those who do not see the card.
        content_security_policy: Whether only known scripts may run in the built pages;
            under the theme Material, whose own are known.
        environment: Variables of every run of a snippet. They take part in its
            fingerprint.
        offline_name: Of the zip that opens without a server, and of its folder; else
            made of the site's name.
        publish: Whether a build adds what a published site needs: bundled styles and
            scripts, cards, pages as Markdown, a feed, the policy.
        terms_in: Folders below `docs/` whose pages link the terms of the glossary; none
            given: all pages.
        versions_with: For a package that a snippet imports, others whose versions
            readers need as well.
    """

    card_picture: str = ""
    card_alt: str = ""
    content_security_policy: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)
    offline_name: str = ""
    publish: bool = True
    terms_in: tuple[str, ...] = ()
    versions_with: Mapping[str, list[str]] = field(default_factory=dict)


def settings(project: Project) -> Settings:
    """Read a course's settings.

    Raises:
        LessonError: mkdocs.yml is malformed, or knows an option that there is not.
    """
    said = _said(config(project).get("plugins") or [])
    names = {one.name for one in fields(Settings)}
    for name in said:
        if name not in names:
            raise LessonError(
                f"the plugin lessonkit has no option `{name}`",
                nearest(name, names),
                "mkdocs.yml",
            )
    if "environment" in said:
        said["environment"] = {k: str(v) for k, v in said["environment"].items()}
    if "terms_in" in said:
        said["terms_in"] = tuple(said["terms_in"])
    return Settings(**said)


def offline_name(project: Project) -> str:
    """Return what the copy that opens without a server is called."""
    name = str(config(project).get("site_name") or "site")
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return settings(project).offline_name or slug or "site"


def own_distribution(project: Project) -> str:
    """Return the name under which the course itself is installed, if it is."""
    with suppress(OSError, tomllib.TOMLDecodeError):
        text = (project.root / "pyproject.toml").read_text("utf-8")
        return str(tomllib.loads(text).get("project", {}).get("name", ""))
    return ""


def _said(plugins: Any) -> dict[str, Any]:
    """Find the plugin's options in a list or a mapping of plugins."""
    mappings = [plugins] if isinstance(plugins, dict) else plugins
    for mapping in mappings if isinstance(mappings, list) else []:
        if isinstance(mapping, dict) and NAME in mapping:
            return dict(mapping[NAME] or {})
    return {}
