"""The store: outputs addressed by fingerprint, never half-written, never trusted.

An entry is one file: a line with the SHA-256 of the rest, then JSON. It is written to a
temporary file and renamed, so a kill, a full disk or a second run leaves either the old
state or the new one. What does not match its checksum counts as missing.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lessonkit.cache import per_build, per_file
from lessonkit.errors import LessonError, nearest
from lessonkit.files import file_state, write_atomically
from lessonkit.project import Project
from lessonkit.run.fingerprint import Uses, fingerprint, static_key
from lessonkit.run.snippet import Snippet
from lessonkit.run.source import SUFFIXES

# failures are never stored: another process tries again
_FAILED: dict[str, tuple[str, LessonError]] = {}

GRACE = 24 * 3600  # seconds that an unused entry stays: an undo finds its outputs


@dataclass(frozen=True)
class Entry:
    """What one run of a snippet produced.

    Attributes:
        snippet: Its name.
        fingerprint: Hash of all that the outputs depend on.
        date: Day of the run, ISO format.
        seconds: Wall time, the start of the process included.
        cpu_seconds: CPU time of the process, imports made ahead of it left out.
        python: Version that ran it.
        versions: Of the packages that the snippet imports by name, for readers.
        outputs: For each code cell its outputs, in nbformat's form.
        values: Scalars left at module level.
        data: Other JSON-able objects left at module level.
        others: What else was left, in a few words each.
        files: Keys of the bytes that were left; `data` names them as `script`.
    """

    snippet: str
    fingerprint: str
    date: str
    seconds: float
    cpu_seconds: float
    python: str
    versions: dict[str, str]
    outputs: list[list[dict[str, Any]]]
    values: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def look_up(self, name: str, path: Iterable[str | int] = ()) -> Any:
        """Return what was left under a name, or the part of it that a path leads to.

        Args:
            name: At module level.
            path: Keys of dicts and positions in lists, from the outside in.

        Raises:
            LessonError: There is no such name, or no such part.
        """
        known = {**self.values, **self.data}
        if name in known:
            return _part(known[name], path, f"`{name}` of {self.snippet}")
        if name in self.others:
            raise LessonError(
                f"`{name}` of {self.snippet} is {self.others[name]}, not kept",
                "Leave numbers, texts, or lists and dicts of them at module level,"
                " such as `best = float(scores.max())`.",
            )
        raise LessonError(f"no value `{name}` in {self.snippet}", nearest(name, known))


def _part(thing: Any, path: Iterable[str | int], where: str) -> Any:
    """Follow a path into dicts and lists."""
    for key in path:
        if isinstance(thing, dict):
            if str(key) not in thing:  # JSON knows no other keys
                raise LessonError(f"no `{key}` in {where}", nearest(str(key), thing))
            thing = thing[str(key)]
        elif isinstance(thing, list):
            if not re.fullmatch(r"-?\d+", str(key)) or not (
                -len(thing) <= int(key) < len(thing)
            ):
                raise LessonError(
                    f"no `{key}` in {where}",
                    f"It is a list of {len(thing)}; count from 0.",
                )
            thing = thing[int(key)]
        else:
            raise LessonError(
                f"no `{key}` in {where}", "It is one value and has no parts."
            )
        where = f"`{key}` in {where}"
    return thing


class Store:
    """Reads and writes entries of one project.

    Args:
        project: Where the snippets and the store's folder are.
    """

    def __init__(self, project: Project) -> None:
        """Open the store; its folders are made on the first write."""
        self.project = project

    def get(self, snippet: Snippet) -> Entry | None:
        """Return the entry that is true of the snippet as it is now, if any."""
        return _entry(self.project, snippet.name, static_key(self.project, snippet))

    def file(self, key: str) -> bytes:
        """Return bytes that some snippet left; an entry names them."""
        return _file(_file_of(self.project, key))

    def uses(self, snippet: Snippet) -> Uses | None:
        """Return what the last run of this very code used, if there was one."""
        return _used(self.project, static_key(self.project, snippet))

    def stale(self, snippets: Iterable[Snippet]) -> list[Snippet]:
        """List those whose outputs are missing or no longer true, in order."""
        return [snippet for snippet in snippets if self.get(snippet) is None]

    def put(
        self,
        static: str,
        uses: Uses,
        entry: Entry,
        files: Mapping[str, bytes] | None = None,
    ) -> None:
        """Keep an entry, what its run used, and the bytes that it left.

        Raises:
            LessonError: The disk is full or the folder cannot be written.
        """
        for key, content in (files or {}).items():  # before the entry that names them
            write_atomically(_file_of(self.project, key), content)
        outputs, used = outputs_of(self.project), uses_of(self.project)
        self._write(outputs / f"{entry.fingerprint}.json", asdict(entry))
        self._write(used / f"{static}.json", asdict(uses))

    def remember(self, snippet: Snippet, error: LessonError | None) -> None:
        """Keep why a snippet failed, as long as this process and its code live."""
        _FAILED.pop(snippet.name, None)
        if error:
            _FAILED[snippet.name] = (self._cause(snippet), error)

    def failure(self, snippet: Snippet) -> LessonError | None:
        """Return why this very code failed in this process, if it did."""
        key, error = _FAILED.get(snippet.name, ("", None))
        return error if error and key == self._cause(snippet) else None

    def _cause(self, snippet: Snippet) -> str:
        """Hash what may have made a snippet fail: its code, and data beside it."""
        found = sorted(self.project.snippets.rglob("*"))
        data = [p for p in found if p.is_file() and p.suffix not in (*SUFFIXES, ".pyc")]
        state = "".join(f"{path} {file_state(path)}\n" for path in data)
        return static_key(self.project, snippet) + state

    def prune(self, snippets: Iterable[Snippet]) -> int:
        """Delete what no snippet refers to any more; return how many files."""
        keep: set[str] = set()
        for snippet in snippets:
            entry = self.get(snippet)
            if entry:
                keep |= {entry.fingerprint, static_key(self.project, snippet)}
                keep |= set(entry.files)
        removed = 0
        for path in self.project.store.rglob("*.*"):
            if path.stem in keep or not path.is_file():
                continue
            with suppress(OSError):  # a second run may prune the same file
                if time.time() - path.stat().st_mtime > GRACE:
                    path.unlink()
                    removed += 1
        return removed

    def _write(self, path: Path, content: dict[str, Any]) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        write_atomically(path, hashlib.sha256(body).hexdigest().encode() + b"\n" + body)


@per_build
def _entry(project: Project, name: str, static: str) -> Entry | None:
    uses = _used(project, static)
    if uses is None:
        return None
    with suppress(OSError, ValueError, TypeError):  # absent, damaged, another version's
        key = fingerprint(project, static, uses)
        entry = Entry(**_load(outputs_of(project) / f"{key}.json"))
        for name in entry.files:
            _file(_file_of(project, name))
        return entry
    return None


def _used(project: Project, static: str) -> Uses | None:
    with suppress(OSError, ValueError, TypeError, KeyError):
        found = _load(uses_of(project) / f"{static}.json")
        return Uses(tuple(found["reads"]), tuple(found["packages"]))
    return None


def _file_of(project: Project, key: str) -> Path:
    return project.store / "files" / f"{key}.bin"


@per_file
def _file(path: Path) -> bytes:
    """Read bytes whose name is the beginning of their hash."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest()[:16] != path.stem:
        raise ValueError("damaged")
    return content


def outputs_of(project: Project) -> Path:
    """Return the folder of the entries, each under its fingerprint."""
    return project.store / "outputs"


def uses_of(project: Project) -> Path:
    """Return the folder that says what each version of a snippet used."""
    return project.store / "uses"


@per_file
def _load(path: Path) -> dict[str, Any]:
    checksum, _, body = path.read_bytes().partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != checksum:
        raise ValueError("damaged")
    content: dict[str, Any] = json.loads(body)
    return content
