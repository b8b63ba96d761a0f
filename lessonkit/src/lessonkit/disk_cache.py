"""Keeps what is slow to make on disk, each under a hash of what it is made of.

It survives a build and an edit of anything else. Whatever is wrong with a kept file, it
is made again; what no build has asked for within a month is deleted, or sooner.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from lessonkit.files import file_state, write_atomically
from lessonkit.installed import version
from lessonkit.project import Project

HOUR = 3600  # seconds
MONTH = 30 * 24 * HOUR


def made(project: Project, kind: str, parts: object, make: Callable[[], str]) -> str:
    """Return a text that was made of the same parts before, or make it now.

    Args:
        project: Its `.lessonkit` folder keeps the texts.
        kind: The name of their folder in there.
        parts: All that the text depends on, as JSON has it: its input, and what
            `code_of` says of the program that makes it.
        make: Makes it.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    return made_bytes(project, kind, parts, lambda: make().encode()).decode()


def made_bytes(
    project: Project, kind: str, parts: object, make: Callable[[], bytes]
) -> bytes:
    """Do as `made` does, with bytes.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    known = _kept_bytes(project, kind, parts)
    if known is not None:
        return known
    content = make()
    _keep_bytes(project, kind, parts, content)
    return content


def kept(project: Project, kind: str, parts: object) -> str | None:
    """Return a text that was made of the same parts before, if it is there."""
    known = _kept_bytes(project, kind, parts)
    return None if known is None else known.decode()


def _kept_bytes(project: Project, kind: str, parts: object) -> bytes | None:
    path = _path(project, kind, parts)
    with suppress(OSError):
        checksum, _, content = path.read_bytes().partition(b"\n")
        if checksum == hashlib.sha256(content).hexdigest().encode():
            os.utime(path)
            return content
    return None


def keep(project: Project, kind: str, parts: object, text: str) -> None:
    """Keep a text that was made of these parts.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    _keep_bytes(project, kind, parts, text.encode())


def _keep_bytes(project: Project, kind: str, parts: object, content: bytes) -> None:
    checked = hashlib.sha256(content).hexdigest().encode() + b"\n" + content
    write_atomically(_path(project, kind, parts), checked, sync=False)


def _path(project: Project, kind: str, parts: object) -> Path:
    key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return project.root / ".lessonkit" / kind / f"{key}.txt"


def prune(project: Project, kind: str, unused: int = MONTH) -> None:
    """Delete what is kept of a kind and nothing has asked for, for so many seconds."""
    for path in (project.root / ".lessonkit" / kind).glob("*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > unused:
                path.unlink()


@lru_cache(maxsize=16)
def code_of(where: Path, *distributions: str) -> list[str]:
    """Describe a program: the bytes of a file or of a folder's files, and versions.

    Args:
        where: The file, or the folder.
        distributions: The installed packages that decide what it makes.
    """
    files = sorted(where.rglob("*.py")) if where.is_dir() else [where]
    states = [f"{path.name} {file_state(path)}" for path in files]
    return [*states, *(f"{name} {version(name)}" for name in distributions)]
