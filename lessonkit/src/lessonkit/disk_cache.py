"""Keeps texts that are slow to make on disk, each under a hash of what it is made of.

They survive a build and an edit of anything else. Whatever is wrong with a kept file,
the text is made again; what no build has asked for within a month is deleted.
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

MONTH = 30 * 24 * 3600  # seconds that an unused text stays


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
    known = kept(project, kind, parts)
    if known is not None:
        return known
    text = make()
    keep(project, kind, parts, text)
    return text


def kept(project: Project, kind: str, parts: object) -> str | None:
    """Return a text that was made of the same parts before, if it is there."""
    path = _path(project, kind, parts)
    with suppress(OSError, ValueError):
        checksum, _, text = path.read_bytes().decode().partition("\n")
        if checksum == hashlib.sha256(text.encode()).hexdigest():
            os.utime(path)
            return text
    return None


def keep(project: Project, kind: str, parts: object, text: str) -> None:
    """Keep a text that was made of these parts.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    checksum = hashlib.sha256(text.encode()).hexdigest()
    content = f"{checksum}\n{text}".encode()
    write_atomically(_path(project, kind, parts), content, sync=False)


def _path(project: Project, kind: str, parts: object) -> Path:
    key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return project.root / ".lessonkit" / kind / f"{key}.txt"


def prune(project: Project, kind: str) -> None:
    """Delete the texts of a kind that nothing has asked for within a month."""
    for path in (project.root / ".lessonkit" / kind).glob("*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > MONTH:
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
