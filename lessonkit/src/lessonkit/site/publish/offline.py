"""The site as one zip that opens from a folder, without a server.

python -m lessonkit.site.publish.offline [ZIP]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from lessonkit.config import config
from lessonkit.errors import LessonError
from lessonkit.project import Project
from lessonkit.settings import offline_name

_READ_ME = """\
Open index.html in a browser. Everything works without a network: lessons, figures
and search. Nothing you draw or choose leaves your computer.
"""
# of no use without a server
_LEFT_OUT = {"404.html", "sitemap.xml", "sitemap.xml.gz", "robots.txt", "objects.inv"}
_CARDS = Path("assets/cards")  # previews of links, which only a published page has
_LANGUAGES = Path(
    "assets/javascripts/lunr"
)  # which the search loads for all but English
_INDEX = Path("search/search_index.json")  # beside it lies the same as a script


def offline(project: Project, target: Path) -> int:
    """Build the site for the file system and pack it.

    Returns:
        The size of the zip in bytes. It is complete or not there.

    Raises:
        LessonError: The build failed, or the zip cannot be written.
    """
    listed = config(project).get("plugins") or []
    names = [next(iter(p), "") if isinstance(p, dict) else p for p in listed]
    if "offline" not in names:
        raise LessonError(
            "the theme's plugin `offline` is not listed, so pages would not open",
            "Add it to `plugins`: `offline: {enabled: !ENV [OFFLINE, false]}`.",
            "mkdocs.yml",
        )
    with tempfile.TemporaryDirectory(prefix="offline-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", folder],
            cwd=project.root,
            env={**os.environ, "OFFLINE": "true", "NO_MKDOCS_2_WARNING": "1"},
        )
        if done.returncode:
            raise LessonError("the offline copy was not built", "Mend what it says.")
        unfinished = target.with_name(f".{target.name}.tmp")
        try:
            _pack(Path(folder), unfinished, offline_name(project))
            unfinished.replace(target)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise LessonError(
                f"{target} cannot be written ({error.strerror})",
                "Name another file: `python -m lessonkit.site.publish.offline a.zip`.",
            ) from None
    return target.stat().st_size


def _left_out(site: Path) -> Callable[[Path], bool]:
    """Return what tells files that pages without a server never load."""
    folders, names = [_CARDS], set(_LEFT_OUT)
    if (site / _INDEX.with_suffix(".js")).is_file():
        index = json.loads((site / _INDEX).read_bytes())
        names.add(_INDEX.as_posix())
        if index.get("config", {}).get("lang") == ["en"]:
            folders.append(_LANGUAGES)

    def is_left_out(path: Path) -> bool:
        of_a_folder = any(path.is_relative_to(folder) for folder in folders)
        return of_a_folder or path.suffix == ".map" or path.as_posix() in names

    return is_left_out


def _pack(site: Path, target: Path, name: str) -> None:
    is_left_out = _left_out(site)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr(f"{name}/READ ME.txt", _READ_ME)
        for path in sorted(site.rglob("*")):
            inside = path.relative_to(site)
            if path.is_file() and not is_left_out(inside):
                packed.write(path, f"{name}/{inside.as_posix()}")


def main() -> None:
    """Run the command."""
    try:
        project = Project.find()
        name = f"{offline_name(project)}.zip"
        target = Path(sys.argv[1] if len(sys.argv) > 1 else name).resolve()
        size = offline(project, target)
    except LessonError as error:
        raise SystemExit(str(error)) from None
    print(f"{target}: {size / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
