"""One lesson of the built site as a zip: its pages, and all that they need."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lessonkit.disk_cache import code_of, made_bytes
from lessonkit.project import Project
from lessonkit.site.teaching.alone import alone, cut, links, loads

ZIPS = "zips"  # where they are kept
FRONT = "index.html"  # what a teacher opens first
_NOTEBOOKS = "notebooks/"
_OUTPUTS = "assets/outputs/"
# named one by one by those who need them; of a course's own scripts and styles each
# may name others in ways that only a browser understands
_NAMED = (_OUTPUTS, "assets/javascripts/", "assets/stylesheets/", "assets/images/")
_LEFT = ("assets/python/", "assets/cards/")
_KEY = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
_CODE = (".js", ".css")
_PACKED = {".gif", ".jpg", ".jpeg", ".mp4", ".png", ".webm", ".webp", ".woff2", ".zip"}
_DAY = (1980, 1, 1, 0, 0, 0)  # the same bytes of the same lesson
_READABLE = 0o644 << 16


@dataclass
class BuiltSite:
    """A built site, from which lessons are copied.

    Attributes:
        folder: Where it lies.
        published: The address under which it is published; empty if it is not.
    """

    folder: Path
    published: str
    _texts: dict[str, str] = field(default_factory=dict)
    _named: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def files(self) -> frozenset[str]:
        """All of its files, from its root."""
        return frozenset(
            Path(folder, name).relative_to(self.folder).as_posix()
            for folder, _, names in os.walk(self.folder)
            for name in names
        )

    def text(self, path: str) -> str:
        """Read a page, a script or a stylesheet; of a page, what a copy has of it."""
        if path not in self._texts:
            text = (self.folder / path).read_text("utf-8")
            self._texts[path] = cut(text) if path.endswith(".html") else text
        return self._texts[path]

    def notebooks(self, pages: Iterable[str]) -> list[str]:
        """List the pages of notebooks that some pages link to."""
        found = {file for page in pages for file in links(self.text(page), page)}
        return sorted(
            file
            for file in found & self.files
            if file.startswith(_NOTEBOOKS)
            and file.endswith(".html")
            and file != f"{_NOTEBOOKS}index.html"
        )

    def copy(self, own: Collection[str], front: str) -> dict[str, bytes]:
        """Collect a lesson.

        Args:
            own: Its own pages and files.
            front: The page that leads to them, as HTML.

        Returns:
            All files by their places.
        """
        pages = [path for path in own if path.endswith(".html")]
        pages += self.notebooks(pages)
        texts = {FRONT: front, **{page: self.text(page) for page in pages}}
        named = {f for page, text in texts.items() for f in loads(text, page)}
        linked = {f for page, text in texts.items() for f in links(text, page)}
        named |= {f for f in linked if f.startswith(("assets/", f"{_NOTEBOOKS}files/"))}
        named |= self._code() | set(own)
        named = self._with_what_they_name(named & self.files, texts.values())
        here = named | set(texts)
        copied = {path: (self.folder / path).read_bytes() for path in named}
        for path, text in texts.items():
            copied[path] = alone(text, path, here, self.published).encode()
        return copied

    def _code(self) -> set[str]:
        """List the scripts and styles that any page may ask for."""
        return {
            path
            for path in self.files
            if path.endswith(_CODE)
            and path.startswith("assets/")
            and not path.startswith((*_NAMED, *_LEFT))
        }

    def _with_what_they_name(self, files: set[str], pages: Iterable[str]) -> set[str]:
        """Add outputs by their keys, and pictures by the names of their files."""
        outputs: dict[str, list[str]] = {}
        for path in self.files:
            if path.startswith(_OUTPUTS):
                outputs.setdefault(Path(path).name.split(".")[0], []).append(path)
        found = set(files)
        keys = {key for text in pages for key in _KEY.findall(text)}
        while keys:
            new = {path for key in keys for path in outputs.pop(key, ())}
            found |= new
            scripts = [self.text(path) for path in new if path.endswith(".js")]
            keys = {key for text in scripts for key in _KEY.findall(text)}
        named = [*map(self._names_in, pages), *map(self._named_by, found)]
        return found.union(*named)

    def _named_by(self, path: str) -> frozenset[str]:
        """List the files of the course that a script or a stylesheet names."""
        if not path.endswith(_CODE):
            return frozenset()
        if path not in self._named:
            self._named[path] = self._names_in(self.text(path))
        return self._named[path]

    def _names_in(self, text: str) -> frozenset[str]:
        return frozenset(path for path, name in self._own.items() if name in text)

    @cached_property
    def _own(self) -> dict[str, str]:
        """The files of the course that are asked for by their names, and these."""
        return {
            path: Path(path).name
            for path in self.files
            if path.startswith("assets/")
            and not path.startswith((_OUTPUTS, *_LEFT))
            and not path.endswith(".map")
        }


def kept_zip(project: Project, files: Mapping[str, bytes], folder: str) -> bytes:
    """Return what `zipped` does, packed anew only where a file changed."""
    code = code_of(Path(__file__))
    states = [[path, hashlib.sha256(files[path]).hexdigest()] for path in sorted(files)]
    return made_bytes(
        project, ZIPS, [code, folder, states], lambda: zipped(files, folder)
    )


def zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    """Pack files into a folder of a zip; the same files give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{path}", _DAY)
            entry.create_system, entry.external_attr = 3, _READABLE
            small = Path(path).suffix in _PACKED
            entry.compress_type = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
            packed.writestr(entry, files[path])
    return written.getvalue()
