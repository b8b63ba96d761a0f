"""`lessonkit publish SITE`: for a site built by a builder other than MkDocs."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lessonkit.errors import LessonError
from lessonkit.project import Project
from lessonkit.report import Problems
from lessonkit.site.publish import built
from lessonkit.site.publish.publishing import publish
from lessonkit.site.publish.site_info import site_info

_BUILDER = re.compile(
    r"<meta\s+name=[\"']?generator[\"']?\s+content=[\"']?(?:mkdocs|zensical|properdocs)",
    re.IGNORECASE,
)


def publish_folder(project: Project, folder: Path) -> None:
    """Publish a built site in its own place.

    Raises:
        LessonError: There is no such site, something on it is wrong, as has been said
            by then, or the disk is full. The folder is as it was.
    """
    if not folder.is_dir():
        raise LessonError(
            f"there is no folder {folder}", "Build the site first, then name it."
        )
    _refuse_own(project, folder)
    info = site_info(project)
    with disk_errors():
        found = built.read(folder, info)
    if not found:
        raise LessonError(
            f"{folder} holds no page of this course",
            "Name the folder that a builder wrote, such as `site`.",
        )
    if any(built.MARK in page.html for page in found):
        raise LessonError(
            f"{folder} has been published already", "Build it again, then publish it."
        )
    beside = folder.with_name(f".{folder.name}-{os.getpid()}")
    with disk_errors(), Problems() as problems:
        try:
            shutil.copytree(folder, beside, symlinks=True)
            publish(beside, info, found)
            problems.refuse()
            replace(folder, beside)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def check_target(project: Project, folder: Path) -> None:
    """Demand that a folder may be replaced by another site.

    Raises:
        LessonError: It holds something else.
    """
    _refuse_own(project, folder)
    if folder.exists() and not folder.is_dir():
        raise LessonError(f"{folder} is not a folder", "Name another.")
    if folder.exists() and any(folder.iterdir()) and not _is_site(folder):
        raise LessonError(
            f"{folder} is not a site that may be replaced",
            "Name one that a builder wrote, or a folder that does not exist.",
        )


def _refuse_own(project: Project, folder: Path) -> None:
    own = (project.docs, project.snippets, project.store.parent)
    if project.root.is_relative_to(folder) or any(map(folder.is_relative_to, own)):
        raise LessonError(
            f"{folder} belongs to the course itself", "Name another folder."
        )


def _is_site(folder: Path) -> bool:
    """Say whether a builder wrote all of a folder, as far as one can tell."""
    first = folder / "index.html"
    if not first.is_file() or any(folder.glob(".git*")):
        return False
    page = first.read_text("utf-8", errors="replace")
    return built.MARK in page or bool(_BUILDER.search(page))


def replace(folder: Path, new: Path) -> None:
    """Put a new site in the place of an old one, or leave the old one there.

    Raises:
        OSError: It cannot be moved there.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    near, old = (folder.with_name(f".{folder.name}-{x}") for x in ("new", "old"))
    for left in (near, old):
        if left != new:
            shutil.rmtree(left, ignore_errors=True)
    try:
        if new != near:
            try:
                new.rename(near)
            except OSError:  # it lies on another disk
                shutil.copytree(new, near, symlinks=True)
        if folder.exists():
            folder.rename(old)
        try:
            near.rename(folder)
        except BaseException:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(near, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Say in one line that the disk is full or a folder cannot be written.

    Raises:
        LessonError: The disk is full, or a file or folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        if isinstance(error, shutil.Error) and error.args and error.args[0]:
            said = str(error.args[0][0][-1])  # of many files the first
        named = f"{error.filename}: " if error.filename else ""
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        remedy = "Make room" if full else "Look at its permissions"
        raise LessonError(
            f"the site cannot be written ({named}{said})",
            f"{remedy}, or name another folder.",
        ) from None
