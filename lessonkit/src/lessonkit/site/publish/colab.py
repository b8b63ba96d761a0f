"""The notebooks for Colab: each begins with a cell that sets up what it ran with.

Colab opens notebooks from a branch of a GitHub repository. What that branch holds is
made from the executed notebooks of a build:

python -m lessonkit.site.publish.colab FOLDER https://github.com/OWNER/NAME
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from lessonkit.errors import LessonError
from lessonkit.page.order import lesson_order
from lessonkit.project import Project
from lessonkit.run.fingerprint import local_modules
from lessonkit.run.snippet import Snippet
from lessonkit.run.store import Entry, Store
from lessonkit.settings import settings

BRANCH = "notebooks"
_COURSE = "/content/course"  # where Colab puts files
_GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?")


def address(project: Project, repository: str, snippet: Snippet) -> str:
    """Return where Colab opens a snippet's notebook.

    It is empty if the repository is not on GitHub, and for snippets that need more than
    Python packages and `snippets/`, such as the rehearsed Hub.
    """
    found = _GITHUB.fullmatch(repository)
    if not found or not _fits(project, local_modules(project, snippet.path)):
        return ""
    place = f"{found[1]}/blob/{BRANCH}/{snippet.name}.ipynb"
    return f"https://colab.research.google.com/github/{place}"


def _fits(project: Project, modules: list[Path]) -> bool:
    return all(path.is_relative_to(project.snippets) for path in modules)


def write(project: Project, folder: Path, repository: str) -> int:
    """Write what the branch holds: the notebooks, and what they import and read.

    Returns:
        How many notebooks there are.

    Raises:
        LessonError: The repository is not on GitHub, the folder is not empty, or the
            notebooks have not been made.
    """
    if not _GITHUB.fullmatch(repository):
        raise LessonError(
            f"`{repository}` is not a repository on GitHub",
            "Colab opens notebooks from https://github.com/OWNER/NAME.",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LessonError(f"{folder} is not empty", "Name a new folder.")
    store, said = Store(project), settings(project)
    made: dict[str, str] = {}
    needed: set[Path] = set()
    for snippet in lesson_order(project)[0]:
        modules = local_modules(project, snippet.path)
        if not _fits(project, modules):
            continue
        entry, uses = store.get(snippet), store.uses(snippet)
        source = project.download(snippet.name, ".ipynb")
        if not entry or not uses or not source.is_file():
            raise LessonError(
                f"{snippet.name} has no executed notebook", "Run `make build` first."
            )
        notebook = json.loads(source.read_text("utf-8"))
        data = {_fetched(said.data_folder, name) for name in uses.reads} - {""}
        reads = [n for n in uses.reads if not _fetched(said.data_folder, n)]
        reads += said.data_files if data else ()
        needed.update(modules, (project.root / name for name in reads))
        course = repository if modules or reads else ""
        fetching = " ".join([said.data_command, *sorted(data)]) if data else ""
        notebook["cells"].insert(1, _set_up(entry, course, fetching))
        made[snippet.name] = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    for name, text in made.items():
        target = folder / f"{name}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    for path in filter(Path.is_file, needed):  # folders were only listed
        target = folder / path.relative_to(project.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return len(made)


def _fetched(folder: str, name: str) -> str:
    """Name the data that a file is part of; empty if nobody fetched it."""
    data, inside, _ = name.removeprefix(f"{folder}/").partition("/")
    return data if folder and inside and name.startswith(f"{folder}/") else ""


def _set_up(entry: Entry, repository: str, fetching: str = "") -> dict[str, Any]:
    """Write the first cell: the packages, the course's own files if needed, data."""
    # Colab has the large builds; a smaller one, for processors, would lie across it
    pins = [
        f"{name.removesuffix('-cpu')}=={number.partition('+')[0]}"
        for name, number in entry.versions.items()
    ]
    lines = ["# Run this first, and once more if Colab asks for a restart."]
    if pins:
        lines.append(f"%pip install --quiet {' '.join(pins)}")
    if repository:
        lines += [
            f"!test -d {_COURSE} || git clone --quiet --depth 1 --branch {BRANCH}"
            f" {repository} {_COURSE}",
            f"%cd -q {_COURSE}",
        ]
    if fetching:
        lines.append(f"!{fetching}")
    return {
        "cell_type": "code", "id": "set-up", "metadata": {}, "execution_count": None,
        "source": "\n".join(lines), "outputs": [],
    }  # fmt: skip


def main() -> None:
    """Run the command."""
    try:
        folder, repository = sys.argv[1:]
    except ValueError:
        raise SystemExit(__doc__) from None
    try:
        count = write(Project.find(), Path(folder), repository)
    except LessonError as error:
        raise SystemExit(str(error)) from None
    print(f"{folder}: {count} notebooks")


if __name__ == "__main__":
    main()
