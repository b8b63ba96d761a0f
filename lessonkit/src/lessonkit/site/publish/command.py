"""`lessonkit publish SITE`: for a site that another builder than MkDocs has built."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lessonkit.errors import LessonError
from lessonkit.project import Project
from lessonkit.report import Problems
from lessonkit.site.publish.publishing import publish
from lessonkit.site.publish.site_info import site_info


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
    check_target(project, folder)
    beside = tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-")
    with disk_errors(), beside as work, Problems() as problems:
        copy = Path(work) / "site"
        shutil.copytree(folder, copy)
        publish(copy, site_info(project))
        problems.refuse()
        replace(folder, copy)


def check_target(project: Project, folder: Path) -> None:
    """Demand that a folder may be replaced by a site.

    Raises:
        LessonError: It holds something else.
    """
    own = (project.docs, project.snippets, project.store.parent)
    if project.root.is_relative_to(folder) or any(map(folder.is_relative_to, own)):
        raise LessonError(
            f"{folder} belongs to the course itself", "Name another folder."
        )
    if folder.exists() and not folder.is_dir():
        raise LessonError(f"{folder} is no folder", "Name another.")
    if folder.exists() and any(folder.iterdir()) and not _is_site(folder):
        raise LessonError(
            f"{folder} holds something else than a site",
            "Name a folder that a builder wrote, or one that is not there yet.",
        )


def _is_site(folder: Path) -> bool:
    return (folder / "index.html").is_file() or (folder / "404.html").is_file()


def replace(folder: Path, built: Path) -> None:
    """Put a new site in the place of an old one.

    Raises:
        OSError: It cannot be moved there.
    """
    before = built.with_name("before")
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        shutil.move(folder, before)
    shutil.move(built, folder)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Say in one line that the disk is full or a folder cannot be written.

    Raises:
        LessonError: So it is.
    """
    try:
        yield
    except OSError as error:
        raise LessonError(
            f"the site cannot be written ({error.strerror or error})",
            "Make room, or name another folder.",
        ) from None
