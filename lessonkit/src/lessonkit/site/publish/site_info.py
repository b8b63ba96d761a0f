"""What a site says of itself, whichever builder makes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lessonkit.config import config
from lessonkit.project import Project
from lessonkit.settings import Settings, settings

_LOOPBACK = re.compile(r"localhost|127\.[\d.]+|::1|")


@dataclass(frozen=True)
class SiteInfo:
    """A course as its published site shows it.

    Attributes:
        project: The course.
        name: What it is called.
        description: A sentence or two; may be empty.
        url: Where it is published, with a slash at its end; may be empty.
        language: That of the theme, such as `en`.
        icon: The theme's icon, a path in the site or a whole address; may be empty.
        directories: Whether addresses of pages end with a slash.
        offline: Whether this is the copy that opens without a server.
        styles: The stylesheets that the course adds to every page: files, addresses.
        scripts: The scripts that it adds.
        options: What the plugin lessonkit was told.
    """

    project: Project
    name: str
    description: str
    url: str
    language: str
    icon: str
    directories: bool
    offline: bool
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    options: Settings

    @property
    def root(self) -> str:
        """The path of the site's address, with a slash at both ends."""
        return "/" + self.url.partition("//")[2].partition("/")[2]

    @property
    def reachable(self) -> str:
        """The site's address, if others can reach it; else nothing."""
        local = _LOOPBACK.fullmatch(urlsplit(self.url).hostname or "")
        return "" if local else self.url


def site_info(project: Project) -> SiteInfo:
    """Read what `mkdocs.yml` says.

    Raises:
        LessonError: It is malformed.
    """
    said = config(project)
    theme = said.get("theme") or {}
    if isinstance(theme, str):
        theme = {"name": theme}
    url = str(said.get("site_url") or "")
    offline = _is_enabled(said.get("plugins") or [], "offline")
    return SiteInfo(
        project,
        name=str(said.get("site_name") or ""),
        description=" ".join(str(said.get("site_description") or "").split()),
        url=url if url.endswith("/") or not url else f"{url}/",
        language=str(theme.get("language") or "en"),
        icon=str(theme.get("favicon") or ""),
        directories=said.get("use_directory_urls", True) is not False and not offline,
        offline=offline,
        styles=named(said.get("extra_css")),
        scripts=named(said.get("extra_javascript")),
        options=settings(project),
    )


def named(listed: Any) -> tuple[str, ...]:
    """Return the paths in a list of stylesheets or scripts; some have attributes."""
    return tuple(
        str(one.get("path", "")) if isinstance(one, dict) else str(one)
        for one in listed or []
    )


def _is_enabled(plugins: Any, name: str) -> bool:
    """Say whether a plugin is listed and not switched off."""
    listed = plugins if isinstance(plugins, list) else [plugins]
    for one in listed:
        options = {one: {}} if isinstance(one, str) else one
        for listed_name, given in options.items():
            if str(listed_name).removeprefix("material/") == name:
                return (given or {}).get("enabled", True) is not False
    return False
