"""Starts a course: a small site with one lesson, which builds and passes its tests."""

from __future__ import annotations

import re
from pathlib import Path

from lessonkit.errors import LessonError
from lessonkit.files import write_atomically

TEMPLATE = Path(__file__).with_name("course")
_NAME = re.compile(r"[A-Za-z][\w-]*")
_TITLE = b"COURSE_TITLE"
_HIDDEN = {"gitignore": ".gitignore"}  # else it would rule here


def begin_course(name: str, parent: Path) -> Path:
    """Write a new course.

    Args:
        name: Of its folder: letters, digits, `-` and `_`.
        parent: Where the folder is made.

    Returns:
        The folder.

    Raises:
        LessonError: The name is malformed, or the folder is there and not empty; then
            nothing is written. Or the disk is full.
    """
    if not _NAME.fullmatch(name):
        raise LessonError(
            f"`{name}` cannot be the name of a course",
            "Use letters, digits, - and _, such as `astronomy`.",
        )
    folder = parent / name
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LessonError(f"{folder} exists already", "Choose another name.")
    title = re.sub(r"[-_]+", " ", name).strip()
    title = title[:1].upper() + title[1:]
    for path in sorted(TEMPLATE.rglob("*")):
        inside = path.relative_to(TEMPLATE)
        if path.is_file() and path.suffix != ".pyc":
            target = folder / inside.with_name(_HIDDEN.get(inside.name, inside.name))
            write_atomically(target, path.read_bytes().replace(_TITLE, title.encode()))
    return folder
