"""Renders a page of a server when somebody asks for it.

MkDocs renders all pages at each change before it shows one. Here a build of a server
finds the files, the navigation and the templates, and leaves out the pages. A request
for a page renders that page as MkDocs would have; nothing needs to know which pages a
change concerns.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jinja2
from mkdocs.commands import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from lessonkit import cache
from lessonkit.ledger.marks import record
from lessonkit.project import Project
from lessonkit.report import log
from lessonkit.site.live import failure
from lessonkit.site.templates import CompiledTemplates

SEARCH = "search/search_index.json"
CLAIMS = "claims.json"
_PAUSE = 0.02  # seconds between two pages that only the search waits for
_State = tuple[int, int]  # a file's time and size


@dataclass(frozen=True)
class Rendered:
    """A page as a reader gets it.

    Attributes:
        html: All of it.
        failed: It says why the page cannot be shown.
        epoch: That of all pages when it was rendered.
    """

    html: bytes
    failed: bool
    epoch: int


class Pages:
    """The pages of the latest build of a server, by their addresses.

    Attributes:
        epoch: When the latest build began, or outputs came, as the server counts.
    """

    def __init__(self) -> None:
        """Know no page yet."""
        self.epoch = 0
        self._lock = threading.RLock()  # held by a build, or while a page is rendered
        self._templates = CompiledTemplates()
        self._error = ""  # why the latest build has failed
        self._project: Project | None = None
        # of the latest build
        self._files: dict[str, File] = {}
        self._copied: dict[str, File] = {}  # by a build that is not a server's
        self._rendered: dict[str, Rendered] = {}
        self._snapshot: dict[Any, Any] = {}
        # of all builds
        self._digests: dict[str, str] = {}
        self._changed: dict[str, int] = {}
        self._states: dict[str, _State] = {}
        self._all_changed = 0
        self._found: dict[str, list[Any]] = {}

    # ------------------------------------------------------------------ a build

    @contextmanager
    def building(self, epoch: int) -> Iterator[None]:
        """Wait for the page that is being rendered, then keep others waiting.

        Whatever ends the build is logged, and shown in the place of each page.
        """
        with self._lock:
            if self._error:  # it stands on all pages
                self._all_changed = epoch
            self.epoch, self._error = epoch, ""
            try:
                yield
            except (Exception, SystemExit) as error:
                self._error = str(error) or type(error).__name__
                self._all_changed = epoch
                log.error("The build has failed. %s", self._error)

    def postpone(self, nav: Navigation, files: Files, config: MkDocsConfig) -> None:
        """Have MkDocs leave out all pages of this build, and copy nothing."""
        for page in nav.pages:
            if page.title is None:  # the navigation shows it
                page.read_source(config)
        self._nav, self._all, self._config = nav, files, config
        self._levels = [
            (f, f.inclusion) for f in files if f.inclusion != InclusionLevel.EXCLUDED
        ]
        for file, _ in self._levels:
            file.inclusion = InclusionLevel.EXCLUDED

    def templates(self, env: jinja2.Environment) -> None:
        """Use this environment of the build, and what others have compiled."""
        self._env = env
        env.bytecode_cache = self._templates

    def ready(self, project: Project) -> list[str]:
        """Give out the pages of this build from now on.

        Args:
            project: The site. What was generated changes with the pages that load it.

        Returns:
            The paths of the files that have changed since the last build.
        """
        for file, level in self._levels:
            file.inclusion = level
        served = [file for file, _ in self._levels]
        self._documents = [file for file in served if file.is_documentation_page()]
        self._files = {_address(file): file for file in self._documents}
        self._copied = {
            _address(file): file for file in served if not file.is_documentation_page()
        }
        self._rendered, self._snapshot = {}, cache.current()
        self._project = project
        old, self._states = self._states, dict(_states(project, self._all))
        changed = old.items() ^ self._states.items() if old else set()
        names = sorted({name for name, _ in changed})
        pages = {file.src_uri for file in self._documents}
        if not pages.issuperset(names):
            self._all_changed = self.epoch
        return names

    def renew(self) -> int:
        """Render all pages anew from now on: they may show other outputs.

        Returns:
            The epoch that begins; 0 if there are no pages, only another build.
        """
        with self._lock:
            if self._error or self._project is None:
                return 0
            self.epoch += 1
            self._rendered, self._snapshot = {}, {}
            for file in self._documents:
                if file.page:
                    file.page.content = None
            return self.epoch

    # ------------------------------------------------------------------ a page

    def __contains__(self, address: str) -> bool:
        """Say whether there is such a page."""
        return address in self._files

    def get(self, address: str) -> Rendered | None:
        """Return a page, such as `lessons/ann/`, or None if there is no such page.

        It is rendered if nobody has asked for it since the latest build.
        """
        with self._lock:
            if address not in self._files:
                return None
            if self._error:
                return Rendered(failure.page(self._error), True, self.epoch)
            if address not in self._rendered:
                html, failed = self._render(self._files[address])
                self._rendered[address] = Rendered(html, failed, self.epoch)
                digest = hashlib.sha256(html).hexdigest()
                if digest != self._digests.get(address):
                    self._digests[address] = digest
                    self._changed[address] = self.epoch
            return self._rendered[address]

    def has_changed(self, address: str, since: int) -> bool:
        """Say whether a page is another than at that epoch, or all may be."""
        with self._lock:
            if address not in self._files:
                return True
            if not self._error:
                self.get(address)
            return max(self._changed.get(address, 0), self._all_changed) > since

    def _render(self, file: File) -> tuple[bytes, bool]:
        """Render as MkDocs does; say whether it is the page, or why there is none."""
        address, config = _address(file), self._config
        with cache.resumed(self._snapshot):
            try:
                page = self._populated(file)
                if "<autoref" in (page.content or ""):
                    self._populate_documented()
                env = config.plugins.on_env(
                    self._env, config=config, files=Files([file])
                )
                hidden = file.inclusion is InclusionLevel.DRAFT
                before = len(self._entries)
                build._build_page(
                    page, config, self._documents, self._nav, env, excluded=hidden
                )
                self._found[address] = self._entries[before:]
                level = config.validation.links.anchors
                page.validate_anchor_links(files=self._all, log_level=level)
                return Path(file.abs_dest_path).read_bytes(), False
            except Exception as error:  # MkDocs has named the page in the log
                log.debug("Why %s cannot be shown", file.src_uri, exc_info=True)
                self._found.setdefault(address, [])
                return failure.page(f"{file.src_uri}: {error}"), True

    def _populated(self, file: File) -> Page:
        page = file.page or Page(None, file, self._config)
        if page.content is None:
            build._populate_page(page, self._config, self._all)
        return page

    def _populate_documented(self) -> None:
        """Render what mkdocstrings documents: a page refers to it."""
        for file in self._documents:
            if file.src_uri.endswith(".md") and "\n::: " in file.content_string:
                self._populated(file)

    def file(self, address: str) -> bytes | None:
        """Return an image, a script or an output: what is no page itself.

        Outputs come and go between two builds, which know nothing of them.
        """
        with suppress(OSError):  # deleted meanwhile
            if address in self._copied:
                return self._copied[address].content_bytes
            if self._project is not None:
                path = Path(os.path.normpath(self._project.docs / address))
                folders = (self._project.notebooks, self._project.assets)
                if any(map(path.is_relative_to, folders)):
                    return path.read_bytes()
        return None

    # ------------------------------------------------------- what all pages make up

    @property
    def _entries(self) -> list[Any]:
        """The list to which the theme's search adds what it finds on a page."""
        plugin: Any = self._config.plugins.get("material/search")
        return plugin.search_index.entries if plugin else []

    def made_of_all(self, address: str) -> bytes:
        """Return a file that is made of all pages; nothing for another address."""
        if address == SEARCH:
            return self._search_index()
        if address == CLAIMS and self._project:
            with self._lock, cache.resumed(self._snapshot):
                return record(self._project).encode()
        return b""

    def _search_index(self) -> bytes:
        """Make what the search loads; nothing without the theme's search.

        It holds each page as it was rendered last. Those that never were are rendered
        now, one at a time, while whoever asks for a page goes first.
        """
        while missing := [a for a in self._files if a not in self._found]:
            with self._lock:
                if self._error:
                    return b""
                self.get(missing[0])
            time.sleep(_PAUSE)
        with self._lock:
            plugin: Any = self._config.plugins.get("material/search")
            if not plugin:
                return b""
            found = (self._found.get(address, []) for address in self._files)
            self._entries[:] = [entry for entries in found for entry in entries]
            index: str = plugin.search_index.generate_search_index(None)
            return index.encode()


def address_of(path: str) -> str:
    """Return the address of a page: what stands behind the site's, without its file.

    Args:
        path: As MkDocs or a browser calls it, such as `lessons/ann/index.html`.
    """
    return re.sub(r"(^|/)index\.html$", r"\1", path).removeprefix("./")


def _address(file: File) -> str:
    return address_of(unquote(file.url))


def _states(project: Project, files: Files) -> Iterator[tuple[str, _State]]:
    """Yield each file that an author may save, and its state."""
    generated = (project.notebooks, project.assets)
    for file in files:
        path = Path(file.abs_src_path or "")
        if not path.is_file() or any(map(path.is_relative_to, generated)):
            continue
        status = path.stat()
        yield file.src_uri, (status.st_mtime_ns, status.st_size)


SERVED = Pages()  # it outlives the builds
