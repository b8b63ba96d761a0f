"""Reads the state of files, and writes them whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from lessonkit.cache import per_build, per_file
from lessonkit.errors import LessonError

BYTE_CODE = "__pycache__"


@per_build
def file_state(path: Path) -> str:
    """Hash a file's bytes or a folder's listing; `absent` if there is neither.

    Byte code is left out, and so is a folder of it: any process may add some.
    """
    if path.name == BYTE_CODE:
        return BYTE_CODE
    try:
        if path.is_dir():
            names = {entry.name for entry in path.iterdir()}
            listing = json.dumps(sorted(names - {BYTE_CODE}))
            return hashlib.sha256(listing.encode()).hexdigest()
        return _file_digest(path)
    except OSError:
        return "absent"


@per_file
def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_atomically(path: Path, content: bytes, sync: bool = True) -> None:
    """Write a file so that no reader ever sees a part of it.

    Args:
        path: The file.
        content: All of it.
        sync: Whether it is on the disk afterwards, whatever happens to the machine.
            That takes milliseconds, which are lost on what is checked when it is read.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # MkDocs leaves out what begins with a dot
        handle, temporary = tempfile.mkstemp(".tmp", ".", path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, 0o644)  # mkstemp's 0600 would reach the web server
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            with suppress(OSError):
                os.unlink(temporary)
        raise LessonError(
            f"cannot write: {error.strerror}",
            "Free some space or check the folder's permissions, then run again.",
            str(path.parent),
        ) from error


def made_room(path: Path) -> Path:
    """Make the folder of a file that is about to be written; return the file.

    Raises:
        OSError: The disk is full, or the folder cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
